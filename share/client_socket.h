// The socket of a client that was let in, used by the client's own thread: it waits for messages
// and writes replies itself, so that a statement costs no hop through another thread.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "core/file_descriptor.h"
#include "core/result.h"
#include "share/budget.h"
#include "share/byte_queue.h"
#include "share/fork_guard.h"
#include "share/outlet.h"
#include "share/wire/frontend.h"

namespace pillion::share {

// In the client's thread, but for what says otherwise.
class ClientSocket final : public Outlet {
 public:
  using Clock = std::chrono::steady_clock;

  // `received`: what came behind the start-up messages. What waits to be sent is counted in
  // `budget`, the share's, which must outlive it.
  ClientSocket(FileDescriptor socket, std::string received, wire::FrontendLimits limits,
               Budget& budget);
  ~ClientSocket() override;

  // The client's next message, which points into a buffer that the next call uses again. What is
  // not sent yet is sent first. None: stop() was called. 08006: the client has gone; 08P01, 54000:
  // it does not keep to the protocol.
  Result<std::optional<wire::FrontendMessage>> next_message();

  Status send(std::string& bytes) override;
  std::size_t room_for_row() const override;
  Result<bool> wait_for_room(std::optional<std::chrono::milliseconds> limit) override;

  // ---- any thread
  // No further message is taken; a wait for the client ends.
  void stop();
  bool is_stopped() const { return stopped_; }
  bool has_hung_up() const;
  // More than may always wait does, and the client has read nothing since then. To be asked every
  // second or so: each call looks what was read since the one before.
  bool is_unread_since(Clock::time_point then);

 private:
  Status receive();
  Status write();
  Status send_rest();
  Result<std::size_t> send_some(std::string_view bytes);
  bool has_room() const;
  void look_what_was_read();
  // Until more can be sent; false: the deadline has passed.
  Result<bool> wait(std::optional<Clock::time_point> deadline);

  const FileDescriptor socket_;
  std::optional<KeptFromChildren> kept_;
  const wire::FrontendLimits limits_;
  Budget& budget_;
  const std::unique_ptr<char[]> chunk_;  // what recv() fills
  std::string input_;
  std::size_t taken_ = 0;  // of input_, from its front
  ByteQueue unsent_;
  std::atomic<std::size_t> waiting_ = 0;    // bytes that are not sent
  std::atomic<int> in_kernel_ = 0;          // bytes that were sent and not read, as last looked at
  std::atomic<Clock::time_point> read_at_;  // when the client last took some of them
  std::atomic<bool> stopped_ = false;
};

}  // namespace pillion::share
