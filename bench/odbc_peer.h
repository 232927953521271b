// Any ODBC driver, through the driver manager: ours and psqlODBC run the very same calls.
#pragma once

#include <memory>
#include <string>

#include "peer.h"

namespace bench {

std::unique_ptr<Peer> make_odbc_peer(const std::string& connection_string);

}  // namespace bench
