// Plain libpq, unguarded: the floor that any driver stands on.
#pragma once

#include <memory>

#include <libpq-fe.h>

#include "peer.h"

namespace bench {

// Does not own the connection.
std::unique_ptr<Peer> make_libpq_peer(PGconn* connection);

}  // namespace bench
