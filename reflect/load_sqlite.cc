#include "reflect/load_sqlite.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "core/identifier.h"
#include "core/sqlite_type.h"
#include "core/type.h"
#include "reflect/cell_reader.h"

namespace pillion {
namespace {

// One statement, as for PostgreSQL; its rows are of one kind each, in this order:
//   kind | schema | table | n | m | name | t1 | t2 | t3
// The pragmas are asked for tables that exist, so none of them answers for a missing one. The
// objects named sqlite_... are SQLite's own. {0} narrows the list of tables. CROSS JOIN
// keeps the order: SQLite 3.40 otherwise asks for an index's columns before it has its name.
constexpr std::string_view kQuery = R"(
WITH object(db, name, kind, made) AS (
  SELECT 'main', name, type, sql FROM main.sqlite_schema
  WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\_%' ESCAPE '\' {0}
  UNION ALL
  SELECT 'temp', name, type, sql FROM temp.sqlite_schema
  WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\_%' ESCAPE '\' {0})
SELECT 1, db, name, kind = 'view', 0, name, iif(kind = 'view', made, ''), '', '' FROM object
UNION ALL
SELECT 2, o.db, o.name, x.cid, x."notnull" + 2 * (x.hidden > 1) + 256 * x.pk, x.name, x.type,
       coalesce(x.dflt_value, ''), ''
FROM object o CROSS JOIN pragma_table_xinfo(o.name, o.db) x WHERE x.hidden <> 1
UNION ALL
SELECT 3, o.db, o.name, i.seq, i."unique" + 2 * i.partial, i.name, i.origin, '', ''
FROM object o CROSS JOIN pragma_index_list(o.name, o.db) i
UNION ALL
SELECT 4, o.db, o.name, c.cid, c.seqno + 65536 * c."desc", i.name, '', '', ''
FROM object o CROSS JOIN pragma_index_list(o.name, o.db) i
CROSS JOIN pragma_index_xinfo(i.name, o.db) c
WHERE c.key
UNION ALL
SELECT 5, o.db, o.name, f.id, f.seq, f."from", coalesce(f."to", ''), f."table",
       f.on_update || ';' || f.on_delete
FROM object o CROSS JOIN pragma_foreign_key_list(o.name, o.db) f
UNION ALL
SELECT 6, '', '', 0, 0, coalesce(file, ''), '', '', '' FROM pragma_database_list
WHERE name = 'main'
UNION ALL
SELECT 7, '', '', narg, 0, name, '', '', '' FROM pragma_function_list
WHERE NOT builtin AND type IN ('a', 'w'))";

// A view whose tables are gone, or a virtual table whose module is not loaded, makes its pragma,
// and with it the whole query, fail.
constexpr std::string_view kOrdinaryTablesOnly =
    "AND type = 'table' AND sql NOT LIKE 'create virtual%'";

enum Field : std::int8_t { kKind, kSchema, kTable, kN, kM, kName, kT1, kT2, kT3 };
enum RowKind : std::int8_t {
  kTableRow = 1,
  kColumnRow,
  kIndexRow,
  kIndexColumnRow,
  kForeignKeyRow,
  kDatabaseRow,
  kAggregateRow
};

constexpr std::int64_t kNotNull = 1, kGenerated = 2, kUnique = 1, kPartial = 2;

ReferentialAction action(std::string_view words) {
  if (words == "CASCADE") return ReferentialAction::kCascade;
  if (words == "RESTRICT") return ReferentialAction::kRestrict;
  if (words == "SET NULL") return ReferentialAction::kSetNull;
  if (words == "SET DEFAULT") return ReferentialAction::kSetDefault;
  return ReferentialAction::kNoAction;
}

// The columns of one foreign key, as the pragma lists them row by row.
struct KeyRows {
  std::string referenced_table;
  std::map<std::int64_t, std::pair<std::string, std::string>> columns;  // by place: from, to
  std::string actions;
};

class SqliteCatalog {
 public:
  explicit SqliteCatalog(const ResultSet& result) : rows_(result) {}

  Schema read() {
    schema_.dialect = Dialect::kSqlite;
    schema_.search_path = {"temp", "main"};
    schema_.schemas = {"main", "temp"};
    each(kDatabaseRow, [&](std::int64_t row) { schema_.database = string(row, kName); });
    each(kTableRow, [&](std::int64_t row) { add_table(row); });
    std::ranges::sort(schema_.tables, [](const Table& a, const Table& b) {
      return a.schema != b.schema ? a.schema < b.schema : a.name < b.name;
    });
    index_tables();
    each(kColumnRow, [&](std::int64_t row) { add_column(row); });
    for (const auto& [id, columns] : primary_) add_primary_key(id, columns);
    each(kIndexRow, [&](std::int64_t row) { add_index(row); });
    each(kIndexColumnRow, [&](std::int64_t row) { add_index_column(row); });
    for (Table& table : schema_.tables) add_unique_keys(table);
    each(kForeignKeyRow, [&](std::int64_t row) { collect_foreign_key(row); });
    for (const auto& [id, key] : keys_) add_foreign_key(id.first, key);
    each(kAggregateRow, [&](std::int64_t row) { add_aggregate(row); });
    std::ranges::sort(schema_.aggregates, {}, &Aggregate::name);
    return std::move(schema_);
  }

