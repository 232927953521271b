#include "session/sessions.h"

#include "session/registry.h"
#include "session/runtime_directory.h"
#include "session/share_session.h"
#include "session/sqlite_lease.h"
#include "session/token.h"

namespace pillion {
namespace {

constexpr std::string_view kSqlitePrefix = "sqlite:";
constexpr char kSharePrefix = '@';

}  // namespace

bool is_of_another_process(std::string_view token) {
  return parse_token(token) && !is_lent_here(token);
}

Result<std::string> resolve_session_name(std::string_view name) {
  if (!name.starts_with(kSharePrefix)) return std::string(name);
  PILLION_TRY(share, find_share_by_name(name.substr(1)));
  return std::move(share.token);
}

Result<std::shared_ptr<Session>> find_session(std::string_view name) {
  if (name.starts_with(kSqlitePrefix)) {
    PILLION_TRY(opened, SqliteLease::open(name.substr(kSqlitePrefix.size())));
    return opened->make_session(opened);
  }
  PILLION_TRY(token, resolve_session_name(name));
  if (is_of_another_process(token)) {
    if (const auto share = find_share_by_token(token)) return ShareSession::connect(*share);
  }
  PILLION_TRY(lease, find_lease(token));
  return lease->make_session(lease);
}

std::shared_ptr<const HostRelations> host_relations(std::string_view name) {
  if (name.starts_with(kSqlitePrefix)) return nullptr;
  const auto lease = find_lease(name);
  return lease ? (*lease)->options().relations : nullptr;
}

}  // namespace pillion
