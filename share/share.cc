#include "share/share.h"

#include <atomic>
#include <ctime>
#include <functional>
#include <map>
#include <set>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "session/registry.h"
#include "session/runtime_directory.h"
#include "share/budget.h"
#include "share/client.h"
#include "share/entrance.h"
#include "share/fork_guard.h"
#include "share/outlet.h"
#include "share/turnstile.h"

namespace pillion::share {
namespace {

namespace asio = boost::asio;
using Protocol = asio::local::stream_protocol;
using std::chrono::milliseconds;

constexpr milliseconds kCancelAgain{100};
constexpr milliseconds kAcceptAgain{100};
constexpr std::chrono::seconds kClockTick{1};
constexpr std::size_t kMaxEntrances = 64;
// Bytes that one share keeps for its clients together: a few that read nothing, or keep a large
// result to read it by pages, leave the others what they need and the host its memory.
constexpr std::size_t kMostKept = std::size_t{256} << 20U;

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

std::optional<milliseconds> longest_wait(const LeaseOptions& lease) {
  if (lease.lock_timeout.count() < 0) return std::nullopt;
  return lease.lock_timeout;
}

// A callback of the host's, which may have none.
std::function<void()> bound(void (*callback)(void*), void* context) {
  return [callback, context] {
    if (callback != nullptr) callback(context);
  };
}

Error share_is_over() {
  return {.sqlstate = "57P01", .message = "The host has ended this share."};
}

}  // namespace

class Share::Server {
 public:
  Server(const ShareTerms& terms, const LeaseOptions& lease)
      : max_clients_(terms.max_clients),
        turnstile_(longest_wait(lease), lease.enter != nullptr),
        acceptor_(io_) {
    entrance_terms_ = {
        .token = terms.token,
        .cancel_request = [this](const wire::CancelRequest& request) { cancel(request); },
        .admit = [this](Admitted admitted) { admit(std::move(admitted)); },
        .finished = [this](const auto& entrance) { entrances_.erase(entrance); }};
    client_terms_ = {
        .token = terms.token,
        .conversation = {.max_rows = terms.max_rows},
        .idle_timeout = terms.idle_timeout,
        .unread_timeout = terms.unread_timeout,
        .statement_timeout = lease.statement_timeout,
        .turnstile = &turnstile_,
        .reading = &reading_,
        .budget = &budget_,
        .thread_begins = bound(lease.thread_begin, lease.context),
        .thread_ends = bound(lease.thread_end, lease.context),
        .about = [this] { return about(); },
        .finished = [this](int number) { asio::post(io_, [this, number] { forget(number); }); }};
  }

  ~Server() { end(); }

  Status open(const std::string& name) {
    PILLION_TRY(prepared, prepare_share_entry(client_terms_.token, name));
    entry_ = prepared;
    boost::system::error_code error;
    acceptor_.open(Protocol(), error);
    if (!error) acceptor_.bind(Protocol::endpoint(prepared.socket()), error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error)
      return fail("58030", fmt::format("Cannot open the share's socket: {}", error.message()));
    kept_.emplace(acceptor_.native_handle());
    PILLION_TRY(published, publish_share_entry(prepared));
    entry_ = published;
    accept();
    const WithoutSignals none;
    thread_ = std::thread([this] { serve(); });
    return {};
  }

  const std::string& directory() const { return entry_.directory; }

 private:
  // The process may have too little memory for a client: that one is lost, and the others go on.
  void serve() {
    for (bool again = false;; again = true) {
      try {
        if (again) go_on();
        io_.run();
        return;
      } catch (const std::exception&) {
        std::this_thread::sleep_for(kAcceptAgain);
      }
    }
  }

  // With what an exception may have broken off.
  void go_on() {
    std::erase_if(clients_, [](const auto& numbered) { return !numbered.second->has_begun(); });
    guests_ = static_cast<int>(clients_.size());
    if (ending_) return stop_clients();
    if (!at_door_) accept();
    if (!clients_.empty()) tick();
  }

  void accept() {
    at_door_ = true;
    acceptor_.async_accept([this](boost::system::error_code error, Protocol::socket socket) {
      at_door_ = false;
      if (ending_ || error == asio::error::operation_aborted) return;
      if (error) return accept_later();
      meet(std::move(socket));
      accept();
    });
  }

  // The process has no descriptor left, and the client is still at the door: to try again at once
  // would keep a processor busy.
  void accept_later() {
    at_door_ = true;
    door_.expires_after(kAcceptAgain);
    door_.async_wait([this](boost::system::error_code error) {
      if (!error && !ending_) accept();
    });
  }

  // Beyond max_clients_ there is a way in, because a request to cancel comes by it too.
  void meet(Protocol::socket socket) {
    if (!is_same_user(socket.native_handle())) return;
    const auto entrance = std::make_shared<Entrance>(std::move(socket), entrance_terms_);
    if (entrances_.size() >= kMaxEntrances)
      return entrance->refuse(
          {.sqlstate = "53300", .message = "Too many clients come in at once."});
    entrance->start();
    entrances_.insert(entrance);  // after what may fail: only its end takes it out again
  }

