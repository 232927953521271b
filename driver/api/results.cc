// Chapter "Retrieving results and information about results".
#include <array>

#include "driver/api/entry.h"
#include "driver/api/text.h"
#include "driver/handles/record_fields.h"
#include "driver/handles/statement.h"

namespace pillion {
namespace {

SQLSMALLINT shown_type(const Statement& s, SQLSMALLINT type) {
  return s.is_odbc2() ? to_odbc2_type(type) : type;
}

// What ODBC calls the column size of a described record.
SQLULEN column_size(const DescriptorRecord& record) {
  return record.length;
}

template <OdbcChar Char>
SQLRETURN describe_column(SQLHSTMT handle, SQLUSMALLINT column, Char* name, SQLSMALLINT capacity,
                          SQLSMALLINT* length, SQLSMALLINT* type, SQLULEN* size,
                          SQLSMALLINT* digits, SQLSMALLINT* nullable) {
  return entry<Statement>(handle, [&](Statement& s) -> Outcome {
    if (capacity < 0) return fail("HY090", "The buffer's length is negative.");
    PILLION_TRY(record, s.described_column(column));
    if (!return_text<LengthIn::kCharacters>(record->name, name, capacity, length))
      warn_truncated(s.diagnostics);
    if (type != nullptr) *type = shown_type(s, record->concise_type);
    if (size != nullptr) *size = column_size(*record);
    if (digits != nullptr) *digits = record->scale;
    if (nullable != nullptr) *nullable = record->nullable;
    return success();
  });
}

// Field identifiers that ODBC 2 numbered differently (SQL_COLUMN_...).
struct OldField {
  SQLUSMALLINT old;
  SQLSMALLINT field;
};
constexpr std::array kOldFields = std::to_array<OldField>({
    {.old = SQL_COLUMN_NAME, .field = SQL_DESC_NAME},
    {.old = SQL_COLUMN_LENGTH, .field = SQL_DESC_OCTET_LENGTH},
    {.old = SQL_COLUMN_PRECISION, .field = SQL_DESC_LENGTH},
    {.old = SQL_COLUMN_SCALE, .field = SQL_DESC_SCALE},
    {.old = SQL_COLUMN_NULLABLE, .field = SQL_DESC_NULLABLE},
});

SQLSMALLINT current_field(SQLUSMALLINT field) {
  for (const OldField& row : kOldFields)
    if (row.old == field) return row.field;
  return static_cast<SQLSMALLINT>(field);
}

template <OdbcChar Char>
SQLRETURN column_attribute(SQLHSTMT handle, SQLUSMALLINT column, SQLUSMALLINT field,
                           SQLPOINTER text, SQLSMALLINT capacity, SQLSMALLINT* length,
                           SQLLEN* number) {
  return entry<Statement>(handle, [&](Statement& s) -> Outcome {
    if (field == SQL_DESC_COUNT || field == SQL_COLUMN_COUNT) {
      PILLION_TRY(count, s.column_count());
      if (number != nullptr) *number = count;
      return success();
    }
    const RecordField* const row = find_record_field(current_field(field));
    if (row == nullptr)
      return fail("HY091", "There is no column attribute " + std::to_string(field) + ".");
    PILLION_TRY(record, s.described_column(column));
    if (row->text == nullptr) {
      const SQLLEN value = row->number(*record);
      if (number != nullptr)
        *number = row->field == SQL_DESC_CONCISE_TYPE
                      ? shown_type(s, static_cast<SQLSMALLINT>(value))
                      : value;
      return success();
    }
    if (capacity < 0) return fail("HY090", "The buffer's length is negative.");
    if (!return_text<LengthIn::kBytes>(row->text(*record), static_cast<Char*>(text), capacity,
                                       length))
      warn_truncated(s.diagnostics);
    return success();
  });
}

}  // namespace
}  // namespace pillion

using namespace pillion;

