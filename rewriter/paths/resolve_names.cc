#include <algorithm>
#include <tuple>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "rewriter/paths/capture.h"
#include "rewriter/paths/reference.h"
#include "rewriter/paths/resolver.h"

namespace pillion::sql {
namespace {

// Whether a subquery where the path stands names the source that it starts at. Else a join beside
// the source does.
bool is_read_in_place(const PathUse& use) {
  return use.path.many_steps() > 0 || use.source->hidden_by_alias;
}

// What may be written where a path leads to many rows.
std::string aggregates_over(const PathUse& use, std::string_view name) {
  const Expr* call = use.argument_of;
  // A window function ranges over the query's own rows.
  if (call != nullptr && call->call->over != nullptr) {
    return fmt::format("sum(count({})) OVER (...).", name);
  }
  if (use.path.column < 0) return fmt::format("count({0}), or max({0}__...).", name);
  return fmt::format("count({0}), max({0}), ...", name);
}

}  // namespace

Parts Resolver::parts_of(const Expr& column) {
  if (!may_be_cut(column)) return column.names;
  std::vector<Name>& parts = uncut_parts_.emplace_back();
  for (std::string& part : reference_parts(text_, column)) {
    parts.emplace_back(uncut_.emplace_back(std::move(part)));
  }
  return parts;
}

void Resolver::single(const Reference& ref) {
  const Name name = ref.expr->names[0];
  const bool may_be_output =
      clause_ != Clause::kTarget && clause_ != Clause::kOn && clause_ != Clause::kFrom;
  if (may_be_output && is_output_name(ref, true)) {
    // PostgreSQL asks no table then; SQLite does where the output has no alias.
    if (names_.sqlite()) out_.fixed_names.push_back(name);
    return;
  }
  bool opaque = false;
  for (const Scope* s = &ref.scope; s != nullptr; s = s->outer) {
    if (column_of(ref, *s, opaque)) return;
    // A query's own output goes before what the queries around it have.
    if (s == &ref.scope && may_be_output && is_output_name(ref, false)) {
      out_.fixed_names.push_back(name);
      return;
    }
  }
  if (whole_row(ref)) return;
  if (path_from_scopes(ref, !opaque)) return;
  if (opaque) return unknown(ref.expr);
  not_found(ref);
}

bool Resolver::column_of(const Reference& ref, const Scope& around, bool& opaque) {
  const Name name = ref.expr->names[0];
  for (const Source* source : around.sources) {
    if (source->only_qualified) continue;
    if (source->has_column(names_, name)) {
      PlainUse plain{.ref = ref.expr, .source = source, .at = ref.scope.level};
      plain.qualifiable = !opaque && is_qualifiable(plain, ref.scope, around);
      keep(plain);
      return true;
    }
    opaque = opaque || source->opaque;
  }
  return names_.is_system_column(name) && system_column_of(ref, around);
}

bool Resolver::system_column_of(const Reference& ref, const Scope& around) {
  const auto found = std::ranges::find_if(around.sources, &Source::has_system_columns);
  if (found == around.sources.end()) return false;
  PlainUse plain{.ref = ref.expr, .source = *found, .at = ref.scope.level};
  // Two that have it are an error of the user's, which the server is to tell.
  const bool one = std::ranges::count(around.sources, true, &Source::has_system_columns) == 1;
  plain.qualifiable = one && !(*found)->name.empty() && !is_shadowed(ref.scope, **found, names_);
  if (plain.qualifiable) out_.system_columns.push_back(plain);
  keep(plain);
  return true;
}

bool Resolver::whole_row(const Reference& ref) {
  const Name name = ref.expr->names[0];
  for (const Scope* s = &ref.scope; s != nullptr; s = s->outer) {
    for (const Source* source : s->sources) {
      if (!names_.same(source->name, name)) continue;
      note({.ref = ref.expr, .source = source, .qualified = true, .whole_row = true});
      out_.fixed_names.push_back(name);
      return true;
    }
  }
  return false;
}

void Resolver::qualified(const Reference& ref) {
  const Parts parts = ref.parts;
  for (const Scope* s = &ref.scope; s != nullptr; s = s->outer) {
    for (const Source* source : s->sources) {
      if (parts.size() > 2 && source->answers_to(names_, parts[0], parts[1])) {
        return after_source(ref, 2, *source);
      }
      const bool catalog = parts.size() > 3 && !names_.sqlite();
      if (catalog && source->answers_to(names_, parts[1], parts[2])) {
        return after_source(ref, 3, *source);
      }
      if (names_.same(source->name, parts[0])) return after_source(ref, 1, *source);
    }
  }
  if (path_from_scopes(ref, true)) return;
  not_found(ref);
}

void Resolver::after_source(const Reference& ref, std::size_t prefix, const Source& source) {
  const bool one = ref.parts.size() == prefix + 1;
  const Name name = ref.expr->names[prefix];
  if (one && (source.has_column(names_, name) || names_.is_system_column(name))) {
    return note({.ref = ref.expr, .source = &source, .qualified = true});
  }
  const Parts rest = ref.parts.subspan(prefix);
  const bool certain = (!one || names_.sqlite()) && !source.opaque;
  PathUses found;
  PathFailure failure;
  paths_from(source, rest, found, failure);
  if (found.size() == 1) {
    out_.has_unknown = out_.has_unknown || !certain;
    found[0].prefix = prefix;
    return use(ref, found[0], certain);
  }
  if (found.size() > 1) return ambiguous(ref, found, certain);
  if (source.opaque || source.facets.empty()) {
    note({.ref = ref.expr, .source = &source, .qualified = true});
    return unknown(ref.expr);
  }
  const bool at_once = failure.steps == 0 && failure.candidates.empty() && !failure.too_long;
  if (failure.table == kNoTable || at_once) {
    nowhere(source, rest[0].substr(0, rest[0].find("__", 1)), failure);
  }
  report_missing(ref, failure);
}

void Resolver::paths_from(const Source& source, Parts parts, PathUses& found,
                          PathFailure& failure) const {
  const auto before = static_cast<std::ptrdiff_t>(found.size());
  for (std::size_t facet = 0; facet < source.facets.size(); ++facet) {
    if (parts.size() == 1) {
      if (const auto* declared = names_.find_virtual(source.facets[facet], parts[0])) {
        found.push_back({.source = &source,
                         .facet = static_cast<int>(facet),
                         .path = {.steps = {}, .declared = declared}});
        continue;
      }
    }
    PathReader reader(names_, parts);
    if (!source.whole_table || facet > 0) bar_first_steps(source, facet, reader);
    reader.read_from(source.facets[facet]);
    for (const Path& path : reader.paths) {
      PathUse& use = found.emplace_back();
      use.source = &source;
      use.facet = static_cast<int>(facet);
      use.path = path;
    }
    const bool tells_more = reader.failure.steps > failure.steps ||
                            (failure.candidates.empty() && !reader.failure.candidates.empty());
    if (failure.table == kNoTable || tells_more) {
      failure = std::move(reader.failure);
    }
  }
  // What is declared beats what is reflected, also of another table whose rows the source shows.
  const auto is_declared = [&](const PathUse& use) {
    return use.path.steps.empty() || names_.is_declared(*use.path.steps.front());
  };
  const auto is_reflected = [&](const PathUse& use) { return !is_declared(use); };
  if (names_.any_declared() && std::any_of(found.begin() + before, found.end(), is_declared)) {
    found.erase(std::remove_if(found.begin() + before, found.end(), is_reflected), found.end());
  }
}

void Resolver::bar_first_steps(const Source& source, std::size_t facet, PathReader& reader) const {
  const auto is_shown = [&](ColumnId column) {
    return !source.name_of(names_, static_cast<int>(facet), column).empty();
  };
  for (const Relation* relation : names_.relations_of(source.facets[facet])) {
    if (!std::ranges::all_of(near_columns(*relation), is_shown)) reader.bar(*relation);
  }
}

bool Resolver::path_from_scopes(const Reference& ref, bool certain) {
  failure_ = {};
  for (const Scope* s = &ref.scope; s != nullptr; s = s->outer) {
    PathUses found;
    for (const Source* source : s->sources) {
      if (!source->only_qualified) paths_from(*source, ref.parts, found, failure_);
    }
    if (found.size() > 1) {
      ambiguous(ref, found, certain);
      return true;
    }
    if (found.size() == 1) {
      use(ref, found[0], certain);
      out_.has_unknown = out_.has_unknown || !certain;
      return true;
    }
  }
  return false;
}

bool Resolver::is_output_name(const Reference& ref, bool first) const {
  const Name name = ref.expr->names[0];
  const bool sorts = clause_ == Clause::kOrderBy || clause_ == Clause::kDistinctOn;
  const bool is_item = ref.parent == nullptr || ref.parent->kind == ExprKind::kGroupingSet;
  const bool groups = clause_ == Clause::kGroupBy && is_item;
  if (first ? !(sorts && ref.expr == bare_) : !(names_.sqlite() || groups)) return false;
  if (current_query_ == nullptr) return false;
  const auto is_labelled = [&](const Target& t) {
    if (!t.alias.empty() || !names_.same(t.label, name)) return false;
    // Two paths that are the same only where the grammar cut them are two.
    return !may_be_cut(*ref.expr) || t.value->kind != ExprKind::kColumn ||
           reference_parts(text_, *ref.expr).back() == reference_parts(text_, *t.value).back();
  };
  // Where SQLite asks for input columns first, it asks for no labels.
  const bool by_label = first || !names_.sqlite();
  return std::ranges::any_of(current_query_->targets, [&](const Target& t) {
    return names_.same(t.alias, name) || (by_label && is_labelled(t));
  });
}

bool Resolver::is_qualifiable(const PlainUse& plain, const Scope& scope,
                              const Scope& around) const {
  const Source& source = *plain.source;
  if (source.name.empty() || is_merged(plain, names_)) return false;
  for (const Scope* s = &scope;; s = s->outer) {
    for (const Source* other : s->sources) {
      if (other == &source) continue;
      if (names_.same(other->name, source.name)) return false;
      // Two that have it are an error of the user's, which the server is to tell.
      const bool may_have_it = other->opaque || other->has_column(names_, plain.ref->names[0]);
      if (s == &around && !other->only_qualified && may_have_it) return false;
    }
    if (s == &around) return true;
  }
}

void Resolver::keep(const PlainUse& plain) {
  out_.unqualified.push_back(plain);
  note(plain);
}

void Resolver::note(const PlainUse& plain) {
  out_.plain.push_back(plain);
  for (Frame& frame : frames_) frame.found.plain.push_back(plain);
}

void Resolver::unknown(const Expr* ref) {
  out_.has_unknown = true;
  if (ref->names.size() != 1) return;
  out_.fixed_names.push_back(ref->names[0]);
  for (Frame& frame : frames_) frame.found.unknown_inside = true;
}

void Resolver::use(const Reference& ref, PathUse& found, bool certain) {
  if (found.path.declared != nullptr) return use_declared(ref, found, certain);
  out_.has_certain_path = out_.has_certain_path || certain;
  if (is_captured(ref.offset(), *found.path.steps[0], *found.source)) return;
  if (join_along(ref.expr, found)) return;
  if (is_read_in_place(found) && fails_shadowed(ref, *found.source)) return;
  const auto [begin, end] = reference_extent(text_, *ref.expr);
  found.ref = ref.expr;
  found.level = ref.scope.level;
  found.begin = begin;
  found.end = end;
  if (ref.parent != nullptr && ref.parent->kind == ExprKind::kFunction) {
    found.argument_of = ref.parent;
  }
  found.number = out_.uses.size();
  PathUse& kept = out_.uses.emplace_back(found);
  if (kept.path.many_steps() == 0) return;
  const bool enclosed = !frames_.empty() && frames_.back().found.level == ref.scope.level;
  if (!enclosed) {
    const std::string name(text_.text().substr(begin, end - begin));
    const std::string& table = names_.table(kept.path.end()).name;
    fail(
        begin, "42803",
        frames_.empty()
            ? fmt::format("{} leads to many rows of {}. Write an aggregate over it: {}", name,
                          table, aggregates_over(kept, name))
            : fmt::format("{} leads to many rows of {}, and the aggregate around its subquery does "
                          "not range over them. Read {} in FROM, and aggregate that.",
                          name, table, table));
    return;
  }
  frames_.back().uses.push_back(&kept);
}

bool Resolver::fails_shadowed(const Reference& ref, const Source& source) {
  if (!is_shadowed(ref.scope, source, names_)) return false;
  fail(ref.offset(), "42712",
       fmt::format("{} starts at {}, and that name means another table here. Give one of the two "
                   "another alias.",
                   fmt::join(ref.parts, "."), source.name));
  return true;
}

void Resolver::use_declared(const Reference& ref, PathUse& found, bool certain) {
  out_.has_certain_path = out_.has_certain_path || certain;
  std::tie(found.begin, found.end) = reference_extent(text_, *ref.expr);
  found.ref = ref.expr;
  found.level = ref.scope.level;
  if (fails_shadowed(ref, *found.source)) return;
  std::vector<std::string> way(ref.parts.begin() + static_cast<std::ptrdiff_t>(found.prefix),
                               ref.parts.end());
  const std::size_t tail = found.path.tail;
  tail == 0 ? way.pop_back() : way.back().resize(tail - std::string_view("__").size());
  out_.declared.push_back({.use = found, .way = std::move(way)});
}

bool is_shadowed(const Scope& scope, const Source& source, const Names& names) {
  for (const Scope* s = &scope; s != nullptr; s = s->outer) {
    for (const Source* other : s->sources) {
      if (other == &source) return false;
      if (names.same(other->name, source.name)) return true;
    }
  }
  return false;
}

}  // namespace pillion::sql
