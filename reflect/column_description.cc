#include "reflect/column_description.h"

#include <algorithm>
#include <array>

namespace pillion {
namespace {

constexpr std::int16_t kDatetime = 9;  // SQL_DATETIME

struct DatetimeType {
  OdbcType type;
  std::int16_t odbc2_type;  // SQL_DATE, SQL_TIME, SQL_TIMESTAMP
  std::int16_t subcode;     // SQL_CODE_DATE, SQL_CODE_TIME, SQL_CODE_TIMESTAMP
};
constexpr std::array<DatetimeType, 3> kDatetimeTypes = {{
    {.type = OdbcType::kTypeDate, .odbc2_type = 9, .subcode = 1},
    {.type = OdbcType::kTypeTime, .odbc2_type = 10, .subcode = 2},
    {.type = OdbcType::kTypeTimestamp, .odbc2_type = 11, .subcode = 3},
}};

// nullptr: neither date nor time.
const DatetimeType* datetime_type(OdbcType type) {
  const auto* const found = std::ranges::find(kDatetimeTypes, type, &DatetimeType::type);
  return found == kDatetimeTypes.end() ? nullptr : found;
}

constexpr std::array kTextTypes = {OdbcType::kChar,  OdbcType::kVarchar,  OdbcType::kLongvarchar,
                                   OdbcType::kWchar, OdbcType::kWvarchar, OdbcType::kWlongvarchar};
constexpr std::array kBinaryTypes = {OdbcType::kBinary, OdbcType::kVarbinary,
                                     OdbcType::kLongvarbinary};

// A built-in type is called what SQLGetTypeInfo calls it, so that a tool finds it there; its length
// or precision is in columns of its own. A domain or an enumeration has its own name.
std::string_view catalog_type_name(Oid type, bool is_domain, std::string_view spelled) {
  const Type* const built_in = is_domain ? nullptr : find_type(type);
  return built_in == nullptr ? spelled : built_in->name;
}

}  // namespace

ColumnDescription describe_column(const Column& column, const CatalogOptions& options) {
  return {.type = describe_type(column.type, column.type_modifier, options.types),
          .type_name = catalog_type_name(column.type, column.is_domain, column.type_name)};
}

ColumnDescription describe_argument(const RoutineArgument& argument,
                                    const CatalogOptions& options) {
  return {.type = describe_type(argument.type, argument.type_modifier, options.types),
          .type_name = catalog_type_name(argument.type, argument.is_domain, argument.type_name)};
}

std::int16_t concise_type(OdbcType type, const CatalogOptions& options) {
  const DatetimeType* const datetime = options.odbc2 ? datetime_type(type) : nullptr;
  return datetime != nullptr ? datetime->odbc2_type : static_cast<std::int16_t>(type);
}

std::int16_t verbose_type(OdbcType type) {
  return datetime_type(type) != nullptr ? kDatetime : static_cast<std::int16_t>(type);
}

std::int16_t datetime_subcode(OdbcType type) {
  const DatetimeType* const datetime = datetime_type(type);
  return datetime != nullptr ? datetime->subcode : std::int16_t{0};
}

bool is_text(OdbcType type) {
  return std::ranges::find(kTextTypes, type) != kTextTypes.end();
}

bool is_binary(OdbcType type) {
  return std::ranges::find(kBinaryTypes, type) != kBinaryTypes.end();
}

}  // namespace pillion
