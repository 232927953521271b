// The rows of one run of a catalog query (postgres_catalog.h), told apart by their kind.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "reflect/cell_reader.h"
#include "reflect/postgres_catalog.h"
#include "reflect/schema.h"

namespace pillion {

enum PostgresField : std::int8_t { kKind, kA, kB, kN, kM, kT1, kT2, kT3 };

// What a letter of the system catalogs means.
template <class Value>
struct Letter {
  char letter;
  Value value;
};

// The first row's value for a letter of a later server.
template <class Value, std::size_t Size>
Value of_letter(const std::array<Letter<Value>, Size>& table, std::int64_t letter) {
  const auto found = std::ranges::find(table, static_cast<char>(letter), &Letter<Value>::letter);
  return found == table.end() ? table.front().value : found->value;
}

// Attribute numbers have gaps where columns were dropped. -1: there is no such column.
inline ColumnId column_of(const Table& table, std::int64_t attribute) {
  const auto found = std::ranges::lower_bound(table.columns, attribute, {}, &Column::ordinal);
  if (found == table.columns.end() || found->ordinal != attribute) return -1;
  return static_cast<ColumnId>(found - table.columns.begin());
}

class PostgresRows : public CellReader {
 public:
  explicit PostgresRows(const ResultSet& result) : CellReader(result) {
    for (std::int64_t row = 0; row < row_count(); ++row) {
      const auto kind = static_cast<std::size_t>(number(row, kKind));
      if (kind < kCatalogRowKinds) by_kind_[kind].push_back(row);
    }
  }

  const std::vector<std::int64_t>& of(CatalogRow kind) const {
    return by_kind_[static_cast<std::size_t>(kind)];
  }
  // By `n`, where that is a place.
  std::vector<std::int64_t> in_order(CatalogRow kind) const {
    std::vector<std::int64_t> rows = of(kind);
    std::ranges::sort(rows, {}, [&](std::int64_t row) { return number(row, kN); });
    return rows;
  }
  Oid oid(std::int64_t row, int column) const { return static_cast<Oid>(number(row, column)); }
  std::string string(std::int64_t row, int column) const { return std::string(text(row, column)); }

 private:
  std::array<std::vector<std::int64_t>, kCatalogRowKinds> by_kind_;
};

}  // namespace pillion
