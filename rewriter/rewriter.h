// SQL as a guest writes it, in; SQL as the server gets it, out. A pure function of the text, the
// schema and the dialect: ODBC markers and escapes, the read-only gate, then paths.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/session.h"
#include "reflect/relation.h"

namespace pillion {

struct RewriteOptions {
  Dialect dialect = Dialect::kPostgres;
  bool scan_escapes = true;  // SQL_ATTR_NOSCAN off: {...} escapes are translated
  std::vector<std::string> refused_functions;  // the host's own additions to the gate's table
};

// Where a piece of the sent text stands in the user's. Offsets in bytes.
class PositionMap {
 public:
  // The user's byte offset for an offset in the sent text; for inserted text, the place in the
  // user's text that caused it.
  std::size_t to_user(std::size_t sent_offset) const;
  void add(std::size_t sent_offset, std::size_t user_offset);

 private:
  std::vector<std::pair<std::size_t, std::size_t>> marks_;  // ascending in the first
};

struct Rewritten {
  std::string text;          // what is sent, with $1..$n as markers
  int parameter_count = 0;   // the user's markers, in the user's order
  bool returns_rows = true;
  bool rewritten = false;    // whether paths were resolved; false: forwarded as it stands
  // The snapshot could not tell whether the server accepts `text` as it stands. Describe it first;
  // if the answer is 42703 or 42P01, call rewrite() again with `server_refused`.
  bool server_decides = false;
  PositionMap positions;
  std::vector<std::string> explanation;  // for --explain: one line a join or shape that was added
};

// `view` may be nullptr: then the text is translated and judged by the gate, but paths stay.
Result<Rewritten> rewrite(std::string_view text, const SchemaView* view,
                          const RewriteOptions& options, bool server_refused = false);

}  // namespace pillion
