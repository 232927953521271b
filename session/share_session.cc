#include "session/share_session.h"

#include <array>
#include <utility>

#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include "session/postgres_result.h"
#include "session/query_parts.h"
#include "session/server_error.h"
#include "session/token.h"

namespace pillion {
namespace {

constexpr std::size_t kRememberedStatements = 256;
// What a share tells of itself to whoever comes in (share/share.cc).
constexpr std::array kAboutShare = {"pillion.guests", "pillion.since", "pillion.host_state"};

struct Option {
  const char* name;
  const char* value;
};

// As the driver reads text. The share sets these around each of this session's statements, so they
// are asked for by the first one that needs them.
constexpr std::array kPlainText = {Option{"DateStyle", "ISO"}, Option{"IntervalStyle", "postgres"},
                                   Option{"bytea_output", "hex"},
                                   Option{"extra_float_digits", "1"}};

// What ODBC calls the states that the share had to call by the server's names.
struct StateRow {
  const char* server;
  const char* hint;  // how it begins, where that tells two apart
  const char* odbc;
};
// 55P03: lock_not_available; 57014: query_canceled; 57P01: admin_shutdown; 57P05:
// idle_session_timeout.
constexpr std::array kStates = {
    StateRow{"55P03", "", "HYT00"}, StateRow{"57014", "The limit is", "HYT00"},
    StateRow{"57014", "", "HY008"}, StateRow{"57P01", "", "08003"},
    StateRow{"57P05", "", "08S01"},
};

Error in_odbc_terms(Error error) {
  for (const StateRow& row : kStates) {
    if (error.sqlstate != Sqlstate(row.server) || !error.hint.starts_with(row.hint)) continue;
    error.sqlstate = row.odbc;
    return error;
  }
  return error;
}

std::string own_user_name() {
  std::array<char, 4096> buffer{};
  passwd entry{};
  passwd* found = nullptr;
  if (getpwuid_r(geteuid(), &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr)
    return {};
  return found->pw_name;
}

}  // namespace

Result<std::shared_ptr<Session>> ShareSession::connect(const ShareEntry& share) {
  PILLION_TRY(libpq, Libpq::load());
  const std::string secret = share.token.substr(share.token.find('.') + 1);
  const std::string peer = own_user_name();
  // Every option that a variable of the environment could turn against us is given.
  const std::array options = {
      Option{"host", share.directory.c_str()},
      Option{"port", "5432"},
      Option{"user", "guest"},
      Option{"dbname", share.name.c_str()},
      Option{"password", secret.c_str()},
      Option{"requirepeer", peer.c_str()},
      Option{"connect_timeout", "10"},
      Option{"sslmode", "disable"},
      Option{"gssencmode", "disable"},
      Option{"channel_binding", "disable"},
      Option{"target_session_attrs", "any"},
      Option{"options", " "},
      Option{"application_name", "pillion"},
      Option{"client_encoding", "UTF8"},
      Option{nullptr, nullptr},
  };
  std::array<const char*, options.size()> names{}, values{};
  for (std::size_t i = 0; i < options.size(); ++i) {
    names[i] = options[i].name;
    values[i] = options[i].value;
  }
  PGconn* const connection = libpq->PQconnectdbParams(names.data(), values.data(), 0);
  std::shared_ptr<ShareSession> session(new ShareSession(libpq, connection));
  const MutexLock lock(session->mutex_);
  if (libpq->PQstatus(connection) != CONNECTION_OK)
    return fail("08001", fmt::format("The share @{} cannot be reached: {}", share.name,
                                     connection_message(*libpq, connection)));
  session->learn();
  return std::shared_ptr<Session>(session);
}

ShareSession::ShareSession(LibpqPtr libpq, PGconn* connection)
    : libpq_(std::move(libpq)),
      connection_(connection),
      cancel_(libpq_->PQgetCancel(connection)),
      process_(getpid()),
      memory_(kRememberedStatements) {
  libpq_->PQsetNoticeReceiver(connection_, &ShareSession::receive, this);
}

ShareSession::~ShareSession() {
  if (cancel_ != nullptr) libpq_->PQfreeCancel(cancel_);
  // A child's copy must not say good-bye on the parent's socket.
  if (getpid() == process_) libpq_->PQfinish(connection_);
}

// Called by libpq inside execute and know, which hold the mutex.
void ShareSession::receive(void* self, const PGresult* notice) {
  auto& session = *static_cast<ShareSession*>(self);
  session.mutex_.assert_held();
  session.notices_.push_back(server_notice(*session.libpq_, notice));
}

Status ShareSession::check() const {
  if (getpid() != process_)
    return fail("08003", "This connection to a share is another process's. Connect again.");
  if (libpq_->PQstatus(connection_) != CONNECTION_OK)
    return fail("08003", "The share has ended. Connect again.");
  return {};
}

// The share tells of the host's session by itself, so that connecting asks the host nothing.
void ShareSession::learn() {
  const std::string version = reported_value("server_version");
  info_ = {.database = reported_value("pillion.database"),
           .user = reported_value("pillion.user"),
           .server_host = libpq_->PQhost(connection_),
           .server_name = "PostgreSQL",
           .server_version = version.substr(0, version.find(' ')),
           .server_version_number = libpq_->PQserverVersion(connection_)};
}

std::string ShareSession::reported_value(const char* name) const {
  const char* const value = libpq_->PQparameterStatus(connection_, name);
  return value != nullptr ? value : "";
}

Result<ResultPtr> ShareSession::judged(PGresult* result) {
  ResultPtr owned(result, ResultDeleter{libpq_});
  PILLION_CHECK(check());
  if (owned == nullptr) return fail("HY000", connection_message(*libpq_, connection_));
  const ExecStatusType status = libpq_->PQresultStatus(result);
  if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) return owned;
  return fail(in_odbc_terms(server_error(*libpq_, result)));
}

Result<std::unique_ptr<ResultSet>> ShareSession::execute(const std::string& text,
                                                         std::span<const Parameter> parameters,
                                                         Format format) {
  const WireParameters sent(parameters);
  PILLION_TRY(result, judged(libpq_->PQexecParams(connection_, text.c_str(), sent.count(),
                                                  sent.types(), sent.values(), sent.lengths(),
                                                  sent.formats(), static_cast<int>(format))));
  return std::make_unique<PostgresResult>(libpq_, std::move(result), format,
                                          std::exchange(notices_, {}));
}

Status ShareSession::limit_time(std::chrono::milliseconds timeout) {
  if (timeout == timeout_) return {};
  PILLION_CHECK(
      execute(fmt::format("SET statement_timeout = {}", timeout.count()), {}, Format::kText));
  timeout_ = timeout;
  return {};
}

Result<KnownStatementPtr> ShareSession::know(const std::string& text, std::span<const Oid> types) {
  if (KnownStatementPtr known = memory_.find(text, types)) return known;
  PILLION_CHECK(judged(libpq_->PQprepare(connection_, "", text.c_str(),
                                         static_cast<int>(types.size()), types.data())));
  PILLION_TRY(described, judged(libpq_->PQdescribePrepared(connection_, "")));
  KnownStatement known{.description = description_of(*libpq_, described.get())};
  known.result_format = best_format(known.description.columns);
  auto remembered = std::make_shared<const KnownStatement>(std::move(known));
  memory_.remember(text, types, remembered);
  return KnownStatementPtr(remembered);
}

Result<std::unique_ptr<ResultSet>> ShareSession::run(const Query& query) {
  PILLION_CHECK(refuse_nul(query.text, query.parameters));
  if (query.sink != nullptr || query.formats.size() > 1)
    return fail("HYC00", "A share's client reads its rows in one piece, and in one format.");
  const std::string text(query.text);
  const MutexLock lock(mutex_);
  PILLION_CHECK(check());
  PILLION_CHECK(limit_time(query.timeout));
  PILLION_CHECK(apply(query.settings));
  notices_.clear();
  auto result = query.formats.empty() ? run_best(text, query.parameters)
                                      : execute(text, query.parameters, query.formats.front());
  PILLION_CHECK(take_back(query.settings));
  return result;
}

Result<OpenedResult> ShareSession::open(const Query& query, const Paging& paging) {
  if (paging.buffer_first) return Session::open(query, paging);
  return fail(Error{.sqlstate = "HYC00",
                    .message = "Fetch=cursor is not to be had over a share, where a result is read "
                               "whole.",
                    .hint = "Use Fetch=auto or Fetch=buffered, and LIMIT for a part of a large "
                            "result."});
}

// The share keeps a guest's settings apart from the host's.
Status ShareSession::apply(std::span<const Setting> settings) {
  for (const auto& [name, value] : settings)
    PILLION_CHECK(execute(fmt::format("SET {} = '{}'", name, value), {}, Format::kText));
  return {};
}

Status ShareSession::take_back(std::span<const Setting> settings) {
  for (const Setting& setting : settings)
    PILLION_CHECK(execute(fmt::format("RESET {}", setting.name), {}, Format::kText));
  return {};
}

Result<std::unique_ptr<ResultSet>> ShareSession::run_best(const std::string& text,
                                                          std::span<const Parameter> parameters) {
  const std::vector<Oid> types = types_of(parameters);
  PILLION_TRY(known, know(text, types));
  if (known->result_format == Format::kText) PILLION_CHECK(have_text_plain());
  auto result = execute(text, parameters, known->result_format);
  if (known->result_format == Format::kText) return result;
  // What is remembered may be stale: a type has changed, and is not readable in binary now.
  const bool stale = result ? best_format((*result)->columns()) == Format::kText
                            : result.error().sqlstate == Sqlstate("42883");
  if (!stale) return result;
  memory_.forget(text, types);
  PILLION_CHECK(have_text_plain());
  return execute(text, parameters, Format::kText);
}

Status ShareSession::have_text_plain() {
  if (text_is_plain_) return {};
  for (const auto& [name, value] : kPlainText)
    PILLION_CHECK(execute(fmt::format("SET {} = '{}'", name, value), {}, Format::kText));
  text_is_plain_ = true;
  return {};
}

Result<Description> ShareSession::describe(std::string_view text,
                                           std::span<const Oid> parameter_types,
                                           std::span<const Setting> /*settings*/) {
  PILLION_CHECK(refuse_nul(text, {}));
  const MutexLock lock(mutex_);
  PILLION_CHECK(check());
  PILLION_TRY(known, know(std::string(text), parameter_types));
  return known->description;
}

Status ShareSession::cancel() {
  if (getpid() != process_ || cancel_ == nullptr) return {};
  std::array<char, 256> reason{};
  // A failure means that the share is gone; the statement's own thread will see that.
  libpq_->PQcancel(cancel_, reason.data(), reason.size());
  return {};
}

bool ShareSession::is_alive() {
  if (!mutex_.try_lock()) return true;  // a statement runs on it this moment
  bool alive = check().has_value();
  // What the share said when it ended waits to be read.
  if (alive) alive = libpq_->PQconsumeInput(connection_) != 0 && check().has_value();
  mutex_.unlock();
  return alive;
}

Result<SessionInfo> ShareSession::info() {
  const MutexLock lock(mutex_);
  PILLION_CHECK(check());
  SessionInfo info = info_;
  info.time_zone = reported_value("TimeZone");
  std::vector<Setting> told;
  told.reserve(std::size(kAboutShare));
  for (const char* const name : kAboutShare)
    told.push_back({.name = name, .value = reported_value(name)});
  info.reported = std::make_shared<const std::vector<Setting>>(std::move(told));
  return info;
}

}  // namespace pillion
