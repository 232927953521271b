#include "reflect/system_routines.h"

#include <array>

#include "reflect/load_postgres_routines.h"
#include "reflect/name_filter.h"

namespace pillion {
namespace {

constexpr std::array<std::string_view, 2> kSystemSchemas = {"pg_catalog", "information_schema"};

}  // namespace

Result<RoutinesPtr> SystemRoutines::get(QueryRunner& session, const Schema& schema) {
  {
    const std::lock_guard lock(mutex_);
    if (routines_ != nullptr) return routines_;
  }
  static constexpr std::array kFormats = {Format::kBinary};
  static const std::array settings = {Setting{.name = "jit", .value = "off"}};
  PILLION_TRY(result, session.run({.text = postgres_system_routines_query(),
                                   .parameters = {},
                                   .formats = kFormats,
                                   .settings = settings}));
  auto routines = std::make_shared<const std::vector<Routine>>(
      read_routines(PostgresRows(*result), schema.types));
  const std::lock_guard lock(mutex_);
  routines_ = routines;
  return routines;
}

bool asks_for_system(const CatalogName& name, const CatalogOptions& options, Dialect dialect) {
  if (dialect != Dialect::kPostgres) return false;
  const auto wanted = NameFilter::pattern(name.schema, dialect, options.metadata_id);
  if (!wanted) return false;
  for (const std::string_view schema : kSystemSchemas) {
    if (wanted->matches(schema)) return true;
  }
  return false;
}

}  // namespace pillion
