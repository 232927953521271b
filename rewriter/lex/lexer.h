// Cuts SQL text into tokens; white space and comments are left out.
#pragma once

#include <string_view>
#include <vector>

#include "core/session.h"
#include "rewriter/lex/token.h"

namespace pillion::sql {

// Never fails: what does not end is a kUnterminated token that reaches to the end of the text.
// SQLite also quotes identifiers as `x` and [x]; PostgreSQL does not.
std::vector<Token> tokenize(std::string_view text, Dialect dialect);

}  // namespace pillion::sql
