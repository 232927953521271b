#include "session/sqlite_error.h"

#include <array>
#include <string_view>

namespace pillion {
namespace {

struct Row {
  int code;  // primary or extended; an extended one stands before its primary
  std::string_view sqlstate;
};

constexpr std::array kRows = {
    Row{SQLITE_CONSTRAINT_UNIQUE, "23505"},
    Row{SQLITE_CONSTRAINT_PRIMARYKEY, "23505"},
    Row{SQLITE_CONSTRAINT_NOTNULL, "23502"},
    Row{SQLITE_CONSTRAINT_FOREIGNKEY, "23503"},
    Row{SQLITE_CONSTRAINT_CHECK, "23514"},
    Row{SQLITE_CONSTRAINT, "23000"},
    Row{SQLITE_READONLY, "25006"},
    Row{SQLITE_INTERRUPT, "HY008"},
    Row{SQLITE_BUSY, "HYT00"},
    Row{SQLITE_LOCKED, "HYT00"},
    Row{SQLITE_NOMEM, "HY001"},
    Row{SQLITE_FULL, "53100"},
    Row{SQLITE_IOERR, "58030"},
    Row{SQLITE_CORRUPT, "XX001"},
    Row{SQLITE_NOTADB, "08001"},
    Row{SQLITE_CANTOPEN, "08001"},
    Row{SQLITE_PERM, "42501"},
    Row{SQLITE_AUTH, "42501"},
    Row{SQLITE_TOOBIG, "54000"},
    Row{SQLITE_MISMATCH, "22018"},
    Row{SQLITE_RANGE, "07009"},
    Row{SQLITE_SCHEMA, "40001"},
};

// SQLITE_ERROR says no more than its text does. The words are SQLite's own, in every language.
struct Wording {
  std::string_view words;
  std::string_view sqlstate;
};

constexpr std::array kWordings = {
    Wording{"no such table", "42P01"},
    Wording{"no such column", "42703"},
    Wording{"no such function", "42883"},
    Wording{"ambiguous column name", "42702"},
    Wording{"wrong number of arguments", "42883"},
    Wording{"misuse of aggregate", "42803"},
    Wording{"misuse of window function", "42P20"},
    Wording{"integer overflow", "22003"},
    Wording{"malformed JSON", "22032"},
    Wording{"syntax error", "42601"},
    Wording{"incomplete input", "42601"},
    Wording{"unrecognized token", "42601"},
};

Sqlstate state_of(int code, std::string_view message) {
  for (const Row& row : kRows)
    if (row.code == code || row.code == (code & 0xff)) return row.sqlstate;
  for (const Wording& wording : kWordings)
    if (message.find(wording.words) != message.npos) return wording.sqlstate;
  return (code & 0xff) == SQLITE_ERROR ? "42000" : "HY000";
}

}  // namespace

Error sqlite_error(sqlite3* connection, int code) {
  Error error{.message = sqlite3_errmsg(connection), .native = code};
  error.sqlstate = state_of(code, error.message);
  // Offset in bytes; the session turns it into characters, knowing the text.
  return error;
}

}  // namespace pillion
