// The session's time zone, in which a timestamptz is shown. The server sends such a value as an
// instant; its clock is read from the system's zone files (TZif, RFC 8536), because neither the
// C++ library of Debian 12 nor a static library there can.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pillion {

// A stretch of time with one offset: begin <= instant < end, in seconds since 2000-01-01 UTC.
struct OffsetRange {
  std::int64_t begin = 0;
  std::int64_t end = 0;
  std::int32_t offset = 0;  // seconds east of Greenwich
};

// "EST5EDT,M3.2.0,M11.1.0": what holds after a zone file's last transition, or a zone by itself.
class PosixRule {
 public:
  static std::optional<PosixRule> parse(std::string_view text);
  OffsetRange at(std::int64_t seconds) const;

 private:
  struct Day {
    enum class Form : std::uint8_t { kMonthWeekDay, kJulian, kZeroBased } form = Form::kZeroBased;
    int month = 0, week = 0, day = 0;
    std::int32_t time = 7200;  // seconds after local midnight

    std::int64_t in_year(std::int32_t year) const;  // local seconds since 2000-01-01
  };
  friend class RuleScanner;

  std::int32_t standard_ = 0;
  std::int32_t daylight_ = 0;
  std::optional<Day> start_, end_;  // of daylight saving time
};

// Immutable, so it may be shared between threads.
class TimeZone {
 public:
  // A zone of the system's database, or a POSIX rule. Where neither knows the name, UTC.
  static std::shared_ptr<const TimeZone> find(const std::string& name);
  static std::optional<TimeZone> from_file(std::string_view content);
  static std::optional<TimeZone> from_rule(std::string_view rule);

  OffsetRange at(std::int64_t seconds) const;

 private:
  std::vector<OffsetRange> ranges_;  // ascending, without gaps
  PosixRule rule_;                   // after the last range; UTC by default
};

}  // namespace pillion
