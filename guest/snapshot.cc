#include "guest/snapshot.h"

#include <utility>

#include "reflect/catalog_state.h"
#include "reflect/load.h"

namespace pillion {
namespace {

// A tool that shows a tree of tables asks for each of them in turn; the host can hardly change the
// schema and come back in less time than this.
constexpr std::chrono::milliseconds kBetweenChecks{2};

}  // namespace

SchemaViewPtr Snapshot::loaded(std::chrono::seconds ttl) const {
  const std::lock_guard lock(mutex_);
  const bool is_old = ttl.count() > 0 && Clock::now() - loaded_at_ > ttl;
  return is_old ? nullptr : view_;
}

bool Snapshot::was_just_verified() const {
  const std::lock_guard lock(mutex_);
  return view_ != nullptr && Clock::now() - verified_at_ < kBetweenChecks;
}

Result<SchemaViewPtr> Snapshot::get(QueryRunner& session, std::chrono::seconds ttl) {
  if (SchemaViewPtr view = loaded(ttl)) return view;
  const std::lock_guard lock(load_mutex_);
  if (SchemaViewPtr view = loaded(ttl)) return view;
  return verify(session, nullptr);
}

Result<SchemaViewPtr> Snapshot::current(QueryRunner& session, std::chrono::seconds ttl) {
  const std::lock_guard lock(load_mutex_);
  SchemaViewPtr known = loaded(ttl);
  if (known != nullptr && was_just_verified()) return known;
  return verify(session, std::move(known));
}

Result<SchemaViewPtr> Snapshot::newer_than(QueryRunner& session, std::uint64_t stale_version) {
  const std::lock_guard lock(load_mutex_);
  const std::chrono::seconds any_age{0};
  if (SchemaViewPtr view = loaded(any_age); view && view->schema.version != stale_version) {
    return view;
  }
  // The state may not show yet what another session has changed, so no shared snapshot will do.
  PILLION_TRY(state, catalog_state(session));
  return load(session, state.key, state.settled);
}

// `known`: the snapshot that will do if the schema has not changed.
Result<SchemaViewPtr> Snapshot::verify(QueryRunner& session, SchemaViewPtr known) {
  PILLION_TRY(state, catalog_state(session));
  if (!state.settled) return load(session, state.key, false);
  {
    const std::lock_guard lock(mutex_);
    if (known != nullptr && key_ == state.key) {
      verified_at_ = Clock::now();
      return known;
    }
  }
  if (SchemaViewPtr shared = find_shared_snapshot(state.key)) {
    adopt(shared, state.key);
    return shared;
  }
  return load(session, state.key, true);
}

Result<SchemaViewPtr> Snapshot::load(QueryRunner& session, const std::string& key, bool settled) {
  PILLION_TRY(view, load_schema(session));
  if (settled) share_snapshot(key, view);
  adopt(view, settled ? key : std::string());
  return view;
}

void Snapshot::adopt(SchemaViewPtr view, std::string key) {
  const std::lock_guard lock(mutex_);
  view_ = std::move(view);
  key_ = std::move(key);
  loaded_at_ = verified_at_ = Clock::now();
}

}  // namespace pillion
