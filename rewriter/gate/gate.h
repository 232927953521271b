// The read-only gate: the first wall before the guard's. It judges PostgreSQL's own parse tree
// and fails closed. Error positions are byte offsets in the judged text, plus one.
#pragma once

#include <span>
#include <string>

#include "core/result.h"
#include "core/session.h"
#include "rewriter/lex/token_stream.h"
#include "rewriter/parse/parser.h"

namespace pillion {

// One statement that only reads, without functions that reach out of the transaction.
// `refused`: the host's additions to the table of functions, as the user would write them.
Status judge(const sql::Statement& statement, const sql::TokenStream& text,
             std::span<const std::string> refused);

// What the grammar cannot parse may still be newer than the grammar: it is let through where its
// first word is a query's, for the server to judge under the guard. Words are all there is to go
// by.
Status judge_unparsed(const sql::SyntaxError& error, const sql::TokenStream& text, Dialect dialect,
                      std::span<const std::string> refused);

}  // namespace pillion
