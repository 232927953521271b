#include "rewriter/paths/resolve.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "rewriter/error_at.h"
#include "rewriter/paths/aggregates.h"
#include "rewriter/paths/reference.h"

namespace pillion::sql {
namespace {

// A call on the way down to a reference.
struct Frame {
  const Expr* call;
  AggregateCall found;
};

class Resolver {
 public:
  Resolver(const Scopes& scopes, const Names& names, const TokenStream& text)
      : scopes_(scopes), names_(names), text_(text) {}

  Resolved run(const Query* query) {
    walk_query(query, nullptr);
    return std::move(out_);
  }

 private:
  Scope scope_of(const Level* level, const Scope* outer, std::size_t first, std::size_t last,
                 bool inside) const {
    Scope scope{.sources = {}, .outer = outer, .level = level};
    for (std::size_t i = first; i < last; ++i) {
      const Source& source = level->sources[i];
      if (inside || !source.hidden_by_alias) scope.sources.push_back(&source);
    }
    return scope;
  }

  void walk_query(const Query* query, const Scope* outer) {
    const Level* level = scopes_.level(query);
    if (level == nullptr) return;
    for (const Cte* cte : query->ctes) walk_query(cte->query, outer);
    for (const Query* branch : query->branches) walk_query(branch, outer);
    if (query->kind == QueryKind::kSetOperation) return;  // ORDER BY names output columns alone
    const Scope scope = scope_of(level, outer, 0, level->sources.size(), false);
    for (const FromItem* item : query->from) walk_from(item, level, outer, false);
    const Clause saved = clause_;
    const Query* around = std::exchange(current_query_, query);
    for (std::size_t i = 0; i < query->targets.size(); ++i) {
      target_ = static_cast<int>(i);
      walk(query->targets[i].value, scope, Clause::kTarget);
    }
    target_ = -1;
    walk(query->where, scope, Clause::kWhere);
    walk(query->distinct_on, scope, Clause::kDistinctOn);
    walk(query->group_by, scope, Clause::kGroupBy);
    walk(query->having, scope, Clause::kHaving);
    for (const WindowClause* window : query->windows) {
      walk(window->partition_by, scope, Clause::kWindow);
      walk(window->order_by, scope, Clause::kWindow);
      walk(window->bounds, scope, Clause::kWindow);
    }
    walk(query->values, scope, Clause::kValues);
    walk(query->order_by, scope, Clause::kOrderBy);
    walk(query->limits, scope, Clause::kLimit);
    current_query_ = around;
    clause_ = saved;
  }

  // A subquery in FROM sees what stands left of it only as LATERAL; ON sees the join's two sides.
  void walk_from(const FromItem* item, const Level* level, const Scope* outer, bool inside) {
    const auto [first, last] = level->range.at(item);
    const Scope before = scope_of(level, outer, 0, first, inside);
    for (const Name column : item->using_columns) out_.plain_names.emplace(column);
    if (item->query != nullptr) walk_query(item->query, item->lateral ? &before : outer);
    walk(item->expressions, before, Clause::kFrom);
    if (item->kind != FromKind::kJoin) return;
    const bool hides = inside || !item->alias.empty();
    walk_from(item->left, level, outer, hides);
    walk_from(item->right, level, outer, hides);
    if (item->on == nullptr) return;
    Scope sides = scope_of(level, outer, first, last, true);
    std::erase_if(sides.sources, [&](const Source* s) { return s->item == item; });
    clause_ = Clause::kOn;
    bare_ = nullptr;
    walk_condition(item->on, sides, *item);
  }

  // ON relation, ON relation = alias, and either of them ANDed with other conditions.
  void walk_condition(const Expr* expr, const Scope& sides, const FromItem& join) {
    if (expr->kind == ExprKind::kAnd) {
      for (const Expr* condition : expr->children) walk_condition(condition, sides, join);
      return;
    }
    const bool equation = expr->kind == ExprKind::kEquals;
    if (equation && named_join(*expr->children[0], *expr->children[1], sides)) return;
    if (equation && named_join(*expr->children[1], *expr->children[0], sides)) return;
    join_ = expr->kind == ExprKind::kColumn ? &join : nullptr;
    visit(expr, sides, nullptr);
    join_ = nullptr;
  }

