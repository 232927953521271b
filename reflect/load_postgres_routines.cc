#include "reflect/load_postgres_routines.h"

#include <unordered_map>

namespace pillion {
namespace {

// proargmodes, of the manual's pg_proc.
constexpr std::array<Letter<ArgumentMode>, 5> kModes = {{
    {.letter = 'i', .value = ArgumentMode::kIn},
    {.letter = 'o', .value = ArgumentMode::kOut},
    {.letter = 'b', .value = ArgumentMode::kInOut},
    {.letter = 'v', .value = ArgumentMode::kVariadic},
    {.letter = 't', .value = ArgumentMode::kTable},
}};

constexpr std::array<Letter<RoutineKind>, 2> kKinds = {{
    {.letter = 'f', .value = RoutineKind::kFunction},
    {.letter = 'p', .value = RoutineKind::kProcedure},
}};

using Domains = std::unordered_map<Oid, const UserType*>;

Domains domains_of(std::span<const UserType> types) {
  Domains domains;
  for (const UserType& type : types) {
    if (type.kind == UserTypeKind::kDomain) domains.emplace(type.oid, &type);
  }
  return domains;
}

RoutineArgument argument(const PostgresRows& rows, std::int64_t row, const Domains& domains) {
  const std::int64_t packed = rows.number(row, kN);
  RoutineArgument made{.name = rows.string(row, kT1),
                       .type = rows.oid(row, kB),
                       .type_modifier = static_cast<std::int32_t>(rows.number(row, kM)),
                       .type_name = rows.string(row, kT2),
                       .mode = of_letter(kModes, packed & kArgumentMode),
                       .default_expression = rows.string(row, kT3)};
  // A domain may rest on a domain.
  for (auto found = domains.find(made.type); found != domains.end();
       found = domains.find(made.type)) {
    made.is_domain = true;
    made.type_modifier = found->second->type_modifier;
    made.type = found->second->base_type;
  }
  return made;
}

std::vector<std::string_view> signature(const Routine& routine) {
  std::vector<std::string_view> types;
  for (const RoutineArgument& each : routine.arguments) types.push_back(each.type_name);
  return types;
}

}  // namespace

std::vector<Routine> read_routines(const PostgresRows& rows, std::span<const UserType> types) {
  std::vector<Routine> routines;
  std::unordered_map<Oid, std::size_t> by_oid;
  for (const std::int64_t row : rows.of(CatalogRow::kRoutine)) {
    const std::int64_t packed = rows.number(row, kN);
    by_oid.emplace(rows.oid(row, kA), routines.size());
    routines.push_back({.schema = rows.string(row, kT2),
                        .name = rows.string(row, kT1),
                        .oid = rows.oid(row, kA),
                        .kind = of_letter(kKinds, packed & kLetter),
                        .returns_set = (packed & kRoutineReturnsSet) != 0,
                        .comment = rows.string(row, kT3)});
  }
  const Domains domains = domains_of(types);
  for (const std::int64_t row : rows.in_order(CatalogRow::kArgument)) {
    const auto found = by_oid.find(rows.oid(row, kA));
    if (found == by_oid.end()) continue;
    Routine& routine = routines[found->second];
    RoutineArgument made = argument(rows, row, domains);
    if (rows.number(row, kN) < kArgumentPlace) {
      routine.result = std::move(made);
    } else {
      routine.arguments.push_back(std::move(made));
    }
  }
  std::ranges::sort(routines, [](const Routine& a, const Routine& b) {
    if (a.schema != b.schema) return a.schema < b.schema;
    return a.name != b.name ? a.name < b.name : signature(a) < signature(b);
  });
  return routines;
}

}  // namespace pillion
