// The shape of every catalog function: a table with one line for each column of its result, which
// tells the column's name, its type, and how its value comes out of one row. `Row` is whatever the
// function goes through (a table, a column of a key ...).
#pragma once

#include <concepts>
#include <cstdint>
#include <span>
#include <string_view>

#include "reflect/catalog.h"
#include "reflect/column_description.h"
#include "reflect/memory_result.h"

namespace pillion {

template <class Row>
struct CatalogField {
  std::string_view name;
  std::string_view odbc2_name = {};  // empty: the same
  CatalogType type = CatalogType::kIdentifier;
  CatalogValue (*value)(const Row&);
  bool of_type = false;  // the same in every row with the same `description`
};

template <class Row>
class CatalogRows {
 public:
  CatalogRows(std::span<const CatalogField<Row>> fields, const CatalogOptions& options)
      : fields_(fields) {
    for (const CatalogField<Row>& field : fields) {
      const bool renamed = options.odbc2 && !field.odbc2_name.empty();
      result_.add_column(renamed ? field.odbc2_name : field.name, field.type);
    }
  }
  void reserve(std::size_t rows) { result_.reserve(rows); }
  void add(const Row& row) {
    for (const CatalogField<Row>& field : fields_) result_.add(field.value(row));
  }
  // `like`: the number of an earlier row with the same description.
  void add(const Row& row, std::int64_t like) {
    for (const CatalogField<Row>& field : fields_) {
      field.of_type ? result_.add_copy(like) : result_.add(field.value(row));
    }
  }
  std::int64_t row_count() const { return result_.row_count(); }
  std::unique_ptr<ResultSet> finish() { return result_.finish(); }

 private:
  std::span<const CatalogField<Row>> fields_;
  MemoryResultBuilder result_;
};

// A table as part of a row. The rows that begin with one begin with the same three columns.
struct TableRow {
  const Schema& schema;
  const Table& table;
};

template <class Row>
CatalogValue database_name(const Row& row) {
  return or_null(row.schema.database);
}
template <class Row>
CatalogValue table_schema(const Row& row) {
  return row.table.schema;
}
template <class Row>
CatalogValue table_name(const Row& row) {
  return row.table.name;
}

// What SQLColumns, SQLSpecialColumns and SQLProcedureColumns say of a type, in a row with a
// `description` and `options`.
template <class Row>
CatalogValue data_type(const Row& row) {
  return concise_type(row.description.type.sql_type, row.options);
}
template <class Row>
CatalogValue type_name(const Row& row) {
  return row.description.type_name;
}
template <class Row>
CatalogValue column_size(const Row& row) {
  return row.description.type.column_size;
}
template <class Row>
CatalogValue buffer_length(const Row& row) {
  return row.description.type.octet_length;
}
template <class Row>
CatalogValue decimal_digits(const Row& row) {
  const TypeDescription& type = row.description.type;
  return number_if(type.has_decimal_digits, type.decimal_digits);
}
template <class Row>
CatalogValue num_prec_radix(const Row& row) {
  const std::int16_t radix = row.description.type.num_prec_radix;
  return number_if(radix != 0, radix);
}
template <class Row>
CatalogValue sql_data_type(const Row& row) {
  return verbose_type(row.description.type.sql_type);
}
template <class Row>
CatalogValue sql_datetime_sub(const Row& row) {
  const std::int16_t subcode = datetime_subcode(row.description.type.sql_type);
  return number_if(subcode != 0, subcode);
}
template <class Row>
CatalogValue char_octet_length(const Row& row) {
  const TypeDescription& type = row.description.type;
  return number_if(is_text(type.sql_type) || is_binary(type.sql_type), type.octet_length);
}

}  // namespace pillion
