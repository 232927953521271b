// A guest of the share on the lease: the Guest of its own, and its place among the others.
#pragma once

#include <chrono>
#include <memory>
#include <string_view>

#include "session/mutex.h"
#include "share/rider.h"
#include "share/turnstile.h"

namespace pillion::share {

class GuestRider final : public Rider {
 public:
  // `turnstile` and `reading` must outlive it. `reading`: held while a large statement is read.
  // `timeout`: of statements, by the lease; 0: none.
  GuestRider(std::unique_ptr<Guest> guest, Turnstile& turnstile, Mutex& reading,
             std::chrono::milliseconds timeout)
      : guest_(std::move(guest)), turnstile_(turnstile), reading_(reading), timeout_(timeout) {}

  Result<TranslatedPtr> translate(std::string_view text, bool own_path) override;
  Result<Description> describe(const Translated& statement, std::span<const Oid> types,
                               std::span<const Setting> settings) override;
  Result<SessionInfo> info() override { return guest_->info(); }
  std::shared_ptr<const std::vector<Setting>> reported() override { return guest_->reported(); }
  Result<std::vector<Notice>> run(const Translated& statement, const Query& query) override;
  Status may_go_on() override;

  // Ends what it waits for or runs. From any thread.
  void cancel();

 private:
  const std::unique_ptr<Guest> guest_;
  Turnstile& turnstile_;
  Mutex& reading_;
  const std::chrono::milliseconds timeout_;
  Turnstile::Place place_;
  // Of the statement that runs.
  std::chrono::steady_clock::time_point start_;
  std::chrono::milliseconds limit_{0};  // 0: none
};

}  // namespace pillion::share
