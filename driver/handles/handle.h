// Handles as the application sees them. A handle points at a slot of a table that is never given
// back to the system, so a handle that is stale, freed in another thread, or no handle at all is
// told apart without touching freed memory: SQL_INVALID_HANDLE.
//
// Locks: `Slot::lock` is held while an entry point works on the object. Taken in the order
// environment, connection, statement, descriptor; one of a kind. `Slot::guard` is held only to read
// or change the slot itself; SQLCancel takes nothing else, so it never waits for its statement.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>

#include "driver/handles/diagnostics.h"
#include "driver/odbc.h"

namespace pillion {

enum class HandleKind : SQLSMALLINT {
  kNone = 0,
  kEnvironment = SQL_HANDLE_ENV,
  kConnection = SQL_HANDLE_DBC,
  kStatement = SQL_HANDLE_STMT,
  kDescriptor = SQL_HANDLE_DESC,
};

struct Slot;

class Handle {
 public:
  Handle() = default;
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  virtual ~Handle() = default;

  // Room in the diagnostic area of a handle that is locked.
  Diagnostics diagnostics;
  Slot* slot = nullptr;  // set when the handle is registered
};

struct Slot {
  std::mutex lock;
  std::mutex guard;
  std::atomic<HandleKind> kind = HandleKind::kNone;
  std::shared_ptr<Handle> object;
  Slot* next_free = nullptr;
};

// Makes a handle of an object; the caller gets the value to hand to the application.
SQLHANDLE register_handle(HandleKind kind, std::shared_ptr<Handle> object);
// Ends a handle whose slot's lock is held or that nobody else knows; returns the object.
std::shared_ptr<Handle> unregister_handle(Slot& slot);
// nullptr where the value never was a handle.
Slot* find_slot(SQLHANDLE handle);

// The object of a handle of the wanted kind, kept alive but not locked; nullptr if there is none.
template <class H>
std::shared_ptr<H> borrow_handle(SQLHANDLE handle) {
  Slot* const slot = find_slot(handle);
  if (slot == nullptr) return nullptr;
  const std::lock_guard hold(slot->guard);
  return slot->kind == H::kKind ? std::static_pointer_cast<H>(slot->object) : nullptr;
}

}  // namespace pillion
