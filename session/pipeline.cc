#include "session/pipeline.h"

#include <cerrno>

#include <poll.h>
#include <sys/socket.h>

#include "session/query_parts.h"
#include "session/server_error.h"

namespace pillion {
namespace {

// To make a PGresult costs more than to read a short row into it; but a row may have megabytes.
constexpr int kRowsInChunk = 16;
constexpr std::chrono::milliseconds kAlarmAgain{50};
// PGRES_TUPLES_CHUNK, which older headers than libpq 17's do not have.
constexpr auto kTuplesChunk = static_cast<ExecStatusType>(12);

// Frees a PGresult that does not leave this file: nothing is counted for it, once a row.
struct RowsDeleter {
  const Libpq& libpq;
  void operator()(PGresult* rows) const { libpq.PQclear(rows); }
};
using RowsPtr = std::unique_ptr<PGresult, RowsDeleter>;

// Where libpq has no memory for the description of a result, it can take one reply for another's.
Error out_of_step() {
  return {.sqlstate = "08S01",
          .message =
              "libpq had no memory for a result and lost count of the server's replies. The "
              "host's connection is closed."};
}

}  // namespace

Pipeline::Pipeline(LibpqPtr libpq, PGconn* connection)
    : libpq_(std::move(libpq)),
      connection_(connection),
      was_nonblocking_(libpq_->PQisnonblocking(connection) != 0) {}

Pipeline::~Pipeline() {
  if (entered_ && libpq_->PQexitPipelineMode(connection_) == 0) give_up();
  if (!was_nonblocking_) libpq_->PQsetnonblocking(connection_, 0);
}

Status Pipeline::open() {
  if (!was_nonblocking_) PILLION_CHECK(checked(libpq_->PQsetnonblocking(connection_, 1) == 0));
  entered_ = libpq_->PQenterPipelineMode(connection_) != 0;
  return checked(static_cast<int>(entered_));
}

Status Pipeline::send_query(const char* text, std::span<const Parameter> parameters,
                            Format result_format) {
  owes_sync_ = true;
  if (parameters.empty())
    return checked(libpq_->PQsendQueryParams(connection_, text, 0, nullptr, nullptr, nullptr,
                                             nullptr, static_cast<int>(result_format)));
  const WireParameters sent(parameters);
  return checked(libpq_->PQsendQueryParams(connection_, text, sent.count(), sent.types(),
                                           sent.values(), sent.lengths(), sent.formats(),
                                           static_cast<int>(result_format)));
}

Status Pipeline::send_describe(const char* text, std::span<const Oid> parameter_types) {
  owes_sync_ = true;
  PILLION_CHECK(checked(libpq_->PQsendPrepare(
      connection_, "", text, static_cast<int>(parameter_types.size()), parameter_types.data())));
  return checked(libpq_->PQsendDescribePrepared(connection_, ""));
}

Status Pipeline::send_sync() {
  PILLION_CHECK(checked(libpq_->PQpipelineSync(connection_)));
  owes_sync_ = false;
  ++unread_syncs_;
  return {};
}

Status Pipeline::send_flush_request() {
  return checked(libpq_->PQsendFlushRequest(connection_));
}

Status Pipeline::flush() {
  return checked(libpq_->PQflush(connection_) >= 0);
}

Result<ResultPtr> Pipeline::next_rows(const ShowRows& show) {
  if (libpq_->PQsetChunkedRowsMode != nullptr)
    libpq_->PQsetChunkedRowsMode(connection_, kRowsInChunk);
  else
    libpq_->PQsetSingleRowMode(connection_);
  return next_reply(&show);
}

Result<ResultPtr> Pipeline::next_reply(const ShowRows* show) {
  // Nobody reads before a Sync is sent.
  if (unread_syncs_ == 0) return fail(out_of_step());
  ResultPtr reply(nullptr, ResultDeleter{libpq_});
  int gaps = 0;
  while (true) {
    if (libpq_->PQisBusy(connection_)) PILLION_CHECK(wait_for_result());
    RowsPtr got(libpq_->PQgetResult(connection_), RowsDeleter{*libpq_});
    if (!got) {
      if (reply) return reply;
      if (libpq_->PQstatus(connection_) == CONNECTION_BAD) return fail(lost());
      // The end of the reply before; a second one is the end of all that libpq knows of.
      if (++gaps > 1) return fail(out_of_step());
      continue;
    }
    const ExecStatusType status = libpq_->PQresultStatus(got.get());
    if (show != nullptr && (status == PGRES_SINGLE_TUPLE || status == kTuplesChunk)) {
      (*show)(got.get());
      continue;
    }
    ResultPtr part(got.release(), ResultDeleter{libpq_});
    if (status == PGRES_PIPELINE_SYNC) {
      --unread_syncs_;
      return part;
    }
    if (status == PGRES_COPY_OUT) PILLION_CHECK(drain_copy());
    if (!reply || status == PGRES_FATAL_ERROR) reply = std::move(part);
  }
}

Status Pipeline::settle(const PassReply& passed) {
  if (owes_sync_) PILLION_CHECK(send_sync());
  while (unread_syncs_ > 0) {
    PILLION_TRY(reply, next_reply());
    passed(reply.get());
  }
  return {};
}

Status Pipeline::drain_copy() {
  char* row = nullptr;
  while (true) {
    const int got = libpq_->PQgetCopyData(connection_, &row, 1);
    if (got == 0) {
      PILLION_CHECK(wait(POLLIN));
      PILLION_CHECK(checked(libpq_->PQconsumeInput(connection_)));
    } else if (got > 0) {
      libpq_->PQfreemem(row);
    } else {
      return {};
    }
  }
}

// Whatever is still to be sent is sent before anything is waited for.
Status Pipeline::wait_for_result() {
  while (libpq_->PQisBusy(connection_)) {
    const int unsent = libpq_->PQflush(connection_);
    if (unsent < 0) return fail(lost());
    PILLION_CHECK(wait(unsent > 0 ? POLLIN | POLLOUT : POLLIN));
    PILLION_CHECK(checked(libpq_->PQconsumeInput(connection_)));
  }
  return {};
}

Status Pipeline::wait(short events) {
  pollfd socket{.fd = libpq_->PQsocket(connection_), .events = events, .revents = 0};
  if (socket.fd < 0) return fail(lost());
  while (true) {
    const int ready = poll(&socket, 1, until_alarm());
    if (ready > 0) return {};
    if (ready < 0 && errno != EINTR) return fail(lost());
  }
}

int Pipeline::until_alarm() {
  using std::chrono::milliseconds;
  if (!alarm_) return -1;
  const auto now = std::chrono::steady_clock::now();
  if (now >= alarm_->at) {
    alarm_->ring();
    alarm_->at = now + kAlarmAgain;
  }
  return static_cast<int>(std::chrono::ceil<milliseconds>(alarm_->at - now).count());
}

Status Pipeline::checked(int success) const {
  if (success != 0) return {};
  return fail(lost());
}

void Pipeline::give_up() noexcept {
  shutdown(libpq_->PQsocket(connection_), SHUT_RDWR);
  libpq_->PQconsumeInput(connection_);
}

Error Pipeline::lost() const {
  return connection_error(*libpq_, connection_);
}

}  // namespace pillion
