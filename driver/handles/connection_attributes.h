// Every connection attribute, as one table.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "driver/handles/connection.h"

namespace pillion {

struct ConnectionAttributeRow {
  SQLINTEGER attribute;
  std::string_view name;
  std::size_t width = sizeof(SQLUINTEGER);                         // bytes of the value; 0: text
  Result<SQLULEN> (*get)(Connection& connection) = nullptr;        // nullptr: cannot be asked
  Status (*set)(Connection& connection, SQLULEN value) = nullptr;  // nullptr: cannot be set
  Result<std::string> (*get_text)(Connection& connection) = nullptr;
};

std::span<const ConnectionAttributeRow> all_connection_attributes();
// HY092 where there is no such attribute.
Result<const ConnectionAttributeRow*> find_connection_attribute(SQLINTEGER attribute);
// The current catalog is the host's database: another one cannot be chosen.
Status set_current_catalog(Connection& connection, std::string_view catalog);

}  // namespace pillion
