// ODBC's own syntax, out of the user's text: ? markers become $1..$n, ?? becomes ?, and {...}
// escapes become what the database understands. Everything else stays byte for byte.
#pragma once

#include <string>
#include <string_view>

#include "core/session.h"
#include "rewriter/lex/token_stream.h"
#include "rewriter/rewriter.h"

namespace pillion {

struct OdbcText {
  std::string text;
  PositionMap positions;
  int parameter_count = 0;         // the user's markers
  bool returns_parameter = false;  // {?=call ...}
};

// Error positions are byte offsets in the user's text, plus one.
Result<OdbcText> translate_odbc(const sql::TokenStream& user, Dialect dialect, bool scan_escapes);

}  // namespace pillion
