#include "tools/schema_text.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "core/utf.h"
#include "tools/json.h"

namespace pillion {
namespace {

const Table& table_of(const SchemaView& view, TableId id) {
  return view.schema.tables[static_cast<std::size_t>(id)];
}

std::string_view kind_name(TableKind kind) {
  switch (kind) {
    case TableKind::kTable:
      return "table";
    case TableKind::kView:
      return "view";
    case TableKind::kMaterializedView:
      return "materialized view";
    case TableKind::kPartitionedTable:
      return "partitioned table";
    case TableKind::kForeignTable:
      return "foreign table";
    case TableKind::kSystemTable:
      return "system table";
  }
  return "table";
}

// The schema is told only where an unqualified name would not find the table.
std::string shown_name(const SchemaView& view, TableId id) {
  const Table& table = table_of(view, id);
  if (view.schema.find_table("", table.name) == id) return table.name;
  return table.schema + "." + table.name;
}

std::string column_list(const Table& table, const std::vector<ColumnId>& columns,
                        std::string_view separator = ", ") {
  std::string text;
  for (const ColumnId id : columns) {
    if (!text.empty()) text += separator;
    text += table.columns[static_cast<std::size_t>(id)].name;
  }
  return text;
}

bool is_in_primary_key(const Table& table, ColumnId id) {
  const Key* const key = table.primary_key();
  return key != nullptr && std::ranges::find(key->columns, id) != key->columns.end();
}

// What is said of a column after its type.
std::string column_notes(const SchemaView& view, TableId id, ColumnId column_id) {
  const Table& table = table_of(view, id);
  const Column& column = table.columns[static_cast<std::size_t>(column_id)];
  std::vector<std::string> notes;
  if (is_in_primary_key(table, column_id)) notes.emplace_back("primary key");
  if (!column.nullable) notes.emplace_back("not null");
  if (column.identity) notes.emplace_back("identity");
  if (column.generated) notes.emplace_back("generated");
  if (!column.default_expression.empty()) notes.push_back("default " + column.default_expression);
  for (const ForeignKey& key : view.schema.foreign_keys_of(id)) {
    if (key.columns.size() != 1 || key.columns.front() != column_id) continue;
    notes.push_back(
        fmt::format("-> {}.{}", shown_name(view, key.referenced_table),
                    column_list(table_of(view, key.referenced_table), key.referenced_columns)));
  }
  return fmt::format("{}", fmt::join(notes, ", "));
}

// Spaces after a text that fill it up to a width in characters.
std::string padded(std::string_view text, std::size_t width) {
  const std::size_t length = utf8_length(text);
  return std::string(text) + std::string(length < width ? width - length : 0, ' ');
}

std::string table_block(const SchemaView& view, TableId id) {
  const Table& table = table_of(view, id);
  std::string text = fmt::format("{} ({}", shown_name(view, id), kind_name(table.kind));
  if (table.row_estimate >= 0) text += fmt::format(", about {:.0f} rows", table.row_estimate);
  if (!table.readable) text += ", not readable";
  text += ")\n";
  if (!table.comment.empty()) text += fmt::format("  {}\n", table.comment);
  std::size_t name_width = 0, type_width = 0;
  for (const Column& column : table.columns) {
    name_width = std::max(name_width, utf8_length(column.name));
    type_width = std::max(type_width, utf8_length(column.type_name));
  }
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    std::string line = "  " + padded(table.columns[i].name, name_width) + "  " +
                       padded(table.columns[i].type_name, type_width) + "  " +
                       column_notes(view, id, static_cast<ColumnId>(i));
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  for (const Key& key : table.keys) {
    if (key.columns.size() == 1 && key.primary) continue;
    text += fmt::format("  {} ({})\n", key.primary ? "primary key" : "unique",
                        column_list(table, key.columns));
  }
  for (const ForeignKey& key : view.schema.foreign_keys_of(id)) {
    if (key.columns.size() == 1) continue;
    text += fmt::format("  foreign key ({}) -> {} ({})\n", column_list(table, key.columns),
                        shown_name(view, key.referenced_table),
                        column_list(table_of(view, key.referenced_table), key.referenced_columns));
  }
  return text;
}

std::string json_list(const Table& table, const std::vector<ColumnId>& columns) {
  std::vector<std::string> names;
  names.reserve(columns.size());
  for (const ColumnId id : columns) {
    names.push_back(json_text(table.columns[static_cast<std::size_t>(id)].name));
  }
  return fmt::format("[{}]", fmt::join(names, ", "));
}

std::string json_column(const Column& column) {
  std::string text =
      fmt::format(R"({{"name": {}, "type": {}, "nullable": {})", json_text(column.name),
                  json_text(column.type_name), json_bool(column.nullable));
  if (!column.default_expression.empty()) {
    text += fmt::format(R"(, "default": {})", json_text(column.default_expression));
  }
  if (column.identity) text += R"(, "identity": true)";
  if (column.generated) text += R"(, "generated": true)";
  if (!column.comment.empty()) text += fmt::format(R"(, "comment": {})", json_text(column.comment));
  return text + "}";
}

std::string json_relation(const SchemaView& view, const Relation& relation) {
  static constexpr const char* kKinds[] = {"forward", "reverse", "many-to-many"};
  std::vector<std::string> names;
  for (const std::string& name : relation.names) names.push_back(json_text(name));
  const Table& target = table_of(view, relation.to);
  return fmt::format(
      R"({{"name": {}, "kind": "{}", "many": {}, "schema": {}, "table": {}, "names": [{}]}})",
      json_text(relation.unambiguous_name), kKinds[static_cast<int>(relation.kind)],
      json_bool(relation.cardinality == Cardinality::kToMany), json_text(target.schema),
      json_text(target.name), fmt::join(names, ", "));
}

std::string json_key(const SchemaView& view, const ForeignKey& key) {
  const Table& target = table_of(view, key.referenced_table);
  return fmt::format(
      R"({{"name": {}, "columns": {}, "schema": {}, "table": {}, "referenced": {}}})",
      json_text(key.name), json_list(table_of(view, key.table), key.columns),
      json_text(target.schema), json_text(target.name), json_list(target, key.referenced_columns));
}

std::string json_array(std::string_view name, const std::vector<std::string>& members) {
  if (members.empty()) return fmt::format(R"("{}": [])", name);
  return fmt::format("\"{}\": [\n      {}\n    ]", name, fmt::join(members, ",\n      "));
}

std::string json_table(const SchemaView& view, TableId id) {
  const Table& table = table_of(view, id);
  std::vector<std::string> columns, keys, foreign_keys, relations;
  for (const Column& column : table.columns) columns.push_back(json_column(column));
  for (const Key& key : table.keys) {
    keys.push_back(fmt::format(R"({{"name": {}, "primary": {}, "columns": {}}})",
                               json_text(key.name), json_bool(key.primary),
                               json_list(table, key.columns)));
  }
  for (const ForeignKey& key : view.schema.foreign_keys_of(id)) {
    foreign_keys.push_back(json_key(view, key));
  }
  for (const Relation* relation : view.relations.of(id)) {
    relations.push_back(json_relation(view, *relation));
  }
  std::string head = fmt::format(R"("schema": {}, "name": {}, "kind": "{}", "readable": {})",
                                 json_text(table.schema), json_text(table.name),
                                 kind_name(table.kind), json_bool(table.readable));
  if (table.row_estimate >= 0) head += fmt::format(R"(, "rows": {:.0f})", table.row_estimate);
  if (!table.comment.empty()) head += fmt::format(R"(, "comment": {})", json_text(table.comment));
  return fmt::format("  {{ {},\n    {},\n    {},\n    {},\n    {} }}", head,
                     json_array("columns", columns), json_array("keys", keys),
                     json_array("foreign_keys", foreign_keys), json_array("relations", relations));
}

// Mermaid's words have no blanks, brackets or quotes, and do not begin with a digit.
std::string mermaid_word(std::string_view text) {
  const bool begins_well =
      !text.empty() && text.front() != '-' && (text.front() < '0' || text.front() > '9');
  std::string word = begins_well ? "" : "_";
  for (const char c : text) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') || c == '_' || c == '-';
    word += is_plain || static_cast<unsigned char>(c) >= 0x80 ? c : '_';
  }
  return word;
}

// The keys between two tables that are both printed.
std::vector<const ForeignKey*> inner_keys(const SchemaView& view, const TableIds& tables) {
  const std::set<TableId> printed(tables.begin(), tables.end());
  std::vector<const ForeignKey*> keys;
  for (const ForeignKey& key : view.schema.foreign_keys) {
    if (printed.contains(key.table) && printed.contains(key.referenced_table)) {
      keys.push_back(&key);
    }
  }
  return keys;
}

// Whether a row has at most one row that refers to it by this key.
bool is_to_one_backwards(const SchemaView& view, const ForeignKey& key) {
  return std::ranges::any_of(view.relations.of(key.referenced_table), [&](const Relation* each) {
    return each->kind == RelationKind::kReverse && each->to == key.table &&
           each->cardinality == Cardinality::kToOne &&
           each->columns.front().second == key.columns.front();
  });
}

bool may_be_absent(const SchemaView& view, const ForeignKey& key) {
  const Table& table = table_of(view, key.table);
  return std::ranges::any_of(key.columns, [&](ColumnId id) {
    return table.columns[static_cast<std::size_t>(id)].nullable;
  });
}

std::string dot_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return '"' + out + '"';
}

}  // namespace

