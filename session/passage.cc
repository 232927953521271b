#include "session/passage.h"

#include <new>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "session/postgres_result.h"
#include "session/server_error.h"

namespace pillion {
namespace {

// How often the restoring half is tried. More than once is rare: each try can only be hit by
// somebody else's cancel, or by a lack of memory.
constexpr int kRestoreAttempts = 10;

// NOT DEFERRABLE: where the session's default is the other, a serializable transaction waits for a
// safe snapshot before any limit of a guest's holds.
constexpr std::array kFrames = {
    Frame{PQTRANS_IDLE, "BEGIN READ ONLY NOT DEFERRABLE", {"ROLLBACK", nullptr}, false},
    Frame{PQTRANS_INTRANS,
          "SAVEPOINT pillion_guard",
          {"ROLLBACK TO SAVEPOINT pillion_guard", "RELEASE SAVEPOINT pillion_guard"},
          true},
};

// Why a connection in another state is left alone.
struct Refusal {
  PGTransactionStatusType status;
  const char* sqlstate;
  const char* message;
};

constexpr std::array kRefusals = {
    Refusal{PQTRANS_INERROR, "25P02",
            "The host's transaction has failed, and nothing runs in it until the host rolls back. "
            "Try again after that."},
    Refusal{PQTRANS_ACTIVE, "HY000",
            "The host is in the middle of a statement on this connection, or has not read its "
            "results to the end. Try again when it has."},
    Refusal{PQTRANS_UNKNOWN, "08S01", "The host's connection to the server is lost."},
};

const Frame* find_frame(PGTransactionStatusType status) {
  for (const Frame& frame : kFrames)
    if (frame.status == status) return &frame;
  return nullptr;
}

Status refuse_unfit(const Libpq& libpq, PGconn* connection) {
  const PGTransactionStatusType status = libpq.PQtransactionStatus(connection);
  for (const Refusal& refusal : kRefusals)
    if (refusal.status == status) return fail(refusal.sqlstate, refusal.message);
  if (libpq.PQpipelineStatus(connection) != PQ_PIPELINE_OFF)
    return fail("HY000",
                "The host has its connection in pipeline mode. Try again when it has left it.");
  return {};
}

}  // namespace

Result<const Frame*> choose_frame(const Libpq& libpq, PGconn* connection) {
  PILLION_CHECK(refuse_unfit(libpq, connection));
  // Takes in what the server said while nobody listened, so that notices in it reach the host's
  // own receiver, and a server that hung up is noticed before anything is sent.
  if (!libpq.PQconsumeInput(connection)) return fail(connection_error(libpq, connection));
  libpq.PQisBusy(connection);
  PILLION_CHECK(refuse_unfit(libpq, connection));
  return find_frame(libpq.PQtransactionStatus(connection));
}

GuestSettings Passage::settings() const {
  return {.read_only = frame_.in_transaction,
          .text = statement_.text,
          .text_results = !statement_.describe_only && statement_.text_values,
          .silent = !capture_.captures(),
          .timeout = statement_.timeout,
          .own = statement_.settings,
          .role = statement_.role};
}

// libpq looks for a name from the first to the last each time: none is asked for in vain.
ReportedSettings Passage::reported() const {
  const auto value = [this](const char* name) -> std::string_view {
    const char* const text = libpq_.PQparameterStatus(connection_.connection, name);
    return text != nullptr ? text : "";
  };
  ReportedSettings reported{.client_encoding = value("client_encoding"),
                            .standard_conforming_strings = value("standard_conforming_strings")};
  if (!statement_.text_values && statement_.settings.empty()) return reported;
  reported.date_style = value("DateStyle");
  reported.interval_style = value("IntervalStyle");
  if (!statement_.settings.empty()) reported.time_zone = value("TimeZone");
  return reported;
}

Passage::~Passage() {
  if (!is_over()) recover();
}

Result<GuardReply> Passage::run() {
  PILLION_CHECK(pipeline_.open());
  PILLION_CHECK(send());
  if (statement_.meanwhile) statement_.meanwhile();
  PILLION_CHECK(read_opening());
  PILLION_CHECK(read_statement());
  PILLION_CHECK(restore());
  PILLION_CHECK(verify());
  if (sink_error_) return fail(std::move(*sink_error_));
  if (error_) return fail(translated());
  return std::move(reply_);
}

Status Passage::send() {
  PILLION_CHECK(send_text(frame_.open));
  const ReportedSettings host = reported();
  const GuestSettings guest = settings();
  const std::string set = settings_statement(host, guest);
  has_settings_ = !set.empty();
  forgets_plans_ = shapes_plans(host, guest);
  if (has_settings_) PILLION_CHECK(send_text(set.c_str()));
  if (statement_.probe) PILLION_CHECK(send_text(kProbe));
  if (frame_.in_transaction) PILLION_CHECK(pipeline_.send_flush_request());
  // Where libpq itself refuses it (too many parameters), the host is restored all the same.
  if (Status sent = send_statement(); !sent) error_ = std::move(sent).error();
  sent_ = !error_;
  if (!apart_) PILLION_CHECK(queue(restoring_half()));
  // Sends it all: the Sync of libpq flushes.
  return pipeline_.send_sync();
}

Status Passage::send_statement() {
  if (statement_.describe_only)
    return pipeline_.send_describe(statement_.text, statement_.parameter_types);
  return pipeline_.send_query(statement_.text, statement_.parameters, statement_.result_format);
}

// Plans are forgotten where the guest's settings have ended; and in the host's transaction the
// savepoint has not, so that a cancel there does no harm.
Passage::Texts Passage::restoring_half() const {
  return {frame_.restore[0], forgets_plans_ ? kForgetPlans : nullptr, frame_.restore[1]};
}

Status Passage::queue(const Texts& texts) {
  for (const char* const text : texts)
    if (text != nullptr) PILLION_CHECK(send_text(text));
  return {};
}

Status Passage::exchange(const Texts& texts) {
  PILLION_CHECK(queue(texts));
  return settle();
}

Status Passage::settle() {
  return pipeline_.settle([this](const PGresult* reply) { note(reply); });
}

Status Passage::read_opening() {
  // A cancel can hurt nothing in an idle host.
  if (!frame_.in_transaction) use_.allow_cancel();
  PILLION_TRY(open, read());
  opened_ = open != nullptr;
  if (has_settings_) PILLION_CHECK(read());
  if (statement_.probe) PILLION_CHECK(read(&reply_.probe));
  const bool may_fail_late = reply_.probe && logs_durations(libpq_, reply_.probe.get());
  if (opened_ && (apart_ || !may_fail_late)) use_.allow_cancel();
  return {};
}

Status Passage::read_statement() {
  if (sent_ && statement_.describe_only) PILLION_CHECK(read());
  if (sent_ && statement_.sink == nullptr) PILLION_CHECK(read(&reply_.result));
  if (sent_ && statement_.sink != nullptr) PILLION_CHECK(read_rows());
  if (apart_) PILLION_CHECK(read_sync());
  cancelled_ = use_.forbid_cancel();
  return {};
}

Status Passage::restore() {
  // What the restoring half says ("no transaction in progress") is not the guest's.
  reply_.notices = capture_.take();
  if (apart_) {
    PILLION_CHECK(outlast_cancel());
    // Where SAVEPOINT failed, the savepoint of that name would be the host's own.
    if (!is_restored()) PILLION_CHECK(queue(restoring_half()));
  }
  PILLION_CHECK(settle());
  if (!apart_) PILLION_CHECK(outlast_cancel());
  return restore_again();
}

Status Passage::restore_again() {
  for (int attempt = 1; attempt < kRestoreAttempts && !is_restored(); ++attempt)
    PILLION_CHECK(exchange(restoring_half()));
  return {};
}

// RELEASE is the last of its half: what is before it was done. Where the server refused SAVEPOINT
// there is nothing to roll back to.
bool Passage::is_restored() const {
  if (frame_.in_transaction) return !savepoint_stands_;
  return libpq_.PQtransactionStatus(connection_.connection) == frame_.status &&
         (plans_forgotten_ || !forgets_plans_);
}

bool Passage::is_over() const {
  if (libpq_.PQstatus(connection_.connection) == CONNECTION_BAD) return true;
  return pipeline_.is_settled() && is_restored();
}

// The statement's result is wanted no more. Takes no memory while the connection lasts, because
// the lack of it may be why this is called.
void Passage::recover() noexcept {
  pipeline_.set_alarm(Pipeline::Alarm{.at = Clock::now(), .ring = [this] { use_.interrupt(); }});
  attempt(&Passage::settle);
  pipeline_.set_alarm(std::nullopt);
  cancelled_ = use_.forbid_cancel();
  attempt(&Passage::outlast_cancel);
  for (int tries = 0; tries < kRestoreAttempts && !is_over(); ++tries) {
    attempt(&Passage::settle);
    attempt(&Passage::restore_again);
  }
  if (!pipeline_.is_settled()) pipeline_.give_up();
}

// What fails here is tried again or given up: there is nobody to tell.
void Passage::attempt(Status (Passage::*step)()) noexcept {
  try {
    (void)(this->*step)();
  } catch (const std::exception&) {
  }
}

// The server drops a cancel that arrives between two messages: after this none is left.
Status Passage::outlast_cancel() {
  if (!cancelled_) return {};
  PILLION_CHECK(pipeline_.send_sync());
  return settle();
}

// The gate refuses what could end the host's transaction; this tells if something slipped by.
Status Passage::verify() const {
  const PGTransactionStatusType status = libpq_.PQtransactionStatus(connection_.connection);
  if (status == frame_.status) return {};
  if (status == PQTRANS_INERROR && !opened_ && error_)
    return fail(Error{.sqlstate = error_->sqlstate,
                      .message = error_->message + " This met the host's own transaction before "
                                                   "the statement ran, and aborted it.",
                      .detail = error_->detail});
  return fail("2D000",
              fmt::format("The statement changed the state of the host's transaction from {} to "
                          "{}. The host must check its work. Do not send transaction commands.",
                          static_cast<int>(frame_.status), static_cast<int>(status)));
}

Error Passage::translated() const {
  Error error = *error_;
  if (error.sqlstate != Sqlstate("57014")) return error;
  if (use_.cancel_requested()) {
    error.sqlstate = "HY008";
  } else if (statement_.timeout.count() > 0 && Clock::now() - start_ >= statement_.timeout) {
    error.sqlstate = "HYT00";
    error.hint = fmt::format("The limit is {} ms.", statement_.timeout.count());
  }
  return error;
}

Status Passage::read_rows() {
  PILLION_CHECK(judge(pipeline_.next_rows([this](const PGresult* rows) { show_rows(rows); }),
                      &reply_.result));
  // A result without rows has columns all the same.
  if (reply_.result && !error_) show_rows(reply_.result.get());
  return {};
}

void Passage::begin_rows(const PGresult* rows) {
  if (std::exchange(rows_begun_, true)) return;
  const auto own = columns_of(libpq_, rows, statement_.result_format);
  cells_.resize(own.size());
  Status begun = statement_.sink->begin(statement_.columns != nullptr ? *statement_.columns : own);
  if (!begun) stop(std::move(begun).error());
}

// A lack of memory is the guest's error, and not the end of its session.
void Passage::show_rows(const PGresult* rows) {
  if (sink_error_) return;
  try {
    if (!rows_begun_) begin_rows(rows);
    const int count = libpq_.PQntuples(rows);
    for (int row = 0; row < count && !sink_error_; ++row) show_row(rows, row);
  } catch (const std::bad_alloc&) {
    stop({.sqlstate = "HY001",
          .message = "There is no memory for the rest of the result. Ask for fewer rows."});
  }
}

void Passage::show_row(const PGresult* rows, int row) {
  int column = 0;
  for (Cell& cell : cells_) {
    const int size = libpq_.PQgetlength(rows, row, column);
    const bool null = size == 0 && libpq_.PQgetisnull(rows, row, column) != 0;
    cell = {.data = null ? nullptr : libpq_.PQgetvalue(rows, row, column), .size = size};
    ++column;
  }
  Status taken = statement_.sink->row(cells_);
  if (!taken) stop(std::move(taken).error());
  ++rows_shown_;
}

// What the sink does not take any more is not worth the server's time.
void Passage::stop(Error error) {
  sink_error_ = std::move(error);
  use_.interrupt();
}

Result<ResultPtr> Passage::read(ResultPtr* keep) {
  return judge(next_reply(), keep);
}

Result<ResultPtr> Passage::next_reply() {
  PILLION_TRY(reply, pipeline_.next_reply());
  note(reply.get());
  return reply;
}

// No guest's statement has one of these tags: the gate refuses them all.
void Passage::note(const PGresult* reply) {
  if (libpq_.PQresultStatus(reply) != PGRES_COMMAND_OK) return;
  const std::string_view done = libpq_.PQcmdStatus(const_cast<PGresult*>(reply));
  if (done == "SAVEPOINT") savepoint_stands_ = true;
  if (done == "RELEASE") savepoint_stands_ = false;
  if (done == kForgetPlans) plans_forgotten_ = true;
}

Result<ResultPtr> Passage::judge(Result<ResultPtr> reply, ResultPtr* keep) {
  PILLION_TRY(result, std::move(reply));
  const ExecStatusType status = libpq_.PQresultStatus(result.get());
  if (status == PGRES_FATAL_ERROR && libpq_.PQstatus(connection_.connection) == CONNECTION_BAD)
    return fail(pipeline_.lost());
  if (status == PGRES_FATAL_ERROR && !error_) error_ = server_error(libpq_, result.get());
  if (status == PGRES_FATAL_ERROR || status == PGRES_PIPELINE_ABORTED)
    return ResultPtr(nullptr, ResultDeleter{connection_.libpq});
  if (keep == nullptr) return result;
  *keep = std::move(result);
  return ResultPtr(nullptr, ResultDeleter{connection_.libpq});
}

// An error can come behind the reply it belongs to (see "logs durations"): it is read here.
Status Passage::read_sync() {
  while (true) {
    PILLION_TRY(result, next_reply());
    const ExecStatusType status = libpq_.PQresultStatus(result.get());
    if (status == PGRES_PIPELINE_SYNC) return {};
    if (status == PGRES_FATAL_ERROR && !error_) error_ = server_error(libpq_, result.get());
  }
}

}  // namespace pillion
