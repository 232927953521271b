// What guests of one session know together: the schema snapshot and the translations made with it.
#pragma once

#include <memory>
#include <string_view>

#include "guest/snapshot.h"
#include "guest/translation_cache.h"

namespace pillion {

struct Knowledge {
  Snapshot snapshot;
  TranslationCache translations{512};
  TranslationCache plain_translations{512};  // made with GuestOptions::plain_sql
};

// The one for a token or "sqlite:<path>". The latest sessions' knowledge is kept between their
// guests, because a client may well connect anew for each query.
std::shared_ptr<Knowledge> knowledge_of(std::string_view session_name);

}  // namespace pillion
