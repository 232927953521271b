// A proxy between a libpq host and the server that writes down what the host's side sends, and
// counts round trips. It is patient: what the server answers is kept back until the client has
// been silent for a while, so the client gets an answer only when it cannot go on without one,
// and the count does not depend on timing.
#pragma once

#include <atomic>
#include <cstddef>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace pillion::test {

class WireProxy {
 public:
  // Stands in front of the server that PGHOST and PGPORT name.
  WireProxy();
  ~WireProxy();
  WireProxy(const WireProxy&) = delete;
  WireProxy& operator=(const WireProxy&) = delete;

  // For a connection string: "host=... port=..."
  std::string conninfo() const;

  // What was sent since the last call, a message an entry: "Parse SELECT 1", "Bind", "Sync", ...
  std::vector<std::string> take_messages();
  // How often the client waited for an answer since the last call.
  int take_round_trips();

 private:
  void accept_connections();
  void relay(int client, int server);
  void note(std::vector<std::string> messages);

  std::string directory_;
  int listener_ = -1;
  std::atomic<bool> stopping_{false};
  std::atomic<int> round_trips_{0};
  std::mutex mutex_;
  std::vector<std::string> messages_;
  std::vector<std::thread> relays_;
  std::thread acceptor_;
};

}  // namespace pillion::test
