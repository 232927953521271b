#include "rewriter/paths/plan.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/identifier.h"
#include "rewriter/error_at.h"
#include "rewriter/paths/grouping.h"
#include "rewriter/paths/reference.h"

namespace pillion::sql {
namespace {

// Makes names that no identifier of the statement has, in whatever case.
class AliasMaker {
 public:
  explicit AliasMaker(const TokenStream& text) : text_(text) {}

  std::string make(std::string base) {
    constexpr std::size_t kRoomForNumber = 8;
    if (base.size() > kMaxIdentifierBytes - kRoomForNumber) base = "related";
    std::string name = base;
    for (int i = 1; is_taken(name); ++i) name = base + "_" + std::to_string(i);
    made_.push_back(fold_identifier(name));
    return name;
  }

 private:
  bool is_taken(const std::string& name) const {
    const std::string folded = fold_identifier(name);
    if (std::find(made_.begin(), made_.end(), folded) != made_.end()) return true;
    for (TokenIndex i = 0; i < text_.size(); ++i) {
      const bool quoted = text_[i].kind == TokenKind::kQuotedIdentifier;
      if (text_.is(i, name)) return true;
      if (quoted && fold_identifier(identifier_value(text_.text_of(i))) == folded) return true;
    }
    return false;
  }

  const TokenStream& text_;
  std::vector<std::string> made_;
};

class Planner {
 public:
  Planner(const Resolved& resolved, const Names& names, const TokenStream& text)
      : resolved_(resolved), names_(names), text_(text), aliases_(text) {}

  Result<Plan> run() {
    for (const PathUse& use : resolved_.uses) {
      if (use.aggregate != nullptr) continue;
      PILLION_CHECK(check_value(use));
      JoinedTable* table = nullptr;
      for (std::size_t i = 0; i < use.path.steps.size(); ++i) table = &join(use, i, table);
      read(use, *table);
    }
    for (const AggregateCall& call : resolved_.aggregates) PILLION_CHECK(aggregate(call));
    for (JoinedTable& table : plan_.joins) table.hidden = must_hide(table);
    return std::move(plan_);
  }

 private:
  Status check_value(const PathUse& use) const {
    if (use.source->hidden_by_alias) {
      return fail_at(use.begin, "0A000",
                     "A path may not start inside a join that has an alias. Give the tables "
                     "aliases, and not the join.");
    }
    if (use.path.column >= 0) return {};
    const std::string name = spelled(use);
    const bool counted = use.argument_of != nullptr && use.argument_of->names.back() == "count";
    if (use.argument_of == nullptr) {
      const std::vector<Column>& columns = names_.table(use.path.end()).columns;
      return fail_at(use.begin, "42804",
                     fmt::format("{} is a relation to {}, and a value is needed. Write one of its "
                                 "columns: {}__{}.",
                                 name, names_.table(use.path.end()).name, name,
                                 columns.empty() ? "..." : columns[0].name));
    }
    if (names_.sqlite() && !counted) {
      return fail_at(use.begin, "0A000",
                     fmt::format("SQLite has no rows as values. Write a column: {}__...", name));
    }
    return {};
  }

  std::string spelled(const PathUse& use) const {
    return std::string(text_.text().substr(use.begin, use.end - use.begin));
  }

  // The table of a use's first `step` + 1 steps: joined once.
  JoinedTable& join(const PathUse& use, std::size_t step, const JoinedTable* parent) {
    const Relation* relation = use.path.steps[step];
    for (JoinedTable& table : plan_.joins) {
      if (table.source == use.source && table.facet == use.facet && table.parent == parent &&
          table.step == relation) {
        return table;
      }
    }
    const std::string base =
        parent == nullptr ? relation->names.front() : parent->alias + "_" + relation->names.front();
    return plan_.joins.emplace_back(JoinedTable{.parent = parent,
                                                .source = use.source,
                                                .facet = use.facet,
                                                .step = relation,
                                                .alias = aliases_.make(base)});
  }

