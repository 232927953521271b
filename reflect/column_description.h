// How a column of a table, or an argument of a routine, is described by the catalog functions.
#pragma once

#include "core/type.h"
#include "reflect/catalog.h"

namespace pillion {

struct ColumnDescription {
  TypeDescription type;
  std::string_view type_name;
};

ColumnDescription describe_column(const Column& column, const CatalogOptions& options);
ColumnDescription describe_argument(const RoutineArgument& argument, const CatalogOptions& options);

// ODBC 2 numbered dates and times otherwise.
std::int16_t concise_type(OdbcType type, const CatalogOptions& options);
// SQL_DATA_TYPE and SQL_DATETIME_SUB: the verbose pair of a concise type.
std::int16_t verbose_type(OdbcType type);
std::int16_t datetime_subcode(OdbcType type);  // 0: neither date nor time

bool is_text(OdbcType type);
bool is_binary(OdbcType type);

}  // namespace pillion
