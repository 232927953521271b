// The leases of this process, by lease id. A forked child starts with an empty registry of its
// own: the parent's copy may hold a lock that nobody will ever release, so it is left behind.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/result.h"
#include "core/session.h"
#include "session/lease.h"

namespace pillion {

// What a token unlocks: a lease that can make sessions.
class LendableLease : public Lease {
 public:
  using Lease::Lease;
  virtual std::shared_ptr<Session> make_session(std::shared_ptr<LendableLease> self) = 0;
};

// Returns the token.
Result<std::string> register_lease(std::shared_ptr<LendableLease> lease);
// 08001: not a token; 08003: no such lease, or another process's. The error says what to do.
Result<std::shared_ptr<LendableLease>> find_lease(std::string_view token);
// Whether a lease of this id is in this process, whatever the token's secret.
bool is_lent_here(std::string_view token);
// Finds it and forgets it: of two callers one succeeds.
Result<std::shared_ptr<LendableLease>> remove_lease(std::string_view token);

}  // namespace pillion
