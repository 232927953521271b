// A client that was let in: a thread of its own holds its conversation, because a statement waits
// for the host.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "session/mutex.h"
#include "share/budget.h"
#include "share/client_socket.h"
#include "share/conversation.h"
#include "share/entrance.h"
#include "share/guest_rider.h"
#include "share/turnstile.h"

namespace pillion::share {

// What all clients of a share have in common. Outlives them.
struct ClientTerms {
  std::string token;
  ConversationLimits conversation;
  wire::FrontendLimits messages;
  std::chrono::milliseconds idle_timeout{0};       // 0: none
  std::chrono::milliseconds unread_timeout{0};     // for a client that much waits or is kept for
  std::chrono::milliseconds statement_timeout{0};  // the lease's; 0: none
  Turnstile* turnstile = nullptr;
  Mutex* reading = nullptr;  // see GuestRider
  Budget* budget = nullptr;
  // The client's thread: its first act, and the last but for `finished`.
  std::function<void()> thread_begins;
  std::function<void()> thread_ends;
  // Any thread. What is told of the share to each client that comes in.
  std::function<std::vector<Setting>()> about;
  // The client's thread, as its last act.
  std::function<void(int number)> finished;
};

class Client final {
 public:
  using Clock = std::chrono::steady_clock;

  Client(Admitted admitted, int number, const ClientTerms& terms);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Begins the conversation. 53300: the process has no thread for it.
  Status start();
  bool has_begun() const { return thread_.joinable(); }
  // Tells why it is let go, where no conversation has begun.
  void turn_away(const Error& why) { say_last(why); }

  // ---- any thread but the client's own
  // The client is told why, and let go, once what it runs has ended.
  void stop(const Error& why);
  // Cancels what it runs or waits for. May wait for the server.
  void cancel();
  // It has hung up in the middle of a statement, so nobody waits for the result.
  bool is_working_for_nobody() const { return busy_ && socket_.has_hung_up(); }
  // It has asked nothing for as long as it may.
  bool is_idle_for_too_long() const;
  // Much of its result waits, and it has read none of it for as long as it may.
  bool reads_nothing() { return socket_.is_unread_since(Clock::now() - terms_.unread_timeout); }
  // Much is kept for it, pages of a result or statements, and it has asked nothing since then: for
  // as long as it may while others need the memory. Nothing: all else.
  std::optional<Clock::time_point> keeps_unread_since() const;

  int number() const { return number_; }
  std::int32_t secret() const { return secret_; }

 private:
  void converse();
  Status serve();
  Status serve_within_memory();
  void say_last(const Error& why);
  void finish();
  Error reason(const Status& served) PILLION_EXCLUDES(mutex_);

  const int number_;
  const std::int32_t secret_;
  const ClientTerms& terms_;
  Budget kept_;
  const std::vector<std::pair<std::string, std::string>> settings_;
  ClientSocket socket_;
  std::atomic<bool> busy_ = true;
  std::atomic<Clock::time_point> idle_since_;
  Mutex mutex_;
  std::shared_ptr<GuestRider> rider_ PILLION_GUARDED_BY(mutex_);
  std::optional<Error> stopped_because_ PILLION_GUARDED_BY(mutex_);
  std::thread thread_;  // the last member: it uses the others
};

}  // namespace pillion::share
