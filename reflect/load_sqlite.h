// The schema of an SQLite database.
#pragma once

#include "core/result.h"
#include "core/session.h"
#include "reflect/schema.h"

namespace pillion {

// Not indexed yet, and without a version: load_schema() does both.
Result<Schema> load_sqlite(QueryRunner& session);

}  // namespace pillion
