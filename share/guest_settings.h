// What one guest has set for itself. Its settings never reach the host's session: those that shape
// what the guest sees are set around each of its statements alone, the others are remembered, and
// what could do harm is refused.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/session.h"

namespace pillion::share {

enum class SettingPolicy : std::uint8_t {
  kApplied,     // set around each statement of the guest
  kRemembered,  // told back when asked, and no more
  kEncoding,    // UTF-8 alone
  kOn,          // may only be on
  kTimeout,     // of statements: can make the lease's own shorter
  kIgnored,     // accepted with a warning
};

struct KnownSetting {
  std::string_view name;  // as the server spells it
  SettingPolicy policy;
  bool reported = false;  // the client is told of every change (ParameterStatus)
};

// nullptr: a guest cannot set it. Without regard to case.
const KnownSetting* find_setting(std::string_view name);

// Not safe to share between threads.
class GuestSettings {
 public:
  // What a change amounts to.
  struct Change {
    const KnownSetting* setting = nullptr;
    std::string value;
  };

  // 42501: not a guest's to set; 0A000, 22023: not with this value. No value: back to the start.
  Result<Change> set(std::string_view name, const std::optional<std::string>& value, bool local);
  Status reset(std::string_view name);
  void reset_all();
  // What holds now is what a reset goes back to.
  void start_here() { start_ = current_; }

  // The guest's own transaction, for the settings that end with one.
  void begin();
  void end(bool commit);

  // Sets all as they were when `before` was taken.
  using Saved = std::map<std::string, std::string, std::less<>>;
  const Saved& current() const { return current_; }
  void restore(Saved before) {
    current_ = std::move(before);
    apply();
  }

  std::span<const Setting> applied() const { return applied_; }
  // Whether names may mean other tables than in the host's session.
  bool has_path() const { return current_.contains("search_path"); }
  std::chrono::milliseconds statement_timeout() const { return timeout_; }
  // Of a setting that is told back; none: ask the server.
  std::optional<std::string> told_back(std::string_view name) const;

 private:
  void apply();

  Saved start_;
  Saved current_;  // by the server's spelling
  Saved at_begin_;
  Saved before_local_;
  std::vector<Setting> applied_;
  std::chrono::milliseconds timeout_{0};
};

}  // namespace pillion::share