 private:
  template <class Function>
  void each(RowKind kind, const Function& function) const {
    for (std::int64_t row = 0; row < rows_.row_count(); ++row) {
      if (rows_.number(row, kKind) == kind) function(row);
    }
  }
  std::string string(std::int64_t row, int column) const {
    return std::string(rows_.text(row, column));
  }
  // SQLite compares names without regard to ASCII case.
  TableId find(std::string_view schema, std::string_view name) const {
    const auto found = by_name_.find({std::string(schema), fold_identifier(name)});
    return found == by_name_.end() ? kNoTable : found->second;
  }
  Table& table(TableId id) { return schema_.tables[static_cast<std::size_t>(id)]; }
  static ColumnId column_of(const Table& table, std::string_view name) {
    const std::string folded = fold_identifier(name);
    const auto found = std::ranges::find_if(table.columns, [&](const Column& column) {
      return fold_identifier(column.name) == folded;
    });
    return found == table.columns.end() ? -1 : static_cast<ColumnId>(found - table.columns.begin());
  }

  void add_table(std::int64_t row) {
    Table& added = schema_.tables.emplace_back();
    added.schema = string(row, kSchema);
    added.name = string(row, kName);
    if (rows_.number(row, kN) == 0) return;
    added.kind = TableKind::kView;
    added.definition = string(row, kT1);
  }
  void index_tables() {
    for (std::size_t i = 0; i < schema_.tables.size(); ++i) {
      const Table& each_table = schema_.tables[i];
      by_name_.emplace(std::pair(each_table.schema, fold_identifier(each_table.name)),
                       static_cast<TableId>(i));
    }
  }
  // SQLite's functions belong to the connection, and to no schema.
  void add_aggregate(std::int64_t row) {
    schema_.aggregates.push_back({.schema = schema_.search_path.front(),
                                  .name = fold_identifier(rows_.text(row, kName)),
                                  .argument_count = static_cast<int>(rows_.number(row, kN))});
  }
  void add_column(std::int64_t row);
  void add_primary_key(TableId id, const std::map<std::int64_t, ColumnId>& columns);
  void add_index(std::int64_t row);
  void add_index_column(std::int64_t row);
  static void add_unique_keys(Table& table);
  void collect_foreign_key(std::int64_t row);
  void add_foreign_key(TableId id, const KeyRows& rows);

