#include "session/postgres_lease.h"

#include <algorithm>
#include <array>
#include <exception>
#include <string_view>
#include <utility>

#include "session/postgres_session.h"

namespace pillion {
namespace {

constexpr std::size_t kRememberedStatements = 256;

// The manual's list of what a server reports (PQparameterStatus); an older one lacks some.
constexpr std::array kReported = {
    "server_version",    "server_encoding",  "client_encoding",
    "application_name",  "is_superuser",     "session_authorization",
    "DateStyle",         "IntervalStyle",    "TimeZone",
    "integer_datetimes", "in_hot_standby",   "default_transaction_read_only",
    "search_path",       "scram_iterations", "standard_conforming_strings",
};
// Of these the ones that stay as they are while a session lasts.
constexpr std::array<std::string_view, 3> kFixed = {"server_version", "server_encoding",
                                                    "integer_datetimes"};

struct StateRow {
  int status;
  const char* name;
};
constexpr std::array kStates = {StateRow{PQTRANS_IDLE, "idle"},
                                StateRow{PQTRANS_INTRANS, "in a transaction"},
                                StateRow{PQTRANS_INERROR, "in a failed transaction"}};

std::vector<Setting> reported_settings(const Libpq& libpq, PGconn* connection) {
  std::vector<Setting> settings;
  for (const char* const name : kReported)
    if (const char* const value = libpq.PQparameterStatus(connection, name))
      settings.push_back({.name = name, .value = value});
  return settings;
}

bool can_change(const Setting& reported) {
  return std::find(kFixed.begin(), kFixed.end(), reported.name) == kFixed.end();
}

// The same without a copy: this is asked after every statement, and libpq goes through all of its
// list for each name. What a server did not report at first it never does.
bool still_reports(const Libpq& libpq, PGconn* connection, const std::vector<Setting>& known) {
  return std::all_of(known.begin(), known.end(), [&](const Setting& setting) {
    if (!can_change(setting)) return true;
    const char* const value = libpq.PQparameterStatus(connection, setting.name.c_str());
    return value != nullptr && setting.value == value;
  });
}

// How long an answer to kProbe is believed where it matters; it takes 20 microseconds to ask.
constexpr std::chrono::seconds kProbeHolds{1};

// A guest that closes a cursor does not wait long for a host that is busy.
constexpr std::chrono::milliseconds kPatienceToClose{500};

}  // namespace

Result<std::shared_ptr<PostgresLease>> PostgresLease::lend(PGconn* connection,
                                                           const LibpqPtr& libpq,
                                                           LeaseOptions options) {
  if (libpq->PQstatus(connection) != CONNECTION_OK)
    return fail("08003", "The connection is not open. Lend an open one.");
  GuardConnection guarded{
      .libpq = libpq, .connection = connection, .notice_layout = NoticeLayout::calibrate(*libpq)};
  std::shared_ptr<PostgresLease> lease(new PostgresLease(std::move(options), std::move(guarded)));
  if (lease->cancel_ == nullptr) return fail("HY001", "libpq has no memory for a cancel handle.");
  return lease;
}

PostgresLease::PostgresLease(LeaseOptions options, GuardConnection guarded)
    : LendableLease(std::move(options)),
      guarded_(std::move(guarded)),
      backend_(guarded_.libpq->PQbackendPID(guarded_.connection)),
      cancel_(guarded_.libpq->PQgetCancel(guarded_.connection)),
      memory_(kRememberedStatements),
      transaction_(guarded_.libpq->PQtransactionStatus(guarded_.connection)) {
  const Libpq& libpq = *guarded_.libpq;
  const auto text = [](const char* value) { return std::string(value != nullptr ? value : ""); };
  {
    const MutexLock lock(info_mutex_);
    info_.database = text(libpq.PQdb(guarded_.connection));
    info_.user = text(libpq.PQuser(guarded_.connection));
    info_.server_host = text(libpq.PQhost(guarded_.connection));
    info_.server_name = "PostgreSQL";
    info_.server_version_number = libpq.PQserverVersion(guarded_.connection);
  }
  learn_reported();
}

PostgresLease::~PostgresLease() {
  if (cancel_ != nullptr) guarded_.libpq->PQfreeCancel(cancel_);
}

std::shared_ptr<Session> PostgresLease::make_session(std::shared_ptr<LendableLease> self) {
  return std::make_shared<PostgresSession>(std::static_pointer_cast<PostgresLease>(self));
}

Result<GuardReply> PostgresLease::run(Use& use, const GuardedStatement& statement) {
  close_all(use, cursors_.all_left());
  return run_guarded(guarded_, use, statement);
}

Result<GuardReply> PostgresLease::open(Use& use, const GuardedStatement& statement,
                                       const GuardedCursor& cursor) {
  close_all(use, cursors_.all_left());
  return open_guarded(guarded_, use, statement, cursor);
}

void PostgresLease::close_cursor(const std::string& name, const void* guest) noexcept {
  try {
    auto now = use(guest, kPatienceToClose);
    if (now) close_all(*now, {name});
  } catch (const std::exception&) {  // no memory: later
  }
}

// A cursor is closed at once, whatever becomes of the transaction around CLOSE.
void PostgresLease::close_all(Use& use, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    const std::string text = "CLOSE " + name;
    const auto closed = run_guarded(guarded_, use, {.text = text.c_str()});
    // 34000: it has gone with the transaction it was opened in.
    if (closed || closed.error().sqlstate == Sqlstate("34000")) cursors_.closed(name);
  }
}

