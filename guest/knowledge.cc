#include "guest/knowledge.h"

#include <algorithm>
#include <list>
#include <mutex>
#include <string>

namespace pillion {
namespace {

constexpr std::size_t kSessionsKept = 16;
constexpr std::size_t kVocabulariesKept = 8;  // of one session

struct Kept {
  std::string lease;
  std::shared_ptr<Knowledge> knowledge;
};

struct Shelf {
  std::mutex mutex;
  std::list<Kept> kept;  // the latest used first
};

// Never destroyed: guests may still be at work while the process ends.
Shelf& shelf() {
  static Shelf* const instance = new Shelf;
  return *instance;
}

}  // namespace

std::shared_ptr<Vocabulary> Knowledge::vocabulary(
    const std::vector<DeclarationsPtr>& declarations) {
  const std::lock_guard lock(mutex_);
  const auto found = std::ranges::find_if(
      vocabularies_, [&](const auto& each) { return each->declarations() == declarations; });
  if (found != vocabularies_.end()) {
    vocabularies_.splice(vocabularies_.begin(), vocabularies_, found);
    return vocabularies_.front();
  }
  if (vocabularies_.size() == kVocabulariesKept) vocabularies_.pop_back();
  return vocabularies_.emplace_front(std::make_shared<Vocabulary>(declarations));
}

std::shared_ptr<Knowledge> knowledge_of(std::string_view session_name) {
  // A file may be another one by the time it is opened again.
  if (session_name.starts_with("sqlite:")) return std::make_shared<Knowledge>();
  const std::string_view lease = session_name.substr(0, session_name.find('.'));
  const std::lock_guard lock(shelf().mutex);
  std::list<Kept>& kept = shelf().kept;
  for (auto entry = kept.begin(); entry != kept.end(); ++entry) {
    if (entry->lease != lease) continue;
    kept.splice(kept.begin(), kept, entry);
    return entry->knowledge;
  }
  if (kept.size() == kSessionsKept) kept.pop_back();
  kept.push_front({.lease = std::string(lease), .knowledge = std::make_shared<Knowledge>()});
  return kept.front().knowledge;
}

}  // namespace pillion
