// The one door: every ODBC entry point goes through entry<Handle>(). It checks the handle, locks
// it, clears its diagnostics, runs the body, and turns a failure into a diagnostic record and a
// return code. No exception gets past it, and no entry point calls another SQL... symbol, because
// in a process with a driver manager that name may belong to the manager.
#pragma once

#include <exception>
#include <new>

#include "core/result.h"
#include "driver/handles/handle.h"

namespace pillion {

// What a body returns: SQL_SUCCESS, SQL_NO_DATA, SQL_NEED_DATA ... or an Error. Warnings in the
// diagnostic area make SQL_SUCCESS_WITH_INFO of SQL_SUCCESS, here and nowhere else.
using Outcome = Result<SQLRETURN>;

inline Outcome success() {
  return SQL_SUCCESS;
}

// Turns the Result of a body without a return code of its own into an Outcome.
inline Outcome finish(const Status& status) {
  if (!status) return fail(status.error());
  return success();
}

inline SQLRETURN finish_call(Handle& handle, const Outcome& outcome) {
  SQLRETURN code = SQL_ERROR;
  if (outcome) {
    code = *outcome;
    if (code == SQL_SUCCESS && !handle.diagnostics.empty()) code = SQL_SUCCESS_WITH_INFO;
  } else {
    handle.diagnostics.add_error(outcome.error());
  }
  handle.diagnostics.return_code = code;
  return code;
}

// Runs a body on a handle that is locked, or kept alive in another way.
template <class H, class Body>
SQLRETURN guarded(H& handle, Body&& body) noexcept {
  try {
    try {
      return finish_call(handle, body(handle));
    } catch (const std::bad_alloc&) {
      return finish_call(handle, fail("HY001", "There is not enough memory."));
    } catch (const std::exception& exception) {
      return finish_call(handle, fail("HY000", exception.what()));
    }
  } catch (...) {
    return SQL_ERROR;  // not even the record could be made
  }
}

template <class H, class Body>
SQLRETURN entry(SQLHANDLE value, Body&& body) noexcept {
  Slot* const slot = find_slot(value);
  if (slot == nullptr) return SQL_INVALID_HANDLE;
  const std::lock_guard hold(slot->lock);
  if (slot->kind.load(std::memory_order_relaxed) != H::kKind) return SQL_INVALID_HANDLE;
  auto& handle = static_cast<H&>(*slot->object);
  handle.diagnostics.clear();
  return guarded(handle, std::forward<Body>(body));
}

}  // namespace pillion
