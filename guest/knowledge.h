// What guests of one session know together: the schema snapshot and the translations made with it.
#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

#include "guest/snapshot.h"
#include "guest/vocabulary.h"

namespace pillion {

class Knowledge {
 public:
  Snapshot snapshot;
  // The one of these declarations, whose guests share it. Safe to use from several threads.
  std::shared_ptr<Vocabulary> vocabulary(const std::vector<DeclarationsPtr>& declarations);

 private:
  std::mutex mutex_;
  std::list<std::shared_ptr<Vocabulary>> vocabularies_;  // the latest used first
};

// The one for a token or "sqlite:<path>". The latest sessions' knowledge is kept between their
// guests, because a client may well connect anew for each query.
std::shared_ptr<Knowledge> knowledge_of(std::string_view session_name);

}  // namespace pillion
