#include "driver/handles/assumed_types.h"

#include <algorithm>
#include <charconv>

#include "core/type.h"

namespace pillion {
namespace {

constexpr std::size_t kMostParameters = 65535;  // of the wire protocol

// The number of the marker in "could not determine data type of parameter $1", whatever the
// language of the server's messages; 0 where there is none.
std::size_t named_parameter(std::string_view message) {
  const std::size_t dollar = message.find('$');
  if (dollar == std::string_view::npos) return 0;
  std::size_t number = 0;
  std::from_chars(message.data() + dollar + 1, message.data() + message.size(), number);
  return number;
}

}  // namespace

bool AssumedTypes::learn(const Error& error) {
  if (error.sqlstate != Sqlstate("42P18")) return false;
  const std::size_t number = named_parameter(error.message);
  if (number == 0 || number > kMostParameters) return false;
  if (number > types_.size()) types_.resize(number, 0);
  Oid& type = types_[number - 1];
  if (type != 0) return false;
  type = oid::kText;
  return true;
}

void AssumedTypes::apply(std::span<Parameter> parameters) const {
  const std::size_t count = std::min(parameters.size(), types_.size());
  for (std::size_t i = 0; i < count; ++i)
    if (parameters[i].type == 0) parameters[i].type = types_[i];
}

}  // namespace pillion
