#include "rewriter/paths/plan.h"

#include <algorithm>

#include <fmt/format.h>

#include "rewriter/aggregates/plan_aggregates.h"
#include "rewriter/aggregates/twins.h"
#include "rewriter/concat.h"
#include "rewriter/error_at.h"
#include "rewriter/paths/alias_maker.h"
#include "rewriter/paths/capture.h"
#include "rewriter/paths/reference.h"

namespace pillion::sql {
namespace {

class Planner {
 public:
  Planner(const Resolved& resolved, const Scopes& scopes, const Names& names,
          const TokenStream& text)
      : resolved_(resolved), scopes_(scopes), names_(names), text_(text), aliases_(text, names) {}

  Result<Plan> run(ShapeChoice shapes) {
    plan_.table_of.resize(resolved_.uses.size());
    for (const PathUse& use : resolved_.uses) {
      if (use.aggregate != nullptr) continue;
      if (use.path.column < 0) PILLION_CHECK(check_value(use, names_, text_));
      JoinedTable* table = &join(use, 0, nullptr);
      for (std::size_t i = 1; i < use.path.steps.size(); ++i) table = &join(use, i, table);
      read(use, *table);
    }
    const ResolvedStatement statement{
        .resolved = resolved_, .scopes = scopes_, .names = names_, .text = text_};
    if (!resolved_.aggregates.empty()) {
      PILLION_CHECK(plan_aggregates(statement, shapes, aliases_, plan_));
    }
    share_aliases(statement, plan_);
    for (JoinedTable& table : plan_.joins) {
      table.hidden = must_hide(table);
      if (table.hidden) show_keys(table);
      set_prefix(table);
    }
    for (RelatedAggregate& aggregate : plan_.aggregates) {
      std::ranges::for_each(aggregate.line().tables, set_prefix);
    }
    return std::move(plan_);
  }

 private:
  // The table of a use's first `step` + 1 steps: joined once.
  JoinedTable& join(const PathUse& use, std::size_t step, const JoinedTable* parent) {
    const Relation* relation = use.path.steps[step];
    for (JoinedTable& table : plan_.joins) {
      if (table.step == relation && table.parent == parent && table.source == use.source &&
          table.facet == use.facet) {
        return table;
      }
    }
    JoinedTable& table = plan_.joins.emplace_back();
    table.parent = parent;
    table.source = use.source;
    table.facet = use.facet;
    table.step = relation;
    const std::string& name = relation->names.front();
    table.alias = aliases_.make(parent == nullptr ? name : concat(parent->alias, "_", name));
    return table;
  }

  void read(const PathUse& use, JoinedTable& table) {
    plan_.table_of[use.number] = &table;
    if (use.path.column >= 0) {
      table.columns.push_back(use.path.column);
      return;
    }
    const Key* key = names_.table(use.path.end()).primary_key();
    const bool counted = use.argument_of->names.back() == "count" && key != nullptr;
    if (!counted) table.whole_row = true;
    if (counted)
      table.columns.insert(table.columns.end(), key->columns.begin(), key->columns.end());
  }

  // Its columns become those that it shows: what is read, and what it and its children are joined
  // by.
  void show_keys(JoinedTable& table) const {
    const auto add = [&](const ColumnIds& keys) {
      table.columns.insert(table.columns.end(), keys.begin(), keys.end());
    };
    add(far_columns(*table.step));
    for (const JoinedTable& child : plan_.joins) {
      if (child.parent == &table) add(near_columns(*child.step));
    }
    ColumnIds& columns = table.columns;
    std::sort(columns.begin(), columns.end());
    columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
  }

  // A name of the statement must not become ambiguous: it gets its table in front, and where that
  // cannot be, the joined table is hidden.
  bool must_hide(const JoinedTable& table) {
    if (table.is_lookup()) return false;
    if (table.source->level->natural) return true;
    const auto is_alike = [&](const JoinedTable& other) {
      return other.step->to == table.step->to && other.source->level == table.source->level;
    };
    const auto alike = std::ranges::find_if(plan_.joins, is_alike);
    if (&*alike != &table && !alike->is_lookup()) return alike->hidden;
    const auto is_offered = [&](Name name) {
      return names_.find_column(table.step->to, name) >= 0;
    };
    if (std::ranges::any_of(resolved_.fixed_names, is_offered)) return true;
    const auto is_taken = [&](const PlainUse& plain) {
      return is_offered(plain.ref->names[0]) && is_met(plain, *table.source->level);
    };
    // SQLite labels a value without an alias by its text, which is not to be changed.
    const auto is_in_the_way = [&](const PlainUse& plain) {
      return (names_.sqlite() || !plain.qualifiable) && is_taken(plain);
    };
    if (std::ranges::any_of(resolved_.unqualified, is_in_the_way)) return true;
    for (const PlainUse& plain : resolved_.unqualified) {
      if (is_taken(plain)) plan_.qualified.push_back(&plain);
    }
    return false;
  }

  const Resolved& resolved_;
  const Scopes& scopes_;
  const Names& names_;
  const TokenStream& text_;
  AliasMaker aliases_;
  Plan plan_;
};

}  // namespace

Result<Plan> make_plan(const Resolved& resolved, const Scopes& scopes, const Names& names,
                       const TokenStream& text, ShapeChoice shapes) {
  return Planner(resolved, scopes, names, text).run(shapes);
}

Status check_value(const PathUse& use, const Names& names, const TokenStream& text) {
  if (use.path.column >= 0) return {};
  const std::string name(text.text().substr(use.begin, use.end - use.begin));
  const bool counted = use.argument_of != nullptr && use.argument_of->names.back() == "count";
  if (use.argument_of == nullptr) {
    const std::vector<Column>& columns = names.table(use.path.end()).columns;
    return fail_at(use.begin, "42804",
                   fmt::format("{} is a relation to {}, and a value is needed. Write one of its "
                               "columns: {}__{}.",
                               name, names.table(use.path.end()).name, name,
                               columns.empty() ? "..." : columns[0].name));
  }
  if (names.sqlite() && !counted) {
    return fail_at(use.begin, "0A000",
                   fmt::format("SQLite has no rows as values. Write a column: {}__...", name));
  }
  return {};
}

}  // namespace pillion::sql
