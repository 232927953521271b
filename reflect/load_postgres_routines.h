// The functions and procedures of a PostgreSQL database.
#pragma once

#include <span>
#include <vector>

#include "reflect/postgres_rows.h"
#include "reflect/schema.h"

namespace pillion {

// Ordered by schema and name, then by their arguments' types. `types`: where domains are looked up.
std::vector<Routine> read_routines(const PostgresRows& rows, std::span<const UserType> types);

}  // namespace pillion
