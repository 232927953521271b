// The functions of a database system itself: thousands, so they are no part of a snapshot, but read
// when somebody asks for them.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "core/result.h"
#include "core/session.h"
#include "reflect/catalog.h"
#include "reflect/schema.h"

namespace pillion {

using RoutinesPtr = std::shared_ptr<const std::vector<Routine>>;

// Those that go with one snapshot, read once. Safe to use from several threads.
class SystemRoutines {
 public:
  // Not under a lock of our own: who waits for the session may hold what another one waits for. So
  // two threads that come at the same time may both read, and one of them is kept.
  Result<RoutinesPtr> get(QueryRunner& session, const Schema& schema);

 private:
  std::mutex mutex_;
  RoutinesPtr routines_;
};

// Whether a schema of the system is among those that the arguments ask for.
bool asks_for_system(const CatalogName& name, const CatalogOptions& options, Dialect dialect);

}  // namespace pillion
