// The functions this library exports, by their SQL_API_... numbers: what SQLGetFunctions tells.
#pragma once

#include <span>
#include <string_view>

#include "driver/odbc.h"

namespace pillion {

struct FunctionRow {
  SQLUSMALLINT id;
  std::string_view name;  // a function with text also has its wide version, with a W
  bool has_wide = false;
};

std::span<const FunctionRow> all_functions();

}  // namespace pillion
