// The conversion of a column, chosen once by (type, wire format, C type).
#pragma once

#include <span>

#include "core/session.h"
#include "core/type.h"
#include "driver/convert/sink.h"

namespace pillion {

// Converts one value that is not NULL.
using Reader = Conversion (*)(const Cell& cell, ReadContext& context, const Target& target);

// nullptr where ODBC defines no conversion. `c_type` must not be SQL_C_DEFAULT.
Reader find_reader(Oid type, Format format, SQLSMALLINT c_type);

// What SQL_C_DEFAULT means for a column or parameter of an SQL type.
SQLSMALLINT default_c_type(SQLSMALLINT sql_type);
// Bytes of one value of a C type in an array of a bound column; 0 where the buffer's length says.
SQLLEN c_type_size(SQLSMALLINT c_type);
bool is_c_type(SQLSMALLINT c_type);

// The rows of the conversion table, for tests and documentation.
std::span<const SQLSMALLINT> all_c_types();

}  // namespace pillion