  void read(const PathUse& use, JoinedTable& table) {
    plan_.table_of[&use] = &table;
    if (use.path.column >= 0) {
      table.columns.push_back(use.path.column);
      return;
    }
    const Key* key = key_of(use.path.end());
    const bool counted = use.argument_of->names.back() == "count" && key != nullptr;
    if (!counted) table.whole_row = true;
    if (counted)
      table.columns.insert(table.columns.end(), key->columns.begin(), key->columns.end());
  }

  const Key* key_of(TableId id) const {
    const auto& keys = names_.table(id).keys;
    const auto found =
        std::find_if(keys.begin(), keys.end(), [](const Key& k) { return k.primary; });
    return found == keys.end() ? nullptr : &*found;
  }

  // Whether a name of the statement that stays as it is would become ambiguous.
  bool must_hide(const JoinedTable& table) const {
    if (table.source->level->natural) return true;
    const auto& plain = resolved_.plain_names;
    return std::any_of(plain.begin(), plain.end(), [&](const std::string& name) {
      return names_.find_column(table.step->to, name) >= 0;
    });
  }

  // --- aggregates ---

  Status aggregate(const AggregateCall& call) {
    PILLION_CHECK(check_line(call));
    PILLION_CHECK(check_grouping(call, resolved_, text_));
    if (call.unknown_inside) {
      return fail_at(
          static_cast<std::size_t>(call.call->location), "0A000",
          "A column inside an aggregate over related rows may be one of several tables'. "
          "Write its table's alias in front.");
    }
    RelatedAggregate made{.call = &call};
    const PathUse& longest = longest_of(call);
    made.inner = longest.path.many_steps();
    for (std::size_t i = 0; i < made.inner; ++i) {
      made.tables.push_back(inner_table(longest, i, i == 0 ? nullptr : &made.tables.back()));
    }
    RelatedAggregate& kept = plan_.aggregates.emplace_back(std::move(made));
    // The tables moved, so their parents are set anew.
    for (std::size_t i = 1; i < kept.tables.size(); ++i)
      kept.tables[i].parent = &kept.tables[i - 1];
    for (const PathUse* use : call.uses) PILLION_CHECK(tail(kept, *use));
    give_aliases(kept);
    kept.rows_of = spelled(longest);
    return {};
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
    PILLION_CHECK(check_value(use));
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

  // The same aggregate gets the same aliases wherever it is written, so that the server sees that
  // a GROUP BY key and a SELECT item are one expression.
  void give_aliases(RelatedAggregate& kept) {
    const auto [begin, end] = call_extent(text_, *kept.call->call);
    std::vector<std::string>& same = aliases_of_[{
        kept.call->uses[0]->source, std::string(text_.text().substr(begin, end - begin))}];
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
  }

  const Resolved& resolved_;
  const Names& names_;
  const TokenStream& text_;
  AliasMaker aliases_;
  Plan plan_;
  std::map<std::pair<const Source*, std::string>, std::vector<std::string>> aliases_of_;
};

}  // namespace

Result<Plan> make_plan(const Resolved& resolved, const Names& names, const TokenStream& text) {
  return Planner(resolved, names, text).run();
}

std::string hidden_column(const Names& names, const JoinedTable& table, ColumnId column) {
  return quote_identifier(table.alias + "." + names.column(table.step->to, column));
}

std::string hidden_row(const JoinedTable& table) {
  return quote_identifier(fmt::format("{}.*", table.alias));
}

std::string column_text(const Names& names, const JoinedTable& table, ColumnId column) {
  std::string out = quote_identifier(table.alias);
  out += '.';
  out += table.hidden ? hidden_column(names, table, column)
                      : quote_identifier(names.column(table.step->to, column));
  return out;
}

std::string source_column_text(const Names& names, const Source& source, int facet,
                               ColumnId column) {
  std::string out = quote_identifier(source.name);
  out += '.';
  out += quote_identifier(source.name_of(names, facet, column));
  return out;
}

}  // namespace pillion::sql
