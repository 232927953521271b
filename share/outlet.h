// Where a conversation's replies go.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "core/result.h"

namespace pillion::share {

class Outlet {
 public:
  Outlet() = default;
  Outlet(const Outlet&) = delete;
  Outlet& operator=(const Outlet&) = delete;
  virtual ~Outlet() = default;

  // Takes `bytes` to be sent, and empties it. 08006: the client has gone.
  virtual Status send(std::string& bytes) = 0;
  // Waits until what was taken and not sent is little again; false: not within the limit. 08006:
  // the client has gone. No limit: for as long as it takes.
  virtual Result<bool> wait_for_room(std::optional<std::chrono::milliseconds> limit) = 0;
};

}  // namespace pillion::share
