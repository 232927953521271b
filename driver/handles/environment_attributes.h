// Every environment attribute, as one table.
#pragma once

#include <span>
#include <string_view>

#include "core/result.h"
#include "driver/handles/environment.h"

namespace pillion {

struct EnvironmentAttributeRow {
  SQLINTEGER attribute;
  std::string_view name;
  SQLINTEGER (*get)(const Environment& environment);
  Status (*set)(Environment& environment, SQLINTEGER value);
};

std::span<const EnvironmentAttributeRow> all_environment_attributes();
// HY092 where there is no such attribute.
Result<const EnvironmentAttributeRow*> find_environment_attribute(SQLINTEGER attribute);

}  // namespace pillion
