#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "rewriter/paths/reference.h"
#include "rewriter/paths/resolver.h"

namespace pillion::sql {

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
  bool opaque = false;
  if (is_output_name(ref.expr, true)) return keep(ref.expr, nullptr);
  for (const Scope* s = &ref.scope; s != nullptr; s = s->outer) {
    for (const Source* source : s->sources) {
      if (source->only_qualified) continue;
      if (source->has_column(names_, name)) return keep(ref.expr, source);
      opaque = opaque || source->opaque;
    }
    if (!s->sources.empty() && names_.is_system_column(name)) {
      out_.system_columns.push_back({.ref = ref.expr, .source = s->sources.front()});
      return keep(ref.expr, s->sources.front());
    }
  }
  for (const Scope* s = &ref.scope; s != nullptr; s = s->outer) {
    for (const Source* source : s->sources) {
      if (!names_.same(source->name, name)) continue;
      note({.ref = ref.expr, .source = source, .qualified = true, .whole_row = true});
      return keep(ref.expr, nullptr);
    }
  }
  if (is_output_name(ref.expr, false)) return keep(ref.expr, nullptr);
  if (path_from_scopes(ref, !opaque)) return;
  if (opaque) return unknown(ref.expr);
  not_found(ref);
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
  std::vector<PathUse> found;
  PathFailure failure;
  paths_from(source, rest, found, failure);
  if (found.size() == 1) {
    out_.has_unknown = out_.has_unknown || !certain;
    return use(ref, std::move(found[0]), certain);
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

void Resolver::paths_from(const Source& source, Parts parts, std::vector<PathUse>& found,
                          PathFailure& failure) const {
  for (std::size_t facet = 0; facet < source.facets.size(); ++facet) {
    const auto can_start = [&](const Relation& relation) {
      if (source.whole_table && facet == 0) return true;
      const auto& pairs = relation.columns.empty() ? relation.junction.near : relation.columns;
      return std::ranges::all_of(pairs, [&](const ColumnPair& pair) {
        return !source.name_of(names_, static_cast<int>(facet), pair.first).empty();
      });
    };
    PathReading reading = read_path(names_, source.facets[facet], parts, can_start);
    for (Path& path : reading.paths) {
      found.push_back(
          {.source = &source, .facet = static_cast<int>(facet), .path = std::move(path)});
    }
    const bool tells_more = reading.failure.steps > failure.steps ||
                            (failure.candidates.empty() && !reading.failure.candidates.empty());
    if (failure.table == kNoTable || tells_more) {
      failure = std::move(reading.failure);
    }
  }
}

bool Resolver::path_from_scopes(const Reference& ref, bool certain) {
  failure_ = {};
  for (const Scope* s = &ref.scope; s != nullptr; s = s->outer) {
    std::vector<PathUse> found;
    for (const Source* source : s->sources) {
      if (!source->only_qualified) paths_from(*source, ref.parts, found, failure_);
    }
    if (found.size() > 1) {
      ambiguous(ref, found, certain);
      return true;
    }
    if (found.size() == 1) {
      use(ref, std::move(found[0]), certain);
      out_.has_unknown = out_.has_unknown || !certain;
      return true;
    }
  }
  return false;
}

bool Resolver::is_output_name(const Expr* ref, bool first) const {
  const Name name = ref->names[0];
  const bool sorts = clause_ == Clause::kOrderBy || clause_ == Clause::kDistinctOn;
  const bool anywhere = names_.sqlite() && clause_ != Clause::kTarget && clause_ != Clause::kOn;
  const bool bare = ref == bare_ || clause_ == Clause::kGroupBy;
  if (first ? !(sorts && bare) : !(anywhere || (clause_ == Clause::kGroupBy && bare))) return false;
  if (current_query_ == nullptr) return false;
  const List<Target>& targets = current_query_->targets;
  return std::any_of(targets.begin(), targets.end(), [&](const Target& t) {
    return names_.same(t.alias, name) || (first && t.alias.empty() && names_.same(t.label, name));
  });
}

void Resolver::keep(const Expr* ref, const Source* source) {
  out_.plain_names.emplace(ref->names[0]);
  if (source == nullptr) return;
  out_.unqualified.push_back({.ref = ref, .source = source});
  note(out_.unqualified.back());
}

void Resolver::note(const PlainUse& plain) {
  for (Frame& frame : frames_) frame.found.plain.push_back(plain);
}

void Resolver::unknown(const Expr* ref) {
  out_.has_unknown = true;
  if (ref->names.size() != 1) return;
  out_.plain_names.emplace(ref->names[0]);
  for (Frame& frame : frames_) frame.found.unknown_inside = true;
}

void Resolver::use(const Reference& ref, PathUse found, bool certain) {
  if (join_along(ref.expr, found)) {
    out_.has_certain_path = out_.has_certain_path || certain;
    return;
  }
  const auto [begin, end] = reference_extent(text_, *ref.expr);
  found.ref = ref.expr;
  found.level = ref.scope.level;
  found.begin = begin;
  found.end = end;
  if (ref.parent != nullptr && ref.parent->kind == ExprKind::kFunction) {
    found.argument_of = ref.parent;
  }
  out_.has_certain_path = out_.has_certain_path || certain;
  PathUse& kept = out_.uses.emplace_back(std::move(found));
  if (kept.path.many_steps() == 0) return;
  const bool enclosed = !frames_.empty() && frames_.back().found.level == ref.scope.level;
  if (!enclosed) {
    const std::string name(text_.text().substr(begin, end - begin));
    fail(begin, "42803",
         fmt::format("{} leads to many rows of {}. Write an aggregate over it: count({}), "
                     "max({}), ...",
                     name, names_.table(kept.path.end()).name, name, name));
    return;
  }
  frames_.back().uses.push_back(&kept);
}

}  // namespace pillion::sql
