#include "share/guest_rider.h"

#include <algorithm>

#include <fmt/format.h>

namespace pillion::share {
namespace {

using std::chrono::milliseconds;

// Bytes. To read a statement takes more than a hundred times its size, for a moment: of those that
// are larger than this the share reads one at a time.
constexpr std::size_t kLargeStatement = std::size_t{64} << 10U;

milliseconds shorter(milliseconds one, milliseconds other) {
  if (one.count() == 0 || other.count() == 0) return std::max(one, other);
  return std::min(one, other);
}

}  // namespace

Result<TranslatedPtr> GuestRider::translate(std::string_view text, bool own_path) {
  if (text.size() <= kLargeStatement) return guest_->translate(text, true, own_path);
  const MutexLock alone(reading_);
  return guest_->translate(text, true, own_path);
}

Result<Description> GuestRider::describe(const Translated& statement, std::span<const Oid> types,
                                         std::span<const Setting> settings) {
  PILLION_TRY(turn, turnstile_.take(place_));
  return guest_->describe(statement, types, settings);
}

Result<std::vector<Notice>> GuestRider::run(const Translated& statement, const Query& query) {
  PILLION_TRY(turn, turnstile_.take(place_));
  start_ = std::chrono::steady_clock::now();
  limit_ = shorter(timeout_, query.timeout);
  PILLION_TRY(result, guest_->execute(statement, query));
  return std::vector<Notice>(result->notices().begin(), result->notices().end());
}

// While its statement runs, a lease that is alive is in use, and says so without a look at the
// connection.
Status GuestRider::may_go_on() {
  if (turnstile_.is_cancelled(place_) || !guest_->is_alive())
    return fail("HY008", "canceling statement due to user request");
  if (limit_.count() == 0 || std::chrono::steady_clock::now() - start_ < limit_) return {};
  return fail(Error{.sqlstate = "HYT00",
                    .message = "canceling statement due to statement timeout",
                    .hint = fmt::format("The limit is {} ms.", limit_.count())});
}

void GuestRider::cancel() {
  turnstile_.cancel(place_);
  // A failure: the lease is over, and the statement with it.
  (void)guest_->cancel();
}

}  // namespace pillion::share
