// The schema snapshot that guests of one session share: loaded at the first need, loaded again
// when it proved stale, kept when loading fails.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>

#include "core/result.h"
#include "core/session.h"
#include "reflect/relation.h"

namespace pillion {

using SchemaViewPtr = std::shared_ptr<const SchemaView>;

// Safe to use from several threads: two that need it load it once.
class Snapshot {
 public:
  // What is known now; nullptr: nothing was needed yet, or it is older than `ttl` (0: no limit).
  SchemaViewPtr loaded(std::chrono::seconds ttl) const;
  // The same, loaded where there is none.
  Result<SchemaViewPtr> get(QueryRunner& session, std::chrono::seconds ttl);
  // A snapshot other than the one with this version, which proved stale. Where another thread has
  // replaced it meanwhile, that one.
  Result<SchemaViewPtr> newer_than(QueryRunner& session, std::uint64_t stale_version);

 private:
  using Clock = std::chrono::steady_clock;

  Result<SchemaViewPtr> load(QueryRunner& session);

  std::mutex load_mutex_;     // held while loading, so that the second thread waits for the first
  mutable std::mutex mutex_;  // guards what follows
  SchemaViewPtr view_;
  Clock::time_point loaded_at_;
};

}  // namespace pillion
