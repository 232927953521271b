#include "driver/handles/info_answers.h"

#include <fmt/format.h>

#include "rewriter/odbc/scalar_functions.h"

namespace pillion::info {
namespace {

Result<SessionInfo> session_info(Connection& connection) {
  PILLION_TRY(link, connection.require_connected());
  return link->guest->info();
}

Result<Dialect> dialect_of(Connection& connection) {
  PILLION_TRY(info, session_info(connection));
  return info.server_name == "SQLite" ? Dialect::kSqlite : Dialect::kPostgres;
}

Result<std::uint64_t> functions(Connection& connection, ScalarGroup group) {
  PILLION_TRY(dialect, dialect_of(connection));
  return scalar_function_bits(group, dialect);
}

// What an interval is written as in each dialect; empty where it has no such interval.
using Spelling = std::string_view TimestampInterval::*;

Result<std::uint64_t> intervals(Connection& connection, Spelling postgres, Spelling sqlite) {
  PILLION_TRY(dialect, dialect_of(connection));
  const Spelling spelling = dialect == Dialect::kPostgres ? postgres : sqlite;
  std::uint64_t bits = 0;
  for (const TimestampInterval& interval : timestamp_intervals())
    if (!(interval.*spelling).empty()) bits |= interval.info_bit;
  return bits;
}

}  // namespace

Result<std::string> data_source_name(Connection& connection) {
  PILLION_TRY(link, connection.require_connected());
  return link->options.dsn;
}

Result<std::string> database_name(Connection& connection) {
  PILLION_TRY(info, session_info(connection));
  return info.database;
}

Result<std::string> server_name(Connection& connection) {
  PILLION_TRY(info, session_info(connection));
  return info.server_host;
}

Result<std::string> dbms_name(Connection& connection) {
  PILLION_TRY(info, session_info(connection));
  return info.server_name;
}

Result<std::string> dbms_version(Connection& connection) {
  PILLION_TRY(info, session_info(connection));
  const std::int32_t number = info.server_version_number;
  constexpr std::int32_t kMajor = 10000;
  return fmt::format("{:02}.{:02}.{:04} {}", number / kMajor, number / 100 % 100, number % kMajor,
                     info.server_version);
}

Result<std::string> user_name(Connection& connection) {
  PILLION_TRY(info, session_info(connection));
  return info.user;
}

Result<std::uint64_t> numeric_functions(Connection& connection) {
  return functions(connection, ScalarGroup::kNumeric);
}

Result<std::uint64_t> string_functions(Connection& connection) {
  return functions(connection, ScalarGroup::kString);
}

Result<std::uint64_t> system_functions(Connection& connection) {
  return functions(connection, ScalarGroup::kSystem);
}

Result<std::uint64_t> timedate_functions(Connection& connection) {
  return functions(connection, ScalarGroup::kTimeDate);
}

Result<std::uint64_t> add_intervals(Connection& connection) {
  return intervals(connection, &TimestampInterval::add_postgres, &TimestampInterval::add_sqlite);
}

Result<std::uint64_t> difference_intervals(Connection& connection) {
  return intervals(connection, &TimestampInterval::difference_postgres,
                   &TimestampInterval::difference_sqlite);
}

}  // namespace pillion::info
