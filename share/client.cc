#include "share/client.h"

#include <cerrno>
#include <new>
#include <system_error>

#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/random.h>

#include "share/wire/backend.h"

namespace pillion::share {
namespace {

// How much later than asked a sleeping thread may be woken: the turnstile's gap is short.
constexpr unsigned long kTimerSlackNanoseconds = 1000;
// Where the process has no memory left.
constexpr std::chrono::milliseconds kTryAgain{10};

std::int32_t random_number() {
  std::int32_t number = 0;
  // Requests this small are never cut short.
  while (getrandom(&number, sizeof number, 0) < 0 && errno == EINTR) {
  }
  return number;
}

bool is_fatal(const Error& error) {
  return error.sqlstate != Sqlstate("08006");  // where nobody listens
}

}  // namespace

Client::Client(Admitted admitted, int number, const ClientTerms& terms)
    : number_(number),
      secret_(random_number()),
      terms_(terms),
      kept_(terms.conversation.max_stored, terms.budget),
      settings_(std::move(admitted.settings)),
      socket_(std::move(admitted.socket), std::move(admitted.received), terms.messages,
              *terms.budget),
      idle_since_(Clock::now()) {}

Client::~Client() {
  if (thread_.joinable()) thread_.join();
}

Status Client::start() {
  try {
    thread_ = std::thread([this] { converse(); });
  } catch (const std::system_error& error) {
    return fail("53300",
                fmt::format("The host's process has no thread for a client: {}", error.what()));
  }
  return {};
}

void Client::stop(const Error& why) {
  {
    const MutexLock lock(mutex_);
    if (!stopped_because_) stopped_because_ = why;
  }
  socket_.stop();
}

void Client::cancel() {
  std::shared_ptr<GuestRider> rider;
  {
    const MutexLock lock(mutex_);
    rider = rider_;
  }
  if (rider != nullptr) rider->cancel();
}

bool Client::is_idle_for_too_long() const {
  return terms_.idle_timeout.count() > 0 && !busy_ &&
         Clock::now() - idle_since_.load() >= terms_.idle_timeout;
}

std::optional<Client::Clock::time_point> Client::keeps_unread_since() const {
  if (busy_ || kept_.used() <= kAlwaysKept) return std::nullopt;
  const Clock::time_point since = idle_since_;
  if (Clock::now() - since < terms_.unread_timeout) return std::nullopt;
  return since;
}

// ---- the client's own thread

void Client::converse() {
  prctl(PR_SET_TIMERSLACK, kTimerSlackNanoseconds, 0, 0, 0);
  terms_.thread_begins();
  try {
    const Error why = reason(serve_within_memory());
    if (is_fatal(why)) say_last(why);
  } catch (const std::bad_alloc&) {
    // There is not even the memory to say so.
  }
  terms_.thread_ends();
  finish();
}

void Client::say_last(const Error& why) {
  std::string last;
  wire::put_error(last, why, wire::Severity::kFatal);
  // What does not fit into the socket at once is not worth waiting for.
  (void)socket_.send(last);
}

// The process may have too little memory for what a client asks: that client alone is let go.
Status Client::serve_within_memory() {
  try {
    return serve();
  } catch (const std::bad_alloc&) {
    return fail("53200", "The host's process has too little memory for this.");
  } catch (const std::exception& error) {
    return fail("XX000", error.what());
  }
}

void Client::finish() {
  while (true) {
    try {
      return terms_.finished(number_);
    } catch (const std::bad_alloc&) {
      std::this_thread::sleep_for(kTryAgain);
    }
  }
}

Error Client::reason(const Status& served) {
  const MutexLock lock(mutex_);
  rider_.reset();
  if (stopped_because_) return *stopped_because_;
  if (!served) return served.error();
  return {.sqlstate = "08006", .message = "The client has said good-bye."};
}

Status Client::serve() {
  if (socket_.is_stopped()) return {};  // one too many: not let in at all
  PILLION_TRY(guest, Guest::connect(terms_.token, {.plain_sql = true}));
  auto rider = std::make_shared<GuestRider>(std::move(guest), *terms_.turnstile, *terms_.reading,
                                            terms_.statement_timeout);
  {
    const MutexLock lock(mutex_);
    rider_ = rider;
  }
  Conversation conversation(*rider, socket_, terms_.conversation, kept_);
  PILLION_CHECK(conversation.take_startup_settings(settings_));
  PILLION_CHECK(conversation.greet(number_, secret_, terms_.about()));
  while (true) {
    idle_since_ = Clock::now();
    busy_ = false;
    PILLION_TRY(message, socket_.next_message());
    busy_ = true;
    if (!message || std::holds_alternative<wire::Terminate>(*message)) return {};
    PILLION_CHECK(conversation.handle(*message));
  }
}

}  // namespace pillion::share
