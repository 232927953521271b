#include "guest/snapshot_store.h"

#include <algorithm>
#include <list>
#include <mutex>
#include <utility>

namespace pillion {
namespace {

constexpr std::size_t kSnapshotsKept = 4;

struct Shared {
  std::string key;
  SchemaViewPtr view;
};

struct Store {
  std::mutex mutex;
  std::list<Shared> shared;  // the latest used first
};

// Never destroyed: guests may still be at work while the process ends.
Store& store() {
  static Store* const instance = new Store;
  return *instance;
}

}  // namespace

SchemaViewPtr find_shared_snapshot(const std::string& key) {
  const std::lock_guard lock(store().mutex);
  std::list<Shared>& shared = store().shared;
  const auto found = std::ranges::find(shared, key, &Shared::key);
  if (found == shared.end()) return nullptr;
  shared.splice(shared.begin(), shared, found);
  return found->view;
}

void share_snapshot(const std::string& key, SchemaViewPtr view) {
  const std::lock_guard lock(store().mutex);
  std::list<Shared>& shared = store().shared;
  shared.remove_if([&](const Shared& each) { return each.key == key; });
  if (shared.size() == kSnapshotsKept) shared.pop_back();
  shared.push_front({.key = key, .view = std::move(view)});
}

}  // namespace pillion
