// Chapters "Preparing SQL requests" and "Submitting requests".
#include "driver/api/entry.h"
#include "driver/api/text.h"
#include "driver/handles/statement.h"

namespace pillion {
namespace {

template <OdbcChar Char>
SQLRETURN prepare(SQLHSTMT handle, const Char* text, SQLINTEGER length) {
  return entry<Statement>(handle, [&](Statement& s) -> Outcome {
    PILLION_TRY(query, text_argument(text, length));
    return s.prepare(query);
  });
}

template <OdbcChar Char>
SQLRETURN execute_direct(SQLHSTMT handle, const Char* text, SQLINTEGER length) {
  return entry<Statement>(handle, [&](Statement& s) -> Outcome {
    PILLION_TRY(query, text_argument(text, length));
    return s.execute_direct(query);
  });
}

template <OdbcChar Char>
SQLRETURN native_sql(SQLHDBC handle, const Char* in, SQLINTEGER in_length, Char* out,
                     SQLINTEGER capacity, SQLINTEGER* length) {
  return entry<Connection>(handle, [&](Connection& c) -> Outcome {
    PILLION_TRY(link, c.require_connected());
    if (in == nullptr) return fail("HY009", "There is no statement to translate.");
    if (capacity < 0) return fail("HY090", "The buffer's length is negative.");
    PILLION_TRY(query, text_argument(in, in_length));
    PILLION_TRY(translated, link->guest->native_sql(query));
    if (!return_text<LengthIn::kCharacters>(translated->text, out, capacity, length))
      warn_truncated(c.diagnostics);
    return success();
  });
}

template <OdbcChar Char>
SQLRETURN get_cursor_name(SQLHSTMT handle, Char* out, SQLSMALLINT capacity, SQLSMALLINT* length) {
  return entry<Statement>(handle, [&](Statement& s) -> Outcome {
    if (capacity < 0) return fail("HY090", "The buffer's length is negative.");
    if (!return_text<LengthIn::kCharacters>(s.cursor_name(), out, capacity, length))
      warn_truncated(s.diagnostics);
    return success();
  });
}

template <OdbcChar Char>
SQLRETURN set_cursor_name(SQLHSTMT handle, const Char* name, SQLSMALLINT length) {
  return entry<Statement>(handle, [&](Statement& s) -> Outcome {
    PILLION_TRY(text, text_argument(name, length));
    return finish(s.set_cursor_name(std::move(text)));
  });
}

Outcome describe_parameter(Statement& s, SQLUSMALLINT number, SQLSMALLINT* type, SQLULEN* size,
                           SQLSMALLINT* digits, SQLSMALLINT* nullable) {
  PILLION_TRY(record, s.described_parameter(number));
  if (type != nullptr)
    *type = s.is_odbc2() ? to_odbc2_type(record.concise_type) : record.concise_type;
  if (size != nullptr) *size = record.length;
  if (digits != nullptr) *digits = record.scale;
  if (nullable != nullptr) *nullable = SQL_NULLABLE;
  return success();
}

}  // namespace
}  // namespace pillion

using namespace pillion;

extern "C" {

SQLRETURN SQL_API SQLPrepare(SQLHSTMT handle, SQLCHAR* text, SQLINTEGER length) {
  return prepare(handle, text, length);
}

SQLRETURN SQL_API SQLPrepareW(SQLHSTMT handle, SQLWCHAR* text, SQLINTEGER length) {
  return prepare(handle, text, length);
}

SQLRETURN SQL_API SQLExecDirect(SQLHSTMT handle, SQLCHAR* text, SQLINTEGER length) {
  return execute_direct(handle, text, length);
}

SQLRETURN SQL_API SQLExecDirectW(SQLHSTMT handle, SQLWCHAR* text, SQLINTEGER length) {
  return execute_direct(handle, text, length);
}

SQLRETURN SQL_API SQLExecute(SQLHSTMT handle) {
  return entry<Statement>(handle, [](Statement& s) { return s.execute(); });
}

SQLRETURN SQL_API SQLNativeSql(SQLHDBC handle, SQLCHAR* in, SQLINTEGER in_length, SQLCHAR* out,
                               SQLINTEGER capacity, SQLINTEGER* length) {
  return native_sql(handle, in, in_length, out, capacity, length);
}

SQLRETURN SQL_API SQLNativeSqlW(SQLHDBC handle, SQLWCHAR* in, SQLINTEGER in_length, SQLWCHAR* out,
                                SQLINTEGER capacity, SQLINTEGER* length) {
  return native_sql(handle, in, in_length, out, capacity, length);
}

SQLRETURN SQL_API SQLBindParameter(SQLHSTMT handle, SQLUSMALLINT number, SQLSMALLINT kind,
                                   SQLSMALLINT c_type, SQLSMALLINT sql_type, SQLULEN column_size,
                                   SQLSMALLINT digits, SQLPOINTER data, SQLLEN capacity,
                                   SQLLEN* indicator) {
  return entry<Statement>(handle, [&](Statement& s) {
    return s.bind_parameter(number, kind, c_type, sql_type, column_size, digits, data, capacity,
                            indicator);
  });
}

SQLRETURN SQL_API SQLNumParams(SQLHSTMT handle, SQLSMALLINT* count) {
  return entry<Statement>(handle, [&](Statement& s) -> Outcome {
    PILLION_TRY(parameters, s.parameter_count());
    if (count != nullptr) *count = static_cast<SQLSMALLINT>(parameters);
    return success();
  });
}

SQLRETURN SQL_API SQLDescribeParam(SQLHSTMT handle, SQLUSMALLINT number, SQLSMALLINT* type,
                                   SQLULEN* size, SQLSMALLINT* digits, SQLSMALLINT* nullable) {
  return entry<Statement>(handle, [&](Statement& s) {
    return describe_parameter(s, number, type, size, digits, nullable);
  });
}

SQLRETURN SQL_API SQLParamData(SQLHSTMT handle, SQLPOINTER* value) {
  return entry<Statement>(handle, [&](Statement& s) { return s.param_data(value); });
}

SQLRETURN SQL_API SQLPutData(SQLHSTMT handle, SQLPOINTER data, SQLLEN length) {
  return entry<Statement>(handle, [&](Statement& s) { return s.put_data(data, length); });
}

SQLRETURN SQL_API SQLGetCursorName(SQLHSTMT handle, SQLCHAR* out, SQLSMALLINT capacity,
                                   SQLSMALLINT* length) {
  return get_cursor_name(handle, out, capacity, length);
}

SQLRETURN SQL_API SQLGetCursorNameW(SQLHSTMT handle, SQLWCHAR* out, SQLSMALLINT capacity,
                                    SQLSMALLINT* length) {
  return get_cursor_name(handle, out, capacity, length);
}

SQLRETURN SQL_API SQLSetCursorName(SQLHSTMT handle, SQLCHAR* name, SQLSMALLINT length) {
  return set_cursor_name(handle, name, length);
}

SQLRETURN SQL_API SQLSetCursorNameW(SQLHSTMT handle, SQLWCHAR* name, SQLSMALLINT length) {
  return set_cursor_name(handle, name, length);
}

}  // extern "C"