extern "C" {

SQLRETURN SQL_API SQLNumResultCols(SQLHSTMT handle, SQLSMALLINT* count) {
  return entry<Statement>(handle, [&](Statement& s) -> Outcome {
    PILLION_TRY(columns, s.column_count());
    if (count != nullptr) *count = columns;
    return success();
  });
}

SQLRETURN SQL_API SQLDescribeCol(SQLHSTMT handle, SQLUSMALLINT column, SQLCHAR* name,
                                 SQLSMALLINT capacity, SQLSMALLINT* length, SQLSMALLINT* type,
                                 SQLULEN* size, SQLSMALLINT* digits, SQLSMALLINT* nullable) {
  return describe_column(handle, column, name, capacity, length, type, size, digits, nullable);
}

SQLRETURN SQL_API SQLDescribeColW(SQLHSTMT handle, SQLUSMALLINT column, SQLWCHAR* name,
                                  SQLSMALLINT capacity, SQLSMALLINT* length, SQLSMALLINT* type,
                                  SQLULEN* size, SQLSMALLINT* digits, SQLSMALLINT* nullable) {
  return describe_column(handle, column, name, capacity, length, type, size, digits, nullable);
}

SQLRETURN SQL_API SQLColAttribute(SQLHSTMT handle, SQLUSMALLINT column, SQLUSMALLINT field,
                                  SQLPOINTER text, SQLSMALLINT capacity, SQLSMALLINT* length,
                                  SQLLEN* number) {
  return column_attribute<SQLCHAR>(handle, column, field, text, capacity, length, number);
}

SQLRETURN SQL_API SQLColAttributeW(SQLHSTMT handle, SQLUSMALLINT column, SQLUSMALLINT field,
                                   SQLPOINTER text, SQLSMALLINT capacity, SQLSMALLINT* length,
                                   SQLLEN* number) {
  return column_attribute<SQLWCHAR>(handle, column, field, text, capacity, length, number);
}

SQLRETURN SQL_API SQLRowCount(SQLHSTMT handle, SQLLEN* count) {
  return entry<Statement>(handle, [&](Statement& s) -> Outcome {
    PILLION_CHECK(s.require_executed());
    if (count != nullptr) *count = s.row_count();
    return success();
  });
}

SQLRETURN SQL_API SQLBindCol(SQLHSTMT handle, SQLUSMALLINT column, SQLSMALLINT c_type,
                             SQLPOINTER data, SQLLEN capacity, SQLLEN* indicator) {
  return entry<Statement>(handle, [&](Statement& s) {
    return s.bind_column(column, c_type, data, capacity, indicator);
  });
}

SQLRETURN SQL_API SQLFetch(SQLHSTMT handle) {
  return entry<Statement>(handle, [](Statement& s) { return s.fetch_scroll(SQL_FETCH_NEXT, 0); });
}

SQLRETURN SQL_API SQLFetchScroll(SQLHSTMT handle, SQLSMALLINT orientation, SQLLEN offset) {
  return entry<Statement>(handle,
                          [&](Statement& s) { return s.fetch_scroll(orientation, offset); });
}

SQLRETURN SQL_API SQLExtendedFetch(SQLHSTMT handle, SQLUSMALLINT orientation, SQLLEN offset,
                                   SQLULEN* row_count, SQLUSMALLINT* row_status) {
  return entry<Statement>(handle, [&](Statement& s) {
    return s.extended_fetch(orientation, offset, row_count, row_status);
  });
}

SQLRETURN SQL_API SQLGetData(SQLHSTMT handle, SQLUSMALLINT column, SQLSMALLINT c_type,
                             SQLPOINTER data, SQLLEN capacity, SQLLEN* indicator) {
  return entry<Statement>(
      handle, [&](Statement& s) { return s.get_data(column, c_type, data, capacity, indicator); });
}

SQLRETURN SQL_API SQLSetPos(SQLHSTMT handle, SQLSETPOSIROW row, SQLUSMALLINT operation,
                            SQLUSMALLINT) {
  return entry<Statement>(handle, [&](Statement& s) { return s.set_position(row, operation); });
}

SQLRETURN SQL_API SQLBulkOperations(SQLHSTMT handle, SQLSMALLINT operation) {
  return entry<Statement>(handle, [&](Statement& s) -> Outcome {
    if (operation == SQL_FETCH_BY_BOOKMARK) return s.fetch_by_bookmark();
    return fail("HYC00", "The session is read-only: SQLBulkOperations can fetch by bookmark.");
  });
}

SQLRETURN SQL_API SQLMoreResults(SQLHSTMT handle) {
  return entry<Statement>(handle, [](Statement& s) { return s.more_results(); });
}

}  // extern "C"
