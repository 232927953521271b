#include "session/sqlite_statement.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include <fmt/format.h>

#include "core/identifier.h"
#include "core/sqlite_type.h"
#include "core/utf.h"
#include "session/sqlite_bind.h"
#include "session/sqlite_error.h"

namespace pillion {
namespace {

constexpr std::array<std::string_view, 4> kReadingWords = {"select", "values", "with", "explain"};

bool is_space(char c) {
  return std::string_view(" \t\n\r\f").find(c) != std::string_view::npos;
}

// Cuts white space and comments off the front.
std::string_view skip_blank(std::string_view text) {
  while (!text.empty()) {
    std::size_t skip = 0;
    if (is_space(text.front()))
      skip = 1;
    else if (text.starts_with("--"))
      skip = std::min(text.find('\n'), text.size());
    else if (text.starts_with("/*"))
      skip = text.find("*/") == text.npos ? text.size() : text.find("*/") + 2;
    if (skip == 0) break;
    text.remove_prefix(skip);
  }
  return text;
}

bool starts_reading(std::string_view text) {
  text = skip_blank(text);
  std::size_t end = 0;
  while (end < text.size() && ((text[end] | 0x20) >= 'a' && (text[end] | 0x20) <= 'z')) ++end;
  const std::string word = fold_identifier(text.substr(0, end));
  return std::find(kReadingWords.begin(), kReadingWords.end(), word) != kReadingWords.end();
}

}  // namespace

Result<SqliteStatement> SqliteStatement::prepare(sqlite3* connection, std::string_view text) {
  // Words that only change the connection's state (BEGIN, ATTACH, PRAGMA) count as read-only to
  // SQLite, so the first word is judged as well.
  if (!starts_reading(text))
    return fail("25006", "Only SELECT, VALUES, WITH and EXPLAIN can be run here.");
  sqlite3_stmt* prepared = nullptr;
  const char* tail = nullptr;
  const int code =
      sqlite3_prepare_v2(connection, text.data(), static_cast<int>(text.size()), &prepared, &tail);
  SqliteStatement statement(connection, prepared);
  if (code != SQLITE_OK) {
    Error error = sqlite_error(connection, sqlite3_extended_errcode(connection));
    if (const int offset = sqlite3_error_offset(connection); offset >= 0)
      error.position = static_cast<std::int32_t>(
          utf8_length(text.substr(0, static_cast<std::size_t>(offset))) + 1);
    return fail(std::move(error));
  }
  std::string_view rest = skip_blank(text.substr(static_cast<std::size_t>(tail - text.data())));
  while (rest.starts_with(';')) rest = skip_blank(rest.substr(1));
  if (!rest.empty()) return fail("42601", "Only one statement can be run at a time.");
  if (sqlite3_stmt_readonly(prepared) == 0)
    return fail("25006", "The statement writes, and a guest can only read.");
  return statement;
}

Status SqliteStatement::bind(std::span<const Parameter> parameters) {
  const int count = parameter_count();
  for (int index = 1; index <= count; ++index) {
    // Markers are $1..$n, which SQLite takes for names: their number is in the name.
    const char* const name = sqlite3_bind_parameter_name(get(), index);
    const std::string_view digits = name != nullptr ? std::string_view(name).substr(1) : "";
    std::size_t number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (number < 1 || number > parameters.size())
      return fail("07002",
                  fmt::format("The statement has a marker {} and {} parameters were given.",
                              name != nullptr ? name : "?", parameters.size()));
    PILLION_CHECK(sqlite_bind(get(), index, parameters[number - 1]));
  }
  return {};
}

std::vector<ResultColumn> SqliteStatement::columns() const {
  std::vector<ResultColumn> columns;
  for (int i = 0; i < sqlite3_column_count(get()); ++i) {
    const SqliteType type = sqlite_type(sqlite3_column_decltype(get(), i));
    columns.push_back({.name = sqlite3_column_name(get(), i),
                       .type = type.type,
                       .type_modifier = type.type_modifier});
  }
  return columns;
}

int SqliteStatement::parameter_count() const {
  return sqlite3_bind_parameter_count(get());
}

bool SqliteStatement::has_company() const {
  sqlite3_stmt* other = nullptr;
  while ((other = sqlite3_next_stmt(connection_, other)) != nullptr)
    if (other != get() && sqlite3_stmt_busy(other) != 0) return true;
  return false;
}

Error SqliteStatement::error(int code) const {
  return sqlite_error(connection_, code);
}

}  // namespace pillion