  CellReader rows_;
  Schema schema_;
  std::map<std::pair<std::string, std::string>, TableId> by_name_;
  std::map<TableId, std::map<std::int64_t, ColumnId>> primary_;  // by place in the key
  std::map<std::pair<TableId, std::int64_t>, KeyRows> keys_;  // by table and order of declaration
};

void SqliteCatalog::add_column(std::int64_t row) {
  const TableId id = find(rows_.text(row, kSchema), rows_.text(row, kTable));
  Table& owner = table(id);
  const std::string declared = string(row, kT1);
  const SqliteType type = sqlite_type(declared);
  const std::int64_t flags = rows_.number(row, kM);
  Column& column = owner.columns.emplace_back();
  column.name = string(row, kName);
  column.type = type.type == 0 ? oid::kText : type.type;
  column.type_modifier = type.type_modifier;
  column.type_name = declared;
  column.ordinal = static_cast<std::int16_t>(rows_.number(row, kN) + 1);
  column.nullable = (flags & kNotNull) == 0;
  column.generated = (flags & kGenerated) != 0;
  column.default_expression = rows_.text(row, kT2);
  if (const std::int64_t place = flags / 256; place > 0) {
    primary_[id][place] = static_cast<ColumnId>(owner.columns.size() - 1);
  }
}

void SqliteCatalog::add_primary_key(TableId id, const std::map<std::int64_t, ColumnId>& columns) {
  Table& owner = table(id);
  Key& key = owner.keys.emplace_back();
  key.primary = true;
  for (const auto& [place, column] : columns) key.columns.push_back(column);
  // INTEGER PRIMARY KEY is the row's own number: never NULL whatever was declared, and given to a
  // row that has none.
  Column& first = owner.columns[static_cast<std::size_t>(key.columns.front())];
  if (key.columns.size() == 1 && fold_identifier(first.type_name) == "integer") {
    first.nullable = false;
    first.identity = true;
  }
}

void SqliteCatalog::add_index(std::int64_t row) {
  Table& owner = table(find(rows_.text(row, kSchema), rows_.text(row, kTable)));
  const std::int64_t flags = rows_.number(row, kM);
  owner.indexes.push_back({.name = string(row, kName),
                           .columns = {},
                           .descending = {},
                           .expressions = {},
                           .unique = (flags & kUnique) != 0,
                           .partial = (flags & kPartial) != 0});
}

void SqliteCatalog::add_index_column(std::int64_t row) {
  Table& owner = table(find(rows_.text(row, kSchema), rows_.text(row, kTable)));
  const auto index = std::ranges::find(owner.indexes, rows_.text(row, kName), &Index::name);
  if (index == owner.indexes.end()) return;
  const std::int64_t number = rows_.number(row, kN);
  const auto column =
      std::ranges::find(owner.columns, static_cast<std::int16_t>(number + 1), &Column::ordinal);
  const bool is_column = number >= 0 && column != owner.columns.end();
  const std::int64_t place = rows_.number(row, kM);
  const auto size = static_cast<std::size_t>(place % 65536) + 1;
  if (index->columns.size() < size) {
    index->columns.resize(size, -1);
    index->descending.resize(size, false);
    index->nulls_first.resize(size, true);
    index->expressions.resize(size);
  }
  index->columns[size - 1] =
      is_column ? static_cast<ColumnId>(column - owner.columns.begin()) : ColumnId{-1};
  // SQLite takes NULL for the smallest value.
  index->descending[size - 1] = place >= 65536;
  index->nulls_first[size - 1] = place < 65536;
}

void SqliteCatalog::add_unique_keys(Table& table) {
  std::ranges::sort(table.indexes, {}, &Index::name);
  for (const Index& index : table.indexes) {
    const bool has_expression = std::ranges::find(index.columns, -1) != index.columns.end();
    if (!index.unique || index.partial || has_expression) continue;
    const bool is_primary = !table.keys.empty() && table.keys.front().primary &&
                            table.keys.front().columns == index.columns;
    if (!is_primary) table.keys.push_back({.name = index.name, .columns = index.columns});
  }
}

void SqliteCatalog::collect_foreign_key(std::int64_t row) {
  const TableId id = find(rows_.text(row, kSchema), rows_.text(row, kTable));
  // The pragma counts from the last key that was declared.
  KeyRows& key = keys_[{id, -rows_.number(row, kN)}];
  key.referenced_table = string(row, kT2);
  key.actions = string(row, kT3);
  key.columns[rows_.number(row, kM)] = {string(row, kName), string(row, kT1)};
}

void SqliteCatalog::add_foreign_key(TableId id, const KeyRows& rows) {
  const Table& owner = table(id);
  const TableId target_id = find(owner.schema, rows.referenced_table);
  if (target_id == kNoTable) return;
  const Table& target = table(target_id);
  ForeignKey key{.table = id, .referenced_table = target_id};
  for (const auto& [place, names] : rows.columns) {
    key.columns.push_back(column_of(owner, names.first));
    if (!names.second.empty()) {
      key.referenced_columns.push_back(column_of(target, names.second));
    }
  }
  // REFERENCES without columns means the primary key.
  if (key.referenced_columns.empty() && !target.keys.empty() && target.keys.front().primary) {
    key.referenced_columns = target.keys.front().columns;
  }
  // SQLite checks neither that the columns exist nor that they are unique; a relation needs both.
  std::vector<ColumnId> wanted = key.referenced_columns;
  std::ranges::sort(wanted);
  const bool is_key = std::ranges::any_of(target.keys, [&](const Key& each_key) {
    std::vector<ColumnId> columns = each_key.columns;
    std::ranges::sort(columns);
    return columns == wanted;
  });
  const bool has_columns = std::ranges::find(key.columns, -1) == key.columns.end();
  if (!is_key || !has_columns || key.columns.size() != key.referenced_columns.size()) return;
  const std::size_t middle = rows.actions.find(';');
  key.on_update = action(std::string_view(rows.actions).substr(0, middle));
  key.on_delete = action(std::string_view(rows.actions).substr(middle + 1));
  schema_.foreign_keys.push_back(std::move(key));
}

}  // namespace

Result<Schema> load_sqlite(QueryRunner& session) {
  auto result = session.run({.text = fmt::format(kQuery, ""), .parameters = {}});
  if (!result) {
    result = session.run({.text = fmt::format(kQuery, kOrdinaryTablesOnly), .parameters = {}});
  }
  if (!result) return fail(std::move(result).error());
  return SqliteCatalog(**result).read();
}

}  // namespace pillion
