#include "tools/session_argument.h"

#include <utility>

namespace pillion {
namespace {

constexpr std::string_view kPostgres = "postgres:";

}  // namespace

Result<CommandSession> open_session(const std::string& argument, const GuestOptions& options) {
  CommandSession session;
  std::string name = argument;
  if (argument.starts_with(kPostgres)) {
    PILLION_TRY(opened, OwnConnection::open(argument.substr(kPostgres.size())));
    session.connection = std::move(opened);
    name = session.connection->token();
  }
  PILLION_TRY(guest, Guest::connect(name, options));
  session.guest = std::move(guest);
  return session;
}

}  // namespace pillion
