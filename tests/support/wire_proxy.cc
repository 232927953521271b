#include "support/wire_proxy.h"

#include <array>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string_view>
#include <utility>

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace pillion::test {
namespace {

constexpr int kPatienceMs = 15;
constexpr int kLookAroundMs = 100;

// Message types of the protocol's frontend side; true: the text that follows is worth noting.
struct MessageName {
  char type;
  const char* name;
  bool shows_text;
};

constexpr std::array kNames = {
    MessageName{'P', "Parse", true},      MessageName{'B', "Bind", false},
    MessageName{'D', "Describe", false},  MessageName{'E', "Execute", false},
    MessageName{'S', "Sync", false},      MessageName{'H', "Flush", false},
    MessageName{'Q', "Query", true},      MessageName{'C', "Close", false},
    MessageName{'X', "Terminate", false},
};

std::string describe(char type, std::string_view body) {
  for (const MessageName& known : kNames) {
    if (known.type != type) continue;
    if (!known.shows_text) return known.name;
    // A Parse has the statement's name first; only the unnamed one is expected.
    const std::size_t end = type == 'P' ? body.find('\0') : 0;
    const std::string name(type == 'P' ? body.substr(0, end) : "");
    body.remove_prefix(type == 'P' ? end + 1 : 0);
    return std::string(known.name) + (name.empty() ? "" : "(" + name + ")") + " " +
           std::string(body.substr(0, body.find('\0')));
  }
  return std::string("message ") + type;
}

std::uint32_t length_at(std::string_view bytes) {
  std::uint32_t length = 0;
  for (std::size_t i = 0; i < 4; ++i) length = length << 8 | static_cast<unsigned char>(bytes[i]);
  return length;
}

int connect_to(const std::string& path) {
  sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  const int socket_number = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connect(socket_number, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
    throw std::runtime_error("proxy: no server at " + path);
  return socket_number;
}

std::string environment(const char* name, const char* otherwise) {
  const char* const value = std::getenv(name);
  return value != nullptr ? value : otherwise;
}

bool write_all(int to, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

// False: the other side hung up.
bool read_some(int from, std::string& into) {
  std::array<char, 65536> buffer{};
  const ssize_t got = recv(from, buffer.data(), buffer.size(), 0);
  if (got <= 0) return false;
  into.append(buffer.data(), static_cast<std::size_t>(got));
  return true;
}

// Cuts whole messages off the front of what a client sent. The first one has no type byte.
class MessageReader {
 public:
  std::vector<std::string> take(std::string_view bytes) {
    pending_.append(bytes);
    std::vector<std::string> messages;
    while (pending_.size() >= (started_ ? 5U : 4U)) {
      const std::size_t type_size = started_ ? 1 : 0;
      const std::size_t size = type_size + length_at(std::string_view(pending_).substr(type_size));
      if (pending_.size() < size) break;
      if (started_)
        messages.push_back(describe(pending_[0], std::string_view(pending_).substr(5, size - 5)));
      started_ = true;
      pending_.erase(0, size);
    }
    return messages;
  }

 private:
  bool started_ = false;
  std::string pending_;
};

}  // namespace

WireProxy::WireProxy() {
  std::string form = (std::filesystem::temp_directory_path() / "pillion-proxy.XXXXXX").string();
  if (mkdtemp(form.data()) == nullptr) throw std::runtime_error("proxy: no directory");
  directory_ = form;
  const std::string path = directory_ + "/.s.PGSQL.5432";
  sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  listener_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      listen(listener_, 8) != 0)
    throw std::runtime_error("proxy: cannot listen at " + path);
  acceptor_ = std::thread([this] { accept_connections(); });
}

WireProxy::~WireProxy() {
  stopping_ = true;
  acceptor_.join();
  for (std::thread& relay : relays_) relay.join();
  close(listener_);
  std::filesystem::remove_all(directory_);
}

std::string WireProxy::conninfo() const {
  return "host=" + directory_ + " port=5432";
}

std::vector<std::string> WireProxy::take_messages() {
  const std::lock_guard lock(mutex_);
  return std::exchange(messages_, {});
}

int WireProxy::take_round_trips() {
  return round_trips_.exchange(0);
}

void WireProxy::note(std::vector<std::string> messages) {
  const std::lock_guard lock(mutex_);
  for (std::string& message : messages) messages_.push_back(std::move(message));
}

void WireProxy::accept_connections() {
  const std::string server_path =
      environment("PGHOST", "/tmp") + "/.s.PGSQL." + environment("PGPORT", "5432");
  while (!stopping_) {
    pollfd waiting{.fd = listener_, .events = POLLIN, .revents = 0};
    if (poll(&waiting, 1, kLookAroundMs) <= 0) continue;
    const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client >= 0)
      relays_.emplace_back([this, client, server_path] { relay(client, connect_to(server_path)); });
  }
}

void WireProxy::relay(int client, int server) {
  MessageReader reader;
  std::string answers;
  bool asked = false;  // the client sent something since it was last answered
  while (!stopping_) {
    std::array<pollfd, 2> both = {pollfd{.fd = client, .events = POLLIN, .revents = 0},
                                  pollfd{.fd = server, .events = POLLIN, .revents = 0}};
    const int ready = poll(both.data(), both.size(), answers.empty() ? kLookAroundMs : kPatienceMs);
    if (ready == 0 && !answers.empty()) {
      if (asked) ++round_trips_;
      asked = false;
      if (!write_all(client, answers)) break;
      answers.clear();
    }
    if (both[0].revents != 0) {
      std::string sent;
      if (!read_some(client, sent)) break;
      asked = true;
      note(reader.take(sent));
      if (!write_all(server, sent)) break;
    }
    if (both[1].revents != 0 && !read_some(server, answers)) {
      write_all(client, answers);
      break;
    }
  }
  close(client);
  close(server);
}

}  // namespace pillion::test
