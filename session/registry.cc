#include "session/registry.h"

#include <atomic>
#include <map>

#include <fmt/format.h>
#include <unistd.h>

#include "session/mutex.h"
#include "session/token.h"

namespace pillion {
namespace {

struct Entry {
  std::string secret;
  std::shared_ptr<LendableLease> lease;
};

struct Registry {
  explicit Registry(pid_t owner) : process(owner) {}

  const pid_t process;
  Mutex mutex;
  std::map<std::string, Entry, std::less<>> leases PILLION_GUARDED_BY(mutex);
  unsigned last_number PILLION_GUARDED_BY(mutex) = 0;
};

constinit std::atomic<Registry*> current_registry{nullptr};

// Never freed: guests may ride until the process ends, after every static was destroyed.
Registry& registry() {
  const pid_t process = getpid();
  Registry* registry = current_registry.load(std::memory_order_acquire);
  while (registry == nullptr || registry->process != process) {
    auto fresh = std::make_unique<Registry>(process);
    if (current_registry.compare_exchange_strong(registry, fresh.get(), std::memory_order_acq_rel))
      registry = fresh.release();
  }
  return *registry;
}

tl::unexpected<Error> of_another_process(pid_t process) {
  return fail("08003",
              fmt::format("The lease belongs to process {} and is not shared, so it works there "
                          "alone (this is process {}). Share it, or lend a connection here.",
                          process, getpid()));
}

tl::unexpected<Error> unknown_token() {
  return fail("08003",
              "No connection is lent under this token: it was reclaimed, or the token is wrong. "
              "Take the token of a connection that is lent now.");
}

Result<std::shared_ptr<LendableLease>> look_up(std::string_view token, bool remove) {
  PILLION_TRY(parts, parse_token(token));
  if (parts.process != getpid()) return of_another_process(parts.process);
  Registry& all = registry();
  const MutexLock lock(all.mutex);
  const auto found = all.leases.find(parts.lease_id);
  if (found == all.leases.end() || !equal_in_constant_time(found->second.secret, parts.secret))
    return unknown_token();
  std::shared_ptr<LendableLease> lease = found->second.lease;
  if (remove) all.leases.erase(found);
  return lease;
}

}  // namespace

Result<std::string> register_lease(std::shared_ptr<LendableLease> lease) {
  PILLION_TRY(secret, make_secret());
  Registry& all = registry();
  const MutexLock lock(all.mutex);
  const std::string id = make_lease_id(all.process, ++all.last_number);
  all.leases.emplace(id, Entry{.secret = secret, .lease = std::move(lease)});
  return id + "." + secret;
}

Result<std::shared_ptr<LendableLease>> find_lease(std::string_view token) {
  return look_up(token, false);
}

bool is_lent_here(std::string_view token) {
  const auto parts = parse_token(token);
  if (!parts || parts->process != getpid()) return false;
  Registry& all = registry();
  const MutexLock lock(all.mutex);
  return all.leases.contains(parts->lease_id);
}

Result<std::shared_ptr<LendableLease>> remove_lease(std::string_view token) {
  return look_up(token, true);
}

}  // namespace pillion
