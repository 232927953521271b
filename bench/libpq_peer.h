// Plain libpq, unguarded: the floor that any driver stands on.
#pragma once

#include <memory>

#include <libpq-fe.h>

#include "peer.h"

namespace bench {

struct Finish {
  void operator()(PGconn* connection) const { PQfinish(connection); }
};
using Connection = std::unique_ptr<PGconn, Finish>;

enum class Values { kText = 0, kBinary = 1 };

std::unique_ptr<Peer> make_libpq_peer(Connection connection, Values values = Values::kBinary);

}  // namespace bench
