// From the caller's C value to a parameter on the wire.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "core/session.h"
#include "driver/convert/conversion.h"
#include "driver/odbc.h"

namespace pillion {

// One value of one parameter, as SQLBindParameter and the indicator tell it.
struct ParameterValue {
  SQLSMALLINT c_type = SQL_C_DEFAULT;
  SQLSMALLINT sql_type = SQL_UNKNOWN_TYPE;
  const void* data = nullptr;
  SQLLEN length = SQL_NTS;  // bytes, SQL_NTS or SQL_NULL_DATA; of no meaning for fixed sizes
  std::optional<SQLSMALLINT> numeric_scale;  // of SQL_C_NUMERIC, where the descriptor tells it
};

// The type the server is told; 0 lets it infer the type, which is what text needs to be compared
// with anything.
Oid parameter_oid(SQLSMALLINT sql_type);
bool is_parameter_sql_type(SQLSMALLINT sql_type);
std::span<const SQLSMALLINT> all_parameter_types();

// 07006 where ODBC defines no conversion; class 22 where the value does not fit the SQL type.
Result<Parameter> make_parameter(const ParameterValue& value);
// Text in UTF-8 that came in pieces (SQLPutData).
Result<Parameter> make_text_parameter(std::string text, SQLSMALLINT sql_type);

}  // namespace pillion
