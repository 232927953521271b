// The little that the command needs to write JSON.
#pragma once

#include <string>
#include <string_view>

namespace pillion {

// A text in quotes. Bytes that are no UTF-8 were refused long before.
std::string json_text(std::string_view text);
inline const char* json_bool(bool value) {
  return value ? "true" : "false";
}

}  // namespace pillion
