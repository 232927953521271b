#include "rewriter/aggregates/twins.h"

#include <algorithm>
#include <map>
#include <utility>

#include "rewriter/aggregates/spelling.h"

namespace pillion::sql {
namespace {

// Each is spelled with the whole statement: of more, none are looked for.
constexpr std::size_t kMostSubqueries = 100;

// A subquery that something was added to.
struct Subquery {
  const Level* around = nullptr;
  std::vector<std::string*> aliases;  // of what was added, in order
};

class Twins {
 public:
  Twins(const ResolvedStatement& statement, Plan& plan) : statement_(statement) {
    for (JoinedTable& table : plan.joins) add(*table.source->level, {&table.alias});
    for (RelatedAggregate& aggregate : plan.aggregates) {
      for (JoinedTable& table : aggregate.own.tables) {
        add(*aggregate.call->level, {&table.alias, &table.junction_alias});
      }
      add(*aggregate.call->level, {&aggregate.gathered_alias});
    }
    for (Derived& derived : plan.derived) {
      add(*derived.level, {&derived.alias});
      for (JoinedTable& table : derived.line.tables) {
        add(*derived.level, {&table.alias, &table.junction_alias});
      }
    }
  }

  void share() {
    if (subqueries_.size() > kMostSubqueries) return;
    std::map<std::pair<const Level*, std::string>, const Subquery*> first;
    for (const auto& [extent, subquery] : subqueries_) {
      if (!has_like(subquery)) continue;
      const auto [twin, is_first] =
          first.try_emplace({subquery.around, spelled(extent)}, &subquery);
      if (is_first || twin->second->aliases.size() != subquery.aliases.size()) continue;
      for (std::size_t i = 0; i < subquery.aliases.size(); ++i) {
        *subquery.aliases[i] = *twin->second->aliases[i];
      }
    }
  }

 private:
  // To the subquery of a level, and to those around it.
  void add(const Level& level, std::initializer_list<std::string*> aliases) {
    Extent last;
    for (const Level* at = &level; at->parent != nullptr; at = at->parent) {
      const Extent extent = query_extent(statement_.text, *at->query);
      if (extent == last || extent == Extent()) continue;
      last = extent;
      Subquery& subquery = subqueries_[extent];
      subquery.around = at->parent;
      subquery.aliases.insert(subquery.aliases.end(), aliases);
    }
  }

  bool has_like(const Subquery& subquery) const {
    return std::ranges::any_of(subqueries_, [&](const auto& other) {
      return &other.second != &subquery && other.second.around == subquery.around &&
             other.second.aliases.size() == subquery.aliases.size();
    });
  }

  std::string spelled(Extent extent) const {
    const TokenStream& text = statement_.text;
    const Spelling spelling(statement_.resolved, statement_.names, text, [&](const Source& source) {
      return contains(extent, query_extent(text, *source.level->query));
    });
    return spelling.key(spelling.words(extent));
  }

  const ResolvedStatement statement_;
  std::map<Extent, Subquery> subqueries_;
};

}  // namespace

void share_aliases(const ResolvedStatement& statement, Plan& plan) {
  const auto is_added_inside = [](const auto& table) {
    return table.source->level->parent != nullptr;
  };
  const auto is_inside = [](const RelatedAggregate& aggregate) {
    return aggregate.call->level->parent != nullptr;
  };
  if (std::ranges::none_of(plan.joins, is_added_inside) &&
      std::ranges::none_of(plan.aggregates, is_inside)) {
    return;
  }
  Twins(statement, plan).share();
}

}  // namespace pillion::sql
