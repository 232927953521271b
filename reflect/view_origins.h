// Where the columns of a view come from, read out of PostgreSQL's own parse tree of the view
// (pg_rewrite.ev_action). The server follows names exactly, and reading its tree takes no lock, as
// pg_get_viewdef() does.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/session.h"

namespace pillion {

// A column that is a plain column of another table, or of another view.
struct ViewColumnOrigin {
  std::string row;  // which row: the way through the view's range tables; equal for columns of one
  Oid table = 0;
  int attribute = 0;  // its number there
};

// One for each column of the view, in order; none for an expression. An unreadable tree has none.
std::vector<std::optional<ViewColumnOrigin>> view_column_origins(std::string_view action);

}  // namespace pillion
