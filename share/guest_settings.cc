#include "share/guest_settings.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "core/identifier.h"

namespace pillion::share {
namespace {

using std::chrono::milliseconds;
using enum SettingPolicy;

constexpr std::size_t kLongestValue = std::size_t{64} << 10U;

constexpr std::array kSettings = {
    KnownSetting{"DateStyle", kApplied, true},
    KnownSetting{"IntervalStyle", kApplied, true},
    KnownSetting{"TimeZone", kApplied, true},
    KnownSetting{"bytea_output", kApplied},
    KnownSetting{"extra_float_digits", kApplied},
    KnownSetting{"search_path", kApplied},
    KnownSetting{"xmloption", kApplied},
    KnownSetting{"lc_messages", kIgnored},
    KnownSetting{"client_min_messages", kApplied},
    KnownSetting{"quote_all_identifiers", kApplied},
    KnownSetting{"constraint_exclusion", kApplied},
    KnownSetting{"cursor_tuple_fraction", kApplied},
    KnownSetting{"enable_bitmapscan", kApplied},
    KnownSetting{"enable_hashagg", kApplied},
    KnownSetting{"enable_hashjoin", kApplied},
    KnownSetting{"enable_indexonlyscan", kApplied},
    KnownSetting{"enable_indexscan", kApplied},
    KnownSetting{"enable_material", kApplied},
    KnownSetting{"enable_mergejoin", kApplied},
    KnownSetting{"enable_nestloop", kApplied},
    KnownSetting{"enable_seqscan", kApplied},
    KnownSetting{"enable_sort", kApplied},
    KnownSetting{"geqo", kApplied},
    KnownSetting{"jit", kApplied},
    KnownSetting{"application_name", kRemembered, true},
    KnownSetting{"client_encoding", kEncoding, true},
    KnownSetting{"standard_conforming_strings", kOn, true},
    KnownSetting{"statement_timeout", kTimeout},
    KnownSetting{"lock_timeout", kIgnored},
    KnownSetting{"idle_in_transaction_session_timeout", kIgnored},
    KnownSetting{"idle_session_timeout", kIgnored},
    KnownSetting{"default_transaction_isolation", kIgnored},
    KnownSetting{"default_transaction_read_only", kIgnored},
    KnownSetting{"default_transaction_deferrable", kIgnored},
    KnownSetting{"synchronous_commit", kIgnored},
    KnownSetting{"tcp_keepalives_idle", kIgnored},
    KnownSetting{"tcp_keepalives_interval", kIgnored},
    KnownSetting{"tcp_keepalives_count", kIgnored},
    KnownSetting{"tcp_user_timeout", kIgnored},
};

// As the server compares names of encodings: letters and digits alone.
std::string clean_encoding(std::string_view name) {
  std::string clean;
  for (const char c : fold_identifier(name))
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) clean += c;
  return clean;
}

Result<std::string> checked_encoding(std::string_view value) {
  const std::string clean = clean_encoding(value);
  if (clean == "utf8" || clean == "unicode") return "UTF8";
  // Without conversion, as a server would send it: the bytes are UTF-8 all the same.
  if (clean == "sqlascii") return "SQL_ASCII";
  return fail("0A000",
              fmt::format("A share speaks UTF-8, not {}. Set client_encoding to UTF8.", value));
}

Result<std::string> checked_on(std::string_view name, std::string_view value) {
  const std::string folded = fold_identifier(value);
  for (const std::string_view on : {"on", "true", "yes", "1"})
    if (folded == on) return "on";
  return fail("0A000", fmt::format("{} is always on in a share.", name));
}

struct Unit {
  std::string_view name;
  double milliseconds;
};
constexpr std::array kUnits = {Unit{"", 1},       Unit{"ms", 1},     Unit{"s", 1e3},
                               Unit{"min", 60e3}, Unit{"h", 3600e3}, Unit{"d", 86400e3},
                               Unit{"us", 0.001}};

std::optional<milliseconds> parse_timeout(std::string_view text) {
  double amount = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), amount);
  if (parsed.ec != std::errc() || !(amount >= 0) || amount > 2147483647) return std::nullopt;
  std::string_view unit(parsed.ptr,
                        static_cast<std::size_t>(text.data() + text.size() - parsed.ptr));
  while (!unit.empty() && unit.front() == ' ') unit.remove_prefix(1);
  for (const Unit& known : kUnits)
    if (known.name == unit && amount * known.milliseconds <= 2147483647)
      return milliseconds(static_cast<std::int64_t>(amount * known.milliseconds));
  return std::nullopt;
}

