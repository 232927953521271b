// A C value of fixed size as text that the server reads; one writer for each C type.
#pragma once

#include <optional>
#include <string>

#include "core/session.h"
#include "driver/odbc.h"

namespace pillion {

// What kind of value a C type holds. Appendix D of the ODBC reference defines conversions by it.
enum class CKind : std::uint8_t {
  kText,
  kBytes,
  kNumber,
  kDate,
  kTime,
  kTimestamp,
  kInterval,
  kGuid
};

// What a writer has to know beside the value.
struct WriteContext {
  Oid type = 0;                              // what the server is told; 0: it infers
  std::optional<SQLSMALLINT> numeric_scale;  // of SQL_C_NUMERIC; none: the struct's own
};

// 22007 or 22008 where a field is out of range.
using Writer = Result<std::string> (*)(const void* data, const WriteContext& context);

struct WriterRow {
  SQLSMALLINT c_type;
  CKind kind;
  Writer write;  // nullptr: text and bytes, whose length is the application's
};

// nullptr where the code is no C type.
const WriterRow* find_writer(SQLSMALLINT c_type);

}  // namespace pillion
