#include "reflect/schema.h"

#include <algorithm>

#include "core/identifier.h"

namespace pillion {
namespace {

std::uint32_t hash_name(std::string_view schema_name, std::string_view table_name) {
  return hash_text(table_name, hash_text(schema_name));
}

// "pg_temp" stands for the session's own schema of temporary tables, pg_temp_<number>.
std::string_view resolve_alias(const Schema& schema, std::string_view schema_name) {
  if (schema_name != "pg_temp") return schema_name;
  const auto own = std::ranges::find_if(
      schema.search_path, [](const std::string& name) { return name.starts_with("pg_temp_"); });
  return own == schema.search_path.end() ? schema_name : std::string_view(*own);
}

}  // namespace

ColumnId Table::column_id(std::string_view column_name) const {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].name == column_name) return static_cast<ColumnId>(i);
  }
  return -1;
}

const Column* Table::find_column(std::string_view column_name) const {
  const ColumnId id = column_id(column_name);
  return id < 0 ? nullptr : &columns[static_cast<std::size_t>(id)];
}

const Key* Table::primary_key() const {
  return keys.empty() || !keys.front().primary ? nullptr : &keys.front();
}

void Schema::index() {
  by_name.reset(tables.size());
  by_oid.reset(tables.size());
  for (std::size_t i = 0; i < tables.size(); ++i) {
    const auto id = static_cast<TableId>(i);
    by_name.insert(hash_name(tables[i].schema, tables[i].name), id);
    if (tables[i].oid != 0) by_oid.insert(hash_number(tables[i].oid), id);
  }
  for (std::size_t i = 0; i < tables.size(); ++i) {
    Table& table = tables[i];
    table.visible = find_table({}, table.name) == static_cast<TableId>(i);
    table.bare = may_stand_bare(table.name);
    for (Column& column : table.columns) column.bare = may_stand_bare(column.name);
  }
  type_by_oid.reset(types.size());
  for (std::size_t i = 0; i < types.size(); ++i) {
    type_by_oid.insert(hash_number(types[i].oid), static_cast<std::int32_t>(i));
  }
}

TableId Schema::find_table(std::string_view schema_name, std::string_view table_name) const {
  if (schema_name.empty()) {
    for (const std::string& name : search_path) {
      if (name.empty()) continue;
      if (const TableId id = find_table(name, table_name); id != kNoTable) return id;
    }
    return kNoTable;
  }
  schema_name = resolve_alias(*this, schema_name);
  return by_name.find(hash_name(schema_name, table_name), [&](TableId id) {
    const Table& table = tables[static_cast<std::size_t>(id)];
    return table.name == table_name && table.schema == schema_name;
  });
}

TableId Schema::find_table(Oid table_oid) const {
  return by_oid.find(hash_number(table_oid), [&](TableId id) {
    return tables[static_cast<std::size_t>(id)].oid == table_oid;
  });
}

std::span<const ForeignKey> Schema::foreign_keys_of(TableId table) const {
  const auto first = std::ranges::lower_bound(foreign_keys, table, {}, &ForeignKey::table);
  return {first, std::ranges::upper_bound(foreign_keys, table, {}, &ForeignKey::table)};
}

const UserType* Schema::find_type(Oid type_oid) const {
  const std::int32_t found = type_by_oid.find(hash_number(type_oid), [&](std::int32_t id) {
    return types[static_cast<std::size_t>(id)].oid == type_oid;
  });
  return found < 0 ? nullptr : &types[static_cast<std::size_t>(found)];
}

}  // namespace pillion
