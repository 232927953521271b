#include "rewriter/aggregates/plan_aggregates.h"

#include <algorithm>

#include <fmt/format.h>

#include "rewriter/aggregates/choose.h"
#include "rewriter/aggregates/fitness.h"
#include "rewriter/aggregates/gather.h"
#include "rewriter/aggregates/spelling.h"
#include "rewriter/error_at.h"
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
        judge_(statement, spelling_) {}

  Status run(ShapeChoice wanted) {
    std::vector<Candidate> candidates;
    note_arrays();
    for (const AggregateCall& call : resolved_.aggregates) {
      PILLION_CHECK(check(call));
      const PathUse& longest = longest_of(call);
      candidates.push_back(
          {.call = &call, .longest = &longest, .fitness = judge_.judge(call, longest)});
      PILLION_CHECK(check_row(candidates.back()));
    }
    if (wanted == ShapeChoice::kAuto) {
      Choice choice = choose_shapes(candidates, statement_);
      wanted = choice.shapes;
      plan_.alternatives = std::move(choice.alternatives);
      plan_.why = std::move(choice.why);
    }
    for (const Candidate& candidate : candidates) {
      PILLION_CHECK(check_key(candidate, candidates));
      PILLION_CHECK(add(candidate, wanted));
    }
    return {};
  }

 private:
  Status check(const AggregateCall& call) const {
    PILLION_CHECK(check_line(call));
    PILLION_CHECK(check_plain(call));
    if (!call.unknown_inside) return {};
    return fail_at(static_cast<std::size_t>(call.call->location), "0A000",
                   "A column inside an aggregate over related rows may be one of several tables'. "
                   "Write its table's alias in front.");
  }

  // A name that the server would have found in two tables: inside what is made of the call it would
  // find it in one.
  Status check_plain(const AggregateCall& call) const {
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

  Status check_row(const Candidate& candidate) const {
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
  Status check_key(const Candidate& candidate, const std::vector<Candidate>& all) const {
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
                      !check_gathered(*candidate.call);
    return must ? Shape::kRegrouped : shape;
  }

  Status add(const Candidate& candidate, ShapeChoice wanted) {
    const AggregateCall& call = *candidate.call;
    const PathUse& longest = *candidate.longest;
    RelatedAggregate& kept =
        plan_.aggregates.emplace_back(RelatedAggregate{.call = &call,
                                                       .extent = call_extent(text_, *call.call),
                                                       .shape = shape_for(candidate, wanted),
                                                       .rows_of = spelled(longest)});
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
    if (kept.shape == Shape::kGathered) PILLION_CHECK(check_gathered(call));
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
      if (plain.whole_row) return fail_row(plain);
      const bool replaced = gathered && plain.source->level == call.level;
      if (plain.qualified || replaced || !is_met(plain, *call.level)) continue;
      if (!plain.qualifiable) return fail_captured(plain);
      plan_.qualified.push_back(&plain);
    }
    return {};
  }

  // A table's name is its row only where no table around has a column of that name.
  static Status fail_row(const PlainUse& plain) {
    return fail_at(
        static_cast<std::size_t>(plain.ref->location), "42712",
        fmt::format("{0} is a row here, and the rows that the aggregate ranges over have "
                    "a column {0}. Give the table of that name another alias.",
                    plain.ref->names.back()));
  }

  Status fail_captured(const PlainUse& plain) const {
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

  std::string spelled(const PathUse& use) const {
    return std::string(text_.text().substr(use.begin, use.end - use.begin));
  }

  static const PathUse& longest_of(const AggregateCall& call) {
    return **std::max_element(call.uses.begin(), call.uses.end(),
                              [](const PathUse* a, const PathUse* b) {
                                return a->path.many_steps() < b->path.many_steps();
                              });
  }

  // All paths to many rows in one call lie on one line.
  Status check_line(const AggregateCall& call) const {
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

  // Paths to one row that end in an array. There are hardly ever any.
  void note_arrays() {
    for (const PathUse& use : resolved_.uses) {
      if (use.aggregate != nullptr || use.path.column < 0) continue;
      const Table& table = names_.table(use.path.end());
      if (is_array(table.columns[static_cast<std::size_t>(use.path.column)])) {
        arrays_.push_back(&use);
      }
    }
  }

  // What cannot be an element of an array that keeps each row apart.
  Status check_gathered(const AggregateCall& call) const {
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

  static Status array_inside(std::size_t begin, std::string_view name) {
    return fail_at(begin, "0A000",
                   fmt::format("{0} is an array, which an aggregate over the related rows of a "
                               "group cannot use. Write array_to_string({0}, ...), or aggregate "
                               "per row in a subquery.",
                               name));
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
  FitnessJudge judge_;
  std::vector<const PathUse*> arrays_;
  std::map<std::string, std::vector<std::string>> aliases_of_;
};

}  // namespace

Status plan_aggregates(const ResolvedStatement& statement, ShapeChoice shapes, AliasMaker& aliases,
                       Plan& plan) {
  return AggregatePlanner(statement, aliases, plan).run(shapes);
}

}  // namespace pillion::sql
