#include "session/query_parts.h"

#include <algorithm>

#include "core/type.h"

namespace pillion {
namespace {

bool readable_in_binary(const ResultColumn& column) {
  const Type* const type = find_type(column.type);
  return type != nullptr && type->binary;
}

}  // namespace

WireParameters::WireParameters(std::span<const Parameter> parameters)
    : types_(types_of(parameters)) {
  values_.reserve(parameters.size());
  lengths_.reserve(parameters.size());
  formats_.reserve(parameters.size());
  for (const Parameter& parameter : parameters) {
    values_.push_back(parameter.value ? parameter.value->c_str() : nullptr);
    lengths_.push_back(parameter.value ? static_cast<int>(parameter.value->size()) : 0);
    formats_.push_back(static_cast<int>(parameter.format));
  }
}

std::vector<Oid> types_of(std::span<const Parameter> parameters) {
  std::vector<Oid> types;
  types.reserve(parameters.size());
  for (const Parameter& parameter : parameters) types.push_back(parameter.type);
  return types;
}

Format best_format(const std::vector<ResultColumn>& columns) {
  return std::all_of(columns.begin(), columns.end(), readable_in_binary) ? Format::kBinary
                                                                         : Format::kText;
}

Status refuse_nul(std::string_view text, std::span<const Parameter> parameters) {
  if (text.find('\0') != text.npos)
    return fail("42601", "The statement contains the character NUL. Remove it.");
  for (const Parameter& parameter : parameters)
    if (parameter.format == Format::kText && parameter.value &&
        parameter.value->find('\0') != std::string::npos)
      return fail("22021",
                  "A text parameter contains the character NUL, which PostgreSQL's text cannot "
                  "hold. Send it as binary data (bytea).");
  return {};
}

}  // namespace pillion
