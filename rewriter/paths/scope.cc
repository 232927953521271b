#include "rewriter/paths/scope.h"

#include <algorithm>

namespace pillion::sql {

bool Source::has_column(const Names& names, Name column) const {
  if (whole_table) return names.find_column(facets[0], column) >= 0;
  return std::any_of(columns.begin(), columns.end(),
                     [&](const SourceColumn& c) { return names.same(c.name, column); });
}

std::string_view Source::name_of(const Names& names, int facet, ColumnId column) const {
  if (whole_table && facet == 0) return names.column(facets[0], column);
  const auto found = std::find_if(columns.begin(), columns.end(), [&](const SourceColumn& c) {
    return c.facet == facet && c.column == column;
  });
  if (found == columns.end()) return {};
  // A name that stands there twice cannot be written.
  const auto same = [&](const SourceColumn& c) { return names.same(c.name, found->name); };
  return std::count_if(columns.begin(), columns.end(), same) == 1 ? found->name : Name();
}

std::optional<SourceColumn> Source::column_of(const Names& names, Name column) const {
  const auto found = std::find_if(columns.begin(), columns.end(), [&](const SourceColumn& c) {
    return names.same(c.name, column);
  });
  if (found != columns.end()) return *found;
  const ColumnId own = whole_table ? names.find_column(facets[0], column) : -1;
  if (own < 0) return std::nullopt;
  return SourceColumn{.name = column, .facet = 0, .column = own};
}

const Column* Source::base_column(const Names& names, Name column) const {
  const auto base = [&](int facet, ColumnId id) -> const Column* {
    if (facet < 0 || id < 0) return nullptr;
    const TableId table = facets[static_cast<std::size_t>(facet)];
    return &names.table(table).columns[static_cast<std::size_t>(id)];
  };
  if (whole_table) return base(0, names.find_column(facets[0], column));
  const auto found = std::find_if(columns.begin(), columns.end(), [&](const SourceColumn& c) {
    return names.same(c.name, column);
  });
  return found == columns.end() ? nullptr : base(found->facet, found->column);
}

bool Source::answers_to(const Names& names, Name schema, Name table) const {
  if (schema.empty()) return !name.empty() && names.same(name, table);
  return item->kind == FromKind::kTable && item->alias.empty() && names.same(item->name, table) &&
         !facets.empty() && names.same(names.table(facets[0]).schema, schema);
}

bool Level::is_hidden_within(Range within, std::size_t source) const {
  if (!sources[source].hidden_by_alias) return false;
  for (std::size_t i = within.first; i < within.second; ++i) {
    const FromItem* item = sources[i].item;
    if (i == source || item->kind != FromKind::kJoin || item->alias.empty()) continue;
    const auto [first, last] = range.at(item);
    if (first <= source && source < last && !sources[i].only_qualified) return true;
  }
  return false;
}

bool is_within(const Level& inner, const Level& outer) {
  for (const Level* at = &inner; at != nullptr; at = at->parent) {
    if (at == &outer) return true;
  }
  return false;
}

const Level* Scopes::build_level(const Query* query, const Level* parent, const CteScope* ctes) {
  if (query == nullptr) return nullptr;
  Level& level = levels_[query];
  level.query = query;
  level.parent = parent;
  ctes = enter_ctes(query, parent, ctes);
  for (const Query* branch : query->branches) build_level(branch, parent, ctes);
  for (const FromItem* item : query->from) add_item(level, item, ctes, false, false);
  if (!query->has_sublinks) return &level;
  for (const Target& target : query->targets) expression(&level, target.value, ctes);
  expression(&level, query->where, ctes);
  expression(&level, query->having, ctes);
  for (const WindowClause* window : query->windows) {
    expressions(&level, window->partition_by, ctes);
    expressions(&level, window->order_by, ctes);
    expressions(&level, window->bounds, ctes);
  }
  for (const ExprList& list :
       {query->distinct_on, query->group_by, query->values, query->order_by, query->limits}) {
    expressions(&level, list, ctes);
  }
  return &level;
}

// A WITH query sees the ones before it; with RECURSIVE also itself and the later ones, whose
// columns are then left to the server.
const Scopes::CteScope* Scopes::enter_ctes(const Query* query, const Level* parent,
                                           const CteScope* ctes) {
  if (query->recursive) {
    for (const Cte* cte : query->ctes) {
      ctes = &cte_scopes_.emplace_back(CteScope{.cte = cte, .output = nullptr, .outer = ctes});
    }
  }
  for (const Cte* cte : query->ctes) {
    build_level(cte->query, parent, ctes);
    const Output* output = nullptr;
    if (cte->query != nullptr && !cte->search_or_cycle) {
      output = &outputs_.emplace_back(output_of(cte->query));
    }
    ctes = &cte_scopes_.emplace_back(CteScope{.cte = cte, .output = output, .outer = ctes});
  }
  return ctes;
}

bool Scopes::names_cte(std::string_view name) const {
  return std::any_of(cte_scopes_.begin(), cte_scopes_.end(),
                     [&](const CteScope& scope) { return names_.same(scope.cte->name, name); });
}

std::vector<std::string> Scopes::names_inside(const Level& level) const {
  std::vector<std::string> out;
  for (const auto& [query, other] : levels_) {
    if (&other == &level) continue;
    for (const Source& source : other.sources) out.emplace_back(source.name);
  }
  return out;
}

void Scopes::add_item(Level& level, const FromItem* item, const CteScope* ctes, bool in_join,
                      bool hidden_by_alias) {
  const std::size_t first = level.sources.size();
  Source source{.item = item,
                .level = &level,
                .name = item->alias,
                .in_join = in_join,
                .hidden_by_alias = hidden_by_alias,
                .has_system_columns = names_.sqlite()};
  expressions(&level, item->expressions, ctes);
  switch (item->kind) {
    case FromKind::kTable:
      add_table(level, item, ctes, std::move(source));
      break;
    case FromKind::kSubquery: {
      build_level(item->query, &level, ctes);
      const Output output = output_of(item->query);
      source.opaque = !output.known;
      take_output(source, output, item->column_aliases);
      level.sources.push_back(std::move(source));
      break;
    }
    case FromKind::kFunction:
      source.opaque = true;
      for (const Name column : item->column_aliases) source.columns.push_back({.name = column});
      if (source.name.empty() && item->expressions.size() == 1 &&
          !item->expressions[0]->names.empty()) {
        source.name = item->expressions[0]->names.back();
      }
      level.sources.push_back(std::move(source));
      break;
    case FromKind::kJoin:
      add_join(level, item, ctes, in_join, hidden_by_alias);
      break;
  }
  level.range[item] = {first, level.sources.size()};
}

// A WITH query of that name, if one is in sight.
bool Scopes::add_cte(const FromItem* item, const CteScope* ctes, Source& source) {
  for (const CteScope* scope = ctes; scope != nullptr; scope = scope->outer) {
    if (!names_.same(scope->cte->name, item->name)) continue;
    Output output;
    if (scope->output != nullptr) output = *scope->output;
    for (std::size_t i = 0; i < scope->cte->column_aliases.size(); ++i) {
      if (i < output.columns.size()) output.columns[i].name = scope->cte->column_aliases[i];
    }
    source.opaque = !output.known;
    take_output(source, output, item->column_aliases);
    return true;
  }
  return false;
}

void Scopes::add_table(Level& level, const FromItem* item, const CteScope* ctes, Source source) {
  if (source.name.empty()) source.name = item->name;
  if (!item->schema.empty() || !add_cte(item, ctes, source)) {
    const TableId id = names_.find_table(item->schema, item->name);
    source.opaque = id == kNoTable;
    source.has_system_columns =
        source.has_system_columns || id == kNoTable || names_.table(id).kind != TableKind::kView;
    if (id != kNoTable) {
      source.facets = {id};
      source.whole_table = item->column_aliases.empty();
      add_origins(id, source);
      // Aliases rename the first columns.
      const auto& columns = names_.table(id).columns;
      if (!source.whole_table && source.columns.empty()) {
        for (std::size_t i = 0; i < columns.size(); ++i) {
          source.columns.push_back(
              {.name = columns[i].name, .facet = 0, .column = static_cast<ColumnId>(i)});
        }
      }
      for (std::size_t i = 0; i < item->column_aliases.size() && i < source.columns.size(); ++i) {
        source.columns[i].name = item->column_aliases[i];
      }
    }
  }
  level.sources.push_back(std::move(source));
}

// A join without an alias lets its tables be seen; with one it is a source of its own.
void Scopes::add_join(Level& level, const FromItem* item, const CteScope* ctes, bool in_join,
                      bool hidden_by_alias) {
  const bool hides = !item->alias.empty();
  add_item(level, item->left, ctes, true, hidden_by_alias || hides);
  add_item(level, item->right, ctes, true, hidden_by_alias || hides);
  expression(&level, item->on, ctes);
  level.natural = level.natural || item->natural;
  level.merges = level.merges || item->natural || !item->using_columns.empty();
  if (!item->using_alias.empty()) {
    Source alias{.item = item,
                 .level = &level,
                 .name = item->using_alias,
                 .hidden_by_alias = hidden_by_alias || hides};
    for (const Name column : item->using_columns) alias.columns.push_back({.name = column});
    alias.only_qualified = true;
    level.sources.push_back(std::move(alias));
  }
  if (!hides) return;
  Source joined{.item = item, .level = &level, .name = item->alias};
  Output output;
  FacetPlaces facets;
  joined.opaque = !output_of_sides(level, item, output, facets);
  take_output(joined, output, item->column_aliases);
  joined.in_join = in_join;
  joined.hidden_by_alias = hidden_by_alias;
  level.sources.push_back(std::move(joined));
}

void Scopes::take_output(Source& source, const Output& output, const List<Name>& aliases) {
  source.columns = output.columns;
  source.facets = output.facets;
  for (std::size_t i = 0; i < aliases.size(); ++i) {
    if (i < source.columns.size()) {
      source.columns[i].name = aliases[i];
    } else {
      source.columns.push_back({.name = aliases[i]});
    }
  }
}

void Scopes::expressions(const Level* level, const ExprList& list, const CteScope* ctes) {
  for (const Expr* expr : list) expression(level, expr, ctes);
}

void Scopes::expression(const Level* level, const Expr* expr, const CteScope* ctes) {
  if (expr == nullptr) return;
  if (expr->query != nullptr) build_level(expr->query, level, ctes);
  expressions(level, expr->children, ctes);
}

}  // namespace pillion::sql
