// ODBC's scalar functions (ODBC Programmer's Reference, appendix E) and what they become. The
// same table answers SQLGetInfo: a function is reported exactly where {fn ...} can be translated.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "core/session.h"

namespace pillion {

// The SQLGetInfo type that lists the function: SQL_STRING_FUNCTIONS and so on.
enum class ScalarGroup : std::uint8_t { kString, kNumeric, kTimeDate, kSystem };

struct ScalarFunction {
  std::string_view name;
  ScalarGroup group;
  std::uint32_t info_bit;  // SQL_FN_..., by its number in the specification
  int arguments;           // how many; a name has one row for each number it may have
  // {1}, {2} ... stand for the arguments. Empty: the database has nothing like it.
  std::string_view postgres;
  std::string_view sqlite;

  std::string_view expression(Dialect dialect) const {
    return dialect == Dialect::kPostgres ? postgres : sqlite;
  }
};

// TIMESTAMPADD and TIMESTAMPDIFF by their first argument (SQL_TSI_...): {1} and {2} are the others.
struct TimestampInterval {
  std::string_view name;
  std::uint32_t info_bit;  // SQL_FN_TSI_...
  std::string_view add_postgres;
  std::string_view difference_postgres;
  std::string_view add_sqlite;
  std::string_view difference_sqlite;
};

// CONVERT by its second argument.
struct ConvertType {
  std::string_view name;  // SQL_VARCHAR ...
  std::string_view postgres;
  std::string_view sqlite;
};

std::span<const ScalarFunction> scalar_functions();
std::span<const TimestampInterval> timestamp_intervals();
std::span<const ConvertType> convert_types();

// All functions of a group that a dialect can express, ored together for SQLGetInfo.
std::uint32_t scalar_function_bits(ScalarGroup group, Dialect dialect);

}  // namespace pillion
