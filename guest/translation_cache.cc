#include "guest/translation_cache.h"

#include <utility>

namespace pillion {
namespace {

// A statement of this size is made by a program that does not send it twice.
constexpr std::size_t kLongestRemembered = std::size_t{64} * 1024;

}  // namespace

TranslatedPtr TranslationCache::find(std::string_view text, bool scan_escapes) {
  const std::lock_guard lock(mutex_);
  const auto found = by_key_.find({.text = text, .scan_escapes = scan_escapes});
  if (found == by_key_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, found->second);
  return *found->second;
}

void TranslationCache::store(TranslatedPtr statement) {
  if (statement->user_text.size() > kLongestRemembered) return;
  const Key key{.text = statement->user_text, .scan_escapes = statement->scan_escapes};
  const std::lock_guard lock(mutex_);
  const auto forget = [this](Entries::iterator entry) {
    by_key_.erase({.text = (*entry)->user_text, .scan_escapes = (*entry)->scan_escapes});
    entries_.erase(entry);
  };
  if (const auto known = by_key_.find(key); known != by_key_.end()) forget(known->second);
  if (entries_.size() >= capacity_) forget(std::prev(entries_.end()));
  entries_.push_front(std::move(statement));
  by_key_.emplace(key, entries_.begin());
}

}  // namespace pillion
