#include "share/client.h"

#include <algorithm>
#include <cerrno>

#include <boost/asio/post.hpp>
#include <fmt/format.h>
#include <sys/random.h>
#include <sys/socket.h>

#include "session/token.h"
#include "share/startup.h"
#include "share/wire/backend.h"

namespace pillion::share {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using std::chrono::seconds;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kReadSize = std::size_t{64} << 10U;
// Messages beyond this stay in the socket until the client's thread has caught up.
constexpr std::size_t kInboxSize = std::size_t{1} << 20U;
// What may wait to be sent: so much of a result lets go of the host's connection, whatever the
// client's pace.
constexpr std::size_t kUnsentSize = std::size_t{64} << 20U;
constexpr seconds kLetInTimeout{10};
constexpr seconds kClockTick{1};

std::int32_t random_number() {
  std::int32_t number = 0;
  // Requests this small are never cut short.
  while (getrandom(&number, sizeof number, 0) < 0 && errno == EINTR) {
  }
  return number;
}

}  // namespace

Client::Client(Socket socket, int number, const ClientTerms& terms)
    : socket_(std::move(socket)),
      number_(number),
      secret_(random_number()),
      terms_(terms),
      timer_(socket_.get_executor()),
      last_active_(Clock::now()) {}

Client::~Client() {
  if (thread_.joinable()) thread_.join();
}

void Client::join() {
  if (thread_.joinable()) thread_.join();
}

void Client::start() {
  boost::system::error_code error;
  socket_.non_blocking(true, error);
  wait_to_read();
  watch_clock();
}

void Client::wait_to_read() {
  if (reading_ || phase_ == Phase::kClosed) return;
  reading_ = true;
  socket_.async_wait(Socket::wait_read, [self = shared_from_this()](auto error) {
    self->reading_ = false;
    if (!error) self->read();
  });
}

