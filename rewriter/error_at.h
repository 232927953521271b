// Errors that point into a text.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "core/result.h"

namespace pillion {

// Characters from 1, for a byte offset in UTF-8 text.
inline std::int32_t character_position(std::string_view text, std::size_t offset) {
  const auto begin = text.begin();
  const auto end = begin + static_cast<std::ptrdiff_t>(std::min(offset, text.size()));
  return 1 + static_cast<std::int32_t>(std::count_if(begin, end, [](char c) {
           return (static_cast<unsigned char>(c) & 0xC0) != 0x80;  // not a continuation byte
         }));
}

// `position` is a byte offset until rewrite() hands the error out (see finish_error there): the
// passes work on different texts, and only rewrite() knows the way back to the user's.
inline tl::unexpected<Error> fail_at(std::size_t offset, Sqlstate sqlstate, std::string message,
                                     std::string hint = {}) {
  return tl::make_unexpected(Error{.sqlstate = sqlstate,
                                   .message = std::move(message),
                                   .hint = std::move(hint),
                                   .position = static_cast<std::int32_t>(offset) + 1});
}

}  // namespace pillion
