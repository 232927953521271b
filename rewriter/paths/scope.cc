#include "rewriter/paths/scope.h"

#include <algorithm>

namespace pillion::sql {
namespace {

// The place of (source, facet) among the facets of an output, added where it is new.
int facet_in(Output& out, std::vector<std::pair<const Source*, int>>& seen, const Source& source,
             int facet) {
  if (facet < 0) return -1;
  const std::pair<const Source*, int> key{&source, facet};
  const auto found = std::find(seen.begin(), seen.end(), key);
  if (found != seen.end()) return static_cast<int>(found - seen.begin());
  seen.push_back(key);
  out.facets.push_back(source.facets[static_cast<std::size_t>(facet)]);
  return static_cast<int>(seen.size()) - 1;
}

}  // namespace

bool Source::has_column(const Names& names, Name column) const {
  if (whole_table) return names.find_column(facets[0], column) >= 0;
  return std::any_of(columns.begin(), columns.end(),
                     [&](const SourceColumn& c) { return names.same(c.name, column); });
}

std::string_view Source::name_of(const Names& names, int facet, ColumnId column) const {
  if (whole_table) return names.column(facets[0], column);
  const auto found = std::find_if(columns.begin(), columns.end(), [&](const SourceColumn& c) {
    return c.facet == facet && c.column == column;
  });
  if (found == columns.end()) return {};
  // A name that stands there twice cannot be written.
  const auto same = [&](const SourceColumn& c) { return names.same(c.name, found->name); };
  return std::count_if(columns.begin(), columns.end(), same) == 1 ? found->name : Name();
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

const Level* Scopes::build_level(const Query* query, const Level* parent, const CteScope* ctes) {
  if (query == nullptr) return nullptr;
  Level& level = levels_[query];
  level.query = query;
  level.parent = parent;
  ctes = enter_ctes(query, parent, ctes);
  for (const Query* branch : query->branches) build_level(branch, parent, ctes);
  for (const FromItem* item : query->from) add_item(level, item, ctes, false, false);
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

void Scopes::add_item(Level& level, const FromItem* item, const CteScope* ctes, bool in_join,
                      bool hidden_by_alias) {
  const std::size_t first = level.sources.size();
  Source source{.item = item,
                .level = &level,
                .name = item->alias,
                .in_join = in_join,
                .hidden_by_alias = hidden_by_alias};
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
      add_join(level, item, ctes, hidden_by_alias);
      break;
  }
  level.range[item] = {first, level.sources.size()};
}

void Scopes::add_table(Level& level, const FromItem* item, const CteScope* ctes, Source source) {
  if (source.name.empty()) source.name = item->name;
  if (item->schema.empty()) {
    for (const CteScope* scope = ctes; scope != nullptr; scope = scope->outer) {
      if (!names_.same(scope->cte->name, item->name)) continue;
      Output output;
      if (scope->output != nullptr) output = *scope->output;
      for (std::size_t i = 0; i < scope->cte->column_aliases.size(); ++i) {
        if (i < output.columns.size()) output.columns[i].name = scope->cte->column_aliases[i];
      }
      source.opaque = !output.known;
      take_output(source, output, item->column_aliases);
      level.sources.push_back(std::move(source));
      return;
    }
  }
  const TableId table = names_.find_table(item->schema, item->name);
  if (table == kNoTable) {
    source.opaque = true;
  } else {
    source.facets = {table};
    source.whole_table = item->column_aliases.empty();
    const auto& columns = names_.table(table).columns;
    for (std::size_t i = 0; i < columns.size() && !source.whole_table; ++i) {
      const Name name =
          i < item->column_aliases.size() ? item->column_aliases[i] : Name(columns[i].name);
      source.columns.push_back({.name = name, .facet = 0, .column = static_cast<ColumnId>(i)});
    }
  }
  level.sources.push_back(std::move(source));
}

// A join without an alias lets its tables be seen; with one it is a source of its own.
void Scopes::add_join(Level& level, const FromItem* item, const CteScope* ctes,
                      bool hidden_by_alias) {
  const bool hides = !item->alias.empty();
  const std::size_t first = level.sources.size();
  add_item(level, item->left, ctes, true, hidden_by_alias || hides);
  add_item(level, item->right, ctes, true, hidden_by_alias || hides);
  const std::size_t last = level.sources.size();
  expression(&level, item->on, ctes);
  level.natural = level.natural || item->natural;
  level.merges = level.merges || item->natural || !item->using_columns.empty();
  if (!item->using_alias.empty()) {
    Source alias{.item = item, .level = &level, .name = item->using_alias};
    for (const Name column : item->using_columns) alias.columns.push_back({.name = column});
    alias.only_qualified = true;
    level.sources.push_back(std::move(alias));
  }
  if (!hides) return;
  Source joined{.item = item, .level = &level, .name = item->alias};
  joined.opaque = item->natural || !item->using_columns.empty() || !item->column_aliases.empty();
  Output output;
  std::vector<std::pair<const Source*, int>> facets;
  for (std::size_t i = first; i < last; ++i) {
    joined.opaque = joined.opaque || level.sources[i].opaque;
    output_of_source(level.sources[i], output, facets);
  }
  if (!joined.opaque) take_output(joined, output, {});
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

void Scopes::output_of_source(const Source& source, Output& out,
                              std::vector<std::pair<const Source*, int>>& facets) const {
  if (!source.whole_table) {
    for (const SourceColumn& column : source.columns) {
      out.columns.push_back({.name = column.name,
                             .facet = facet_in(out, facets, source, column.facet),
                             .column = column.column});
    }
    return;
  }
  const int facet = facet_in(out, facets, source, 0);
  const auto& columns = names_.table(source.facets[0]).columns;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    out.columns.push_back(
        {.name = columns[i].name, .facet = facet, .column = static_cast<ColumnId>(i)});
  }
}

Output Scopes::output_of(const Query* query) const {
  Output out;
  const Level* level = query == nullptr ? nullptr : this->level(query);
  if (level == nullptr) return out;
  if (query->kind == QueryKind::kSetOperation) {
    out = output_of(query->branches[0]);
    for (SourceColumn& column : out.columns) column.facet = -1;
    out.facets.clear();
    return out;
  }
  out.known = true;
  if (query->kind == QueryKind::kValues) {
    static constexpr Name kValueNames[] = {"column1", "column2", "column3", "column4", "column5"};
    out.known = query->values_width <= static_cast<int>(std::size(kValueNames));
    for (int i = 0; out.known && i < query->values_width; ++i) {
      out.columns.push_back({.name = kValueNames[i]});
    }
    return out;
  }
  std::vector<std::pair<const Source*, int>> facets;
  for (const Target& target : query->targets) {
    const Expr& value = *target.value;
    const bool column = value.kind == ExprKind::kColumn;
    if (column && value.star) {
      for (const Source& source : level->sources) {
        const bool meant = value.names.empty() ? !source.hidden_by_alias && !source.only_qualified
                                               : source.answers_to(names_, {}, value.names.back());
        if (!meant) continue;
        // Merged columns come first there, and once: left to the server.
        if (source.opaque || (value.names.empty() && level->merges)) out.known = false;
        output_of_source(source, out, facets);
      }
      continue;
    }
    SourceColumn made{.name = target.alias.empty() ? target.label : target.alias};
    for (const Source& source : level->sources) {
      if (!column || value.names.empty() || value.names.size() > 2) break;
      if (value.names.size() == 2 && !source.answers_to(names_, {}, value.names[0])) continue;
      const Name name = value.names.back();
      if (source.whole_table) {
        made.column = names_.find_column(source.facets[0], name);
        if (made.column < 0) continue;
        made.facet = facet_in(out, facets, source, 0);
        break;
      }
      const auto found =
          std::find_if(source.columns.begin(), source.columns.end(),
                       [&](const SourceColumn& c) { return names_.same(c.name, name); });
      if (found == source.columns.end()) continue;
      made.facet = facet_in(out, facets, source, found->facet);
      made.column = found->column;
      break;
    }
    out.columns.push_back(made);
  }
  return out;
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
