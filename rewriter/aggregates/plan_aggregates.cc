#include "rewriter/aggregates/plan_aggregates.h"

#include <algorithm>

#include <fmt/format.h>

#include "rewriter/aggregates/grouping.h"
#include "rewriter/aggregates/spelling.h"
#include "rewriter/error_at.h"

namespace pillion::sql {
namespace {

class AggregatePlanner {
 public:
  AggregatePlanner(const Resolved& resolved, const Names& names, const TokenStream& text,
                   AliasMaker& aliases, Plan& plan)
      : resolved_(resolved),
        names_(names),
        text_(text),
        aliases_(aliases),
        plan_(plan),
        spelling_(resolved, names, text),
        grouping_(resolved, names, text, spelling_) {}

  Status run() {
    for (const AggregateCall& call : resolved_.aggregates) PILLION_CHECK(add(call));
    return {};
  }

 private:
  Status add(const AggregateCall& call) {
    PILLION_CHECK(check_line(call));
    if (call.unknown_inside) {
      return fail_at(
          static_cast<std::size_t>(call.call->location), "0A000",
          "A column inside an aggregate over related rows may be one of several tables'. "
          "Write its table's alias in front.");
    }
    const PathUse& longest = longest_of(call);
    RelatedAggregate& kept = plan_.aggregates.emplace_back(RelatedAggregate{
        .call = &call,
        .extent = call_extent(text_, *call.call),
        .shape = grouping_.is_per_group(call) ? Shape::kGathered : Shape::kSubquery,
        .inner = longest.path.many_steps(),
        .rows_of = spelled(longest)});
    for (std::size_t i = 0; i < kept.inner; ++i) {
      kept.tables.push_back(inner_table(longest, i, i == 0 ? nullptr : &kept.tables.back()));
    }
    for (const PathUse* use : call.uses) PILLION_CHECK(tail(kept, *use));
    if (kept.shape == Shape::kGathered) PILLION_CHECK(check_gathered(kept));
    give_aliases(kept);
    return {};
  }

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
  Status tail(RelatedAggregate& kept, const PathUse& use) {
    PILLION_CHECK(check_value(use, names_, text_));
    JoinedTable* table = nullptr;
    for (std::size_t i = 0; i < use.path.steps.size(); ++i) {
      if (i < kept.inner && use.path.steps[i] == kept.tables[i].step) {
        table = &kept.tables[i];
        continue;
      }
      const auto found = std::find_if(
          kept.tables.begin() + static_cast<std::ptrdiff_t>(kept.inner), kept.tables.end(),
          [&](const JoinedTable& t) { return t.parent == table && t.step == use.path.steps[i]; });
      table = found != kept.tables.end() ? &*found
                                         : &kept.tables.emplace_back(inner_table(use, i, table));
    }
    plan_.table_of[&use] = table;
    return {};
  }

  // What cannot be an element of an array that keeps each row apart.
  Status check_gathered(const RelatedAggregate& kept) const {
    const Level* level = kept.call->level;
    for (const PlainUse& plain : kept.call->plain) {
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
      if (column != nullptr && column->type_name.ends_with("[]")) {
        return fail_at(begin, "0A000",
                       fmt::format("{} is an array, which an aggregate over the related rows of a "
                                   "group cannot use. Write array_to_string({}, ...), or aggregate "
                                   "per row in a subquery.",
                                   name, name));
      }
    }
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
    for (JoinedTable& table : kept.tables) {
      const bool junction = table.step->kind == RelationKind::kManyToMany;
      table.alias = alias(table.step->names.front());
      if (junction) table.junction_alias = alias(table.step->names.front() + "_link");
    }
    if (kept.shape == Shape::kGathered) kept.gathered_alias = alias("gathered");
  }

  const Resolved& resolved_;
  const Names& names_;
  const TokenStream& text_;
  AliasMaker& aliases_;
  Plan& plan_;
  const Spelling spelling_;
  Grouping grouping_;
  std::map<std::string, std::vector<std::string>> aliases_of_;
};

}  // namespace

Status plan_aggregates(const Resolved& resolved, const Names& names, const TokenStream& text,
                       AliasMaker& aliases, Plan& plan) {
  return AggregatePlanner(resolved, names, text, aliases, plan).run();
}

}  // namespace pillion::sql