void Client::read() {
  if (phase_ == Phase::kClosed) return;
  const std::size_t before = input_.size();
  input_.resize(before + kReadSize);
  const ssize_t got = ::recv(socket_.native_handle(), input_.data() + before, kReadSize, 0);
  const int why = errno;
  input_.resize(before + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  if (got == 0 || (got < 0 && why != EAGAIN && why != EINTR)) {
    hang_up();
    return;
  }
  last_active_ = Clock::now();
  take_in();
  bool full = false;
  {
    const MutexLock lock(mutex_);
    full = inbox_bytes_ > kInboxSize;
  }
  if (!full) wait_to_read();
}

void Client::take_in() {
  std::size_t taken = 0;
  while (phase_ != Phase::kClosed) {
    const Result<std::size_t> one = take_one(std::string_view(input_).substr(taken));
    if (!one) {
      close(one.error());
      return;
    }
    if (*one == 0) break;
    taken += *one;
  }
  input_.erase(0, taken);
}

Result<std::size_t> Client::take_one(std::string_view bytes) {
  if (phase_ == Phase::kFirst) return take_first(bytes);
  PILLION_TRY(frame, wire::next_frame(bytes, terms_.messages));
  if (!frame) return 0;
  if (phase_ == Phase::kPassword) {
    PILLION_CHECK(on_password(*frame));
    return frame->size;
  }
  const MutexLock lock(mutex_);
  if (!ending_) {
    inbox_.emplace_back(bytes.substr(0, frame->size));
    inbox_bytes_ += frame->size;
    changed_.notify_all();
  }
  return frame->size;
}

Result<std::size_t> Client::take_first(std::string_view bytes) {
  PILLION_TRY(frame, wire::next_first_frame(bytes));
  if (!frame) return 0;
  PILLION_TRY(message, wire::decode_first(*frame));
  PILLION_CHECK(on_first(message));
  return frame->size;
}

Status Client::on_first(const wire::FirstMessage& message) {
  if (const auto* const startup = std::get_if<wire::Startup>(&message)) return on_startup(*startup);
  if (const auto* const cancel = std::get_if<wire::CancelRequest>(&message)) {
    terms_.cancel_request(*cancel);
    hang_up();
    return {};
  }
  // No encryption on a Unix socket.
  std::string no = "N";
  return send(no);
}

Status Client::on_startup(const wire::Startup& startup) {
  PILLION_TRY(asked, read_startup(startup));
  settings_ = std::move(asked.settings);
  std::string reply;
  if (startup.minor_version > 0 || !asked.unknown_options.empty())
    wire::put_negotiate_version(reply, asked.unknown_options);
  wire::put_password_request(reply);
  phase_ = Phase::kPassword;
  return send(reply);
}

Status Client::on_password(const wire::Frame& frame) {
  PILLION_TRY(message, wire::decode(frame));
  const auto* const password = std::get_if<wire::Password>(&message);
  if (password == nullptr) return fail("08P01", "A password was expected.");
  if (!is_right_secret(password->text))
    return fail("28P01", "The password is not the secret of this share's token.");
  phase_ = Phase::kSession;
  thread_ = std::thread([self = this] { self->converse(); });
  return {};
}

// Both are compared, whatever the first gave: the time tells nothing.
bool Client::is_right_secret(std::string_view password) const {
  const std::string_view token = terms_.token;
  const bool secret = equal_in_constant_time(token.substr(token.find('.') + 1), password);
  const bool whole = equal_in_constant_time(token, password);
  return static_cast<bool>(static_cast<int>(secret) | static_cast<int>(whole));
}

void Client::watch_clock() {
  timer_.expires_after(kClockTick);
  timer_.async_wait([self = shared_from_this()](auto error) {
    if (error || self->phase_ == Phase::kClosed) return;
    const auto quiet = Clock::now() - self->last_active_;
    if (!self->is_let_in()) {
      if (quiet >= kLetInTimeout) self->close({.sqlstate = "08P01", .message = "Too slow."});
    } else if (self->terms_.idle_timeout.count() > 0 && quiet >= self->terms_.idle_timeout) {
      bool idle = false;
      {
        const MutexLock lock(self->mutex_);
        idle = !self->busy_ && self->inbox_.empty();
      }
      if (idle)
        self->close({.sqlstate = "57P05",
                     .message = "This share ends connections that are idle for long."});
    }
    self->watch_clock();
  });
}

void Client::close(const Error& why) {
  std::string last;
  wire::put_error(last, why, wire::Severity::kFatal);
  // What does not fit into the socket at once is not worth waiting for.
  (void)send(last);
  hang_up();
}

void Client::hang_up() {
  if (phase_ == Phase::kClosed) return;
  phase_ = Phase::kClosed;
  timer_.cancel();
  bool at_work = false;
  {
    const MutexLock lock(mutex_);
    gone_ = ending_ = true;
    at_work = busy_;
    boost::system::error_code error;
    socket_.shutdown(Socket::shutdown_both, error);
    socket_.close(error);
    changed_.notify_all();
  }
  // Nobody waits for its result any more.
  if (at_work) terms_.cancel_request({.process = number_, .secret = secret_});
  if (!is_let_in()) terms_.finished(number_);
}

void Client::cancel() {
  std::shared_ptr<GuestRider> rider;
  {
    const MutexLock lock(mutex_);
    rider = rider_;
  }
  if (rider != nullptr) rider->cancel();
}

// ---- replies

Status Client::send(std::string& bytes) {
  const MutexLock lock(mutex_);
  if (gone_) return fail("08006", "The client has gone.");
  const bool idle = unsent_.empty();
  unsent_ += bytes;
  bytes.clear();
  if (idle) write();
  if (!unsent_.empty())
    asio::post(socket_.get_executor(), [self = shared_from_this()] { self->wait_to_write(); });
  return {};
}

void Client::write() {
  while (sent_ < unsent_.size() && !gone_) {
    const ssize_t done = ::send(socket_.native_handle(), unsent_.data() + sent_,
                                unsent_.size() - sent_, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (done >= 0) {
      sent_ += static_cast<std::size_t>(done);
    } else if (errno == EAGAIN) {
      break;
    } else if (errno != EINTR) {
      gone_ = true;  // the reader finds out too, and hangs up
    }
  }
  if (sent_ == unsent_.size() || gone_) {
    unsent_.clear();
    sent_ = 0;
  } else if (sent_ >= unsent_.size() / 2) {
    unsent_.erase(0, sent_);
    sent_ = 0;
  }
  changed_.notify_all();
}

void Client::wait_to_write() {
  if (writing_ || phase_ == Phase::kClosed) return;
  writing_ = true;
  socket_.async_wait(Socket::wait_write, [self = shared_from_this()](auto error) {
    self->writing_ = false;
    bool more = false;
    if (!error) {
      const MutexLock lock(self->mutex_);
      self->write();
      more = !self->unsent_.empty();
    }
    if (more) self->wait_to_write();
  });
}

Status Client::wait_for_room(std::optional<milliseconds> limit) {
  const MutexLock lock(mutex_);
  Clock::time_point deadline = Clock::now() + limit.value_or(milliseconds(0));
  std::size_t left = unsent_.size() - sent_;
  while (!gone_ && unsent_.size() - sent_ > kUnsentSize) {
    if (!limit) {
      changed_.wait(mutex_);
      continue;
    }
    const bool in_time = changed_.wait_until(mutex_, deadline);
    // A client that reads, if slowly, is waited for.
    if (unsent_.size() - sent_ < left)
      deadline = Clock::now() + *limit;
    else if (!in_time)
      return fail(Error{.sqlstate = "54000",
                        .message = "The result is read too slowly, and the host's connection "
                                   "cannot wait.",
                        .hint = "Use LIMIT, or read faster."});
    left = unsent_.size() - sent_;
  }
  if (gone_) return fail("08006", "The client has gone.");
  return {};
}

// ---- the client's own thread

void Client::converse() {
  const Status served = let_in_and_serve();
  asio::post(socket_.get_executor(), [self = shared_from_this(), served] {
    {
      const MutexLock lock(self->mutex_);
      self->rider_.reset();
    }
    if (!served && served.error().sqlstate != Sqlstate("08006")) self->close(served.error());
    self->hang_up();
    self->terms_.finished(self->number_);
  });
}

Status Client::let_in_and_serve() {
  PILLION_TRY(guest, Guest::connect(terms_.token, {.plain_sql = true}));
  auto rider = std::make_shared<GuestRider>(std::move(guest), *terms_.turnstile);
  {
    const MutexLock lock(mutex_);
    rider_ = rider;
    busy_ = true;
  }
  Conversation conversation(*rider, *this, terms_.conversation);
  PILLION_CHECK(conversation.take_startup_settings(settings_));
  PILLION_CHECK(conversation.greet(number_, secret_));
  while (const std::optional<std::string> bytes = next_message()) {
    PILLION_TRY(frame, wire::next_frame(*bytes, terms_.messages));
    PILLION_TRY(message, wire::decode(*frame));
    if (std::holds_alternative<wire::Terminate>(message)) return {};
    PILLION_CHECK(conversation.handle(message));
  }
  return {};
}

std::optional<std::string> Client::next_message() {
  const MutexLock lock(mutex_);
  busy_ = false;
  while (inbox_.empty() && !ending_) changed_.wait(mutex_);
  if (ending_) return std::nullopt;
  busy_ = true;
  std::string bytes = std::move(inbox_.front());
  inbox_.pop_front();
  const bool was_full = inbox_bytes_ > kInboxSize;
  inbox_bytes_ -= bytes.size();
  if (was_full && inbox_bytes_ <= kInboxSize)
    asio::post(socket_.get_executor(), [self = shared_from_this()] { self->wait_to_read(); });
  return bytes;
}

}  // namespace pillion::share
