// The diagnostic area of a handle: one header and the records of the last call.
#pragma once

#include <string>
#include <vector>

#include "core/result.h"
#include "driver/odbc.h"

namespace pillion {

// Where in a rowset or a parameter set something happened; ODBC has names for "not known".
struct Place {
  SQLLEN row = SQL_NO_ROW_NUMBER;
  SQLINTEGER column = SQL_NO_COLUMN_NUMBER;
};

struct DiagnosticRecord {
  Sqlstate sqlstate;
  std::string message;
  SQLINTEGER native = 0;
  Place place;
};

class Diagnostics {
 public:
  void clear();
  // An error comes before the warnings of the same call, as the specification orders records.
  void add_error(const Error& error, const Place& place = {});
  void add_warning(Sqlstate sqlstate, std::string_view message, const Place& place = {});

  const std::vector<DiagnosticRecord>& records() const { return records_; }
  bool empty() const { return records_.empty(); }

  std::string server;  // who speaks in a server's message: "PostgreSQL", "SQLite"

  // Header fields.
  SQLRETURN return_code = SQL_SUCCESS;
  SQLLEN row_count = 0;
  SQLLEN cursor_row_count = 0;

 private:
  std::vector<DiagnosticRecord> records_;
  std::size_t errors_ = 0;  // the records before this are errors
};

// The origin that ODBC asks a record to name: "ISO 9075" or "ODBC 3.0".
std::string_view class_origin(const Sqlstate& sqlstate);
std::string_view subclass_origin(const Sqlstate& sqlstate);

}  // namespace pillion
