#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/identifier.h"
#include "rewriter/concat.h"
#include "rewriter/paths/resolver.h"

namespace pillion::sql {
namespace {

// The sources in sight that hold rows of a table, and which of their facets do.
std::vector<std::pair<const Source*, int>> rows_of(TableId table, const Scope& scope) {
  std::vector<std::pair<const Source*, int>> out;
  for (const Scope* s = &scope; s != nullptr; s = s->outer) {
    for (const Source* source : s->sources) {
      const auto facet = std::ranges::find(source->facets, table);
      if (facet == source->facets.end()) continue;
      out.emplace_back(source, static_cast<int>(facet - source->facets.begin()));
    }
  }
  return out;
}

// As it is written in front of a column.
std::string called(const Source& source) {
  if (source.name.empty()) return "the query in FROM";
  std::string name;
  append_identifier(name, source.name);
  return name;
}

}  // namespace

void Resolver::fail(std::size_t offset, Sqlstate sqlstate, std::string message) {
  out_.errors.push_back({.sqlstate = sqlstate,
                         .message = std::move(message),
                         .position = static_cast<std::int32_t>(offset) + 1});
}

void Resolver::ambiguous(const Reference& ref, const PathUses& found, bool certain) {
  (certain ? out_.has_certain_path : out_.has_unknown) = true;
  const auto different = [&found](const auto& way_of) {
    std::vector<std::string> ways;
    for (const PathUse& use : found) ways.push_back(way_of(use));
    std::sort(ways.begin(), ways.end());
    ways.erase(std::unique(ways.begin(), ways.end()), ways.end());
    return ways;
  };
  std::vector<std::string> ways = different([](const PathUse& use) {
    const auto& steps = use.path.steps;
    return fmt::format("{}.{}", called(*use.source),
                       steps.empty() ? use.path.declared->name : steps[0]->unambiguous_name);
  });
  if (ways.size() < 2) {
    ways = different([](const PathUse& use) {
      std::string way = called(*use.source);
      for (const Relation* step : use.path.steps) way += "." + step->unambiguous_name;
      return way;
    });
  }
  const std::string path = fmt::format("{}", fmt::join(ref.parts, "."));
  // Names tell no two tables apart that one subquery shows.
  if (ways.size() < 2)
    return fail(
        ref.offset(), "42702",
        fmt::format("{0} can start at more than one table of {1}. Write the path inside {1}, "
                    "and select it from there.",
                    path, called(*found.front().source)));
  fail(ref.offset(), "42702",
       fmt::format("{} may be {}. Write one of them.", path, fmt::join(ways, " or ")));
}

void Resolver::not_found(const Reference& ref) {
  PathFailure failure = std::move(failure_);
  const bool at_once = failure.steps == 0 && failure.candidates.empty() && !failure.too_long;
  if (failure.table == kNoTable || at_once) {
    const Name name = ref.parts[0].substr(0, ref.parts[0].find("__", 1));
    for (const Source* source : ref.scope.sources) {
      if (nowhere(*source, name, failure)) break;
    }
  }
  if (failure.table == kNoTable) return unknown(ref.expr);
  report_missing(ref, failure);
}

bool Resolver::nowhere(const Source& source, Name name, PathFailure& failure) const {
  for (const TableId table : source.facets) {
    failure = {.steps = 0, .table = table, .name = name};
    if (!names_.nearest(table, name).empty()) return true;
  }
  return false;
}

void Resolver::report_missing(const Reference& ref, const PathFailure& failure) {
  if (failure.too_long) {
    return fail(ref.offset(), "54001",
                fmt::format("The path has more than {} steps, or too many ways to be read. Write "
                            "a shorter one, with unambiguous names.",
                            kMaxSteps));
  }
  if (!failure.candidates.empty()) {
    std::vector<std::string> ways;
    for (const Relation* relation : failure.candidates) {
      ways.push_back(
          fmt::format("{}.{}", names_.table(failure.table).name, relation->unambiguous_name));
    }
    out_.has_unknown = true;
    return fail(ref.offset(), "42702",
                fmt::format("{}: {} may be {}. Write one of them.", fmt::join(ref.parts, "."),
                            failure.name, fmt::join(ways, " or ")));
  }
  if (ref.expr->names.size() == 1) out_.fixed_names.push_back(ref.expr->names[0]);
  out_.has_unknown = true;
  if (const std::string why = out_of_reach(ref, failure); !why.empty()) {
    return fail(ref.offset(), "42703", fmt::format("{}: {}", fmt::join(ref.parts, "."), why));
  }
  const std::vector<std::string> nearest = names_.nearest(failure.table, failure.name);
  std::string message =
      fmt::format("{}: table {} has no column or relation {}.", fmt::join(ref.parts, "."),
                  names_.table(failure.table).name, failure.name);
  if (!nearest.empty()) message += fmt::format(" Did you mean {}?", fmt::join(nearest, " or "));
  fail(ref.offset(), "42703", std::move(message));
}

std::string Resolver::out_of_reach(const Reference& ref, const PathFailure& failure) const {
  const ColumnId column = names_.find_column(failure.table, failure.name);
  if (failure.steps == 0) {
    std::string why = not_shown(ref.scope, failure, column);
    if (!why.empty()) return why;
  }
  const Name last = ref.parts.back();
  const bool ends = last == failure.name || last.ends_with(concat("__", failure.name));
  if (column < 0 || ends) return {};
  return fmt::format("{} is a column of {}, and nothing can follow it. End the path there.",
                     failure.name, names_.table(failure.table).name);
}

std::string Resolver::not_shown(const Scope& scope, const PathFailure& failure,
                                ColumnId column) const {
  const RelationMatches relations = names_.find_relations(failure.table, failure.name);
  if (column < 0 && relations.empty()) return {};
  const ColumnIds needed = column < 0 ? near_columns(*relations.front()) : ColumnIds{column};
  const std::string& table = names_.table(failure.table).name;
  for (const auto& [source, facet] : rows_of(failure.table, scope)) {
    const std::string name = called(*source);
    std::vector<std::string> missing;
    for (const ColumnId id : needed) {
      const std::string_view shown = source->name_of(names_, facet, id);
      if (shown.empty()) missing.push_back(names_.column(failure.table, id));
      if (column < 0 || shown.empty() || names_.same(shown, failure.name)) continue;
      return fmt::format("{0} shows this column of {1} as {2}. Write {2}.", name, table, shown);
    }
    if (missing.empty()) continue;
    const std::string_view it = missing.size() == 1 ? "it" : "them";
    if (column >= 0) {
      return fmt::format("{0} does not show this column of {1}. Select it there, or start at {1}.",
                         name, table);
    }
    return fmt::format(
        "{0} does not show {2} of {1}, which the relation {3} follows. Select {4} there, or start "
        "at {1}.",
        name, table, fmt::join(missing, " and "), failure.name, it);
  }
  return {};
}

}  // namespace pillion::sql
