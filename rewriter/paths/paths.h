// Paths: names of related data, made into joins and subqueries. The passes, in order: scopes,
// resolve, plan, write; where declared columns are used, they are written out first, and the passes
// begin anew.
#pragma once

#include <string>
#include <vector>

#include "core/result.h"
#include "rewriter/lex/token_stream.h"
#include "rewriter/parse/tree.h"
#include "rewriter/paths/names.h"
#include "rewriter/rewriter.h"

namespace pillion::sql {

struct PathRewrite {
  bool rewritten = false;       // false: the text stays as it is
  bool server_decides = false;  // the server may take the text as it is: see Rewritten
  std::string text;
  PositionMap positions;
  std::vector<ShapeChoice> alternatives;
  int gathered = 0;
  std::vector<std::string> explanation;
  bool declared = false;  // something declared was written into the text
};

struct PathOptions {
  ShapeChoice shapes = ShapeChoice::kAuto;
  bool server_refused = false;  // the text as it stands: what may be a path is one
  bool explain = false;
};

// Error positions are byte offsets in `text`, plus one.
Result<PathRewrite> rewrite_paths(const Statement& statement, const TokenStream& text,
                                  const Names& names, const PathOptions& options);

}  // namespace pillion::sql
