// PostgreSQL's grammar. The only folder that sees libpg_query and the server's node structures.
#pragma once

#include <string>
#include <variant>

#include "core/result.h"
#include "rewriter/lex/token_stream.h"
#include "rewriter/parse/tree.h"

namespace pillion::sql {

// Deeper than this is an error, 54001: the tree is walked recursively, in threads whose stack may
// be small. Chains that lean to the left (a + b + c ..., UNION ALL ...) are not nesting.
inline constexpr int kMaxNesting = 400;

// The error of a text that is nested deeper than kMaxNesting, or has more than kMostTokens (54000).
Status check_size(const TokenStream& text);

// What the grammar cannot parse. The server may be newer than the grammar, so this alone does not
// make a statement wrong.
struct SyntaxError {
  std::string message;
  std::size_t offset = 0;  // bytes
};

// A statement, or why there is none. An Error is one of ours (54001, 54000, 22021), with a byte
// offset. Safe to call from several threads.
using Parsed = std::variant<Statement, SyntaxError>;
Result<Parsed> parse(const TokenStream& text);

}  // namespace pillion::sql
