// Chapter "Transactions" and cancelling. The transaction is the host's: ending one succeeds, as
// clients insist on it at every turn, and nothing is sent.
#include "driver/api/entry.h"
#include "driver/handles/statement.h"

namespace pillion {
namespace {

Outcome end_nothing(SQLSMALLINT completion) {
  if (completion != SQL_COMMIT && completion != SQL_ROLLBACK)
    return fail("HY012", "A transaction ends with SQL_COMMIT or SQL_ROLLBACK.");
  return success();
}

// Takes no lock where a statement runs, because that one holds it: the session alone is told.
SQLRETURN cancel(SQLHANDLE value) noexcept {
  try {
    const auto statement = borrow_handle<Statement>(value);
    if (statement == nullptr) return SQL_INVALID_HANDLE;
    const std::unique_lock hold(statement->slot->lock, std::try_to_lock);
    if (!hold.owns_lock()) return statement->cancel() ? SQL_SUCCESS : SQL_ERROR;
    statement->diagnostics.clear();
    return guarded(*statement, [](Statement& s) -> Outcome {
      return s.waits_for_data() ? s.cancel_waiting() : success();
    });
  } catch (...) {
    return SQL_ERROR;
  }
}

}  // namespace
}  // namespace pillion

using namespace pillion;

extern "C" {

SQLRETURN SQL_API SQLEndTran(SQLSMALLINT kind, SQLHANDLE handle, SQLSMALLINT completion) {
  if (kind == SQL_HANDLE_ENV)
    return entry<Environment>(handle, [&](Environment&) { return end_nothing(completion); });
  return entry<Connection>(handle, [&](Connection& c) -> Outcome {
    PILLION_CHECK(c.require_connected());
    return end_nothing(completion);
  });
}

SQLRETURN SQL_API SQLCancel(SQLHSTMT handle) {
  return cancel(handle);
}

SQLRETURN SQL_API SQLCancelHandle(SQLSMALLINT kind, SQLHANDLE handle) {
  if (kind == SQL_HANDLE_STMT) return cancel(handle);
  return entry<Connection>(handle, [](Connection&) -> Outcome {
    return fail("HYC00", "Nothing runs asynchronously on a connection. Cancel the statement.");
  });
}

}  // extern "C"
