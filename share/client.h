// One client's socket. The share's I/O thread reads and writes it and lets the client in; a thread
// of its own then holds the conversation, because a statement waits for the host.
//
// Threads: what is marked "I/O thread" runs there alone; messages pass to the client's thread
// through the inbox, replies back through what is unsent. Where nothing is unsent the client's
// thread writes to the socket itself, which saves a wake-up.
#pragma once

#include <atomic>
#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>

#include "share/conversation.h"
#include "share/guest_rider.h"
#include "share/outlet.h"
#include "share/turnstile.h"
#include "share/wire/frontend.h"

namespace pillion::share {

// What all clients of a share have in common. Outlives them.
struct ClientTerms {
  std::string token;
  ConversationLimits conversation;
  wire::FrontendLimits messages;
  std::chrono::milliseconds idle_timeout{0};  // 0: none
  Turnstile* turnstile = nullptr;
  // I/O thread. A client asks for the cancelling of another one.
  std::function<void(const wire::CancelRequest&)> cancel_request;
  // I/O thread. The client's thread has nothing more to do, or there never was one.
  std::function<void(int number)> finished;
};

class Client final : public Outlet, public std::enable_shared_from_this<Client> {
 public:
  using Socket = boost::asio::local::stream_protocol::socket;

  Client(Socket socket, int number, const ClientTerms& terms);
  ~Client() override;

  // ---- I/O thread
  void start();
  // The client hears why, if it listens; what it runs is cancelled by cancel().
  void close(const Error& why);
  bool is_let_in() const { return thread_.joinable(); }
  // After `finished`.
  void join();

  // ---- any thread
  void cancel();
  int number() const { return number_; }
  std::int32_t secret() const { return secret_; }

  Status send(std::string& bytes) override;
  Status wait_for_room(std::optional<std::chrono::milliseconds> limit) override;

 private:
  enum class Phase : std::uint8_t { kFirst, kPassword, kSession, kClosed };

  void wait_to_read();
  void read();
  void wait_to_write();
  void write() PILLION_REQUIRES(mutex_);
  void watch_clock();
  void take_in();
  // The size of what was taken from the front; 0: more is needed.
  Result<std::size_t> take_one(std::string_view bytes);
  Result<std::size_t> take_first(std::string_view bytes);
  Status on_first(const wire::FirstMessage& message);
  Status on_startup(const wire::Startup& startup);
  Status on_password(const wire::Frame& frame);
  bool is_right_secret(std::string_view password) const;
  void hang_up();

  // The client's own thread.
  void converse();
  Status let_in_and_serve();
  std::optional<std::string> next_message();

  Socket socket_;
  const int number_;
  const std::int32_t secret_;
  const ClientTerms& terms_;
  boost::asio::steady_timer timer_;
  Phase phase_ = Phase::kFirst;
  std::string input_;
  std::vector<std::pair<std::string, std::string>> settings_;
  std::thread thread_;
  bool reading_ = false;
  bool writing_ = false;
  std::chrono::steady_clock::time_point last_active_;

  Mutex mutex_;
  Condition changed_;
  std::deque<std::string> inbox_ PILLION_GUARDED_BY(mutex_);
  std::size_t inbox_bytes_ PILLION_GUARDED_BY(mutex_) = 0;
  std::string unsent_ PILLION_GUARDED_BY(mutex_);
  std::size_t sent_ PILLION_GUARDED_BY(mutex_) = 0;  // of unsent_, from its front
  bool busy_ PILLION_GUARDED_BY(mutex_) = false;     // its thread is at a message
  bool gone_ PILLION_GUARDED_BY(mutex_) = false;     // the socket is closed or broken
  bool ending_ PILLION_GUARDED_BY(mutex_) = false;   // no further message is taken
  std::shared_ptr<GuestRider> rider_ PILLION_GUARDED_BY(mutex_);
};

}  // namespace pillion::share
