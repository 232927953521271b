// The --session argument of every subcommand.
#pragma once

#include <memory>
#include <string>

#include "core/result.h"
#include "guest/guest.h"
#include "session/own_connection.h"

namespace pillion {

// A guest, and the connection under it where the command opened one itself.
struct CommandSession {
  std::unique_ptr<OwnConnection> connection;
  std::unique_ptr<Guest> guest;  // goes first
};

// "sqlite:<path>", or "postgres:<conninfo>" for a connection of the command's own.
Result<CommandSession> open_session(const std::string& argument, const GuestOptions& options = {});

}  // namespace pillion
