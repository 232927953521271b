// From the Session= value of a connection string to a live session.
#pragma once

#include <memory>
#include <string_view>

#include "core/result.h"
#include "core/session.h"

namespace pillion {

// `name`: "<lease id>.<secret>" or "sqlite:<path>". Opens nothing for a token. The session
// outlives its lease as an object whose every call returns 08003.
Result<std::shared_ptr<Session>> find_session(std::string_view name);

}  // namespace pillion