std::string schema_as_table(const SchemaView& view, const TableIds& tables) {
  std::string text;
  for (const TableId id : tables) {
    if (!text.empty()) text += '\n';
    text += table_block(view, id);
  }
  return text;
}

std::string schema_as_json(const SchemaView& view, const TableIds& tables) {
  std::vector<std::string> blocks;
  for (const TableId id : tables) blocks.push_back(json_table(view, id));
  return fmt::format("{{\"database\": {}, \"tables\": [\n{}\n]}}\n",
                     json_text(view.schema.database), fmt::join(blocks, ",\n"));
}

std::string schema_as_mermaid(const SchemaView& view, const TableIds& tables) {
  std::string text = "erDiagram\n";
  for (const TableId id : tables) {
    const Table& table = table_of(view, id);
    std::set<ColumnId> foreign;
    for (const ForeignKey& key : view.schema.foreign_keys_of(id)) {
      foreign.insert(key.columns.begin(), key.columns.end());
    }
    text += fmt::format("  {} {{\n", mermaid_word(shown_name(view, id)));
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const auto column = static_cast<ColumnId>(i);
      std::vector<std::string_view> keys;
      if (is_in_primary_key(table, column)) keys.emplace_back("PK");
      if (foreign.contains(column)) keys.emplace_back("FK");
      text += fmt::format("    {} {}{}{}\n", mermaid_word(table.columns[i].type_name),
                          mermaid_word(table.columns[i].name), keys.empty() ? "" : " ",
                          fmt::join(keys, ", "));
    }
    text += "  }\n";
  }
  for (const ForeignKey* key : inner_keys(view, tables)) {
    text += fmt::format(
        "  {} {}--{} {} : \"{}\"\n", mermaid_word(shown_name(view, key->referenced_table)),
        may_be_absent(view, *key) ? "|o" : "||", is_to_one_backwards(view, *key) ? "o|" : "o{",
        mermaid_word(shown_name(view, key->table)),
        column_list(table_of(view, key->table), key->columns));
  }
  return text;
}

std::string schema_as_dot(const SchemaView& view, const TableIds& tables) {
  std::string text = "digraph schema {\n  rankdir = LR;\n  node [shape = box];\n";
  for (const TableId id : tables) {
    const Table& table = table_of(view, id);
    std::string label = shown_name(view, id) + "\n";
    for (const Column& column : table.columns) label += "\n" + column.name;
    std::string escaped;
    for (const char c : dot_text(label))
      escaped += c == '\n' ? std::string("\\l") : std::string(1, c);
    text += fmt::format("  {} [label = {}];\n", dot_text(shown_name(view, id)),
                        escaped.substr(0, escaped.size() - 1) + "\\l\"");
  }
  for (const ForeignKey* key : inner_keys(view, tables)) {
    text += fmt::format("  {} -> {} [label = {}{}];\n", dot_text(shown_name(view, key->table)),
                        dot_text(shown_name(view, key->referenced_table)),
                        dot_text(column_list(table_of(view, key->table), key->columns)),
                        may_be_absent(view, *key) ? ", style = dashed" : "");
  }
  return text + "}\n";
}

}  // namespace pillion
