// PostgreSQL's types as ODBC describes them: one table, looked up by the type's object identifier.
// ODBC's codes are written as numbers here, because <sql.h> is seen in driver/ alone; a test there
// holds each against its constant.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/session.h"

namespace pillion {

// Object identifiers of the built-in types the code names (pg_type.dat); the table has them all.
namespace oid {
inline constexpr Oid kBool = 16, kBytea = 17, kChar = 18, kName = 19, kInt8 = 20, kInt2 = 21,
                     kInt4 = 23, kText = 25, kOid = 26, kJson = 114, kXml = 142, kFloat4 = 700,
                     kFloat8 = 701, kMoney = 790, kBpchar = 1042, kVarchar = 1043, kDate = 1082,
                     kTime = 1083, kTimestamp = 1114, kTimestamptz = 1184, kInterval = 1186,
                     kTimetz = 1266, kBit = 1560, kVarbit = 1562, kNumeric = 1700, kUuid = 2950,
                     kJsonb = 3802, kUnknown = 705, kXid = 28, kCid = 29;
}  // namespace oid

// ODBC's concise type codes (ODBC 3), by the names of the specification.
enum class OdbcType : std::int16_t {
  kUnknown = 0,
  kChar = 1,
  kNumeric = 2,
  kDecimal = 3,
  kInteger = 4,
  kSmallint = 5,
  kFloat = 6,
  kReal = 7,
  kDouble = 8,
  kVarchar = 12,
  kTypeDate = 91,
  kTypeTime = 92,
  kTypeTimestamp = 93,
  kLongvarchar = -1,
  kBinary = -2,
  kVarbinary = -3,
  kLongvarbinary = -4,
  kBigint = -5,
  kTinyint = -6,
  kBit = -7,
  kWchar = -8,
  kWvarchar = -9,
  kWlongvarchar = -10,
  kGuid = -11,
};

// One row of the type table.
struct Type {
  Oid oid = 0;
  std::string_view name;          // as SQL spells it: "integer", "timestamp with time zone"
  std::string_view catalog_name;  // pg_type.typname: "int4", "timestamptz"
  OdbcType odbc = OdbcType::kUnknown;
  bool binary = false;  // driver/convert reads its binary form; else it is asked for as text
  std::string_view literal_prefix, literal_suffix;
  bool case_sensitive = false;
  bool fixed_precision_scale = false;
  std::int8_t searchable = 3;  // SQL_SEARCHABLE 3, SQL_PRED_BASIC 2
};

// How a column of a type is described to an ODBC client. Sizes are in characters for text, bytes
// for binary, digits for numbers, as Appendix D of the ODBC reference defines them.
struct TypeDescription {
  OdbcType sql_type = OdbcType::kVarchar;
  std::string type_name;
  std::int64_t column_size = 0;
  std::int16_t decimal_digits = 0;
  bool has_decimal_digits = false;
  std::int64_t octet_length = 0;  // of the value in its default C type
  std::int64_t display_size = 0;
  std::int16_t num_prec_radix = 0;  // 0: not a number
  bool is_unsigned = false;
  bool case_sensitive = false;
  std::int8_t searchable = 3;
};

// What the connection string lets a user choose about types.
struct TypeOptions {
  std::int64_t unknown_size = 65535;  // characters said of text without a limit
};

std::span<const Type> all_types();
// nullptr: not in the table; such a type is read as text.
const Type* find_type(Oid oid);
const Type* find_type(std::string_view catalog_name);
TypeDescription describe_type(Oid oid, std::int32_t type_modifier, const TypeOptions& options);

}  // namespace pillion
