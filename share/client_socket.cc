#include "share/client_socket.h"

#include <algorithm>
#include <cerrno>

#include <fcntl.h>
#include <linux/sockios.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace pillion::share {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kReadSize = std::size_t{64} << 10U;
// A buffer that grew beyond this for one message or result is given back.
constexpr std::size_t kKeptSize = std::size_t{1} << 20U;

tl::unexpected<Error> gone() {
  return fail("08006", "The client has gone.");
}

void clear(std::string& buffer) {
  if (buffer.capacity() > kKeptSize)
    std::string().swap(buffer);
  else
    buffer.clear();
}

}  // namespace

ClientSocket::ClientSocket(FileDescriptor socket, std::string received, wire::FrontendLimits limits,
                           Budget& budget)
    : socket_(std::move(socket)),
      limits_(limits),
      budget_(budget),
      chunk_(std::make_unique_for_overwrite<char[]>(kReadSize)),
      input_(std::move(received)),
      unsent_(budget),
      read_at_(Clock::now()) {
  ::fcntl(socket_.get(), F_SETFL, ::fcntl(socket_.get(), F_GETFL) & ~O_NONBLOCK);
  kept_.emplace(socket_.get());
}

ClientSocket::~ClientSocket() {
  // Reaches the copies that a child of the host may have.
  ::shutdown(socket_.get(), SHUT_RDWR);
  kept_.reset();  // its number may be another file's as soon as it is closed
}

Result<std::optional<wire::FrontendMessage>> ClientSocket::next_message() {
  PILLION_CHECK(send_rest());
  while (!stopped_) {
    const std::string_view rest = std::string_view(input_).substr(taken_);
    PILLION_TRY(frame, wire::next_frame(rest, limits_));
    if (frame) {
      taken_ += frame->size;
      PILLION_TRY(message, wire::decode(*frame));
      return message;
    }
    PILLION_CHECK(receive());
  }
  return std::nullopt;
}

// Waits in recv(), for which poll() would be one call more; stop() ends that too.
Status ClientSocket::receive() {
  if (taken_ == input_.size())
    clear(input_);
  else
    input_.erase(0, taken_);
  taken_ = 0;
  while (true) {
    const ssize_t got = ::recv(socket_.get(), chunk_.get(), kReadSize, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got > 0) input_.append(chunk_.get(), static_cast<std::size_t>(got));
    if (got > 0 || stopped_) return {};
    return gone();
  }
}

Status ClientSocket::send(std::string& bytes) {
  PILLION_CHECK(write());
  std::size_t sent = 0;
  if (unsent_.empty()) {
    PILLION_TRY(done, send_some(bytes));
    sent = done;
  }
  if (sent < bytes.size()) {
    if (waiting_ == 0) read_at_ = Clock::now();
    unsent_.push(std::string_view(bytes).substr(sent));
    waiting_ += bytes.size() - sent;
  }
  clear(bytes);
  return {};
}

// As much as goes at once.
Result<std::size_t> ClientSocket::send_some(std::string_view bytes) {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const ssize_t done = ::send(socket_.get(), bytes.data() + sent, bytes.size() - sent,
                                MSG_NOSIGNAL | MSG_DONTWAIT);
    if (done >= 0)
      sent += static_cast<std::size_t>(done);
    else if (errno == EAGAIN)
      break;
    else if (errno != EINTR)
      return gone();
  }
  return sent;
}

Status ClientSocket::write() {
  while (!unsent_.empty()) {
    const std::string_view next = unsent_.front();
    PILLION_TRY(done, send_some(next));
    if (done > 0) read_at_ = Clock::now();
    waiting_ -= done;
    unsent_.pop(done);
    if (done < next.size()) return {};
  }
  return {};
}

Status ClientSocket::send_rest() {
  while (waiting_ > 0) {
    if (stopped_) return gone();
    PILLION_CHECK(wait(std::nullopt));
    PILLION_CHECK(write());
  }
  return {};
}

std::size_t ClientSocket::room_for_row() const {
  return std::max(kAlwaysKept, budget_.left());
}

bool ClientSocket::has_room() const {
  if (waiting_ > kMostUnsent) return false;
  return waiting_ <= kAlwaysKept || budget_.left() > 0;
}

bool ClientSocket::is_unread_since(Clock::time_point then) {
  look_what_was_read();
  return waiting_ > kAlwaysKept && read_at_.load() < then;
}

// While a statement runs nothing is sent, however much the client would take; and one that reads
// slowly makes no room for more as long as the kernel has much for it.
void ClientSocket::look_what_was_read() {
  int left = 0;
  if (::ioctl(socket_.get(), SIOCOUTQ, &left) != 0) return;
  if (in_kernel_.exchange(left) > left || left == 0) read_at_ = Clock::now();
}

Result<bool> ClientSocket::wait_for_room(std::optional<milliseconds> limit) {
  std::optional<Clock::time_point> deadline;
  if (limit) deadline = Clock::now() + *limit;
  while (!has_room()) {
    if (stopped_) return gone();
    PILLION_TRY(in_time, wait(deadline));
    if (!in_time) return false;
    PILLION_CHECK(write());
  }
  return true;
}

Result<bool> ClientSocket::wait(std::optional<Clock::time_point> deadline) {
  pollfd socket{.fd = socket_.get(), .events = POLLOUT | POLLRDHUP, .revents = 0};
  while (true) {
    int timeout = -1;
    if (deadline)
      timeout = static_cast<int>(std::max<std::int64_t>(
          0, std::chrono::ceil<milliseconds>(*deadline - Clock::now()).count()));
    const int ready = ::poll(&socket, 1, timeout);
    if (ready == 0) return false;
    if (ready < 0 && errno == EINTR) continue;
    if (ready < 0) return gone();
    // A client that wants no more replies reads none; stop() looks the same, and is asked for.
    if ((socket.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0 && !stopped_) return gone();
    return true;
  }
}

void ClientSocket::stop() {
  stopped_ = true;
  ::shutdown(socket_.get(), SHUT_RD);
}

bool ClientSocket::has_hung_up() const {
  pollfd socket{.fd = socket_.get(), .events = POLLRDHUP, .revents = 0};
  return ::poll(&socket, 1, 0) > 0 && !stopped_;
}

}  // namespace pillion::share
