// Reading a data source from odbc.ini. The parser belongs to unixODBC's libodbcinst, which is
// loaded at that moment and not linked: a process may bring a driver manager of its own (pyodbc's
// wheels do), and most guests never name a data source.
#pragma once

#include <string_view>
#include <vector>

#include "driver/handles/connection_string.h"

namespace pillion {

// The keys of a data source; 08001 where there is none or libodbcinst is missing.
Result<std::vector<KeyValue>> read_data_source(std::string_view dsn);

}  // namespace pillion
