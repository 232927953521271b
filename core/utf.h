// UTF-8 and UTF-16: the one place that turns the one into the other.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/result.h"

namespace pillion {

// 22021 where the text is not well formed.
Result<std::string> utf16_to_utf8(std::u16string_view text);
Result<std::u16string> utf8_to_utf16(std::string_view text);
bool is_valid_utf8(std::string_view text);
// Characters (code points) in well-formed UTF-8.
std::size_t utf8_length(std::string_view text);
// The longest prefix of at most `limit` bytes that ends between two characters.
std::size_t utf8_prefix(std::string_view text, std::size_t limit);

}  // namespace pillion
