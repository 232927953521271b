// Chapter "Diagnostics". These functions neither clear the diagnostic area nor post to it.
#include <array>

#include "driver/api/text.h"
#include "driver/handles/statement.h"
#include "driver/table.h"

namespace pillion {
namespace {

std::shared_ptr<Handle> borrow_any(SQLSMALLINT kind, SQLHANDLE handle) {
  switch (kind) {
    case SQL_HANDLE_ENV:
      return borrow_handle<Environment>(handle);
    case SQL_HANDLE_DBC:
      return borrow_handle<Connection>(handle);
    case SQL_HANDLE_STMT:
      return borrow_handle<Statement>(handle);
    case SQL_HANDLE_DESC:
      return borrow_handle<Descriptor>(handle);
    default:
      return nullptr;
  }
}

// The data source and the server that a handle's connection has.
std::string_view connection_name(const Handle& handle) {
  if (const auto* const statement = dynamic_cast<const Statement*>(&handle))
    return const_cast<Statement*>(statement)->link().options.dsn;
  return "";
}

template <class Body>
SQLRETURN read_area(SQLSMALLINT kind, SQLHANDLE value, Body body) noexcept {
  try {
    const auto handle = borrow_any(kind, value);
    if (handle == nullptr) return SQL_INVALID_HANDLE;
    const std::lock_guard hold(handle->slot->lock);
    return body(*handle);
  } catch (...) {
    return SQL_ERROR;
  }
}

template <OdbcChar Char>
SQLRETURN get_record(SQLSMALLINT kind, SQLHANDLE value, SQLSMALLINT number, Char* state,
                     SQLINTEGER* native, Char* message, SQLSMALLINT capacity, SQLSMALLINT* length) {
  return read_area(kind, value, [&](const Handle& handle) -> SQLRETURN {
    const auto& records = handle.diagnostics.records();
    if (number < 1 || capacity < 0) return SQL_ERROR;
    if (static_cast<std::size_t>(number) > records.size()) return SQL_NO_DATA;
    const DiagnosticRecord& record = records[static_cast<std::size_t>(number - 1)];
    constexpr SQLLEN kStateSize = 6;
    SQLSMALLINT unused = 0;
    if (state != nullptr)
      return_text<LengthIn::kCharacters>(record.sqlstate.text(), state, kStateSize, &unused);
    if (native != nullptr) *native = record.native;
    const bool fits = return_text<LengthIn::kCharacters>(record.message, message, capacity, length);
    return fits ? SQL_SUCCESS : SQL_SUCCESS_WITH_INFO;
  });
}

// One field of SQLGetDiagField: a number of some width, or text.
struct FieldRow {
  SQLSMALLINT field;
  SQLLEN (*number)(const Handle& handle, const DiagnosticRecord* record);
  std::string_view (*text)(const Handle& handle, const DiagnosticRecord* record);
  std::size_t width;  // bytes of a number
  bool header;
};

constexpr std::array kFields = std::to_array<FieldRow>({
    {.field = SQL_DIAG_NUMBER,
     .number =
         [](const Handle& h, const DiagnosticRecord*) {
           return static_cast<SQLLEN>(h.diagnostics.records().size());
         },
     .width = sizeof(SQLINTEGER),
     .header = true},
    {.field = SQL_DIAG_RETURNCODE,
     .number =
         [](const Handle& h, const DiagnosticRecord*) {
           return static_cast<SQLLEN>(h.diagnostics.return_code);
         },
     .width = sizeof(SQLRETURN),
     .header = true},
    {.field = SQL_DIAG_ROW_COUNT,
     .number = [](const Handle& h, const DiagnosticRecord*) { return h.diagnostics.row_count; },
     .width = sizeof(SQLLEN),
     .header = true},
    {.field = SQL_DIAG_CURSOR_ROW_COUNT,
     .number = [](const Handle& h,
                  const DiagnosticRecord*) { return h.diagnostics.cursor_row_count; },
     .width = sizeof(SQLLEN),
     .header = true},
    {.field = SQL_DIAG_DYNAMIC_FUNCTION,
     .text = [](const Handle& h, const DiagnosticRecord*) -> std::string_view {
       return h.diagnostics.cursor_row_count != 0 || h.diagnostics.row_count != 0 ? "SELECT CURSOR"
                                                                                  : "";
     },
     .width = 0,
     .header = true},
    {.field = SQL_DIAG_DYNAMIC_FUNCTION_CODE,
     .number = [](const Handle& h, const DiagnosticRecord*) -> SQLLEN {
       return h.diagnostics.cursor_row_count != 0 || h.diagnostics.row_count != 0
                  ? SQL_DIAG_SELECT_CURSOR
                  : SQL_DIAG_UNKNOWN_STATEMENT;
     },
     .width = sizeof(SQLINTEGER),
     .header = true},
    {.field = SQL_DIAG_SQLSTATE,
     .text = [](const Handle&, const DiagnosticRecord* r) { return r->sqlstate.text(); },
     .width = 0,
     .header = false},
    {.field = SQL_DIAG_NATIVE,
     .number = [](const Handle&, const DiagnosticRecord* r) -> SQLLEN { return r->native; },
     .width = sizeof(SQLINTEGER),
     .header = false},
    {.field = SQL_DIAG_MESSAGE_TEXT,
     .text = [](const Handle&, const DiagnosticRecord* r) -> std::string_view {
       return r->message;
     },
     .width = 0,
     .header = false},
    {.field = SQL_DIAG_CLASS_ORIGIN,
     .text = [](const Handle&, const DiagnosticRecord* r) { return class_origin(r->sqlstate); },
     .width = 0,
     .header = false},
    {.field = SQL_DIAG_SUBCLASS_ORIGIN,
     .text = [](const Handle&, const DiagnosticRecord* r) { return subclass_origin(r->sqlstate); },
     .width = 0,
     .header = false},
    {.field = SQL_DIAG_CONNECTION_NAME,
     .text = [](const Handle&, const DiagnosticRecord*) -> std::string_view { return ""; },
     .width = 0,
     .header = false},
    {.field = SQL_DIAG_SERVER_NAME,
     .text = [](const Handle& h, const DiagnosticRecord*) { return connection_name(h); },
     .width = 0,
     .header = false},
    {.field = SQL_DIAG_ROW_NUMBER,
     .number = [](const Handle&, const DiagnosticRecord* r) { return r->place.row; },
     .width = sizeof(SQLLEN),
     .header = false},
    {.field = SQL_DIAG_COLUMN_NUMBER,
     .number = [](const Handle&, const DiagnosticRecord* r) -> SQLLEN { return r->place.column; },
     .width = sizeof(SQLINTEGER),
     .header = false},
});

template <OdbcChar Char>
SQLRETURN get_field(SQLSMALLINT kind, SQLHANDLE value, SQLSMALLINT number, SQLSMALLINT field,
                    SQLPOINTER info, SQLSMALLINT capacity, SQLSMALLINT* length) {
  return read_area(kind, value, [&](const Handle& handle) -> SQLRETURN {
    const FieldRow* const row = find_row(kFields, &FieldRow::field, field);
    if (row == nullptr) return SQL_ERROR;
    const auto& records = handle.diagnostics.records();
    const DiagnosticRecord* record = nullptr;
    if (!row->header) {
      if (number < 1) return SQL_ERROR;
      if (static_cast<std::size_t>(number) > records.size()) return SQL_NO_DATA;
      record = &records[static_cast<std::size_t>(number - 1)];
    }
    if (row->text != nullptr) {
      if (capacity < 0) return SQL_ERROR;
      const bool fits = return_text<LengthIn::kBytes>(row->text(handle, record),
                                                      static_cast<Char*>(info), capacity, length);
      return fits ? SQL_SUCCESS : SQL_SUCCESS_WITH_INFO;
    }
    const SQLLEN result = row->number(handle, record);
    if (info != nullptr) std::memcpy(info, &result, row->width);  // little-endian: the low bytes
    return SQL_SUCCESS;
  });
}

}  // namespace
}  // namespace pillion

