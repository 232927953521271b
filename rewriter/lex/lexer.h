// Cuts SQL text into tokens; white space and comments are left out.
#pragma once

#include <string_view>
#include <vector>

#include "core/session.h"
#include "rewriter/lex/token.h"

namespace pillion::sql {

// What a statement may have. The grammar takes some 300 bytes for each: more memory than a
// statement is worth.
inline constexpr std::size_t kMostTokens = 500'000;

// Never fails: what does not end is a kUnterminated token that reaches to the end of the text.
// SQLite also quotes identifiers as `x` and [x]; PostgreSQL does not. Stops at kMostTokens and one
// more, so that no text takes more memory than a statement may.
std::vector<Token> tokenize(std::string_view text, Dialect dialect);

}  // namespace pillion::sql
