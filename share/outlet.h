// Where a conversation's replies go.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

#include "core/result.h"

namespace pillion::share {

// Bytes that may wait to be sent: so much of a result lets go of the host's connection, whatever
// the client's pace. A single row may have as much, besides.
inline constexpr std::size_t kMostUnsent = std::size_t{64} << 20U;

class Outlet {
 public:
  Outlet() = default;
  Outlet(const Outlet&) = delete;
  Outlet& operator=(const Outlet&) = delete;
  virtual ~Outlet() = default;

  // Takes `bytes` to be sent, and empties it. 08006: the client has gone.
  virtual Status send(std::string& bytes) = 0;
  // Bytes that a single row may have now.
  virtual std::size_t room_for_row() const = 0;
  // Waits until what was taken and not sent is little again; false: not within the limit. 08006:
  // the client has gone. No limit: for as long as it takes.
  virtual Result<bool> wait_for_room(std::optional<std::chrono::milliseconds> limit) = 0;
};

}  // namespace pillion::share