  // relation = alias: joined along the relation, to that table.
  bool named_join(const Expr& relation, const Expr& alias, const Scope& sides) {
    if (alias.names.size() != 1 || alias.star || relation.star) return false;
    const auto is_alias = [&](const Source* s) { return names_.same(s->name, alias.names[0]); };
    const auto has_alias_column = [&](const Source* s) {
      return s->has_column(names_, alias.names[0]);
    };
    const auto to = std::ranges::find_if(sides.sources, is_alias);
    if (to == sides.sources.end() || std::ranges::any_of(sides.sources, has_alias_column)) {
      return false;
    }
    const std::vector<std::string> parts = reference_parts(text_, relation);
    std::vector<JoinCondition> found;
    for (const Source* source : sides.sources) {
      if (source == *to) continue;
      const bool named = parts.size() == 2 && names_.same(source->name, parts[0]);
      if (!named && parts.size() != 1) continue;
      if (source->has_column(names_, parts.back())) return false;
      std::vector<PathUse> paths;
      PathFailure failure;
      paths_from(*source, {parts.back()}, paths, failure);
      for (const PathUse& use : paths) add_targets(use, **to, found);
    }
    if (found.size() != 1) return false;
    const Extent first = reference_extent(text_, relation);
    const Extent second = reference_extent(text_, alias);
    found[0].begin = std::min(first.first, second.first);
    found[0].end = std::max(first.second, second.second);
    out_.conditions.push_back(found[0]);
    out_.has_certain_path = out_.has_certain_path || parts.size() == 1 || names_.sqlite();
    out_.has_unknown = true;
    return true;
  }

  // The rows of `source` that a relation leads to, by the keys it has of them.
  void add_targets(const PathUse& use, const Source& source,
                   std::vector<JoinCondition>& out) const {
    const Relation& relation = *use.path.steps[0];
    if (use.path.steps.size() != 1 || use.path.column >= 0) return;
    for (std::size_t facet = 0; facet < source.facets.size(); ++facet) {
      const auto& pairs = relation.columns.empty() ? relation.junction.far : relation.columns;
      const bool has_keys = std::ranges::all_of(pairs, [&](const ColumnPair& pair) {
        return !source.name_of(names_, static_cast<int>(facet), pair.second).empty();
      });
      if (source.facets[facet] != relation.to || !has_keys) continue;
      out.push_back({.relation = &relation,
                     .from = use.source,
                     .from_facet = use.facet,
                     .to = &source,
                     .to_facet = static_cast<int>(facet)});
    }
  }

  // A relation alone: the other end is on the other side of its join.
  bool join_along(const Expr* ref, const PathUse& use) {
    if (join_ == nullptr || use.path.column >= 0 || use.path.steps.size() != 1) return false;
    const Level& level = *use.source->level;
    const auto place = [&](const FromItem* side) { return level.range.at(side); };
    const auto inside = [&](const Source& s, std::pair<std::size_t, std::size_t> range) {
      for (std::size_t i = range.first; i < range.second; ++i) {
        if (&level.sources[i] == &s) return true;
      }
      return false;
    };
    const auto other =
        inside(*use.source, place(join_->left)) ? place(join_->right) : place(join_->left);
    std::vector<JoinCondition> found;
    for (std::size_t i = other.first; i < other.second; ++i) {
      if (!level.sources[i].hidden_by_alias) add_targets(use, level.sources[i], found);
    }
    const auto [begin, end] = reference_extent(text_, *ref);
    const std::string name(text_.text().substr(begin, end - begin));
    if (found.size() == 1) {
      found[0].begin = begin;
      found[0].end = end;
      out_.conditions.push_back(found[0]);
    } else if (found.empty()) {
      fail(begin, "42804",
           fmt::format("{} leads to {}, which is not on the other side of this join. Write a "
                       "relation between the two sides.",
                       name, names_.table(use.path.end()).name));
    } else {
      std::vector<std::string> ways;
      ways.reserve(found.size());
      for (const JoinCondition& condition : found) {
        ways.push_back(fmt::format("{} = {}", name, condition.to->name));
      }
      fail(begin, "42702",
           fmt::format("{} may lead to several tables of this join. Write {}.", name,
                       fmt::join(ways, " or ")));
    }
    return true;
  }

