#include "session/postgres_cursor.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "session/packed_result.h"

namespace pillion {
namespace {

// A page of wide rows is cut short, so that it stays small in memory whatever FetchSize says.
constexpr std::size_t kPageBytes = std::size_t{16} << 20U;

tl::unexpected<Error> gone() {
  return fail("24000",
              "The rest of this result is gone: the host has ended the transaction it was being "
              "read in, or closed its cursor. Execute the statement again; with Fetch=buffered a "
              "result does not depend on the host's transaction.");
}

}  // namespace

PostgresCursor::PostgresCursor(std::shared_ptr<PostgresLease> lease, const void* guest,
                               Format format)
    : lease_(std::move(lease)),
      guest_(guest),
      format_(format),
      most_rows_(std::numeric_limits<std::int64_t>::max()) {
  lease_->cursors().add(name_);
}

PostgresCursor::~PostgresCursor() {
  if (state_ == State::kClosed)
    lease_->cursors().closed(name());
  else
    lease_->cursors().left(name());
  // While it is being opened the connection is in use by this very thread.
  if (state_ == State::kOpen) lease_->close_cursor(name(), guest_);
}

void PostgresCursor::measure(std::int64_t rows, std::size_t bytes) {
  if (rows <= 0) return;
  const auto each = std::max<std::size_t>(bytes / static_cast<std::size_t>(rows), 1);
  most_rows_ = std::max<std::int64_t>(static_cast<std::int64_t>(kPageBytes / each), 1);
}

Result<std::unique_ptr<ResultSet>> PostgresCursor::fetch(std::int64_t count,
                                                         std::chrono::milliseconds timeout) {
  if (failed_) return gone();
  const std::int64_t wanted = std::min(count, most_rows_);
  const std::string text = fmt::format("FETCH FORWARD {} FROM {}", wanted, name());
  PackedResultBuilder page;
  const GuardedStatement statement{.text = text.c_str(),
                                   .result_format = format_,
                                   .timeout = lease_->limited(timeout),
                                   .role = lease_->options().role,
                                   .text_values = format_ == Format::kText,
                                   .sink = &page};
  PILLION_TRY(use, lease_->use(guest_));
  auto reply = lease_->run(use, statement);
  if (!reply) {
    // What the guard refuses or the lease times out leaves the cursor as it is; an error of the
    // server's ends it.
    static constexpr Sqlstate kRefusals[] = {"25P02", "HY000", "08003", "08S01"};
    failed_ = std::find(std::begin(kRefusals), std::end(kRefusals), reply.error().sqlstate) ==
              std::end(kRefusals);
    if (reply.error().sqlstate == Sqlstate("34000")) return gone();
    return fail(std::move(reply).error());
  }
  at_end_ = page.row_count() < wanted;
  measure(page.row_count(), page.bytes());
  return page.finish(std::move(reply->notices));
}

}  // namespace pillion
