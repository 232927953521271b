// What a query, a join or a view shows to the query around it, and where that comes from.
#include <algorithm>

#include "core/identifier.h"
#include "rewriter/parse/parser.h"
#include "rewriter/paths/scope.h"

namespace pillion::sql {
namespace {

constexpr int kDeepestView = 16;  // SQLite lets a view be defined by itself, until it is read

using FacetPlaces = std::vector<std::pair<const Source*, int>>;

// The place of (source, facet) among the facets of an output, added where it is new.
int facet_in(Output& out, FacetPlaces& seen, const Source& source, int facet) {
  if (facet < 0) return -1;
  const std::pair<const Source*, int> key{&source, facet};
  const auto found = std::find(seen.begin(), seen.end(), key);
  if (found != seen.end()) return static_cast<int>(found - seen.begin());
  seen.push_back(key);
  out.facets.push_back(source.facets[static_cast<std::size_t>(facet)]);
  return static_cast<int>(seen.size()) - 1;
}

// The query in CREATE VIEW name (columns) AS query.
std::string_view query_of_view(std::string_view definition) {
  const TokenStream text(definition, Dialect::kSqlite);
  for (TokenIndex i = 0; i + 1 < text.size(); ++i) {
    if (const TokenIndex partner = text.partner(i); partner != kNoToken && partner > i) i = partner;
    if (text.is(i, "as")) return definition.substr(text[i].end);
  }
  return {};
}

}  // namespace

void Scopes::output_of_source(const Source& source, Output& out, FacetPlaces& facets) const {
  const auto add = [&](Name name, int facet, ColumnId column) {
    out.columns.push_back(
        {.name = name, .facet = facet_in(out, facets, source, facet), .column = column});
  };
  if (!source.whole_table) {
    for (const SourceColumn& column : source.columns) add(column.name, column.facet, column.column);
    return;
  }
  const auto& own = names_.table(source.facets[0]).columns;
  for (std::size_t i = 0; i < own.size(); ++i) {
    const bool view = i < source.columns.size();
    add(own[i].name, view ? source.columns[i].facet : 0,
        view ? source.columns[i].column : static_cast<ColumnId>(i));
  }
}

bool Scopes::output_of_item(const Level& level, const FromItem* item, Output& out,
                            FacetPlaces& facets) const {
  if (item->kind == FromKind::kJoin && item->alias.empty()) {
    return output_of_sides(level, item, out, facets);
  }
  const auto [first, last] = level.range.at(item);
  for (std::size_t i = first; i < last; ++i) {
    const Source& source = level.sources[i];
    if (source.item != item || source.only_qualified) continue;
    output_of_source(source, out, facets);
    return !source.opaque;
  }
  return false;
}

// Merged columns come first and once, then what is left of the left, and of the right; SQLite
// leaves them in their place on the left. A merged column is the left one, but of a RIGHT or FULL
// JOIN, where it may be the other side's.
bool Scopes::output_of_sides(const Level& level, const FromItem* join, Output& out,
                             FacetPlaces& facets) const {
  if (!join->natural && join->using_columns.empty()) {
    const bool left = output_of_item(level, join->left, out, facets);
    return output_of_item(level, join->right, out, facets) && left;
  }
  const std::size_t begin = out.columns.size();
  bool known = output_of_item(level, join->left, out, facets);
  const std::size_t middle = out.columns.size();
  known = output_of_item(level, join->right, out, facets) && known;
  const std::vector<SourceColumn> left(out.columns.begin() + static_cast<std::ptrdiff_t>(begin),
                                       out.columns.begin() + static_cast<std::ptrdiff_t>(middle));
  const std::vector<SourceColumn> right(out.columns.begin() + static_cast<std::ptrdiff_t>(middle),
                                        out.columns.end());
  out.columns.resize(begin);
  const auto find = [&](const std::vector<SourceColumn>& columns, Name name) {
    return std::find_if(columns.begin(), columns.end(),
                        [&](const SourceColumn& c) { return names_.same(c.name, name); });
  };
  std::vector<Name> merged(join->using_columns.begin(), join->using_columns.end());
  for (const SourceColumn& column : left) {
    if (join->natural && find(right, column.name) != right.end()) merged.push_back(column.name);
  }
  const auto is_merged = [&](Name name) {
    return std::any_of(merged.begin(), merged.end(), [&](Name m) { return names_.same(m, name); });
  };
  const auto as_merged = [&](SourceColumn column) {
    const auto of_right = find(right, column.name);
    if (join->join_type == JoinType::kRight && of_right != right.end()) column = *of_right;
    if (join->join_type == JoinType::kFull) column.facet = -1;
    return column;
  };
  for (const Name name : merged) {
    const auto column = find(left, name);
    if (column != left.end() && !names_.sqlite()) out.columns.push_back(as_merged(*column));
  }
  for (const SourceColumn& column : left) {
    if (!is_merged(column.name)) out.columns.push_back(column);
    if (is_merged(column.name) && names_.sqlite()) out.columns.push_back(as_merged(column));
  }
  std::copy_if(right.begin(), right.end(), std::back_inserter(out.columns),
               [&](const SourceColumn& column) { return !is_merged(column.name); });
  return known;
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
  FacetPlaces facets;
  for (const Target& target : query->targets) {
    const Expr& value = *target.value;
    const bool column = value.kind == ExprKind::kColumn;
    if (column && value.star && value.names.empty()) {
      for (const FromItem* item : query->from) {
        out.known = output_of_item(*level, item, out, facets) && out.known;
      }
      continue;
    }
    if (column && value.star) {
      for (const Source& source : level->sources) {
        if (source.hidden_by_alias || !source.answers_to(names_, {}, value.names.back())) continue;
        output_of_source(source, out, facets);
        out.known = out.known && !source.opaque;
      }
      continue;
    }
    SourceColumn made = origin_of(*level, value, out, facets);
    made.name = target.alias.empty() ? target.label : target.alias;
    out.columns.push_back(made);
  }
  return out;
}

// Where a SELECT item comes from, if it is a plain column.
SourceColumn Scopes::origin_of(const Level& level, const Expr& value, Output& out,
                               FacetPlaces& facets) const {
  if (value.kind != ExprKind::kColumn || value.names.empty() || value.names.size() > 2) return {};
  const bool named = value.names.size() == 2;
  const Name name = value.names.back();
  if (!named && level.merges) {  // it may be of both sides
    Output all{.facets = std::move(out.facets)};
    for (const FromItem* item : level.query->from) output_of_item(level, item, all, facets);
    out.facets = std::move(all.facets);
    const auto found = std::ranges::find_if(
        all.columns, [&](const SourceColumn& column) { return names_.same(column.name, name); });
    return found == all.columns.end() ? SourceColumn{} : *found;
  }
  for (const Source& source : level.sources) {
    if (source.hidden_by_alias) continue;
    if (named ? !source.answers_to(names_, {}, value.names[0]) : source.only_qualified) continue;
    const auto from = source.column_of(names_, name);
    if (!from) continue;
    return {.facet = facet_in(out, facets, source, from->facet), .column = from->column};
  }
  return {};
}

// PostgreSQL says where a view's columns come from; SQLite only how it was defined.
void Scopes::add_origins(TableId id, Source& source) {
  const Table& view = names_.table(id);
  Output output;
  if (!view.origins.empty()) {
    output.facets = view.row_tables;
    for (const ColumnOrigin& origin : view.origins) {
      output.columns.push_back({.facet = origin.row, .column = origin.column});
    }
  } else if (!view.definition.empty() && views_deep_ < kDeepestView) {
    output = output_of_view(view);
  }
  if (output.facets.empty() || output.columns.size() != view.columns.size()) return;
  source.facets.insert(source.facets.end(), output.facets.begin(), output.facets.end());
  for (std::size_t i = 0; i < view.columns.size(); ++i) {
    SourceColumn column{
        .name = view.columns[i].name, .facet = 0, .column = static_cast<ColumnId>(i)};
    // What leaves the view itself goes before what leaves the tables behind it.
    if (output.columns[i].facet >= 0 && output.columns[i].column >= 0) {
      column.facet = output.columns[i].facet + 1;
      column.column = output.columns[i].column;
    }
    source.columns.push_back(column);
  }
}

Output Scopes::output_of_view(const Table& view) {
  const TokenStream text(query_of_view(view.definition), Dialect::kSqlite);
  auto parsed = parse(text);
  auto* statement = parsed ? std::get_if<Statement>(&*parsed) : nullptr;
  if (statement == nullptr || statement->query == nullptr) return {};
  const Statement& kept = views_.emplace_back(std::move(*statement));
  ++views_deep_;
  build_level(kept.query, nullptr, nullptr);
  --views_deep_;
  return output_of(kept.query);
}

}  // namespace pillion::sql
