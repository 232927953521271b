// Text put together from pieces.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace pillion::sql {

// A literal's length is known before the program runs.
template <std::size_t size>
constexpr std::string_view piece(const char (&literal)[size]) {
  return {literal, size - 1};
}
constexpr std::string_view piece(std::string_view text) {
  return text;
}

// To a std::string, or a TextBuffer.
template <class Text, class... Pieces>
void append(Text& out, const Pieces&... pieces) {
  (out.append(piece(pieces)), ...);
}

// With one allocation.
template <class... Pieces>
std::string concat(const Pieces&... pieces) {
  std::string out;
  out.reserve((piece(pieces).size() + ...));
  append(out, pieces...);
  return out;
}

}  // namespace pillion::sql