  void walk(const ExprList& list, const Scope& scope, Clause clause) {
    for (const Expr* expr : list) walk(expr, scope, clause);
  }

  void walk(const Expr* expr, const Scope& scope, Clause clause) {
    if (expr == nullptr) return;
    clause_ = clause;
    bare_ = expr;
    // ASC and DESC wrap what they sort by.
    if (expr->kind == ExprKind::kOther && expr->children.size() == 1 &&
        clause == Clause::kOrderBy) {
      bare_ = expr->children[0];
    }
    visit(expr, scope, nullptr);
    bare_ = nullptr;
  }

  void visit(const Expr* expr, const Scope& scope, const Expr* parent) {
    if (expr->kind == ExprKind::kColumn) return column(expr, scope, parent);
    if (expr->query != nullptr) {
      const Clause clause = clause_;
      const int target = target_;
      const Expr* bare = bare_;
      walk_query(expr->query, &scope);
      clause_ = clause;
      target_ = target;
      bare_ = bare;
    }
    const bool aggregate = is_aggregate(*expr);
    if (aggregate) open_frame(expr, scope);
    for (const Expr* child : expr->children) visit(child, scope, expr);
    if (aggregate) close_frame();
  }

  void open_frame(const Expr* call, const Scope& scope) {
    frames_.push_back(
        {.call = call,
         .found = {.call = call, .level = scope.level, .clause = clause_, .target = target_}});
  }

  void close_frame() {
    Frame frame = std::move(frames_.back());
    frames_.pop_back();
    if (!frames_.empty()) {
      AggregateCall& around = frames_.back().found;
      around.plain.insert(around.plain.end(), frame.found.plain.begin(), frame.found.plain.end());
      around.unknown_inside = around.unknown_inside || frame.found.unknown_inside;
    }
    if (frame.found.uses.empty()) return;
    frame.found.inside_aggregate = std::any_of(frames_.begin(), frames_.end(), [&](const Frame& f) {
      return f.found.level == frame.found.level;
    });
    AggregateCall& call = out_.aggregates.emplace_back(std::move(frame.found));
    for (PathUse& use : out_.uses) {
      if (std::find(call.uses.begin(), call.uses.end(), &use) != call.uses.end()) {
        use.aggregate = &call;
      }
    }
  }

  // --- one reference ---

  void column(const Expr* ref, const Scope& scope, const Expr* parent) {
    if (ref->star) return;
    level_ = scope.level;
    const std::vector<std::string> parts = reference_parts(text_, *ref);
    if (parts.size() == 1) {
      single(ref, parts, scope, parent);
    } else {
      qualified(ref, parts, scope, parent);
    }
  }

  void single(const Expr* ref, const std::vector<std::string>& parts, const Scope& scope,
              const Expr* parent) {
    const Name name = ref->names[0];
    bool opaque = false;
    if (is_output_name(ref, name, true)) return keep(ref, nullptr);
    for (const Scope* s = &scope; s != nullptr; s = s->outer) {
      for (const Source* source : s->sources) {
        if (source->only_qualified) continue;
        if (source->has_column(names_, name)) return keep(ref, source);
        opaque = opaque || source->opaque;
      }
      if (!s->sources.empty() && names_.is_system_column(name)) {
        out_.system_columns.push_back({.ref = ref, .source = s->sources.front()});
        return keep(ref, s->sources.front());
      }
    }
    for (const Scope* s = &scope; s != nullptr; s = s->outer) {
      for (const Source* source : s->sources) {
        if (names_.same(source->name, name)) return keep(ref, nullptr);  // a whole row
      }
    }
    if (is_output_name(ref, name, false)) return keep(ref, nullptr);
    if (path_from_scopes(ref, parts, scope, parent, !opaque)) return;
    if (opaque) return unknown(ref);
    not_found(ref, parts, scope);
  }

  void qualified(const Expr* ref, const std::vector<std::string>& parts, const Scope& scope,
                 const Expr* parent) {
    for (const Scope* s = &scope; s != nullptr; s = s->outer) {
      for (const Source* source : s->sources) {
        if (parts.size() >= 3 && source->answers_to(names_, parts[0], parts[1])) return;
        if (parts.size() >= 4 && source->answers_to(names_, parts[1], parts[2])) return;
        if (names_.same(source->name, parts[0])) return after_source(ref, parts, *source, parent);
      }
    }
    if (path_from_scopes(ref, parts, scope, parent, true)) return;
    not_found(ref, parts, scope);
  }

