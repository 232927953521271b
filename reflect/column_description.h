// How a column of a table is described by SQLColumns and SQLSpecialColumns.
#pragma once

#include "core/type.h"
#include "reflect/catalog.h"
#include "reflect/memory_result.h"

namespace pillion {

struct ColumnDescription {
  TypeDescription type;
  std::string_view type_name;
};

ColumnDescription describe_column(const Column& column, const CatalogOptions& options);

// ODBC 2 numbered dates and times otherwise.
std::int16_t concise_type(OdbcType type, const CatalogOptions& options);
// SQL_DATA_TYPE and SQL_DATETIME_SUB: the verbose pair of a concise type.
std::int16_t verbose_type(OdbcType type);
std::int16_t datetime_subcode(OdbcType type);  // 0: neither date nor time

bool is_text(OdbcType type);
bool is_binary(OdbcType type);

// Adds the number, or NULL where it does not apply.
inline void number_or_null(MemoryResultBuilder& result, std::int64_t value, bool applies) {
  applies ? result.number(value) : result.null();
}

}  // namespace pillion
