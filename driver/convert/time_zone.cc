#include "driver/convert/time_zone.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <limits>
#include <map>
#include <mutex>

#include "driver/convert/calendar.h"
#include "driver/convert/wire.h"

namespace pillion {
namespace {

constexpr std::int64_t kSecondsPerDay = 86400;
constexpr std::int64_t kEver = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kAlways = std::numeric_limits<std::int64_t>::min();
constexpr std::array kDirectories = {"/usr/share/zoneinfo/", "/usr/lib/zoneinfo/",
                                     "/usr/share/lib/zoneinfo/"};

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::int64_t year_start(std::int32_t year) {
  return days_from_civil({.year = year, .month = 1, .day = 1}) * kSecondsPerDay;
}

// One block of a zone file: a header, then arrays whose lengths the header tells.
struct Block {
  static constexpr std::size_t kHeaderBytes = 44;
  std::size_t leaps, times, types, characters, standards, universals;

  static std::optional<Block> read(std::string_view in) {
    if (in.size() < kHeaderBytes || !in.starts_with("TZif")) return std::nullopt;
    const auto count = [&](std::size_t at) { return std::size_t{load_uint32(in.data() + at)}; };
    return Block{.leaps = count(28),
                 .times = count(32),
                 .types = count(36),
                 .characters = count(40),
                 .standards = count(24),
                 .universals = count(20)};
  }
  std::size_t bytes(std::size_t time_bytes) const {
    return kHeaderBytes + times * (time_bytes + 1) + types * 6 + characters +
           leaps * (time_bytes + 4) + standards + universals;
  }
};

std::vector<OffsetRange> read_ranges(std::string_view block, const Block& counts) {
  const char* const times = block.data() + Block::kHeaderBytes;
  const char* const indexes = times + counts.times * 8;
  const char* const types = indexes + counts.times;
  const auto offset_of = [&](std::size_t type) {
    return type < counts.types ? load_int32(types + type * 6) : 0;
  };
  std::vector<OffsetRange> ranges;
  std::int64_t begin = kAlways;
  std::int32_t offset = offset_of(0);
  for (std::size_t i = 0; i < counts.times; ++i) {
    const std::int64_t at = load_int64(times + i * 8) + kUnixEpochSeconds;
    if (at > begin) ranges.push_back({.begin = begin, .end = at, .offset = offset});
    begin = at;
    offset = offset_of(static_cast<unsigned char>(indexes[i]));
  }
  return ranges;
}

std::optional<TimeZone> load_file(const std::string& name) {
  const bool is_inside =
      !name.empty() && name.front() != '/' && name.find("..") == std::string::npos;
  if (!is_inside) return std::nullopt;
  for (const char* const directory : kDirectories) {
    std::ifstream file(directory + name, std::ios::binary);
    if (!file) continue;
    const std::string content{std::istreambuf_iterator<char>(file), {}};
    if (auto zone = TimeZone::from_file(content)) return zone;
  }
  return std::nullopt;
}

}  // namespace

// Reads a POSIX rule from the left.
class RuleScanner {
 public:
  explicit RuleScanner(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }
  bool skip(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool name() {
    if (skip('<')) {
      const std::size_t close = rest_.find('>');
      if (close == std::string_view::npos) return false;
      rest_.remove_prefix(close + 1);
      return true;
    }
    std::size_t letters = 0;
    while (letters < rest_.size() && is_letter(rest_[letters])) ++letters;
    rest_.remove_prefix(letters);
    return letters >= 3;
  }
  std::optional<int> number() {
    int value = 0;
    std::size_t digits = 0;
    for (; digits < rest_.size() && digits < 5 && is_digit(rest_[digits]); ++digits)
      value = value * 10 + (rest_[digits] - '0');
    rest_.remove_prefix(digits);
    return digits > 0 ? std::optional(value) : std::nullopt;
  }
  // [+-]hh[:mm[:ss]] in seconds.
  std::optional<std::int32_t> time() {
    const bool negative = skip('-');
    if (!negative) skip('+');
    const auto hours = number();
    if (!hours) return std::nullopt;
    std::int32_t seconds = *hours * 3600;
    if (skip(':')) seconds += number().value_or(0) * 60;
    if (skip(':')) seconds += number().value_or(0);
    return negative ? -seconds : seconds;
  }
  std::optional<PosixRule::Day> day() {
    PosixRule::Day out;
    if (skip('M')) {
      const auto month = number();
      const auto week = skip('.') ? number() : std::nullopt;
      const auto day = skip('.') ? number() : std::nullopt;
      if (!month || !week || !day || *month < 1 || *month > 12) return std::nullopt;
      out = {
          .form = PosixRule::Day::Form::kMonthWeekDay, .month = *month, .week = *week, .day = *day};
    } else {
      out.form = skip('J') ? PosixRule::Day::Form::kJulian : PosixRule::Day::Form::kZeroBased;
      const auto day = number();
      if (!day) return std::nullopt;
      out.day = *day;
    }
    if (skip('/')) {
      const auto at = time();
      if (!at) return std::nullopt;
      out.time = *at;
    }
    return out;
  }

 private:
  std::string_view rest_;
};

std::int64_t PosixRule::Day::in_year(std::int32_t year) const {
  if (form == Form::kZeroBased) return year_start(year) + day * kSecondsPerDay + time;
  if (form == Form::kJulian) {
    const int leap_day = is_leap_year(year) && day >= 60 ? 1 : 0;
    return year_start(year) + (day - 1 + leap_day) * kSecondsPerDay + time;
  }
  const std::int32_t first =
      days_from_civil({.year = year, .month = static_cast<std::uint8_t>(month), .day = 1});
  constexpr int kWeekdayOf2000 = 6;  // 2000-01-01 was a Saturday
  const int first_weekday = ((first + kWeekdayOf2000) % 7 + 7) % 7;
  int in_month = (day - first_weekday + 7) % 7 + (week - 1) * 7;
  while (in_month >= days_in_month(year, month)) in_month -= 7;
  return (first + in_month) * kSecondsPerDay + time;
}

std::optional<PosixRule> PosixRule::parse(std::string_view text) {
  RuleScanner in(text);
  PosixRule rule;
  if (!in.name()) return std::nullopt;
  const auto standard = in.time();
  if (!standard) return std::nullopt;
  rule.standard_ = -*standard;  // POSIX counts west of Greenwich
  if (in.at_end()) return rule;
  if (!in.name()) return std::nullopt;
  rule.daylight_ = rule.standard_ + 3600;
  if (!in.skip(',')) {
    const auto daylight = in.time();
    if (!daylight || !in.skip(',')) return std::nullopt;
    rule.daylight_ = -*daylight;
  }
  rule.start_ = in.day();
  if (!rule.start_ || !in.skip(',')) return std::nullopt;
  rule.end_ = in.day();
  if (!rule.end_ || !in.at_end()) return std::nullopt;
  return rule;
}

OffsetRange PosixRule::at(std::int64_t seconds) const {
  if (!start_) return {.begin = kAlways, .end = kEver, .offset = standard_};
  const std::int64_t day = (seconds + standard_) / kSecondsPerDay - 1;
  const std::int32_t year = civil_from_days(static_cast<std::int32_t>(day)).year;
  OffsetRange range{.begin = kAlways, .end = kEver, .offset = standard_};
  for (std::int32_t y = year - 1; y <= year + 2; ++y) {
    for (const bool starts : {true, false}) {
      const std::int64_t change =
          starts ? start_->in_year(y) - standard_ : end_->in_year(y) - daylight_;
      if (change <= seconds && change > range.begin)
        range = {.begin = change, .end = range.end, .offset = starts ? daylight_ : standard_};
      if (change > seconds) range.end = std::min(range.end, change);
    }
  }
  return range;
}

std::optional<TimeZone> TimeZone::from_file(std::string_view content) {
  const auto first = Block::read(content);
  constexpr std::size_t kVersionByte = 4;
  if (!first || content[kVersionByte] < '2') return std::nullopt;
  const std::size_t first_bytes = first->bytes(4);
  if (first_bytes > content.size()) return std::nullopt;
  const std::string_view second = content.substr(first_bytes);
  const auto counts = Block::read(second);
  if (!counts || counts->types == 0 || counts->bytes(8) + 2 > second.size()) return std::nullopt;
  std::string_view footer = second.substr(counts->bytes(8) + 1);
  footer = footer.substr(0, footer.find('\n'));
  const auto rule = PosixRule::parse(footer);
  if (!rule) return std::nullopt;
  TimeZone zone;
  zone.ranges_ = read_ranges(second, *counts);
  zone.rule_ = *rule;
  return zone;
}

std::optional<TimeZone> TimeZone::from_rule(std::string_view rule) {
  const auto parsed = PosixRule::parse(rule);
  if (!parsed) return std::nullopt;
  TimeZone zone;
  zone.rule_ = *parsed;
  return zone;
}

std::shared_ptr<const TimeZone> TimeZone::find(const std::string& name) {
  using Cache = std::map<std::string, std::shared_ptr<const TimeZone>>;
  static std::mutex lock;
  static Cache& cache = *new Cache;  // never destroyed: the process may end while guests read
  const std::lock_guard hold(lock);
  auto& found = cache[name];
  if (found == nullptr) {
    auto zone = load_file(name);
    if (!zone) zone = from_rule(name);
    found = std::make_shared<const TimeZone>(zone.value_or(TimeZone()));
  }
  return found;
}

OffsetRange TimeZone::at(std::int64_t seconds) const {
  if (ranges_.empty() || seconds >= ranges_.back().end) {
    OffsetRange range = rule_.at(seconds);
    if (!ranges_.empty()) range.begin = std::max(range.begin, ranges_.back().end);
    return range;
  }
  return *std::upper_bound(
      ranges_.begin(), ranges_.end(), seconds,
      [](std::int64_t at, const OffsetRange& range) { return at < range.end; });
}

}  // namespace pillion
