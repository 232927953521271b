#include "driver/handles/diagnostics.h"

#include <algorithm>
#include <array>

namespace pillion {
namespace {

// The subclasses that ODBC added to classes of the SQL standard (ODBC reference, SQLGetDiagField,
// SQL_DIAG_SUBCLASS_ORIGIN).
constexpr std::array kOdbcSubclasses = std::to_array<std::string_view>(
    {"01S00", "01S01", "01S02", "01S06", "01S07", "07S01", "08S01", "21S01", "21S02",
     "25S01", "25S02", "25S03", "42S01", "42S02", "42S11", "42S12", "42S21", "42S22",
     "HY095", "HY097", "HY098", "HY099", "HY100", "HY101", "HY105", "HY107", "HY109",
     "HY110", "HY111", "HYT00", "HYT01", "IM001", "IM002", "IM003", "IM004", "IM005",
     "IM006", "IM007", "IM008", "IM010", "IM011", "IM012"});

// Names who speaks, innermost last, as ODBC wants a message to begin; then what a user needs to
// act: the server's detail and hint, and the place in their own text.
std::string full_message(const Error& error, const std::string& server) {
  const bool from_server = error.native != 0;
  std::string text = from_server && !server.empty() ? "[Pillion][" + server + "]" : "[Pillion]";
  text += error.message;
  if (error.position > 0) text += " (at character " + std::to_string(error.position) + ")";
  if (!error.detail.empty()) text += "\nDETAIL: " + error.detail;
  if (!error.hint.empty()) text += "\nHINT: " + error.hint;
  return text;
}

}  // namespace

void Diagnostics::clear() {
  records_.clear();
  errors_ = 0;
  row_count = 0;
  cursor_row_count = 0;
}

void Diagnostics::add_error(const Error& error, const Place& place) {
  records_.insert(records_.begin() + static_cast<std::ptrdiff_t>(errors_++),
                  {.sqlstate = error.sqlstate,
                   .message = full_message(error, server),
                   .native = error.native,
                   .place = place});
}

void Diagnostics::add_warning(Sqlstate sqlstate, std::string_view message, const Place& place) {
  records_.push_back({.sqlstate = sqlstate,
                      .message = "[Pillion]" + std::string(message),
                      .native = 0,
                      .place = place});
}

std::string_view class_origin(const Sqlstate& sqlstate) {
  return sqlstate.sql_class() == "IM" ? "ODBC 3.0" : "ISO 9075";
}

std::string_view subclass_origin(const Sqlstate& sqlstate) {
  const bool ours = std::find(kOdbcSubclasses.begin(), kOdbcSubclasses.end(), sqlstate.text()) !=
                    kOdbcSubclasses.end();
  return ours ? "ODBC 3.0" : "ISO 9075";
}

}  // namespace pillion
