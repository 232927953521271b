// SQLite's result codes as SQLSTATEs.
#pragma once

#include <sqlite3.h>

#include "core/result.h"

namespace pillion {

// What the connection says of its last failure, whose extended code is `code`.
Error sqlite_error(sqlite3* connection, int code);

}  // namespace pillion
