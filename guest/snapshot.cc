#include "guest/snapshot.h"

#include <algorithm>
#include <utility>

#include "reflect/load.h"

namespace pillion {
namespace {

// A tool that shows a tree of tables asks for each of them in turn; the host can hardly change the
// schema and come back in less time than this.
constexpr std::chrono::milliseconds kBetweenChecks{2};

// Between two looks at the whole catalog, as a multiple of the time that one takes.
constexpr int kReadingPause = 10;
constexpr std::chrono::seconds kLongestPause{1};

}  // namespace

SchemaViewPtr Snapshot::loaded(std::chrono::seconds ttl) const {
  const std::lock_guard lock(mutex_);
  return view_ == nullptr || is_outdated(*view_, ttl) ? nullptr : view_;
}

bool Snapshot::was_just_verified() const {
  const std::lock_guard lock(mutex_);
  return Clock::now() - verified_at_ < kBetweenChecks;
}

Scrutiny Snapshot::scrutiny() const {
  const std::lock_guard lock(mutex_);
  const Clock::duration pause = std::min<Clock::duration>(reading_ * kReadingPause, kLongestPause);
  return Clock::now() - read_at_ < pause ? Scrutiny::kOwnChanges : Scrutiny::kAllChanges;
}

Result<SchemaViewPtr> Snapshot::get(QueryRunner& session, std::chrono::seconds ttl) {
  if (SchemaViewPtr view = loaded(ttl)) return view;
  const std::lock_guard lock(load_mutex_);
  if (SchemaViewPtr view = loaded(ttl)) return view;
  return verify(session, nullptr, Scrutiny::kAllChanges, ttl);
}

Result<SchemaViewPtr> Snapshot::current(QueryRunner& session, std::chrono::seconds ttl) {
  const std::lock_guard lock(load_mutex_);
  SchemaViewPtr known = loaded(ttl);
  if (known != nullptr && was_just_verified()) return known;
  return verify(session, std::move(known), scrutiny(), ttl);
}

Result<SchemaViewPtr> Snapshot::newer_than(QueryRunner& session, std::uint64_t stale_version) {
  const std::lock_guard lock(load_mutex_);
  SchemaViewPtr known = loaded(kAnyAge);
  if (known != nullptr && known->schema.version != stale_version) return known;
  return verify(session, std::move(known), Scrutiny::kAllChanges, kAnyAge);
}

Result<SchemaViewPtr> Snapshot::anew(QueryRunner& session) {
  const std::lock_guard lock(load_mutex_);
  PILLION_TRY(state, catalog_state(session, {}, Scrutiny::kAllChanges));
  PILLION_TRY(view, load_schema(session));
  if (state.settled) {
    share_snapshot(state.key, view);
  } else {
    state = {};
  }
  adopt(view, std::move(state));
  return view;
}

// `known`: the snapshot that will do if the schema has not changed.
Result<SchemaViewPtr> Snapshot::verify(QueryRunner& session, SchemaViewPtr known, Scrutiny scrutiny,
                                       std::chrono::seconds ttl) {
  CatalogState before;
  if (known != nullptr) {
    const std::lock_guard lock(mutex_);
    before = state_;
  }
  const Clock::time_point start = Clock::now();
  PILLION_TRY(state, catalog_state(session, before, scrutiny));
  if (!state.settled) {
    PILLION_TRY(view, load_schema(session));
    adopt(view, {});
    return view;
  }
  if (state.was_read) {
    const std::lock_guard lock(mutex_);
    read_at_ = Clock::now();
    reading_ = read_at_ - start;
  }
  const bool holds = known != nullptr && state.key == before.key;
  if (holds && !state.was_read) state = std::move(before);  // what is visible was not looked at
  if (holds) {
    adopt(known, std::move(state));
    return known;
  }
  PILLION_TRY(view, shared_snapshot(state.key, ttl, [&] { return load_schema(session); }));
  adopt(view, std::move(state));
  return view;
}

void Snapshot::adopt(SchemaViewPtr view, CatalogState state) {
  const std::lock_guard lock(mutex_);
  view_ = std::move(view);
  state_ = std::move(state);
  verified_at_ = Clock::now();
}

}  // namespace pillion
