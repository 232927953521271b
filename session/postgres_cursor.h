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
  // Before it is opened, under its name. `guest` tells whose it is (Lease::use); it is not called.
  PostgresCursor(std::shared_ptr<PostgresLease> lease, const void* guest, Format format);
  ~PostgresCursor() override;

  const std::string& name() const { return name_->text(); }
  // Until one of these is called it may be open or not, and is closed before the next statement.
  void opened() { state_ = State::kOpen; }
  void not_opened() { state_ = State::kClosed; }

  Result<std::unique_ptr<ResultSet>> fetch(std::int64_t count,
                                           std::chrono::milliseconds timeout) override;
  bool at_end() const override { return at_end_; }

  // How many rows keep the next page below a limit in bytes, judged by those read so far.
  void measure(std::int64_t rows, std::size_t bytes);

 private:
  const std::shared_ptr<PostgresLease> lease_;
  const void* const guest_;
  const std::shared_ptr<const CursorName> name_ = std::make_shared<const CursorName>();
  const Format format_;
  enum class State : std::uint8_t { kUnknown, kOpen, kClosed };
  State state_ = State::kUnknown;
  std::int64_t most_rows_;
  bool at_end_ = false;
  bool failed_ = false;
};

}  // namespace pillion
