#include "share/share.h"

#include <map>
#include <thread>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <fmt/format.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "session/registry.h"
#include "session/runtime_directory.h"
#include "share/client.h"
#include "share/turnstile.h"

namespace pillion::share {
namespace {

namespace asio = boost::asio;
using Protocol = asio::local::stream_protocol;
using std::chrono::milliseconds;

constexpr milliseconds kCancelAgain{100};

// The host's signals are the host's: none is handled in a thread of ours.
class WithoutSignals {
 public:
  WithoutSignals() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~WithoutSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  WithoutSignals(const WithoutSignals&) = delete;
  WithoutSignals& operator=(const WithoutSignals&) = delete;

 private:
  sigset_t before_{};
};

bool is_same_user(const Protocol::socket::native_handle_type socket) {
  ucred peer{};
  socklen_t size = sizeof peer;
  return getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == geteuid();
}

std::optional<milliseconds> lock_timeout(const Lease& lease) {
  const milliseconds timeout = lease.options().lock_timeout;
  if (timeout.count() < 0) return std::nullopt;
  return timeout;
}

Error share_is_over() {
  return {.sqlstate = "57P01", .message = "The host has ended this share."};
}

}  // namespace

class Share::Server {
 public:
  Server(const ShareTerms& terms, std::optional<milliseconds> longest_wait)
      : max_clients_(terms.max_clients), turnstile_(longest_wait), acceptor_(io_) {
    terms_.token = terms.token;
    terms_.conversation.max_rows = terms.max_rows;
    terms_.idle_timeout = terms.idle_timeout;
    terms_.turnstile = &turnstile_;
    terms_.cancel_request = [this](const wire::CancelRequest& request) { cancel(request); };
    terms_.finished = [this](int number) { finished(number); };
  }

  ~Server() { end(); }

  Status open(const std::string& name) {
    PILLION_TRY(prepared, prepare_share_entry(terms_.token, name));
    entry_ = prepared;
    boost::system::error_code error;
    acceptor_.open(Protocol(), error);
    if (!error) acceptor_.bind(Protocol::endpoint(prepared.socket()), error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error)
      return fail("58030", fmt::format("Cannot open the share's socket: {}", error.message()));
    PILLION_TRY(published, publish_share_entry(prepared));
    entry_ = published;
    accept();
    const WithoutSignals none;
    thread_ = std::thread([this] { io_.run(); });
    return {};
  }

  const std::string& directory() const { return entry_.directory; }

 private:
  void accept() {
    acceptor_.async_accept([this](boost::system::error_code error, Protocol::socket socket) {
      if (error == asio::error::operation_aborted) return;
      if (!error) let_in(std::move(socket));
      accept();
    });
  }

  void let_in(Protocol::socket socket) {
    if (!is_same_user(socket.native_handle())) return;
    const int number = ++last_number_;
    const auto client = std::make_shared<Client>(std::move(socket), number, terms_);
    const bool full = clients_.size() >= static_cast<std::size_t>(max_clients_);
    clients_.emplace(number, client);
    if (full)
      client->close({.sqlstate = "53300",
                     .message = fmt::format("This share has {} clients already.", max_clients_)});
    else
      client->start();
  }

  void cancel(const wire::CancelRequest& request) {
    const auto found = clients_.find(request.process);
    if (found == clients_.end() || found->second->secret() != request.secret) return;
    asio::post(cancels_, [client = found->second] { client->cancel(); });
  }

  void finished(int number) {
    const auto found = clients_.find(number);
    if (found == clients_.end()) return;
    found->second->join();
    clients_.erase(found);
    if (ending_ && clients_.empty()) io_.stop();
  }

  void end() {
    if (thread_.joinable()) {
      asio::post(io_, [this] { begin_end(); });
      thread_.join();
    }
    cancels_.join();
    remove_share_entry(entry_);
  }

  void begin_end() {
    ending_ = true;
    boost::system::error_code error;
    acceptor_.close(error);
    for (const auto& [number, client] : std::map(clients_)) client->close(share_is_over());
    cancel_rest();
  }

  // A statement may begin just when the others are cancelled: until all are through, again.
  void cancel_rest() {
    if (clients_.empty()) {
      io_.stop();
      return;
    }
    for (const auto& [number, client] : clients_)
      asio::post(cancels_, [client = client] { client->cancel(); });
    again_.expires_after(kCancelAgain);
    again_.async_wait([this](boost::system::error_code error) {
      if (!error) cancel_rest();
    });
  }

  const int max_clients_;
  ClientTerms terms_;
  Turnstile turnstile_;
  ShareEntry entry_;
  asio::io_context io_{1};
  Protocol::acceptor acceptor_;
  asio::steady_timer again_{io_};
  asio::thread_pool cancels_{1};
  std::thread thread_;
  // The I/O thread's alone from here on.
  std::map<int, std::shared_ptr<Client>> clients_;
  int last_number_ = 0;
  bool ending_ = false;
};

Share::Share(std::unique_ptr<Server> server) : server_(std::move(server)) {}
Share::~Share() = default;

const std::string& Share::directory() const {
  return server_->directory();
}

Result<std::unique_ptr<Share>> Share::open(const ShareTerms& terms) {
  PILLION_TRY(lease, find_lease(terms.token));
  if (lease->make_session(lease)->dialect() != Dialect::kPostgres)
    return fail("0A000", "Only a PostgreSQL connection can be shared.");
  const std::string id = terms.token.substr(0, terms.token.find('.'));
  const WithoutSignals none;  // also for the thread that cancels
  auto server = std::make_unique<Server>(terms, lock_timeout(*lease));
  PILLION_CHECK(server->open(terms.name.empty() ? id : terms.name));
  return std::unique_ptr<Share>(new Share(std::move(server)));
}

}  // namespace pillion::share