  void admit(Admitted admitted) {
    const int number = ++last_number_;
    const auto client = std::make_shared<Client>(std::move(admitted), number, client_terms_);
    if (clients_.size() >= static_cast<std::size_t>(max_clients_))
      client->stop({.sqlstate = "53300",
                    .message = fmt::format("This share has {} clients already.", max_clients_)});
    if (clients_.empty()) tick();
    clients_.emplace(number, client);
    guests_ = static_cast<int>(clients_.size());
    if (const Status started = client->start(); !started) {
      client->turn_away(started.error());
      forget(number);
    }
  }

  void tick() {
    clock_.expires_after(kClockTick);
    clock_.async_wait([this](boost::system::error_code error) {
      if (error || clients_.empty()) return;
      for (const auto& [number, client] : clients_) look_after(client);
      if (budget_.left() < kMostUnsent) make_room();
      tick();
    });
  }

  void look_after(const std::shared_ptr<Client>& client) {
    if (client->is_working_for_nobody()) cancel(client);
    if (client->is_idle_for_too_long())
      client->stop(
          {.sqlstate = "57P05", .message = "This share ends connections that are idle for long."});
    if (client->reads_nothing()) {
      client->stop({.sqlstate = "57P05",
                    .message = "This share ends connections that do not read their results."});
      cancel(client);
    }
  }

  // A client with a large result would be refused: whoever has kept much, and asked nothing, for
  // the longest is let go. At the next tick, if that was not enough, another one.
  void make_room() {
    std::shared_ptr<Client> idlest;
    std::optional<Client::Clock::time_point> since;
    for (const auto& [number, client] : clients_) {
      const auto unread_since = client->keeps_unread_since();
      if (!unread_since || (since && *since <= *unread_since)) continue;
      idlest = client;
      since = unread_since;
    }
    if (idlest == nullptr) return;
    idlest->stop({.sqlstate = "57P05",
                  .message = "This share ends connections that keep much of a result and ask "
                             "nothing, when it keeps as much for its guests as it may."});
  }

  void cancel(const wire::CancelRequest& request) {
    const auto found = clients_.find(request.process);
    if (found != clients_.end() && found->second->secret() == request.secret) cancel(found->second);
  }

  // Not in this thread: it waits for the server.
  void cancel(const std::shared_ptr<Client>& client) {
    asio::post(cancels_, [client] {
      try {
        client->cancel();
      } catch (const std::bad_alloc&) {
        // As if it had come too late.
      }
    });
  }

  void forget(int number) {
    clients_.erase(number);
    guests_ = static_cast<int>(clients_.size());
    if (clients_.empty()) clock_.cancel();
    if (ending_ && clients_.empty()) io_.stop();
  }

  std::vector<Setting> about() {
    std::vector<Setting> told = {{"pillion.guests", std::to_string(guests_.load())},
                                 {"pillion.since", since_}};
    if (const auto lease = find_lease(client_terms_.token))
      told.push_back({"pillion.host_state", (*lease)->make_session(*lease)->host_state()});
    return told;
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
    kept_.reset();
    acceptor_.close(error);
    for (const auto& entrance : std::set(entrances_)) entrance->refuse(share_is_over());
    stop_clients();
  }

  void stop_clients() {
    for (const auto& [number, client] : clients_) client->stop(share_is_over());
    cancel_rest();
  }

  // A statement may begin just when the others are cancelled: until all are through, again.
  void cancel_rest() {
    if (clients_.empty()) {
      io_.stop();
      return;
    }
    for (const auto& [number, client] : clients_) cancel(client);
    again_.expires_after(kCancelAgain);
    again_.async_wait([this](boost::system::error_code error) {
      if (!error) cancel_rest();
    });
  }

  const int max_clients_;
  const std::string since_ = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
  Entrance::Terms entrance_terms_;
  ClientTerms client_terms_;
  Turnstile turnstile_;
  Mutex reading_;
  Budget budget_{kMostKept};
  ShareEntry entry_;
  asio::io_context io_{1};
  Protocol::acceptor acceptor_;
  std::optional<KeptFromChildren> kept_;
  asio::steady_timer again_{io_}, clock_{io_}, door_{io_};
  asio::thread_pool cancels_{1};
  std::thread thread_;
  std::atomic<int> guests_ = 0;
  // The I/O thread's alone from here on.
  std::set<std::shared_ptr<Entrance>> entrances_;
  std::map<int, std::shared_ptr<Client>> clients_;
  int last_number_ = 0;
  bool at_door_ = false;  // the next client is waited for
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
  auto server = std::make_unique<Server>(terms, lease->options());
  PILLION_CHECK(server->open(terms.name.empty() ? id : terms.name));
  return std::unique_ptr<Share>(new Share(std::move(server)));
}

}  // namespace pillion::share
