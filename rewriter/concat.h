// Text put together from pieces, with one allocation.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace pillion::sql {

inline void append(std::string& out, std::initializer_list<std::string_view> pieces) {
  std::size_t size = out.size();
  for (const std::string_view piece : pieces) size += piece.size();
  if (size > out.capacity()) out.reserve(std::max(size, 2 * out.capacity()));
  for (const std::string_view piece : pieces) out += piece;
}

inline std::string concat(std::initializer_list<std::string_view> pieces) {
  std::string out;
  append(out, pieces);
  return out;
}

}  // namespace pillion::sql
