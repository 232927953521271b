#include "rewriter/aggregates/plan_aggregates.h"

#include <algorithm>

#include "rewriter/aggregates/choose.h"
#include "rewriter/aggregates/fitness.h"
#include "rewriter/aggregates/gather.h"
#include "rewriter/aggregates/refusals.h"
#include "rewriter/aggregates/spelling.h"
#include "rewriter/paths/capture.h"

namespace pillion::sql {
namespace {

class AggregatePlanner {
 public:
  AggregatePlanner(const ResolvedStatement& statement, AliasMaker& aliases, Plan& plan)
      : resolved_(statement.resolved),
        statement_(statement),
        names_(statement.names),
        text_(statement.text),
        aliases_(aliases),
        plan_(plan),
        spelling_(resolved_, names_, text_),
        refusals_(statement_, spelling_),
        judge_(statement, spelling_) {}

  Status run(ShapeChoice wanted) {
    std::vector<Candidate> candidates;
    for (const AggregateCall& call : resolved_.aggregates) {
      PILLION_CHECK(refusals_.check(call));
      const PathUse& longest = longest_of(call);
      candidates.push_back(
          {.call = &call, .longest = &longest, .fitness = judge_.judge(call, longest)});
      PILLION_CHECK(refusals_.check_row(candidates.back()));
    }
    if (wanted == ShapeChoice::kAuto) {
      Choice choice = choose_shapes(candidates, statement_);
      wanted = choice.shapes;
      plan_.alternatives = std::move(choice.alternatives);
      plan_.why = std::move(choice.why);
    }
    for (const Candidate& candidate : candidates) {
      PILLION_CHECK(refusals_.check_key(candidate, candidates));
      PILLION_CHECK(add(candidate, wanted));
    }
    return {};
  }

 private:
  static Shape shape_of(const Fitness& fitness, ShapeChoice wanted) {
    const auto* const shapes = std::ranges::find(kShapesOf, wanted, &ShapesOf::choice);
    const Shape usual = fitness.per_group       ? Shape::kGathered
                        : fitness.lateral_alone ? Shape::kLateral
                                                : Shape::kSubquery;
    if (shapes->exists && fitness.exists) return Shape::kExists;
    const Shape shape = fitness.per_group ? shapes->per_group : shapes->per_row;
    return fitness.fits(shape) ? shape : usual;
  }

  // What cannot be gathered is written in the one shape that does not need it, where it can be.
  Shape shape_for(const Candidate& candidate, ShapeChoice wanted) const {
    const Shape shape = shape_of(candidate.fitness, wanted);
    const bool must = shape == Shape::kGathered && candidate.fitness.regrouped &&
                      !refusals_.check_gathered(*candidate.call);
    return must ? Shape::kRegrouped : shape;
  }

  Status add(const Candidate& candidate, ShapeChoice wanted) {
    const AggregateCall& call = *candidate.call;
    const PathUse& longest = *candidate.longest;
    RelatedAggregate& kept = plan_.aggregates.emplace_back(RelatedAggregate{
        .call = &call,
        .extent = call_extent(text_, *call.call),
        .shape = shape_for(candidate, wanted),
        .rows_of = std::string(text_.text().substr(longest.begin, longest.end - longest.begin))});
    if (kept.shape == Shape::kExists) {
      kept.comparison = candidate.fitness.exists->extent;
      kept.negated = candidate.fitness.exists->negated;
    }
    if (traits(kept.shape).derived) kept.derived = &derived_for(kept, longest);
    Line& line = kept.line();
    if (line.tables.empty()) {
      line.inner = longest.path.many_steps();
      for (std::size_t i = 0; i < line.inner; ++i) {
        line.tables.push_back(inner_table(longest, i, i == 0 ? nullptr : &line.tables.back()));
      }
    }
    for (const PathUse* use : call.uses) PILLION_CHECK(tail(line, *use));
    PILLION_CHECK(keep_names(kept));
    if (kept.shape == Shape::kGathered) PILLION_CHECK(refusals_.check_gathered(call));
    if (kept.derived != nullptr) {
      give_column(kept);
    } else {
      give_aliases(kept);
    }
    return {};
  }

  // --- names that mean what they meant ---

  // Of a shape that writes the whole query a second time it is known that all names can be kept.
  Status keep_names(const RelatedAggregate& kept) {
    const AggregateCall& call = *kept.call;
    if (kept.shape == Shape::kRegrouped) {
      for (const PlainUse& plain : resolved_.unqualified) {
        if (is_captured(plain, call, names_)) plan_.qualified.push_back(&plain);
      }
      return {};
    }
    const bool gathered = kept.shape == Shape::kGathered;
    for (const PlainUse& plain : call.plain) {
      const Name name = plain.ref->names.back();
      const bool offered =
          has_column(call, name, names_) || (gathered && Gatherings::has_column(name, names_));
      if (!offered) continue;
      if (plain.whole_row) return Refusals::row_in_sight_of_column(plain);
      const bool replaced = gathered && plain.source->level == call.level;
      if (plain.qualified || replaced || !is_met(plain, *call.level)) continue;
      if (!plain.qualifiable) return refusals_.captured(plain);
      plan_.qualified.push_back(&plain);
    }
    return {};
  }

  // --- derived tables: one for all aggregates over one line ---

