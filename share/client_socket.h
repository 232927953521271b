// The socket of a client that was let in, used by the client's own thread: it waits for messages
// and writes replies itself, so that a statement costs no hop through another thread.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "core/result.h"
#include "share/fork_guard.h"
#include "share/outlet.h"
#include "share/wire/frontend.h"

namespace pillion::share {

// In the client's thread, but for what says otherwise.
class ClientSocket final : public Outlet {
 public:
  // Takes `socket` over. `received`: what came behind the start-up messages.
  ClientSocket(int socket, std::string received, wire::FrontendLimits limits);
  ~ClientSocket() override;

  // The client's next message, which points into a buffer that the next call uses again. What is
  // not sent yet is sent first. None: stop() was called. 08006: the client has gone; 08P01, 54000:
  // it does not keep to the protocol.
  Result<std::optional<wire::FrontendMessage>> next_message();

  Status send(std::string& bytes) override;
  Result<bool> wait_for_room(std::optional<std::chrono::milliseconds> limit) override;

  // ---- any thread
  // No further message is taken; a wait for the client ends.
  void stop();
  bool is_stopped() const { return stopped_; }
  bool has_hung_up() const;

 private:
  using Clock = std::chrono::steady_clock;

  Status receive();
  Status write();
  Status send_rest();
  std::size_t unsent() const { return unsent_.size() - sent_; }
  // Until more can be sent; false: the deadline has passed.
  Result<bool> wait(std::optional<Clock::time_point> deadline);

  const int socket_;
  std::optional<KeptFromChildren> kept_;
  const wire::FrontendLimits limits_;
  const std::unique_ptr<char[]> chunk_;  // what recv() fills
  std::string input_;
  std::size_t taken_ = 0;  // of input_, from its front
  std::string unsent_;
  std::size_t sent_ = 0;  // of unsent_, from its front
  std::atomic<bool> stopped_ = false;
};

}  // namespace pillion::share
