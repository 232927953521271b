// One prepared SQLite statement that only reads: prepared, judged, its parameters bound.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include <sqlite3.h>

#include "core/result.h"
#include "core/session.h"

namespace pillion {

class SqliteStatement {
 public:
  // 25006 for what is not a single SELECT, VALUES, WITH or EXPLAIN that reads alone. The gate has
  // judged it before; this wall stands on the host's own connection, which may write.
  static Result<SqliteStatement> prepare(sqlite3* connection, std::string_view text);

  Status bind(std::span<const Parameter> parameters);
  std::vector<ResultColumn> columns() const;
  int parameter_count() const;
  sqlite3_stmt* get() const { return statement_.get(); }
  // Another statement of this connection is half read: an interrupt would end it as well.
  bool has_company() const;
  Error error(int code) const;

 private:
  struct Finalizer {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  SqliteStatement(sqlite3* connection, sqlite3_stmt* statement)
      : connection_(connection), statement_(statement) {}

  sqlite3* connection_;
  std::unique_ptr<sqlite3_stmt, Finalizer> statement_;
};

}  // namespace pillion
