#include "rewriter/aggregates/refusals.h"

#include <algorithm>

#include <fmt/format.h>

#include "rewriter/aggregates/gather.h"
#include "rewriter/error_at.h"
#include "rewriter/paths/capture.h"

namespace pillion::sql {
namespace {

Status array_inside(std::size_t begin, std::string_view name) {
  return fail_at(begin, "0A000",
                 fmt::format("{0} is an array, which an aggregate over the related rows of a "
                             "group cannot use. Write array_to_string({0}, ...), or aggregate "
                             "per row in a subquery.",
                             name));
}

}  // namespace

Refusals::Refusals(const ResolvedStatement& statement, const Spelling& spelling)
    : resolved_(statement.resolved),
      names_(statement.names),
      text_(statement.text),
      spelling_(spelling) {
  for (const PathUse& use : resolved_.uses) {
    if (use.aggregate != nullptr || use.path.column < 0) continue;
    const Table& table = names_.table(use.path.end());
    if (is_array(table.columns[static_cast<std::size_t>(use.path.column)])) {
      arrays_.push_back(&use);
    }
  }
}

std::string Refusals::spelled(const PathUse& use) const {
  return std::string(text_.text().substr(use.begin, use.end - use.begin));
}

Status Refusals::check(const AggregateCall& call) const {
  PILLION_CHECK(check_line(call));
  PILLION_CHECK(check_plain(call));
  if (!call.unknown_inside) return {};
  return fail_at(static_cast<std::size_t>(call.call->location), "0A000",
                 "A column inside an aggregate over related rows may be one of several tables'. "
                 "Write its table's alias in front.");
}

// A name that the server would have found in two tables: inside what is made of the call it would
// find it in one.
Status Refusals::check_plain(const AggregateCall& call) const {
  // In the others not every table of FROM is in sight.
  static constexpr Clause kSeesAll[] = {Clause::kTarget, Clause::kWhere, Clause::kGroupBy,
                                        Clause::kHaving, Clause::kOrderBy};
  if (std::ranges::find(kSeesAll, call.clause) == std::end(kSeesAll)) return {};
  for (const PlainUse& plain : call.plain) {
    const Level& level = *plain.source->level;
    if (plain.qualified || plain.whole_row || &level != call.level || level.merges) continue;
    const Name name = plain.ref->names.back();
    for (const Source& other : level.sources) {
      const bool in_sight = !other.hidden_by_alias && !other.only_qualified;
      if (&other == plain.source || !in_sight || !other.has_column(names_, name)) continue;
      return fail_at(static_cast<std::size_t>(plain.ref->location), "42702",
                     fmt::format("{0} may be {1}.{0} or {2}.{0}. Write one of them.", name,
                                 plain.source->name, other.name));
    }
  }
  return {};
}

Status Refusals::check_row(const Candidate& candidate) const {
  if (!candidate.fitness.lost_row) return {};
  const auto [begin, end] = call_extent(text_, *candidate.call->call);
  const Source& source = *candidate.longest->source;
  const std::string_view table =
      source.name.empty() ? names_.table(source.facets[0]).name : source.name;
  return fail_at(begin, "0A000",
                 fmt::format("{0} ranges over rows related to one row of {1}, and here are only "
                             "groups of such rows. Select it in the query that reads {1}, as a "
                             "subquery in FROM, and use that column here.",
                             text_.text().substr(begin, end - begin), table));
}

// A key of grouping sets that stays a subquery is the key where it is a SELECT item, and once.
Status Refusals::check_key(const Candidate& candidate, const std::vector<Candidate>& all) const {
  const AggregateCall& call = *candidate.call;
  if (!candidate.fitness.key_of_sets || call.clause == Clause::kGroupBy) return {};
  const auto spelling = [&](const AggregateCall& of) {
    return spelling_.key(spelling_.words(call_extent(text_, *of.call)));
  };
  const auto is_again = [&](const Candidate& other) {
    return &other < &candidate && other.fitness.key_of_sets && other.call->level == call.level &&
           other.call->clause != Clause::kGroupBy && other.call->target != call.target &&
           spelling(*other.call) == spelling(call);
  };
  if (candidate.fitness.whole_key && std::ranges::none_of(all, is_again)) return {};
  const auto [begin, end] = call_extent(text_, *call.call);
  return fail_at(begin, "0A000",
                 fmt::format("{} is a key of ROLLUP, CUBE or GROUPING SETS that PostgreSQL would "
                             "compute anew here, in subtotals too. Write it once, as a column of "
                             "SELECT, or select it in a subquery in FROM and group by that.",
                             text_.text().substr(begin, end - begin)));
}

// All paths to many rows in one call lie on one line.
Status Refusals::check_line(const AggregateCall& call) const {
  const PathUse& longest = longest_of(call);
  for (const PathUse* use : call.uses) {
    const std::size_t steps = use->path.many_steps();
    const bool on_line = use->source == longest.source && use->facet == longest.facet &&
                         std::equal(use->path.steps.begin(),
                                    use->path.steps.begin() + static_cast<std::ptrdiff_t>(steps),
                                    longest.path.steps.begin());
    if (on_line) continue;
    return fail_at(
        use->begin, "42803",
        fmt::format("{} and {} lead to rows of different relations, so one aggregate "
                    "cannot range over both. Write two aggregates.",
                    spelled(use == call.uses[0] ? longest : *call.uses[0]), spelled(*use)));
  }
  return {};
}

// What cannot be an element of an array that keeps each row apart.
Status Refusals::check_gathered(const AggregateCall& call) const {
  const Level* level = call.level;
  for (const PlainUse& plain : call.plain) {
    if (plain.source->level != level) continue;
    const auto [begin, end] = reference_extent(text_, *plain.ref);
    const std::string name(text_.text().substr(begin, end - begin));
    if (plain.whole_row) {
      return fail_at(begin, "0A000",
                     fmt::format("{} is a whole row, which an aggregate over the related rows "
                                 "of a group cannot use. Write its columns.",
                                 name));
    }
    const Column* column = plain.source->base_column(names_, plain.ref->names.back());
    if (column != nullptr && is_array(*column)) return array_inside(begin, name);
  }
  const Extent extent = call_extent(text_, *call.call);
  for (const PathUse* use : arrays_) {
    if (use->source->level == level && contains(extent, {use->begin, use->end})) {
      return array_inside(use->begin, spelled(*use));
    }
  }
  return {};
}

// A table's name is its row only where no table around has a column of that name.
Status Refusals::row_in_sight_of_column(const PlainUse& plain) {
  return fail_at(static_cast<std::size_t>(plain.ref->location), "42712",
                 fmt::format("{0} is a row here, and the rows that the aggregate ranges over have "
                             "a column {0}. Give the table of that name another alias.",
                             plain.ref->names.back()));
}

Status Refusals::captured(const PlainUse& plain) const {
  const auto at = static_cast<std::size_t>(plain.ref->location);
  const Name name = plain.ref->names.back();
  if (is_merged(plain, names_)) {
    return fail_at(at, "0A000",
                   fmt::format("{0} is merged of two tables' columns, and the rows that the "
                               "aggregate ranges over have a column {0} as well. Write one "
                               "table's, with its alias in front, or coalesce() of both.",
                               name));
  }
  return fail_at(at, "42712",
                 fmt::format("The rows that the aggregate ranges over have a column {0} as well. "
                             "Write the alias of its table in front, one that means no other "
                             "table here.",
                             name));
}

}  // namespace pillion::sql
