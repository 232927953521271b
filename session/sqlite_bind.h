// A guest's parameter as an SQLite value: PostgreSQL's type says which storage class is meant.
#pragma once

#include <sqlite3.h>

#include "core/result.h"
#include "core/session.h"

namespace pillion {

// `index`: SQLite's number of the marker, from 1. 22018 where a text is not of its type.
Status sqlite_bind(sqlite3_stmt* statement, int index, const Parameter& parameter);

}  // namespace pillion
