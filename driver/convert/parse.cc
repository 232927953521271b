#include "driver/convert/parse.h"

#include <array>
#include <charconv>
#include <limits>

namespace pillion {
namespace {

constexpr bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}
constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Reads a text from the left; each function takes what it is named after, or nothing.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(trim(text)) {}

  bool at_end() const { return rest_.empty(); }
  bool skip(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool skip(std::string_view word) {
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }
  void skip_spaces() {
    while (!rest_.empty() && is_space(rest_.front())) rest_.remove_prefix(1);
  }
  std::optional<std::int64_t> digits(std::size_t at_most = 18) {
    std::size_t count = 0;
    std::int64_t value = 0;
    for (; count < rest_.size() && count < at_most && is_digit(rest_[count]); ++count)
      value = value * 10 + (rest_[count] - '0');
    if (count == 0) return std::nullopt;
    rest_.remove_prefix(count);
    return value;
  }
  // Digits after a point, as millionths; further ones are dropped.
  std::int32_t micros() {
    std::int32_t value = 0;
    for (std::int32_t unit = 100'000; !rest_.empty() && is_digit(rest_.front()); unit /= 10) {
      value += (rest_.front() - '0') * unit;
      rest_.remove_prefix(1);
    }
    return value;
  }
  std::string_view word() {
    std::size_t count = 0;
    while (count < rest_.size() && rest_[count] >= 'a' && rest_[count] <= 'z') ++count;
    const std::string_view found = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return found;
  }

 private:
  std::string_view rest_;
};

std::optional<CivilDate> scan_date(Scanner& in) {
  const auto year = in.digits(7);
  if (!year || !in.skip('-')) return std::nullopt;
  const auto month = in.digits(2);
  if (!month || !in.skip('-')) return std::nullopt;
  const auto day = in.digits(2);
  if (!day || *month < 1 || *month > 12 || *day < 1) return std::nullopt;
  return CivilDate{.year = static_cast<std::int32_t>(*year),
                   .month = static_cast<std::uint8_t>(*month),
                   .day = static_cast<std::uint8_t>(*day)};
}

// "BC" comes last in the server's text, so the day can be judged only then.
std::optional<std::int32_t> finish_date(Scanner& in, CivilDate date) {
  in.skip_spaces();
  if (in.skip("BC")) date.year = 1 - date.year;
  if (!in.at_end() || date.day > days_in_month(date.year, date.month)) return std::nullopt;
  return days_from_civil(date);
}

std::optional<std::int64_t> scan_clock(Scanner& in) {
  const auto hour = in.digits(2);
  if (!hour || !in.skip(':')) return std::nullopt;
  const auto minute = in.digits(2);
  if (!minute || *hour > 24 || *minute > 59) return std::nullopt;
  std::int64_t second = 0;
  std::int32_t micros = 0;
  if (in.skip(':')) {
    const auto seconds = in.digits(2);
    if (!seconds || *seconds > 60) return std::nullopt;
    second = *seconds;
    if (in.skip('.')) micros = in.micros();
  }
  const std::int64_t total =
      *hour * kMicrosPerHour + *minute * kMicrosPerMinute + second * kMicrosPerSecond + micros;
  if (total > kMicrosPerDay) return std::nullopt;
  return total;
}

std::optional<std::int32_t> scan_offset(Scanner& in) {
  if (in.skip('Z')) return 0;
  const bool east = in.skip('+');
  if (!east && !in.skip('-')) return std::nullopt;
  const auto hours = in.digits(2);
  if (!hours) return std::nullopt;
  std::int64_t seconds = *hours * 3600;
  if (in.skip(':')) seconds += in.digits(2).value_or(0) * 60;
  if (in.skip(':')) seconds += in.digits(2).value_or(0);
  return static_cast<std::int32_t>(east ? seconds : -seconds);
}

std::optional<Infinity> scan_infinity(std::string_view text) {
  if (text == "infinity") return Infinity::kFuture;
  if (text == "-infinity") return Infinity::kPast;
  return std::nullopt;
}

struct IntervalUnit {
  std::string_view name;
  std::int32_t months;
  std::int32_t days;
};
constexpr std::array kIntervalUnits = std::to_array<IntervalUnit>({
    {.name = "year", .months = 12, .days = 0},
    {.name = "years", .months = 12, .days = 0},
    {.name = "mon", .months = 1, .days = 0},
    {.name = "mons", .months = 1, .days = 0},
    {.name = "day", .months = 0, .days = 1},
    {.name = "days", .months = 0, .days = 1},
});

bool scan_interval_clock(Scanner& in, std::int64_t hours, std::int64_t sign, Interval& out) {
  const auto minutes = in.digits(2);
  if (!minutes || !in.skip(':')) return false;
  const auto seconds = in.digits(2);
  if (!seconds) return false;
  const std::int64_t rest =
      *minutes * kMicrosPerMinute + *seconds * kMicrosPerSecond + (in.skip('.') ? in.micros() : 0);
  std::int64_t micros = 0;
  if (__builtin_mul_overflow(hours, kMicrosPerHour, &micros) ||
      __builtin_add_overflow(micros, rest, &micros))
    return false;
  out.micros = sign * micros;
  return true;
}

bool scan_interval_unit(Scanner& in, std::int64_t count, Interval& out) {
  in.skip_spaces();
  const std::string_view word = in.word();
  for (const IntervalUnit& unit : kIntervalUnits) {
    if (unit.name != word) continue;
    out.months += static_cast<std::int32_t>(count * unit.months);
    out.days += static_cast<std::int32_t>(count * unit.days);
    return true;
  }
  return false;
}

std::optional<unsigned char> hex_value(char c) {
  if (is_digit(c)) return static_cast<unsigned char>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned char>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned char>(c - 'A' + 10);
  return std::nullopt;
}

std::optional<std::string> parse_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const auto high = hex_value(text[i]);
    const auto low = hex_value(text[i + 1]);
    if (!high || !low) return std::nullopt;
    bytes += static_cast<char>(*high << 4U | *low);
  }
  return bytes;
}