std::chrono::milliseconds PostgresLease::limited(std::chrono::milliseconds timeout) const {
  const std::chrono::milliseconds limit = options().statement_timeout;
  if (timeout.count() <= 0) return limit;
  return limit.count() <= 0 ? timeout : std::min(timeout, limit);
}

SessionInfo PostgresLease::info() const {
  const MutexLock lock(info_mutex_);
  return info_;
}

std::shared_ptr<const std::vector<Setting>> PostgresLease::reported() const {
  const MutexLock lock(info_mutex_);
  return info_.reported;
}

void PostgresLease::look_at_reported() {
  const MutexLock lock(info_mutex_);
  reported_changed_ = !still_reports(*guarded_.libpq, guarded_.connection, *info_.reported);
}

void PostgresLease::learn_reported() {
  const MutexLock lock(info_mutex_);
  if (!reported_changed_) return;
  std::vector<Setting> settings = reported_settings(*guarded_.libpq, guarded_.connection);
  const auto value = [&settings](std::string_view name) {
    for (const Setting& setting : settings)
      if (setting.name == name) return setting.value;
    return std::string();
  };
  info_.time_zone = value("TimeZone");
  // "15.18 (Debian 15.18-0+deb12u1)": the packager's part is not the server's.
  const std::string version = value("server_version");
  info_.server_version = version.substr(0, version.find(' '));
  info_.reported = std::make_shared<const std::vector<Setting>>(std::move(settings));
  reported_changed_ = false;
}

void PostgresLease::learn_probed(const PGresult* probe) {
  probed_at_ = std::chrono::steady_clock::now();
  guarded_.restore_apart = logs_durations(*guarded_.libpq, probe);
  const MutexLock lock(info_mutex_);
  info_.user = probed(*guarded_.libpq, probe, kProbeUser);
  info_.search_path = probed(*guarded_.libpq, probe, kProbeSearchPath);
}

bool PostgresLease::is_probe_due() const {
  return guarded_.libpq->PQtransactionStatus(guarded_.connection) == PQTRANS_INTRANS &&
         (!probed_at_ || std::chrono::steady_clock::now() - *probed_at_ >= kProbeHolds);
}

std::string PostgresLease::host_state() {
  const Presence presence = look();
  if (presence == Presence::kGone) return "gone";
  for (const StateRow& row : kStates)
    if (presence == Presence::kFree && row.status == transaction_) return row.name;
  return "busy";
}

Status PostgresLease::check_connection() {
  const Libpq& libpq = *guarded_.libpq;
  transaction_ = libpq.PQtransactionStatus(guarded_.connection);
  if (libpq.PQstatus(guarded_.connection) != CONNECTION_OK)
    return fail("08003",
                "The host's connection to the server is lost. Connect with the token of an open "
                "one.");
  if (libpq.PQbackendPID(guarded_.connection) != backend_)
    return fail("08003", "The host has reconnected since it lent this connection. Lend it again.");
  return {};
}

void PostgresLease::interrupt() {
  std::array<char, 256> reason{};
  // A failure means that the server is gone or full; the statement's own thread will see which.
  guarded_.libpq->PQcancel(cancel_, reason.data(), reason.size());
}

}  // namespace pillion
