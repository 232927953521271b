// The schema snapshot that guests of one lease use: taken at the first need, shared with other
// leases where they see the same schema, taken again when it proved stale, kept when that fails.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <string>

#include "core/result.h"
#include "core/session.h"
#include "guest/snapshot_store.h"
#include "reflect/catalog_state.h"

namespace pillion {

// Safe to use from several threads: two that need it load it once. The connection is used for the
// queries alone, never while a snapshot is made of their rows.
class Snapshot {
 public:
  // What is known now; nullptr: nothing was needed yet, or it is older than `ttl`.
  SchemaViewPtr loaded(std::chrono::seconds ttl) const;
  // The same, taken where there is none. For translating: a name it lacks shows that it is stale.
  Result<SchemaViewPtr> get(QueryRunner& session, std::chrono::seconds ttl);
  // The schema as it is now, which costs a round trip to make sure of. For the catalog functions,
  // where nothing would show that it is stale. The session's own changes are always in it; those of
  // others are looked for so seldom that looking takes a tenth of the time at most.
  Result<SchemaViewPtr> current(QueryRunner& session, std::chrono::seconds ttl);
  // The schema as it is now, where the snapshot with this version may be stale. That one, where it
  // proves right.
  Result<SchemaViewPtr> newer_than(QueryRunner& session, std::uint64_t stale_version);
  // Read whatever is known; the one that is known stays where that fails.
  Result<SchemaViewPtr> anew(QueryRunner& session);

 private:
  using Clock = std::chrono::steady_clock;

  Result<SchemaViewPtr> verify(QueryRunner& session, SchemaViewPtr known, Scrutiny scrutiny,
                               std::chrono::seconds ttl);
  void adopt(SchemaViewPtr view, CatalogState state);
  bool was_just_verified() const;
  Scrutiny scrutiny() const;

  std::mutex load_mutex_;     // held while loading, so that the second thread waits for the first
  mutable std::mutex mutex_;  // guards what follows
  SchemaViewPtr view_;
  CatalogState state_;  // that it was taken in; an empty key: it cannot be told whether it holds
  Clock::time_point verified_at_;
  Clock::time_point read_at_;  // when the rows of the catalog were looked at
  Clock::duration reading_{};  // how long that took
};

}  // namespace pillion
