#include "session/sessions.h"

#include "session/registry.h"
#include "session/sqlite_lease.h"

namespace pillion {
namespace {

constexpr std::string_view kSqlitePrefix = "sqlite:";

}  // namespace

Result<std::shared_ptr<Session>> find_session(std::string_view name) {
  std::shared_ptr<LendableLease> lease;
  if (name.starts_with(kSqlitePrefix)) {
    PILLION_TRY(opened, SqliteLease::open(name.substr(kSqlitePrefix.size())));
    lease = opened;
  } else {
    PILLION_TRY(found, find_lease(name));
    lease = found;
  }
  return lease->make_session(lease);
}

}  // namespace pillion
