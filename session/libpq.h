// libpq's functions, taken at run time from the very copy of libpq that made a connection. A
// PGconn must only be touched by the library that made it, and a process may hold several copies:
// psycopg's wheels each bring one, under a mangled name. Pillion itself links none.
#pragma once

#include <memory>
#include <string>

#include <libpq-fe.h>

#include "core/result.h"

// name: every libpq function the session uses. PQsendFlushRequest and the pipeline came with
// libpq 14, which is therefore the oldest that will do.
#define PILLION_LIBPQ_FUNCTIONS(name)                                                              \
  name(PQbackendPID) name(PQcancel) name(PQclear) name(PQclientEncoding) name(PQcmdStatus) name(   \
      PQconnectStart) name(PQconnectdb) name(PQconnectdbParams) name(PQdescribePrepared)           \
      name(PQexecParams) name(PQprepare) name(PQconsumeInput) name(PQdb) name(PQenterPipelineMode) \
          name(PQerrorMessage) name(PQexitPipelineMode) name(PQfinish) name(PQflush) name(PQfmod)  \
              name(PQfreemem) name(PQfname) name(PQfreeCancel) name(PQfsize) name(PQftable)        \
                  name(PQftablecol) name(PQftype) name(PQgetCancel) name(PQgetCopyData) name(      \
                      PQgetResult) name(PQgetisnull) name(PQgetlength) name(PQgetvalue)            \
                      name(PQhost) name(PQisBusy) name(PQisnonblocking) name(PQlibVersion) name(   \
                          PQmakeEmptyPGresult) name(PQnfields) name(PQnparams) name(PQntuples)     \
                          name(PQparameterStatus) name(PQparamtype) name(PQpipelineStatus) name(   \
                              PQpipelineSync) name(PQresultErrorField) name(PQresultErrorMessage)  \
                              name(PQresultStatus) name(PQsendDescribePrepared)                    \
                                  name(PQsendFlushRequest) name(PQsendPrepare)                     \
                                      name(PQsendQueryParams) name(PQserverVersion)                \
                                          name(PQsetNoticeProcessor) name(PQsetNoticeReceiver)     \
                                              name(PQsetSingleRowMode) name(PQsetnonblocking)      \
                                                  name(PQsocket) name(PQstatus)                    \
                                                      name(PQtransactionStatus) name(PQuser)

namespace pillion {

// One loaded copy of libpq. Keeps it loaded while it lives. Immutable; safe from any thread.
class Libpq {
 public:
  // `path` names the library that made the connection, or one that depends on it (psycopg's
  // extension module); nullptr: the only libpq that is loaded. Loads nothing.
  static Result<std::shared_ptr<const Libpq>> resolve(const char* path);
  // The system's own, loaded where it is not: for connections that Pillion itself opens, to a
  // share or for its command. 08001: it is not installed.
  static Result<std::shared_ptr<const Libpq>> load();

  ~Libpq();
  Libpq(const Libpq&) = delete;
  Libpq& operator=(const Libpq&) = delete;

// NOLINTNEXTLINE(bugprone-macro-parentheses): a member's name cannot stand in parentheses
#define PILLION_LIBPQ_SLOT(function) decltype(&::function) function = nullptr;
  PILLION_LIBPQ_FUNCTIONS(PILLION_LIBPQ_SLOT)
#undef PILLION_LIBPQ_SLOT
  // Of libpq 17; nullptr: an older one. NOLINTNEXTLINE(readability-identifier-naming)
  int (*PQsetChunkedRowsMode)(PGconn*, int) = nullptr;

 private:
  explicit Libpq(void* handle) : handle_(handle) {}
  void* handle_;
};

using LibpqPtr = std::shared_ptr<const Libpq>;

// Frees a PGresult by the copy of libpq that made it.
struct ResultDeleter {
  LibpqPtr libpq;
  void operator()(PGresult* result) const { libpq->PQclear(result); }
};
using ResultPtr = std::unique_ptr<PGresult, ResultDeleter>;

}  // namespace pillion
