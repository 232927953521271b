#include "share/client_socket.h"

#include <algorithm>
#include <cerrno>

#include <fcntl.h>
#include <poll.h>
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

ClientSocket::ClientSocket(int socket, std::string received, wire::FrontendLimits limits)
    : socket_(socket),
      limits_(limits),
      chunk_(std::make_unique_for_overwrite<char[]>(kReadSize)),
      input_(std::move(received)) {
  ::fcntl(socket, F_SETFL, ::fcntl(socket, F_GETFL) & ~O_NONBLOCK);
  kept_.emplace(socket);
}

ClientSocket::~ClientSocket() {
  // Reaches the copies that a child of the host may have.
  ::shutdown(socket_, SHUT_RDWR);
  kept_.reset();  // its number may be another file's as soon as it is closed
  ::close(socket_);
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
    const ssize_t got = ::recv(socket_, chunk_.get(), kReadSize, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got > 0) input_.append(chunk_.get(), static_cast<std::size_t>(got));
    if (got > 0 || stopped_) return {};
    return gone();
  }
}

Status ClientSocket::send(std::string& bytes) {
  if (unsent() > 0) {
    unsent_ += bytes;
    bytes.clear();
    return write();
  }
  unsent_.swap(bytes);
  sent_ = 0;
  PILLION_CHECK(write());
  // The caller goes on with the memory it had.
  if (unsent_.empty()) unsent_.swap(bytes);
  bytes.clear();
  return {};
}

Status ClientSocket::write() {
  while (sent_ < unsent_.size()) {
    const ssize_t done = ::send(socket_, unsent_.data() + sent_, unsent_.size() - sent_,
                                MSG_NOSIGNAL | MSG_DONTWAIT);
    if (done >= 0)
      sent_ += static_cast<std::size_t>(done);
    else if (errno == EAGAIN)
      break;
    else if (errno != EINTR)
      return gone();
  }
  if (sent_ == unsent_.size()) {
    clear(unsent_);
    sent_ = 0;
  } else if (sent_ >= unsent_.size() / 2) {
    unsent_.erase(0, sent_);
    sent_ = 0;
  }
  return {};
}

Status ClientSocket::send_rest() {
  while (unsent() > 0) {
    if (stopped_) return gone();
    PILLION_CHECK(wait(std::nullopt));
    PILLION_CHECK(write());
  }
  return {};
}

Result<bool> ClientSocket::wait_for_room(std::optional<milliseconds> limit) {
  std::optional<Clock::time_point> deadline;
  if (limit) deadline = Clock::now() + *limit;
  while (unsent() > kMostUnsent) {
    if (stopped_) return gone();
    PILLION_TRY(in_time, wait(deadline));
    if (!in_time) return false;
    PILLION_CHECK(write());
  }
  return true;
}

Result<bool> ClientSocket::wait(std::optional<Clock::time_point> deadline) {
  pollfd socket{.fd = socket_, .events = POLLOUT | POLLRDHUP, .revents = 0};
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
  ::shutdown(socket_, SHUT_RD);
}

bool ClientSocket::has_hung_up() const {
  pollfd socket{.fd = socket_, .events = POLLRDHUP, .revents = 0};
  return ::poll(&socket, 1, 0) > 0 && !stopped_;
}

}  // namespace pillion::share
