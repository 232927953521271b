// From the Session= value of a connection string to a live session.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/result.h"
#include "core/session.h"
#include "session/lease.h"

namespace pillion {

// "@name" becomes the token of the share that has this name now; other names stay as they are.
// 08001: there is no such share; 42501: the runtime directory is not safe.
Result<std::string> resolve_session_name(std::string_view name);

// Whether a token is one of another process: its session is reached by a share, if at all. The
// number in it can be this process's own, in another PID namespace.
bool is_of_another_process(std::string_view token);

// What the host of a session declares; nullptr: nothing, or it is another process's: there the
// share at its other end knows them.
std::shared_ptr<const HostRelations> host_relations(std::string_view name);

// `name`: "<lease id>.<secret>", "@name" or "sqlite:<path>". Opens nothing for a token of this
// process; one of another process is reached by its share, if it has one. The session outlives its
// lease as an object whose every call returns 08003.
Result<std::shared_ptr<Session>> find_session(std::string_view name);

}  // namespace pillion
