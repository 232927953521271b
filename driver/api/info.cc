// Chapter "Obtaining information about a driver and data source".
#include "driver/handles/info.h"

#include <algorithm>

#include "driver/api/entry.h"
#include "driver/api/text.h"
#include "driver/handles/functions.h"
#include "driver/handles/statement.h"
#include "reflect/catalog.h"

namespace pillion {
namespace {

// unixODBC 2.3 serves a narrow SQLGetInfo with n bytes by the wide function with room for n + 1
// characters, and then copies all of them to the application: past its buffer. So a text that has
// to be cut is cut where its narrow form fits in n bytes. (A text of exactly n characters has to be
// written whole: a wide application may have asked for its length before.)
std::string_view cut_for_the_driver_manager(std::string_view text, SQLSMALLINT capacity) {
  const auto narrow = static_cast<std::size_t>(capacity) / sizeof(SQLWCHAR);
  if (narrow < 2) return "";
  std::size_t end = std::min(text.size(), narrow - 2);
  while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
    --end;
  return text.substr(0, end);
}

template <OdbcChar Char>
Outcome return_info_text(Connection& connection, const InfoRow& row, SQLPOINTER value,
                         SQLSMALLINT capacity, SQLSMALLINT* length) {
  std::string text(row.text);
  if (row.ask != nullptr) {
    PILLION_TRY(answer, row.ask(connection));
    text = std::move(answer);
  }
  if (capacity < 0) return fail("HY090", "The buffer's length is negative.");
  auto* const buffer = static_cast<Char*>(value);
  if (return_text<LengthIn::kBytes>(text, buffer, capacity, length)) return success();
  if constexpr (std::same_as<Char, SQLWCHAR>) {
    SQLSMALLINT unused = 0;
    return_text<LengthIn::kBytes>(cut_for_the_driver_manager(text, capacity), buffer, capacity,
                                  &unused);
  }
  warn_truncated(connection.diagnostics);
  return success();
}

std::size_t info_width(InfoKind kind) {
  switch (kind) {
    case InfoKind::kShort:
      return sizeof(SQLUSMALLINT);
    case InfoKind::kLong:
      return sizeof(SQLUINTEGER);
    default:
      return sizeof(SQLULEN);
  }
}

template <OdbcChar Char>
SQLRETURN get_info(SQLHDBC handle, SQLUSMALLINT type, SQLPOINTER value, SQLSMALLINT capacity,
                   SQLSMALLINT* length) {
  return entry<Connection>(handle, [&](Connection& c) -> Outcome {
    const InfoRow* const row = find_info_type(type);
    if (row == nullptr)
      return fail("HY096", "There is no information type " + std::to_string(type) + ".");
    if (row->kind == InfoKind::kText)
      return return_info_text<Char>(c, *row, value, capacity, length);
    std::uint64_t number = row->number;
    if (row->ask_number != nullptr) {
      PILLION_TRY(answer, row->ask_number(c));
      number = answer;
    }
    const std::size_t width = info_width(row->kind);
    if (value != nullptr) std::memcpy(value, &number, width);  // little-endian: the low bytes
    if (length != nullptr) *length = static_cast<SQLSMALLINT>(width);
    return success();
  });
}

Outcome get_functions(SQLUSMALLINT function, SQLUSMALLINT* supported) {
  if (supported == nullptr) return fail("HY009", "There is nowhere to put the answer.");
  constexpr std::size_t kOdbc2Functions = 100;
  if (function == SQL_API_ALL_FUNCTIONS) {
    std::fill_n(supported, kOdbc2Functions, SQLUSMALLINT{SQL_FALSE});
    for (const FunctionRow& row : all_functions())
      if (row.id < kOdbc2Functions) supported[row.id] = SQL_TRUE;
  } else if (function == SQL_API_ODBC3_ALL_FUNCTIONS) {
    std::fill_n(supported, SQL_API_ODBC3_ALL_FUNCTIONS_SIZE, SQLUSMALLINT{0});
    for (const FunctionRow& row : all_functions())
      supported[row.id >> 4U] =
          static_cast<SQLUSMALLINT>(supported[row.id >> 4U] | 1U << (row.id & 0xFU));
  } else {
    const auto rows = all_functions();
    *supported = std::any_of(rows.begin(), rows.end(),
                             [&](const FunctionRow& row) { return row.id == function; })
                     ? SQL_TRUE
                     : SQL_FALSE;
  }
  return success();
}

SQLRETURN get_type_info(SQLHSTMT handle, SQLSMALLINT type) {
  return entry<Statement>(handle, [&](Statement& s) {
    return s.serve(
        catalog_type_info(type, {.odbc2 = s.is_odbc2(), .types = s.link().options.types}));
  });
}

}  // namespace
}  // namespace pillion

using namespace pillion;

extern "C" {

SQLRETURN SQL_API SQLGetInfo(SQLHDBC handle, SQLUSMALLINT type, SQLPOINTER value,
                             SQLSMALLINT capacity, SQLSMALLINT* length) {
  return get_info<SQLCHAR>(handle, type, value, capacity, length);
}

SQLRETURN SQL_API SQLGetInfoW(SQLHDBC handle, SQLUSMALLINT type, SQLPOINTER value,
                              SQLSMALLINT capacity, SQLSMALLINT* length) {
  return get_info<SQLWCHAR>(handle, type, value, capacity, length);
}

SQLRETURN SQL_API SQLGetFunctions(SQLHDBC handle, SQLUSMALLINT function, SQLUSMALLINT* supported) {
  return entry<Connection>(handle, [&](Connection&) { return get_functions(function, supported); });
}

SQLRETURN SQL_API SQLGetTypeInfo(SQLHSTMT handle, SQLSMALLINT type) {
  return get_type_info(handle, type);
}

SQLRETURN SQL_API SQLGetTypeInfoW(SQLHSTMT handle, SQLSMALLINT type) {
  return get_type_info(handle, type);
}

}  // extern "C"
