#include "share/guest_rider.h"

namespace pillion::share {

Result<TranslatedPtr> GuestRider::translate(std::string_view text) {
  return guest_->translate(text);
}

Result<Description> GuestRider::describe(const Translated& statement, std::span<const Oid> types,
                                         std::span<const Setting> settings) {
  PILLION_TRY(turn, turnstile_.take(place_));
  return guest_->describe(statement, types, settings);
}

Result<std::vector<Notice>> GuestRider::run(const Translated& statement, const Query& query) {
  PILLION_TRY(turn, turnstile_.take(place_));
  PILLION_TRY(result, guest_->execute(statement, query));
  return std::vector<Notice>(result->notices().begin(), result->notices().end());
}

void GuestRider::cancel() {
  turnstile_.cancel(place_);
  // A failure: the lease is over, and the statement with it.
  (void)guest_->cancel();
}

}  // namespace pillion::share
