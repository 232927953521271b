// The door: a Unix socket in the user's runtime directory, behind which other processes ride on a
// lease of this one, in PostgreSQL's own protocol.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "core/result.h"
#include "share/conversation.h"

namespace pillion::share {

struct ShareTerms {
  std::string token;
  std::string name;  // empty: the lease's id
  int max_clients = 16;
  std::chrono::milliseconds idle_timeout{0};  // 0: none
  std::int64_t max_rows = 0;                  // of one result; 0: no limit
  // For a client that has stopped reading while more than a megabyte waits for it; and, where the
  // share's memory is short, for one that asks nothing while more than that is kept for it.
  std::chrono::milliseconds unread_timeout{60'000};
};

// All functions may be called from any thread but its own.
class Share {
 public:
  // Begins to serve. 08003: no such lease in this process; 42710: the name is taken; 42501: the
  // runtime directory is not safe.
  static Result<std::unique_ptr<Share>> open(const ShareTerms& terms);
  // Cancels what clients run, tells them, and takes the door away. Does not wait for the host.
  ~Share();
  Share(const Share&) = delete;
  Share& operator=(const Share&) = delete;

  // Where psql's -h finds it.
  const std::string& directory() const;

 private:
  class Server;
  explicit Share(std::unique_ptr<Server> server);
  std::unique_ptr<Server> server_;
};

}  // namespace pillion::share
