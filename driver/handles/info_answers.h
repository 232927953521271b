// Answers of SQLGetInfo that depend on the connection. 08003 where there is none.
#pragma once

#include <cstdint>
#include <string>

#include "driver/handles/connection.h"

namespace pillion::info {

Result<std::string> data_source_name(Connection& connection);  // empty: connected without a DSN
Result<std::string> database_name(Connection& connection);
Result<std::string> server_name(Connection& connection);
Result<std::string> dbms_name(Connection& connection);
Result<std::string> dbms_version(Connection& connection);  // "##.##.#### " and the server's own
Result<std::string> user_name(Connection& connection);

// Which of ODBC's scalar functions the database has, as the bits of their group.
Result<std::uint64_t> numeric_functions(Connection& connection);
Result<std::uint64_t> string_functions(Connection& connection);
Result<std::uint64_t> system_functions(Connection& connection);
Result<std::uint64_t> timedate_functions(Connection& connection);
Result<std::uint64_t> add_intervals(Connection& connection);         // of TIMESTAMPADD
Result<std::uint64_t> difference_intervals(Connection& connection);  // of TIMESTAMPDIFF

}  // namespace pillion::info
