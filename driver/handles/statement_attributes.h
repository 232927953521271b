// Every statement attribute, as one table.
#pragma once

#include <span>

#include "driver/handles/statement.h"

namespace pillion {

struct StatementAttributeRow {
  SQLINTEGER attribute;
  std::string_view name;
  // The value, a pointer being one too.
  SQLULEN (*get)(Statement& statement);
  // nullptr: cannot be set (HY092).
  Status (*set)(Statement& statement, SQLULEN value);
};

std::span<const StatementAttributeRow> all_statement_attributes();

}  // namespace pillion