  Derived& derived_for(const RelatedAggregate& aggregate, const PathUse& longest) {
    const auto steps = static_cast<std::ptrdiff_t>(longest.path.many_steps());
    const auto is_same_line = [&](const Derived& other) {
      return other.shape == aggregate.shape && other.level == aggregate.call->level &&
             other.source == longest.source && other.facet == longest.facet &&
             other.line.inner == longest.path.many_steps() &&
             std::equal(longest.path.steps.begin(), longest.path.steps.begin() + steps,
                        other.line.tables.begin(),
                        [](const Relation* step, const JoinedTable& t) { return t.step == step; });
    };
    const auto found = std::ranges::find_if(plan_.derived, is_same_line);
    if (found != plan_.derived.end()) return *found;
    if (aggregate.shape == Shape::kRegrouped) {
      plan_.grouped.try_emplace(aggregate.call->level, judge_.grouped_text(*aggregate.call->level));
    }
    return plan_.derived.emplace_back(
        Derived{.shape = aggregate.shape,
                .level = aggregate.call->level,
                .source = longest.source,
                .facet = longest.facet,
                .alias = aliases_.make(longest.path.steps.front()->names.front() + "_rows")});
  }

  void give_column(RelatedAggregate& kept) {
    Derived& derived = *kept.derived;
    for (JoinedTable& table : derived.line.tables) give_alias(table);
    const auto key = [&](const RelatedAggregate& a) {
      return spelling_.key(spelling_.words(a.extent));
    };
    const auto same = std::ranges::find_if(
        derived.columns, [&](const RelatedAggregate* other) { return key(*other) == key(kept); });
    kept.column = static_cast<std::size_t>(same - derived.columns.begin());
    if (same == derived.columns.end()) derived.columns.push_back(&kept);
  }

  void give_alias(JoinedTable& table) {
    if (!table.alias.empty()) return;
    table.alias = aliases_.make(table.step->names.front());
    if (table.step->kind == RelationKind::kManyToMany) {
      table.junction_alias = aliases_.make(table.step->names.front() + "_link");
    }
  }

  // --- the line ---

  static JoinedTable inner_table(const PathUse& use, std::size_t step, const JoinedTable* parent) {
    return {
        .parent = parent, .source = use.source, .facet = use.facet, .step = use.path.steps[step]};
  }

  // The table where a use's column is found: on the line, or at the end of a to-one tail.
  Status tail(Line& line, const PathUse& use) {
    PILLION_CHECK(check_value(use, names_, text_));
    JoinedTable* table = nullptr;
    for (std::size_t i = 0; i < use.path.steps.size(); ++i) {
      const JoinedTable* before = i == 0 ? nullptr : &line.tables[i - 1];
      if (i < line.inner && table == before && use.path.steps[i] == line.tables[i].step) {
        table = &line.tables[i];
        continue;
      }
      const auto found = std::find_if(
          line.tables.begin() + static_cast<std::ptrdiff_t>(line.inner), line.tables.end(),
          [&](const JoinedTable& t) { return t.parent == table && t.step == use.path.steps[i]; });
      table = found != line.tables.end() ? &*found
                                         : &line.tables.emplace_back(inner_table(use, i, table));
    }
    plan_.table_of[use.number] = table;
    return {};
  }

  // The same aggregate gets the same aliases wherever it is written, so that the server sees that
  // a GROUP BY key and a SELECT item, or a SELECT item and an ORDER BY one, are one expression.
  void give_aliases(RelatedAggregate& kept) {
    std::vector<std::string>& same = aliases_of_[spelling_.key(spelling_.words(kept.extent))];
    std::size_t next = 0;
    const auto alias = [&](const std::string& base) {
      if (next == same.size()) same.push_back(aliases_.make(base));
      return same[next++];
    };
    for (JoinedTable& table : kept.own.tables) {
      const bool junction = table.step->kind == RelationKind::kManyToMany;
      table.alias = alias(table.step->names.front());
      if (junction) table.junction_alias = alias(table.step->names.front() + "_link");
    }
    if (kept.shape == Shape::kGathered) kept.gathered_alias = alias("gathered");
    for (JoinedTable& table : plan_.joins) {
      if (is_joined_inside(table, kept)) table.alias = alias(table.alias);
    }
  }

  // A table that is joined in a subquery of the call.
  bool is_joined_inside(const JoinedTable& table, const RelatedAggregate& aggregate) const {
    const Level& level = *table.source->level;
    if (&level == aggregate.call->level || !is_within(level, *aggregate.call->level)) return false;
    return std::ranges::any_of(resolved_.uses, [&](const PathUse& use) {
      return use.source == table.source && contains(aggregate.extent, {use.begin, use.end});
    });
  }

  const Resolved& resolved_;
  const ResolvedStatement statement_;
  const Names& names_;
  const TokenStream& text_;
  AliasMaker& aliases_;
  Plan& plan_;
  const Spelling spelling_;
  const Refusals refusals_;
  FitnessJudge judge_;
  std::map<std::string, std::vector<std::string>> aliases_of_;
};

}  // namespace

Status plan_aggregates(const ResolvedStatement& statement, ShapeChoice shapes, AliasMaker& aliases,
                       Plan& plan) {
  return AggregatePlanner(statement, aliases, plan).run(shapes);
}

}  // namespace pillion::sql
