#include "guest/snapshot.h"

#include "reflect/load.h"

namespace pillion {

SchemaViewPtr Snapshot::loaded(std::chrono::seconds ttl) const {
  const std::lock_guard lock(mutex_);
  const bool is_old = ttl.count() > 0 && Clock::now() - loaded_at_ > ttl;
  return is_old ? nullptr : view_;
}

Result<SchemaViewPtr> Snapshot::get(QueryRunner& session, std::chrono::seconds ttl) {
  if (SchemaViewPtr view = loaded(ttl)) return view;
  const std::lock_guard lock(load_mutex_);
  if (SchemaViewPtr view = loaded(ttl)) return view;
  return load(session);
}

Result<SchemaViewPtr> Snapshot::newer_than(QueryRunner& session, std::uint64_t stale_version) {
  const std::lock_guard lock(load_mutex_);
  const std::chrono::seconds any_age{0};
  if (SchemaViewPtr view = loaded(any_age); view && view->schema.version != stale_version) {
    return view;
  }
  return load(session);
}

Result<SchemaViewPtr> Snapshot::load(QueryRunner& session) {
  PILLION_TRY(view, load_schema(session));
  const std::lock_guard lock(mutex_);
  view_ = view;
  loaded_at_ = Clock::now();
  return view;
}

}  // namespace pillion
