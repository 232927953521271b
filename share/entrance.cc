#include "share/entrance.h"

#include <algorithm>
#include <cerrno>

#include <sys/socket.h>

#include "session/token.h"
#include "share/startup.h"
#include "share/wire/backend.h"

namespace pillion::share {
namespace {

// For all of it, so that a client that says nothing holds no place.
constexpr std::chrono::seconds kLetInTimeout{10};
constexpr std::size_t kReadSize = 4096;

}  // namespace

Entrance::Entrance(Socket socket, const Terms& terms)
    : socket_(std::move(socket)), terms_(terms), timer_(socket_.get_executor()) {
  kept_.emplace(socket_.native_handle());
}

void Entrance::start() {
  boost::system::error_code error;
  socket_.non_blocking(true, error);
  timer_.expires_after(kLetInTimeout);
  timer_.async_wait([self = shared_from_this()](auto cancelled) {
    if (!cancelled) self->refuse({.sqlstate = "08P01", .message = "The client is too slow."});
  });
  wait_to_read();
}

void Entrance::wait_to_read() {
  socket_.async_wait(Socket::wait_read, [self = shared_from_this()](auto error) {
    if (!error && !self->finished_) self->read();
  });
}

void Entrance::read() {
  const std::size_t before = input_.size();
  input_.resize(before + kReadSize);
  const ssize_t got =
      ::recv(socket_.native_handle(), input_.data() + before, kReadSize, MSG_DONTWAIT);
  const int why = errno;
  input_.resize(before + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  if (got == 0 || (got < 0 && why != EAGAIN && why != EINTR)) {
    finish();
    return;
  }
  while (!finished_) {
    const Result<bool> taken = take_one();
    if (!taken) {
      refuse(taken.error());
      return;
    }
    if (!*taken) break;
  }
  if (!finished_) wait_to_read();
}

Result<bool> Entrance::take_one() {
  return started_up_ ? take_password() : take_first();
}

Result<bool> Entrance::take_first() {
  PILLION_TRY(frame, wire::next_first_frame(input_));
  if (!frame) return false;
  PILLION_TRY(message, wire::decode_first(*frame));
  if (const auto* const startup = std::get_if<wire::Startup>(&message)) {
    PILLION_CHECK(on_startup(*startup));
  } else if (const auto* const cancel = std::get_if<wire::CancelRequest>(&message)) {
    terms_.cancel_request(*cancel);
    finish();
    return false;
  } else {
    PILLION_CHECK(reply("N"));  // no encryption on a Unix socket
  }
  input_.erase(0, frame->size);
  return true;
}

Status Entrance::on_startup(const wire::Startup& startup) {
  PILLION_TRY(asked, read_startup(startup));
  settings_ = std::move(asked.settings);
  started_up_ = true;
  std::string bytes;
  if (startup.minor_version > 0 || !asked.unknown_options.empty())
    wire::put_negotiate_version(bytes, asked.unknown_options);
  wire::put_password_request(bytes);
  return reply(bytes);
}

Result<bool> Entrance::take_password() {
  PILLION_TRY(frame, wire::next_frame(input_, {.max_message = 0, .max_small_message = 1000}));
  if (!frame) return false;
  PILLION_TRY(message, wire::decode(*frame));
  const auto* const password = std::get_if<wire::Password>(&message);
  if (password == nullptr) return fail("08P01", "A password was expected.");
  if (!is_right_secret(password->text))
    return fail("28P01", "The password is not the secret of this share's token.");
  input_.erase(0, frame->size);
  admit();
  return false;
}

// Both are compared, whatever the first gave: the time tells nothing.
bool Entrance::is_right_secret(std::string_view password) const {
  const std::string_view token = terms_.token;
  const bool secret = equal_in_constant_time(token.substr(token.find('.') + 1), password);
  const bool whole = equal_in_constant_time(token, password);
  return static_cast<bool>(static_cast<int>(secret) | static_cast<int>(whole));
}

// What does not fit into the socket at once is for a client that does not read.
Status Entrance::reply(const std::string& bytes) {
  const ssize_t sent =
      ::send(socket_.native_handle(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent == static_cast<ssize_t>(bytes.size())) return {};
  return fail("08006", "The client has gone.");
}

void Entrance::refuse(const Error& why) {
  if (finished_) return;
  std::string last;
  wire::put_error(last, why, wire::Severity::kFatal);
  (void)reply(last);
  finish();
}

void Entrance::admit() {
  const auto self = shared_from_this();
  boost::system::error_code error;
  kept_.reset();
  FileDescriptor socket(socket_.release(error));
  finish();
  if (!error)
    terms_.admit({.socket = std::move(socket),
                  .received = std::move(input_),
                  .settings = std::move(settings_)});
}

void Entrance::finish() {
  if (finished_) return;
  finished_ = true;
  timer_.cancel();
  kept_.reset();
  boost::system::error_code error;
  socket_.shutdown(Socket::shutdown_both, error);
  socket_.close(error);
  terms_.finished(shared_from_this());
}

}  // namespace pillion::share