  // alias.name, where name may also be a function of the row: only the server can tell.
  void after_source(const Expr* ref, const std::vector<std::string>& parts, const Source& source,
                    const Expr* parent) {
    const bool two = parts.size() == 2;
    if (two &&
        (source.has_column(names_, ref->names[1]) || names_.is_system_column(ref->names[1]))) {
      return;
    }
    const std::vector<std::string> rest(parts.begin() + 1, parts.end());
    const bool certain = (!two || names_.sqlite()) && !source.opaque;
    std::vector<PathUse> found;
    PathFailure failure;
    paths_from(source, rest, found, failure);
    if (found.size() == 1) {
      out_.has_unknown = out_.has_unknown || !certain;
      return use(ref, std::move(found[0]), parent, certain);
    }
    if (found.size() > 1) return ambiguous(ref, parts, found, certain);
    if (source.opaque || source.facets.empty()) return unknown(ref);
    if (failure.table == kNoTable)
      failure = {.steps = 0, .table = source.facets[0], .name = rest[0]};
    report_missing(ref, parts, failure);
  }

  // All the ways to read the parts as a path that begins at a source.
  void paths_from(const Source& source, const std::vector<std::string>& parts,
                  std::vector<PathUse>& found, PathFailure& failure) const {
    for (std::size_t facet = 0; facet < source.facets.size(); ++facet) {
      const auto can_start = [&](const Relation& relation) {
        if (source.whole_table) return true;
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
      if (failure.table == kNoTable || reading.failure.steps > failure.steps) {
        failure = std::move(reading.failure);
      }
    }
  }

  // Without an alias in front: the innermost query with such a path counts.
  bool path_from_scopes(const Expr* ref, const std::vector<std::string>& parts, const Scope& scope,
                        const Expr* parent, bool certain) {
    failure_ = {};
    for (const Scope* s = &scope; s != nullptr; s = s->outer) {
      std::vector<PathUse> found;
      for (const Source* source : s->sources) {
        if (!source->only_qualified) paths_from(*source, parts, found, failure_);
      }
      if (found.size() > 1) {
        ambiguous(ref, parts, found, certain);
        return true;
      }
      if (found.size() == 1) {
        use(ref, std::move(found[0]), parent, certain);
        out_.has_unknown = out_.has_unknown || !certain;
        return true;
      }
    }
    return false;
  }

  // Whether a bare name in ORDER BY or GROUP BY is one of an output column. `first`: asked before
  // input columns are (ORDER BY, DISTINCT ON), or after them.
  bool is_output_name(const Expr* ref, Name name, bool first) const {
    const bool sorts = clause_ == Clause::kOrderBy || clause_ == Clause::kDistinctOn;
    const bool anywhere = names_.sqlite() && clause_ != Clause::kTarget && clause_ != Clause::kOn;
    const bool bare = ref == bare_ || clause_ == Clause::kGroupBy;
    if (first ? !(sorts && bare) : !(anywhere || (clause_ == Clause::kGroupBy && bare)))
      return false;
    if (current_query_ == nullptr) return false;
    const List<Target>& targets = current_query_->targets;
    return std::any_of(targets.begin(), targets.end(), [&](const Target& t) {
      return names_.same(t.alias, name) || (first && t.alias.empty() && names_.same(t.label, name));
    });
  }

  void keep(const Expr* ref, const Source* source) {
    out_.plain_names.emplace(ref->names[0]);
    if (source == nullptr) return;
    for (Frame& frame : frames_) frame.found.plain.push_back({.ref = ref, .source = source});
  }

  void unknown(const Expr* ref) {
    out_.has_unknown = true;
    if (ref->names.size() != 1) return;
    out_.plain_names.emplace(ref->names[0]);
    for (Frame& frame : frames_) frame.found.unknown_inside = true;
  }

  void use(const Expr* ref, PathUse found, const Expr* parent, bool certain) {
    if (join_along(ref, found)) {
      out_.has_certain_path = out_.has_certain_path || certain;
      return;
    }
    const auto [begin, end] = reference_extent(text_, *ref);
    found.ref = ref;
    found.level = level_;
    found.begin = begin;
    found.end = end;
    if (parent != nullptr && parent->kind == ExprKind::kFunction) found.argument_of = parent;
    out_.has_certain_path = out_.has_certain_path || certain;
    PathUse& kept = out_.uses.emplace_back(std::move(found));
    if (kept.path.many_steps() == 0) return;
    const bool enclosed = !frames_.empty() && frames_.back().found.level == level_;
    if (!enclosed) {
      const std::string name(text_.text().substr(begin, end - begin));
      fail(begin, "42803",
           fmt::format("{} leads to many rows of {}. Write an aggregate over it: count({}), "
                       "max({}), ...",
                       name, names_.table(kept.path.end()).name, name, name));
      return;
    }
    frames_.back().found.uses.push_back(&kept);
  }

  // --- errors ---

  void fail(std::size_t offset, Sqlstate sqlstate, std::string message) {
    out_.errors.push_back({.sqlstate = sqlstate,
                           .message = std::move(message),
                           .position = static_cast<std::int32_t>(offset) + 1});
  }

  void ambiguous(const Expr* ref, const std::vector<std::string>& parts,
                 const std::vector<PathUse>& found, bool certain) {
    (certain ? out_.has_certain_path : out_.has_unknown) = true;
    std::vector<std::string> ways;
    for (const PathUse& use : found) {
      const Relation& step = *use.path.steps[0];
      std::string way = fmt::format("{}.{}", use.source->name, step.unambiguous_name);
      if (std::find(ways.begin(), ways.end(), way) == ways.end()) ways.push_back(std::move(way));
    }
    if (ways.size() < 2) {
      ways.clear();
      for (const PathUse& use : found) {
        std::string way(use.source->name);
        for (const Relation* step : use.path.steps) way += "." + step->unambiguous_name;
        ways.push_back(std::move(way));
      }
    }
    std::sort(ways.begin(), ways.end());
    fail(static_cast<std::size_t>(ref->location), "42702",
         fmt::format("{} may be {}. Write one of them.", fmt::join(parts, "."),
                     fmt::join(ways, " or ")));
  }

  void not_found(const Expr* ref, const std::vector<std::string>& parts, const Scope& scope) {
    PathFailure failure = std::move(failure_);
    if (failure.table == kNoTable || failure.steps == 0) {
      for (const Source* source : scope.sources) {
        if (source->facets.empty()) continue;
        failure = {.steps = 0,
                   .table = source->facets[0],
                   .name = parts[0].substr(0, parts[0].find("__", 1))};
        if (!names_.nearest(failure.table, failure.name).empty()) break;
      }
    }
    if (failure.table == kNoTable) return unknown(ref);
    report_missing(ref, parts, failure);
  }

  void report_missing(const Expr* ref, const std::vector<std::string>& parts,
                      const PathFailure& failure) {
    if (failure.too_long) {
      return fail(static_cast<std::size_t>(ref->location), "54001",
                  fmt::format("The path has more than {} steps. Write a shorter one.", kMaxSteps));
    }
    if (ref->names.size() == 1) out_.plain_names.emplace(ref->names[0]);
    const std::vector<std::string> nearest = names_.nearest(failure.table, failure.name);
    std::string message =
        fmt::format("{}: table {} has no column or relation {}.", fmt::join(parts, "."),
                    names_.table(failure.table).name, failure.name);
    if (!nearest.empty()) message += fmt::format(" Did you mean {}?", fmt::join(nearest, " or "));
    fail(static_cast<std::size_t>(ref->location), "42703", std::move(message));
    out_.has_unknown = true;
  }

  const Scopes& scopes_;
  const Names& names_;
  const TokenStream& text_;
  Resolved out_;
  std::vector<Frame> frames_;
  Clause clause_ = Clause::kTarget;
  int target_ = -1;
  const Expr* bare_ = nullptr;  // the whole of an ORDER BY item and its kin
  const Query* current_query_ = nullptr;
  const Level* level_ = nullptr;    // of the reference that is looked at
  const FromItem* join_ = nullptr;  // of whose ON the reference is a whole condition
  PathFailure failure_;
};

}  // namespace

Resolved resolve(const Query* query, const Scopes& scopes, const Names& names,
                 const TokenStream& text) {
  return Resolver(scopes, names, text).run(query);
}

}  // namespace pillion::sql