std::optional<std::string> parse_escaped_bytes(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      bytes += text[i];
    } else if (text.substr(i + 1).starts_with('\\')) {
      bytes += text[++i];
    } else {
      if (i + 3 >= text.size()) return std::nullopt;
      const auto octal = [&](std::size_t at) { return static_cast<unsigned>(text[i + at] - '0'); };
      if (octal(1) > 3 || octal(2) > 7 || octal(3) > 7) return std::nullopt;
      bytes += static_cast<char>(octal(1) << 6U | octal(2) << 3U | octal(3));
      i += 3;
    }
  }
  return bytes;
}

}  // namespace

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::optional<double> parse_double(std::string_view text) {
  text = trim(text);
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ptr != text.data() + text.size() || text.empty()) return std::nullopt;
  if (read.ec == std::errc::result_out_of_range) {
    // Too small for a double is zero; too large is left to the caller's range check.
    const std::size_t exponent = text.find_first_of("eE");
    const bool tiny =
        exponent != std::string_view::npos ? text[exponent + 1] == '-' : text.find('.') < 3;
    return tiny ? 0.0 : std::numeric_limits<double>::infinity();
  }
  return read.ec == std::errc() ? std::optional(value) : std::nullopt;
}

bool is_number(std::string_view text) {
  return parse_double(text).has_value();
}

std::optional<Date> parse_date(std::string_view text) {
  if (const auto infinity = scan_infinity(trim(text))) return Date{.infinity = *infinity};
  Scanner in(text);
  const auto date = scan_date(in);
  if (!date) return std::nullopt;
  const auto days = finish_date(in, *date);
  if (!days) return std::nullopt;
  return Date{.days = *days};
}

std::optional<Time> parse_time(std::string_view text) {
  Scanner in(text);
  const auto micros = scan_clock(in);
  if (!micros || !in.at_end()) return std::nullopt;
  return Time{.micros = *micros};
}

std::optional<OffsetTime> parse_offset_time(std::string_view text) {
  Scanner in(text);
  const auto micros = scan_clock(in);
  if (!micros) return std::nullopt;
  const auto offset = scan_offset(in);
  if (!offset || !in.at_end()) return std::nullopt;
  return OffsetTime{.micros = *micros, .offset = *offset};
}

std::optional<OffsetTimestamp> parse_offset_timestamp(std::string_view text) {
  if (const auto infinity = scan_infinity(trim(text)))
    return OffsetTimestamp{.local = {.infinity = *infinity}};
  Scanner in(text);
  const auto date = scan_date(in);
  if (!date) return std::nullopt;
  std::int64_t micros = 0;
  std::int32_t offset = 0;
  if (in.skip('T') || in.skip(' ')) {
    in.skip_spaces();
    if (const auto clock = scan_clock(in)) {
      micros = *clock;
      offset = scan_offset(in).value_or(0);
    }
  }
  const auto days = finish_date(in, *date);
  if (!days) return std::nullopt;
  return OffsetTimestamp{.local = {.micros = *days * kMicrosPerDay + micros}, .offset = offset};
}

std::optional<Timestamp> parse_timestamp(std::string_view text) {
  const auto value = parse_offset_timestamp(text);
  if (!value) return std::nullopt;
  return value->local;
}

std::optional<Guid> parse_guid(std::string_view text) {
  text = trim(text);
  if (text.starts_with('{') && text.ends_with('}')) text = text.substr(1, text.size() - 2);
  Guid guid;
  std::size_t digits = 0;
  for (const char c : text) {
    if (c == '-') continue;
    const auto value = hex_value(c);
    if (!value || digits == 32) return std::nullopt;
    guid.bytes[digits / 2] = static_cast<unsigned char>(guid.bytes[digits / 2] << 4U | *value);
    ++digits;
  }
  return digits == 32 ? std::optional(guid) : std::nullopt;
}

std::optional<std::string> parse_bytea(std::string_view text) {
  return text.starts_with("\\x") ? parse_hex(text.substr(2)) : parse_escaped_bytes(text);
}

std::optional<Interval> parse_interval(std::string_view text) {
  Scanner in(text);
  Interval out;
  if (in.at_end()) return std::nullopt;
  while (!in.at_end()) {
    const std::int64_t sign = in.skip('-') ? -1 : 1;
    if (sign > 0) in.skip('+');
    const auto count = in.digits();
    if (!count) return std::nullopt;
    const bool read = in.skip(':') ? scan_interval_clock(in, *count, sign, out)
                                   : scan_interval_unit(in, sign * *count, out);
    if (!read) return std::nullopt;
    in.skip_spaces();
  }
  return out;
}

}  // namespace pillion
