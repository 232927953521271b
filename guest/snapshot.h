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

namespace pillion {

// Safe to use from several threads: two that need it load it once. The connection is used for the
// queries alone, never while a snapshot is made of their rows.
class Snapshot {
 public:
  // What is known now; nullptr: nothing was needed yet, or it is older than `ttl` (0: no limit).
  SchemaViewPtr loaded(std::chrono::seconds ttl) const;
  // The same, taken where there is none. For translating: a name it lacks shows that it is stale.
  Result<SchemaViewPtr> get(QueryRunner& session, std::chrono::seconds ttl);
  // The schema as it is now, which costs a round trip to make sure of. For the catalog functions,
  // where nothing would show that it is stale.
  Result<SchemaViewPtr> current(QueryRunner& session, std::chrono::seconds ttl);
  // A snapshot other than the one with this version, which proved stale. Where another thread has
  // replaced it meanwhile, that one.
  Result<SchemaViewPtr> newer_than(QueryRunner& session, std::uint64_t stale_version);

 private:
  using Clock = std::chrono::steady_clock;

  Result<SchemaViewPtr> verify(QueryRunner& session, SchemaViewPtr known);
  Result<SchemaViewPtr> load(QueryRunner& session, const std::string& key, bool settled);
  void adopt(SchemaViewPtr view, std::string key);
  bool was_just_verified() const;

  std::mutex load_mutex_;     // held while loading, so that the second thread waits for the first
  mutable std::mutex mutex_;  // guards what follows
  SchemaViewPtr view_;
  std::string key_;  // of the state it was taken in; empty: it cannot be told whether it holds
  Clock::time_point loaded_at_;
  Clock::time_point verified_at_;
};

}  // namespace pillion