Result<std::string> checked_timeout(std::string_view value) {
  if (parse_timeout(value)) return std::string(value);
  return fail("22023",
              fmt::format("invalid value for parameter \"statement_timeout\": \"{}\"", value));
}

Result<std::string> checked(const KnownSetting& setting, const std::string& value) {
  if (value.size() > kLongestValue)
    return fail("22023", fmt::format("The value of \"{}\" is longer than {} bytes.", setting.name,
                                     kLongestValue));
  if (setting.policy == kEncoding) return checked_encoding(value);
  if (setting.policy == kOn) return checked_on(setting.name, value);
  if (setting.policy == kTimeout) return checked_timeout(value);
  return value;
}

Result<const KnownSetting*> require_setting(std::string_view name) {
  if (const KnownSetting* const setting = find_setting(name)) return setting;
  return fail(
      Error{.sqlstate = "42501",
            .message = fmt::format("A guest cannot set \"{}\": the session is the host's.", name),
            .hint = "Settings that shape your own results (DateStyle, TimeZone, "
                    "search_path, statement_timeout ...) can be set."});
}

}  // namespace

const KnownSetting* find_setting(std::string_view name) {
  const std::string folded = fold_identifier(name);
  for (const KnownSetting& setting : kSettings)
    if (fold_identifier(setting.name) == folded) return &setting;
  return nullptr;
}

Result<GuestSettings::Change> GuestSettings::set(std::string_view name,
                                                 const std::optional<std::string>& value,
                                                 bool local) {
  PILLION_TRY(setting, require_setting(name));
  const std::string key(setting->name);
  Change change{.setting = setting};
  const auto start = start_.find(key);
  if (value) {
    PILLION_TRY(good, checked(*setting, *value));
    change.value = good;
  } else if (start != start_.end()) {
    change.value = start->second;
  }
  if (setting->policy == kIgnored) return change;
  if (local) {
    const auto now = current_.find(key);
    before_local_.emplace(key, now == current_.end() ? "" : now->second);
  }
  if (change.value.empty() && !value)
    current_.erase(key);
  else
    current_[key] = change.value;
  apply();
  return change;
}

Status GuestSettings::reset(std::string_view name) {
  PILLION_CHECK(set(name, std::nullopt, false));
  return {};
}

void GuestSettings::reset_all() {
  restore(start_);
}

void GuestSettings::begin() {
  at_begin_ = current_;
  before_local_.clear();
}

void GuestSettings::end(bool commit) {
  if (!commit) {
    current_ = at_begin_;
  } else {
    for (const auto& [name, value] : before_local_) {
      if (value.empty())
        current_.erase(name);
      else
        current_[name] = value;
    }
  }
  before_local_.clear();
  apply();
}

std::optional<std::string> GuestSettings::told_back(std::string_view name) const {
  const KnownSetting* const setting = find_setting(name);
  if (setting == nullptr || setting->policy == kApplied || setting->policy == kIgnored)
    return std::nullopt;
  const auto found = current_.find(setting->name);
  if (found == current_.end()) return std::nullopt;
  return found->second;
}

void GuestSettings::apply() {
  applied_.clear();
  for (const auto& [name, value] : current_)
    if (find_setting(name)->policy == kApplied) applied_.push_back({.name = name, .value = value});
  const auto timeout = current_.find("statement_timeout");
  timeout_ = timeout == current_.end() ? milliseconds(0)
                                       : parse_timeout(timeout->second).value_or(milliseconds(0));
}

}  // namespace pillion::share
