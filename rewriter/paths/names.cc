#include "rewriter/paths/names.h"

#include <algorithm>
#include <iterator>

#include "core/identifier.h"

namespace pillion::sql {
namespace {

constexpr std::string_view kPostgresSystemColumns[] = {"ctid", "xmin", "xmax",
                                                       "cmin", "cmax", "tableoid"};
constexpr std::string_view kSqliteSystemColumns[] = {"rowid", "oid", "_rowid_"};

}  // namespace

bool Names::same(std::string_view a, std::string_view b) const {
  if (!sqlite_) return a == b;
  return a.size() == b.size() && fold_identifier(a) == fold_identifier(b);
}

TableId Names::find_table(std::string_view schema, std::string_view name) const {
  const TableId exact = view_.schema.find_table(schema, name);
  if (exact != kNoTable || !sqlite_) return exact;
  const auto& tables = view_.schema.tables;
  const auto found = std::find_if(tables.begin(), tables.end(), [&](const Table& t) {
    return same(t.name, name) && (schema.empty() || same(t.schema, schema));
  });
  return found == tables.end() ? kNoTable : static_cast<TableId>(found - tables.begin());
}

ColumnId Names::find_column(TableId id, std::string_view name) const {
  const ColumnId exact = table(id).column_id(name);
  if (exact >= 0 || !sqlite_) return exact;
  const auto& columns = table(id).columns;
  const auto found = std::find_if(columns.begin(), columns.end(),
                                  [&](const Column& c) { return same(c.name, name); });
  return found == columns.end() ? -1 : static_cast<ColumnId>(found - columns.begin());
}

RelationMatches Names::find_relations(TableId from, std::string_view name) const {
  const RelationMatches exact = view_.relations.find(from, name);
  if (!exact.empty() || !sqlite_) return exact;
  std::vector<const Relation*> out;
  std::ranges::copy_if(relations_of(from), std::back_inserter(out), [&](const Relation* relation) {
    return std::ranges::any_of(relation->names,
                               [&](const std::string& known) { return same(known, name); });
  });
  if (out.empty()) return {};
  return found_.emplace_back(std::move(out));
}

bool Names::is_system_column(std::string_view name) const {
  const auto is_name = [&](std::string_view system) { return same(system, name); };
  return sqlite_ ? std::ranges::any_of(kSqliteSystemColumns, is_name)
                 : std::ranges::any_of(kPostgresSystemColumns, is_name);
}

int edit_distance(std::string_view a, std::string_view b) {
  std::vector<int> before(b.size() + 1);
  std::vector<int> last(b.size() + 1);
  std::vector<int> now(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = static_cast<int>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = static_cast<int>(i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const int change = a[i - 1] == b[j - 1] ? 0 : 1;
      now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        now[j] = std::min(now[j], before[j - 2] + 1);
      }
    }
    std::swap(before, last);
    std::swap(last, now);
  }
  return last[b.size()];
}

std::vector<std::string> Names::nearest(TableId id, std::string_view name) const {
  constexpr std::size_t kLongest = 64;  // a name beyond this is no typing mistake
  if (name.size() > kLongest) return {};
  const std::string folded = fold_identifier(name);
  std::vector<std::pair<int, std::string>> candidates;
  const auto consider = [&](const std::string& candidate) {
    if (candidate.size() > kLongest) return;
    const int distance = edit_distance(folded, fold_identifier(candidate));
    const int allowed = std::max(1, static_cast<int>(name.size()) / 3);
    if (distance <= allowed) candidates.emplace_back(distance, candidate);
  };
  for (const Column& column : table(id).columns) consider(column.name);
  for (const Relation* relation : relations_of(id)) {
    for (const std::string& relation_name : relation->names) consider(relation_name);
  }
  std::sort(candidates.begin(), candidates.end());
  std::vector<std::string> out;
  for (auto& [distance, candidate] : candidates) {
    if (std::find(out.begin(), out.end(), candidate) == out.end()) out.push_back(candidate);
    if (out.size() == 3) break;
  }
  return out;
}

}  // namespace pillion::sql
