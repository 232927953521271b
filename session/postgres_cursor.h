// A cursor of the server's on a lent connection, between two pages of a guest's result.
#pragma once

#include <cstdint>
#include <memory>

#include "core/session.h"
#include "session/cursor_name.h"
#include "session/postgres_lease.h"

namespace pillion {

class PostgresCursor final : public Cursor {
 public:
  // Open already, under that name. `guest` tells whose it is (Lease::use); it is not called.
  PostgresCursor(std::shared_ptr<PostgresLease> lease, const void* guest,
                 std::unique_ptr<CursorName> name, Format format);
  ~PostgresCursor() override;

  Result<std::unique_ptr<ResultSet>> fetch(std::int64_t count,
                                           std::chrono::milliseconds timeout) override;
  bool at_end() const override { return at_end_; }

  // How many rows keep the next page below a limit in bytes, judged by those read so far.
  void measure(std::int64_t rows, std::size_t bytes);

 private:
  const std::shared_ptr<PostgresLease> lease_;
  const void* const guest_;
  const std::unique_ptr<CursorName> name_;
  const Format format_;
  std::int64_t most_rows_;
  bool at_end_ = false;
  bool failed_ = false;
};

}  // namespace pillion
