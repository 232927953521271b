// Text that grows at its end, piece by piece: fmt's buffer, which keeps up to date nothing but its
// length.
#pragma once

#include <string>
#include <string_view>

#include <fmt/format.h>

#include "core/identifier.h"

namespace pillion::sql {

using TextBuffer = fmt::memory_buffer;

// Until something is appended.
inline std::string_view view_of(const TextBuffer& text) {
  return {text.data(), text.size()};
}

using pillion::append_identifier;  // to a std::string
inline void append_identifier(TextBuffer& out, std::string_view identifier) {
  may_stand_bare(identifier) ? out.append(identifier) : out.append(quote_identifier(identifier));
}

}  // namespace pillion::sql
