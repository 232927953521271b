// Who may do what with the tables of a PostgreSQL database.
#pragma once

#include <functional>

#include "reflect/postgres_rows.h"
#include "reflect/schema.h"

namespace pillion {

// Fills the tables' grants, and whether the session's role may read them.
void read_grants(const PostgresRows& rows, Schema& schema,
                 const std::function<TableId(Oid)>& table_of);

}  // namespace pillion
