// What a server, or libpq itself, says of a failure, as an Error.
#pragma once

#include <string>

#include "core/result.h"
#include "core/session.h"
#include "session/libpq.h"

namespace pillion {

Error server_error(const Libpq& libpq, const PGresult* result);
Notice server_notice(const Libpq& libpq, const PGresult* result);
// What libpq has to say of the connection.
std::string connection_message(const Libpq& libpq, PGconn* connection);
// 08S01 where the connection is lost, HY000 where libpq refuses something on a good one.
Error connection_error(const Libpq& libpq, PGconn* connection);

}  // namespace pillion
