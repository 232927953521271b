#include "rewriter/aggregates/choose.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace pillion::sql {
namespace {

// Tables of so few rows are read in less time than it takes to ask for a plan.
constexpr double kSmallTable = 1000;

class Chooser {
 public:
  Chooser(const std::vector<Candidate>& candidates, const Names& names)
      : candidates_(candidates), names_(names) {}

  Choice run() const {
    const bool sets =
        any([](const Candidate& c) { return c.fitness.joined || c.fitness.regrouped; });
    const bool lateral = shares_rows();
    if (!sets && !lateral) return {};
    if (all([&](const Candidate& c) { return is_small(c); })) return by_row("the tables are small");
    if (all([&](const Candidate& c) { return is_one_row(c); })) {
      return by_row("the condition is on a unique key");
    }
    if (all([&](const Candidate& c) { return is_limited(c); })) {
      return by_row("LIMIT leaves few rows, and the order does not need them");
    }
    const bool grouped = any([](const Candidate& c) { return c.fitness.per_group; });
    for (const Candidate& candidate : candidates_) {
      if (!candidate.fitness.joined || grouped) continue;
      if (std::string table = without_index(candidate); !table.empty()) {
        return {.shapes = ShapeChoice::kSets,
                .alternatives = {},
                .why = fmt::format("{} has no index on the key", table)};
      }
    }
    Choice out = by_row("");
    if (names_.sqlite()) return out;
    if (lateral) out.alternatives.push_back(ShapeChoice::kLateral);
    if (sets) out.alternatives.push_back(ShapeChoice::kSets);
    out.why = "unless the planner's costs say otherwise";
    return out;
  }

 private:
  static Choice by_row(std::string why) {
    return {.shapes = ShapeChoice::kByRow, .alternatives = {}, .why = std::move(why)};
  }
  template <class Test>
  bool any(const Test& test) const {
    return std::ranges::any_of(candidates_, test);
  }
  template <class Test>
  bool all(const Test& test) const {
    return std::ranges::all_of(candidates_, test);
  }

  // Whether two aggregates range over the same rows of the same source: one subquery does for both.
  bool shares_rows() const {
    std::vector<const Candidate*> seen;
    for (const Candidate& candidate : candidates_) {
      if (!candidate.fitness.lateral) continue;
      const auto same = [&](const Candidate* other) {
        const Path& a = other->longest->path;
        const Path& b = candidate.longest->path;
        const auto many = static_cast<std::ptrdiff_t>(b.many_steps());
        return other->longest->source == candidate.longest->source &&
               a.many_steps() == b.many_steps() &&
               std::equal(a.steps.begin(), a.steps.begin() + many, b.steps.begin());
      };
      if (std::ranges::any_of(seen, same)) return true;
      seen.push_back(&candidate);
    }
    return false;
  }

  // A table that was never analyzed has no estimate: it may be large.
  bool is_small(TableId table) const {
    const double rows = names_.table(table).row_estimate;
    return rows >= 0 && rows <= kSmallTable;
  }
  bool is_small(const Candidate& candidate) const {
    const Path& path = candidate.longest->path;
    return std::ranges::all_of(candidate.longest->source->facets,
                               [&](TableId t) { return is_small(t); }) &&
           std::ranges::all_of(path.steps,
                               [&](const Relation* step) { return is_small(step->to); });
  }

  bool is_one_row(const Candidate& candidate) const {
    const Source& source = *candidate.longest->source;
    const Expr* where = source.level->query->where;
    if (where == nullptr || !source.whole_table) return false;
    std::set<ColumnId> equal;
    if (where->kind == ExprKind::kAnd) {
      for (const Expr* part : where->children) note_equality(*part, source, equal);
    } else {
      note_equality(*where, source, equal);
    }
    const Table& table = names_.table(source.facets[0]);
    return std::ranges::any_of(table.keys, [&](const Key& key) {
      return std::ranges::all_of(key.columns, [&](ColumnId c) { return equal.contains(c); });
    });
  }

  void note_equality(const Expr& expr, const Source& source, std::set<ColumnId>& out) const {
    if (expr.kind != ExprKind::kComparison || expr.names[0] != "=") return;
    for (const Expr* side : expr.children) {
      if (side->kind != ExprKind::kColumn || side->star) continue;
      const bool qualified =
          side->names.size() == 2 && source.answers_to(names_, {}, side->names[0]);
      if (side->names.size() > 1 && !qualified) continue;
      const ColumnId column = names_.find_column(source.facets[0], side->names.back());
      if (column >= 0) out.insert(column);
    }
  }

  // Computed after LIMIT: shown, and neither sorted by nor compared.
  static bool is_limited(const Candidate& candidate) {
    const Query& query = *candidate.call->level->query;
    const auto is_column = [&](const Expr* key) {
      const Expr* inner = key->children.size() == 1 ? key->children[0] : key;
      return inner->kind == ExprKind::kColumn && !names_aggregate(query, *inner);
    };
    return !query.limits.empty() && candidate.call->clause == Clause::kTarget && !query.distinct &&
           query.group_by.empty() && !candidate.fitness.per_group &&
           std::ranges::all_of(query.order_by, is_column);
  }
  static bool names_aggregate(const Query& query, const Expr& column) {
    return std::ranges::any_of(query.targets, [&](const Target& target) {
      const Name label = target.alias.empty() ? target.label : target.alias;
      return column.names.size() == 1 && label == column.names[0] &&
             target.value->kind != ExprKind::kColumn;
    });
  }

  // The first table on the way whose rows cannot be found by the key; empty: there is none.
  std::string without_index(const Candidate& candidate) const {
    const Relation& step = *candidate.longest->path.steps.front();
    if (!is_along_keys(step)) return {};
    const bool junction = step.kind == RelationKind::kManyToMany;
    const Table& table = names_.table(junction ? step.junction.table : step.to);
    const ColumnId key = junction ? step.junction.near[0].second : step.columns[0].second;
    const auto leads = [&](const auto& columns) { return !columns.empty() && columns[0] == key; };
    const auto indexed = [&](const Index& index) {
      return index.valid && !index.partial && leads(index.columns);
    };
    if (is_small(junction ? step.junction.table : step.to) || table.kind != TableKind::kTable ||
        std::ranges::any_of(table.keys, [&](const Key& k) { return leads(k.columns); }) ||
        std::ranges::any_of(table.indexes, indexed)) {
      return {};
    }
    return table.name;
  }

  const std::vector<Candidate>& candidates_;
  const Names& names_;
};

}  // namespace

const PathUse& longest_of(const AggregateCall& call) {
  return **std::max_element(call.uses.begin(), call.uses.end(),
                            [](const PathUse* a, const PathUse* b) {
                              return a->path.many_steps() < b->path.many_steps();
                            });
}

Choice choose_shapes(const std::vector<Candidate>& candidates, const ResolvedStatement& statement) {
  return Chooser(candidates, statement.names).run();
}

}  // namespace pillion::sql
