// The schema of a PostgreSQL database.
#pragma once

#include "core/result.h"
#include "core/session.h"
#include "reflect/schema.h"

namespace pillion {

// Not indexed yet, and without a version: load_schema() does both.
Result<Schema> load_postgres(QueryRunner& session);

}  // namespace pillion
