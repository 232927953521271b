// The plan as edits of the user's text.
#pragma once

#include <string>
#include <vector>

#include "rewriter/lex/edit_list.h"
#include "rewriter/paths/plan.h"

namespace pillion::sql {

struct Written {
  EditList edits;
  std::vector<std::string> explanation;
};

Result<Written> write(const Plan& plan, const Resolved& resolved, const Scopes& scopes,
                      const Names& names, const TokenStream& text);

}  // namespace pillion::sql
