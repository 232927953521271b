// SQLite's declared types as PostgreSQL types, so that everything above speaks of one kind of type.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/session.h"

namespace pillion {

struct SqliteType {
  Oid type = 0;                     // 0: nothing was declared, the values themselves tell
  std::int32_t type_modifier = -1;  // as PostgreSQL packs a length or a precision and a scale
};

// `declared` as CREATE TABLE spells it ("varchar(40)", "integer unsigned"). Follows SQLite's own
// rules of affinity, with the types that frameworks declare (bool, date, datetime, decimal) kept
// apart. Every integer is 64 bits wide: SQLite stores any size under any name.
SqliteType sqlite_type(std::string_view declared);

}  // namespace pillion
