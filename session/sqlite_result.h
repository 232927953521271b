// A buffered SQLite result. Cells are written as PostgreSQL would write the column's type:
// booleans, integers and floats in binary, bytea raw, the rest as text.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <sqlite3.h>

#include "core/session.h"

namespace pillion {

// Collects rows, then decides each column's type: the declared one where every value keeps to it,
// else the one that the values have in common.
class SqliteResultBuilder {
 public:
  explicit SqliteResultBuilder(std::vector<ResultColumn> columns);
  ~SqliteResultBuilder();
  // The row a statement stands on.
  void add_row(sqlite3_stmt* statement);
  std::unique_ptr<ResultSet> finish();

 private:
  class Rows;
  std::unique_ptr<Rows> rows_;
};

}  // namespace pillion
