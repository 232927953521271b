// The {...} escapes, one function each. Used by translate.cc alone.
#pragma once

#include <functional>
#include <vector>

#include "core/result.h"
#include "core/session.h"
#include "rewriter/lex/token_stream.h"
#include "rewriter/odbc/pieces.h"

namespace pillion {

// A run of tokens: [first, last).
struct TokenRange {
  sql::TokenIndex first;
  sql::TokenIndex last;
  bool empty() const { return first >= last; }
};

struct EscapeContext {
  const sql::TokenStream& user;
  Dialect dialect;
  // Translates what stands inside an escape, further escapes and markers included.
  const std::function<Result<Pieces>(TokenRange)>& translate;
};

// `braces`: from the opening brace to behind the closing one.
Result<Pieces> translate_escape(const EscapeContext& context, TokenRange braces);

}  // namespace pillion
