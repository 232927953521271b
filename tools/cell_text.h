// A value of a result as a person reads it.
#pragma once

#include <string>

#include "core/session.h"

namespace pillion {

// `cell` is not NULL. Text as it is; of what comes in binary (an SQLite session's numbers and
// bytes), the text that PostgreSQL would write.
std::string cell_text(const ResultColumn& column, const Cell& cell);

// Whether a column of this type is written to the right, and bare in JSON.
bool is_number(Oid type);

}  // namespace pillion
