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

class Declared;

// How aggregates over related rows are computed: which shapes, where they apply
// (rewriter/aggregates/shape.h).
enum class ShapeChoice : std::uint8_t {
  kAuto,        // by what the schema tells
  kByRow,       // a subquery for each row or group, EXISTS for a count compared with zero
  kSubqueries,  // the same without EXISTS
  kLateral,     // one LATERAL subquery a row for all aggregates over the same rows
  kSets         // every relation grouped once, and joined
};

struct RewriteOptions {
  Dialect dialect = Dialect::kPostgres;
  bool plain = false;  // the text is the database's own SQL: without ? markers and {...} escapes
  bool scan_escapes = true;  // SQL_ATTR_NOSCAN off: {...} escapes are translated
  ShapeChoice shapes = ShapeChoice::kAuto;
  std::vector<std::string> refused_functions;  // the host's own additions to the gate's table
  // What is declared beside the schema, bound to the same one; nullptr: nothing.
  const Declared* declared = nullptr;
  bool explain = false;  // Rewritten::explanation is made
};

// Where a piece of the sent text stands in the user's. Offsets in bytes.
class PositionMap {
 public:
  // The user's byte offset for an offset in the sent text; for inserted text, the place in the
  // user's text that caused it.
  std::size_t to_user(std::size_t sent_offset) const;
  // From `sent_offset` on the text is copied from, or was caused by, the user's text at
  // `user_offset`. Calls come in ascending order of the first.
  void add_copied(std::size_t sent_offset, std::size_t user_offset) {
    add(sent_offset, user_offset, true);
  }
  void add_caused(std::size_t sent_offset, std::size_t user_offset) {
    add(sent_offset, user_offset, false);
  }
  void reserve(std::size_t calls) { marks_.reserve(calls); }
  // This map, where its "user's text" is what `earlier` calls the sent text.
  PositionMap after(const PositionMap& earlier) &&;

 private:
  struct Mark {
    std::size_t sent;
    std::size_t user;
    bool copied;
  };
  void add(std::size_t sent_offset, std::size_t user_offset, bool copied) {
    marks_.push_back({.sent = sent_offset, .user = user_offset, .copied = copied});
  }
  std::vector<Mark> marks_;  // ascending in `sent`; none: nothing was changed
};

struct Rewritten {
  std::string text;         // what is sent, with $1..$n as markers
  int parameter_count = 0;  // the user's markers, in the user's order
  bool returns_rows = true;
  // {?=call f(...)}: the user's first marker receives the one value of the result. It is not sent,
  // so the user's marker n + 1 is $n in `text`.
  bool returns_parameter = false;
  bool rewritten = false;  // whether paths were resolved; false: forwarded as it stands
  // The snapshot could not tell whether the server accepts `text` as it stands. Describe it first;
  // if the answer is 42703 or 42P01, call rewrite() again with `server_refused`.
  bool server_decides = false;
  PositionMap positions;
  // The schema cannot tell which of these other shapes is the best for `text`, or whether `text`
  // is: the planner's costs can.
  std::vector<ShapeChoice> alternatives;
  // So many aggregates of `text` look up rows by the gathered keys of a group. The planner takes
  // each group for one of ten keys.
  int gathered = 0;
  // One line for each join or shape that was added, where RewriteOptions::explain asks.
  std::vector<std::string> explanation;
};

// `view` may be nullptr: then the text is translated and judged by the gate, but paths stay.
Result<Rewritten> rewrite(std::string_view text, const SchemaView* view,
                          const RewriteOptions& options, bool server_refused = false);

}  // namespace pillion
