#include "guest/snapshot_store.h"

#include <algorithm>
#include <condition_variable>
#include <list>
#include <mutex>
#include <set>
#include <utility>

namespace pillion {
namespace {

constexpr std::size_t kSnapshotsKept = 4;
constexpr std::chrono::seconds kLongestWait{5};

struct Shared {
  std::string key;
  SchemaViewPtr view;
};

class Store {
 public:
  Result<SchemaViewPtr> get(const std::string& key, std::chrono::seconds ttl,
                            const std::function<Result<SchemaViewPtr>()>& load) {
    std::unique_lock lock(mutex_);
    SchemaViewPtr found = find(key, ttl);
    if (found == nullptr && loading_.contains(key)) {
      loaded_.wait_for(lock, kLongestWait, [&] { return !loading_.contains(key); });
      found = find(key, ttl);
    }
    if (found != nullptr) return found;
    loading_.insert(key);
    lock.unlock();
    Result<SchemaViewPtr> view = load();
    lock.lock();
    loading_.erase(loading_.find(key));
    if (view) keep(key, *view);
    loaded_.notify_all();
    return view;
  }
  void put(const std::string& key, SchemaViewPtr view) {
    const std::lock_guard lock(mutex_);
    keep(key, std::move(view));
  }

 private:
  SchemaViewPtr find(const std::string& key, std::chrono::seconds ttl) {
    const auto found = std::ranges::find(shared_, key, &Shared::key);
    if (found == shared_.end() || is_outdated(*found->view, ttl)) return nullptr;
    shared_.splice(shared_.begin(), shared_, found);
    return found->view;
  }
  void keep(const std::string& key, SchemaViewPtr view) {
    shared_.remove_if([&](const Shared& each) { return each.key == key; });
    if (shared_.size() == kSnapshotsKept) shared_.pop_back();
    shared_.push_front({.key = key, .view = std::move(view)});
  }

  std::mutex mutex_;
  std::condition_variable loaded_;
  std::list<Shared> shared_;            // the latest used first
  std::multiset<std::string> loading_;  // twice where somebody did not want to wait any longer
};

// Never destroyed: guests may still be at work while the process ends.
Store& store() {
  static Store* const instance = new Store;
  return *instance;
}

}  // namespace

bool is_outdated(const SchemaView& view, std::chrono::seconds ttl) {
  return ttl != kAnyAge && std::chrono::steady_clock::now() - view.schema.taken_at > ttl;
}

Result<SchemaViewPtr> shared_snapshot(const std::string& key, std::chrono::seconds ttl,
                                      const std::function<Result<SchemaViewPtr>()>& load) {
  return store().get(key, ttl, load);
}

void share_snapshot(const std::string& key, SchemaViewPtr view) {
  store().put(key, std::move(view));
}

}  // namespace pillion
