#include "support/schema_text.h"

#include <algorithm>
#include <set>
#include <sstream>
#include <stdexcept>

#include "core/type.h"

namespace pillion::test {

const std::string_view kBookshop = R"(
shop_publisher(name:text, city:text)
shop_author(name:text, country:text, mentor_id? -> shop_author)
shop_book(title:text, price:numeric, published:date, publisher_id? -> shop_publisher, author_id -> shop_author, editor_id? -> shop_author)
shop_review(book_id -> shop_book, rating:int4, verified:bool, body:text)
shop_sale(book_id -> shop_book, store_id -> shop_store, qty:int4, sold_on:date)
shop_store(name:text, city:text)
shop_tag(label:text)
shop_book_tags(book_id -> shop_book, tag_id -> shop_tag, unique (book_id, tag_id))
)";

namespace {

std::string trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t") - first + 1));
}

// Splits at commas outside of parentheses.
std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> parts;
  int depth = 0;
  std::size_t start = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && text[i] == '(') ++depth;
    if (i < text.size() && text[i] == ')') --depth;
    if (i == text.size() || (text[i] == ',' && depth == 0)) {
      if (std::string part = trim(text.substr(start, i - start)); !part.empty()) {
        parts.push_back(std::move(part));
      }
      start = i + 1;
    }
  }
  return parts;
}

std::string between_parentheses(std::string_view text, std::size_t from = 0) {
  const std::size_t open = text.find('(', from);
  if (open == std::string_view::npos) return {};
  return std::string(text.substr(open + 1, text.find(')', open) - open - 1));
}

// A foreign key whose table names are not looked up yet.
struct PendingKey {
  std::string table;
  std::vector<std::string> columns;
  std::string referenced_table;
  std::vector<std::string> referenced_columns;
};

class Builder {
 public:
  void add_table(std::string_view line) {
    const std::size_t open = line.find('(');
    if (open == std::string_view::npos) throw std::invalid_argument("no columns: " + trim(line));
    Table table;
    const std::string name = trim(line.substr(0, open));
    const std::size_t dot = name.find('.');
    table.schema = dot == std::string::npos ? "public" : name.substr(0, dot);
    table.name = dot == std::string::npos ? name : name.substr(dot + 1);
    const std::vector<std::string> parts = split(line.substr(open + 1, line.rfind(')') - open - 1));
    const auto says = [&](std::string_view word) {
      return std::ranges::any_of(parts, [&](const auto& part) { return part.starts_with(word); });
    };
    if (!says("keyless") && !says("primary key")) {
      add_column(table, "id");
      table.keys.push_back({.name = table.name + "_pkey", .columns = {0}, .primary = true});
    }
    for (const std::string& part : parts) add_part(table, name, part);
    schema_.tables.push_back(std::move(table));
  }

  Schema finish() {
    std::ranges::sort(schema_.tables, {},
                      [](const Table& t) { return std::pair(t.schema, t.name); });
    schema_.search_path = {"public"};
    Oid oid = 16384;
    for (Table& table : schema_.tables) table.oid = oid++;
    schema_.index();
    for (const PendingKey& key : pending_) add_foreign_key(key);
    std::ranges::stable_sort(schema_.foreign_keys, {}, &ForeignKey::table);
    return std::move(schema_);
  }

 private:
  static void add_column(Table& table, std::string_view text) {
    Column column;
    const std::size_t colon = text.find(':');
    column.name = trim(text.substr(0, colon));
    column.nullable = column.name.ends_with('?');
    if (column.nullable) column.name.pop_back();
    const std::string type =
        colon == std::string_view::npos ? "int4" : trim(text.substr(colon + 1));
    const Type* found = find_type(std::string_view(type));
    if (found == nullptr) throw std::invalid_argument("no such type: " + type);
    column.type = found->oid;
    column.type_name = found->name;
    column.ordinal = static_cast<std::int16_t>(table.columns.size() + 1);
    table.columns.push_back(std::move(column));
  }

  static std::vector<ColumnId> ids(const Table& table, const std::vector<std::string>& names) {
    std::vector<ColumnId> result;
    for (const std::string& name : names) {
      result.push_back(table.column_id(name));
      if (result.back() < 0) throw std::invalid_argument("no column " + name);
    }
    return result;
  }

  static void add_key(Table& table, std::string_view part, bool primary) {
    std::vector<std::string> names = split(between_parentheses(part));
    Key key{.columns = ids(table, names), .primary = primary};
    key.deferrable = part.starts_with("deferrable");
    for (const std::string& name : names) key.name += name + "_";
    key.name += primary ? "pkey" : "key";
    table.keys.push_back(std::move(key));
  }

  void add_part(Table& table, const std::string& name, const std::string& part) {
    const std::size_t arrow = part.find("->");
    if (part.starts_with("keyless")) return;
    if (part.starts_with("primary key")) {
      add_key(table, part, true);
    } else if (part.starts_with("unique") || part.starts_with("deferrable")) {
      add_key(table, part, false);
    } else if (part.starts_with("foreign key")) {
      const std::string target = trim(std::string_view(part).substr(arrow + 2));
      pending_.push_back({.table = name,
                          .columns = split(between_parentheses(part)),
                          .referenced_table = trim(target.substr(0, target.find('('))),
                          .referenced_columns = split(between_parentheses(target))});
    } else if (arrow != std::string::npos) {
      const std::string column = trim(part.substr(0, arrow));
      add_column(table, column);
      pending_.push_back({.table = name,
                          .columns = {table.columns.back().name},
                          .referenced_table = trim(part.substr(arrow + 2)),
                          .referenced_columns = {}});
    } else {
      add_column(table, part);
    }
  }

  TableId find(const std::string& name) const {
    const std::size_t dot = name.find('.');
    const TableId id = dot == std::string::npos
                           ? schema_.find_table("public", name)
                           : schema_.find_table(name.substr(0, dot), name.substr(dot + 1));
    if (id == kNoTable) throw std::invalid_argument("no table " + name);
    return id;
  }

  void add_foreign_key(const PendingKey& pending) {
    ForeignKey key;
    key.table = find(pending.table);
    key.referenced_table = find(pending.referenced_table);
    const Table& table = schema_.tables[static_cast<std::size_t>(key.table)];
    const Table& target = schema_.tables[static_cast<std::size_t>(key.referenced_table)];
    key.columns = ids(table, pending.columns);
    key.referenced_columns = pending.referenced_columns.empty()
                                 ? target.keys.at(0).columns
                                 : ids(target, pending.referenced_columns);
    key.name = table.name + "_" + pending.columns.front() + "_fkey";
    if (!target.keys.empty()) key.referenced_key = target.keys.front().name;
    schema_.foreign_keys.push_back(std::move(key));
  }

  Schema schema_;
  std::vector<PendingKey> pending_;
};

}  // namespace

Schema schema_from_text(std::string_view text) {
  Builder builder;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    if (!trim(line).empty()) builder.add_table(line);
  }
  return builder.finish();
}

SchemaView view_from_text(std::string_view text) {
  SchemaView view{.schema = schema_from_text(text), .relations = {}};
  view.relations = Relations::derive(view.schema);
  return view;
}

}  // namespace pillion::test