using namespace pillion;

extern "C" {

SQLRETURN SQL_API SQLGetDiagRec(SQLSMALLINT kind, SQLHANDLE handle, SQLSMALLINT number,
                                SQLCHAR* state, SQLINTEGER* native, SQLCHAR* message,
                                SQLSMALLINT capacity, SQLSMALLINT* length) {
  return get_record(kind, handle, number, state, native, message, capacity, length);
}

SQLRETURN SQL_API SQLGetDiagRecW(SQLSMALLINT kind, SQLHANDLE handle, SQLSMALLINT number,
                                 SQLWCHAR* state, SQLINTEGER* native, SQLWCHAR* message,
                                 SQLSMALLINT capacity, SQLSMALLINT* length) {
  return get_record(kind, handle, number, state, native, message, capacity, length);
}

SQLRETURN SQL_API SQLGetDiagField(SQLSMALLINT kind, SQLHANDLE handle, SQLSMALLINT number,
                                  SQLSMALLINT field, SQLPOINTER info, SQLSMALLINT capacity,
                                  SQLSMALLINT* length) {
  return get_field<SQLCHAR>(kind, handle, number, field, info, capacity, length);
}

SQLRETURN SQL_API SQLGetDiagFieldW(SQLSMALLINT kind, SQLHANDLE handle, SQLSMALLINT number,
                                   SQLSMALLINT field, SQLPOINTER info, SQLSMALLINT capacity,
                                   SQLSMALLINT* length) {
  return get_field<SQLWCHAR>(kind, handle, number, field, info, capacity, length);
}

}  // extern "C"
