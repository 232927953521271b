// Everything of a host's session that a guest must leave as it was, as one text.
#pragma once

#include <string>

#include <libpq-fe.h>

namespace pillion::test {

// Runs read-only queries on the host's connection, which must not be in a failed transaction.
std::string fingerprint(PGconn* host);

}  // namespace pillion::test
