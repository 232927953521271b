// What a client's conversation needs of the session it rides on: a Guest, behind an interface so
// that the conversation can be tested without a server.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/session.h"
#include "guest/guest.h"

namespace pillion::share {

class Rider {
 public:
  Rider() = default;
  Rider(const Rider&) = delete;
  Rider& operator=(const Rider&) = delete;
  virtual ~Rider() = default;

  // `own_path`: to be run with a search_path that is not the host's.
  virtual Result<TranslatedPtr> translate(std::string_view text, bool own_path) = 0;
  virtual Result<Description> describe(const Translated& statement, std::span<const Oid> types,
                                       std::span<const Setting> settings) = 0;
  // As the host's session was last seen; sends nothing.
  virtual Result<SessionInfo> info() = 0;
  virtual std::shared_ptr<const std::vector<Setting>> reported() = 0;  // of that
  // The rows go to query.sink; the notices come back.
  virtual Result<std::vector<Notice>> run(const Translated& statement, const Query& query) = 0;
  // For a sink that waits within run(). HY008: the statement was cancelled, or the lease is over;
  // HYT00: it has run for as long as it may.
  virtual Status may_go_on() = 0;
};

}  // namespace pillion::share
