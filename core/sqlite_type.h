// From the types SQLite columns are declared with to PostgreSQL's, in which the layers above
// think. SQLite holds anybody to them as little as it can: what a column really holds is looked
// at when a result is made (sqlite_result.h).
#pragma once

#include <cstdint>
#include <string>

#include "core/session.h"

namespace pillion {

struct SqliteType {
  Oid type = 0;  // 0: the declaration says nothing
  std::int32_t type_modifier = -1;
};

// "varchar(100)" and the like; nullptr is an expression's.
SqliteType sqlite_type(const char* declared);
inline SqliteType sqlite_type(const std::string& declared) {
  return sqlite_type(declared.c_str());
}

}  // namespace pillion
