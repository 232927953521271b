#include "driver/convert/values.h"

#include <charconv>
#include <cmath>
#include <cstring>

namespace pillion {
namespace {

// Appends to a TextBuffer, which is large enough for what is written here.
class Cursor {
 public:
  explicit Cursor(TextBuffer& buffer) : begin_(buffer.data()), at_(begin_) {}

  Cursor& text(std::string_view text) {
    std::memcpy(at_, text.data(), text.size());
    at_ += text.size();
    return *this;
  }
  Cursor& number(std::int64_t value) {
    at_ = std::to_chars(at_, at_ + 20, value).ptr;
    return *this;
  }
  // At least `width` digits, filled with zeros.
  Cursor& padded(std::int64_t value, int width) {
    std::int64_t limit = 1;
    for (int i = 1; i < width; ++i) limit *= 10;
    for (; value < limit && limit > 1; limit /= 10) *at_++ = '0';
    return number(value);
  }
  Cursor& two_digits(int value) {
    *at_++ = static_cast<char>('0' + value / 10);
    *at_++ = static_cast<char>('0' + value % 10);
    return *this;
  }
  std::string_view view() const { return {begin_, static_cast<std::size_t>(at_ - begin_)}; }

  void date(const CivilDate& date) {
    const int year = date.year > 0 ? date.year : 1 - date.year;
    padded(year, 4).text("-").two_digits(date.month).text("-").two_digits(date.day);
  }
  // A fraction is shown without trailing zeros, as the server does.
  void fraction(std::int32_t micros) {
    if (micros == 0) return;
    text(".").padded(micros, 6);
    while (at_[-1] == '0') --at_;
  }
  void clock(std::int64_t micros) {
    const ClockTime time = clock_from_micros(micros);
    two_digits(time.hour).text(":").two_digits(time.minute).text(":").two_digits(time.second);
    fraction(time.micros);
  }
  void offset(std::int32_t seconds) {
    text(seconds < 0 ? "-" : "+");
    const int size = std::abs(seconds);
    two_digits(size / 3600);
    if (size % 3600 != 0) text(":").two_digits(size / 60 % 60);
    if (size % 60 != 0) text(":").two_digits(size % 60);
  }
  void timestamp(const Timestamp& value, const std::int32_t* offset_seconds) {
    const std::int64_t days = floor_days(value.micros);
    const CivilDate day = civil_from_days(static_cast<std::int32_t>(days));
    date(day);
    text(" ");
    clock(value.micros - days * kMicrosPerDay);
    if (offset_seconds != nullptr) offset(*offset_seconds);
    if (day.year <= 0) text(" BC");
  }

 private:
  char* begin_;
  char* at_;
};

std::string_view infinity_text(Infinity infinity) {
  return infinity == Infinity::kPast ? "-infinity" : "infinity";
}

// The shortest digits that read back as the same number, in the server's layout: an exponent has
// at least two digits, and is used below 1e-4 and from 1e15 (float4: 1e6) on.
template <class Number>
std::string_view format_floating(Number value, int fixed_digits, TextBuffer& buffer) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value < 0 ? "-Infinity" : "Infinity";
  char* const end = buffer.data() + buffer.size();
  const Number size = std::fabs(value);
  const bool fixed =
      size == 0 || (size >= static_cast<Number>(1e-4) && size < std::pow(10.0, fixed_digits));
  const auto written = std::to_chars(
      buffer.data(), end, value, fixed ? std::chars_format::fixed : std::chars_format::scientific);
  return {buffer.data(), static_cast<std::size_t>(written.ptr - buffer.data())};
}

void interval_field(Cursor& out, std::int64_t value, std::string_view unit, bool& after_negative) {
  if (value == 0) return;
  if (!out.view().empty()) out.text(" ");
  if (after_negative && value > 0) out.text("+");
  out.number(value).text(" ").text(unit);
  if (value != 1) out.text("s");
  after_negative = value < 0;
}

}  // namespace

std::string_view format(const Boolean& value, TextBuffer&) {
  return value.value ? "1" : "0";
}

std::string_view format(const Integer& value, TextBuffer& buffer) {
  return Cursor(buffer).number(value.value).view();
}

std::string_view format(const Double& value, TextBuffer& buffer) {
  return format_floating(value.value, 15, buffer);
}

std::string_view format(const Float& value, TextBuffer& buffer) {
  return format_floating(value.value, 6, buffer);
}

std::string_view format(const Date& value, TextBuffer& buffer) {
  if (value.infinity != Infinity::kNone) return infinity_text(value.infinity);
  Cursor out(buffer);
  const CivilDate date = civil_from_days(value.days);
  out.date(date);
  if (date.year <= 0) out.text(" BC");
  return out.view();
}

std::string_view format(const Time& value, TextBuffer& buffer) {
  Cursor out(buffer);
  out.clock(value.micros);
  return out.view();
}

std::string_view format(const OffsetTime& value, TextBuffer& buffer) {
  Cursor out(buffer);
  out.clock(value.micros);
  out.offset(value.offset);
  return out.view();
}

std::string_view format(const Timestamp& value, TextBuffer& buffer) {
  if (value.infinity != Infinity::kNone) return infinity_text(value.infinity);
  Cursor out(buffer);
  out.timestamp(value, nullptr);
  return out.view();
}

std::string_view format(const OffsetTimestamp& value, TextBuffer& buffer) {
  if (value.local.infinity != Infinity::kNone) return infinity_text(value.local.infinity);
  Cursor out(buffer);
  out.timestamp(value.local, &value.offset);
  return out.view();
}

std::string_view format(const Interval& value, TextBuffer& buffer) {
  Cursor out(buffer);
  bool after_negative = false;
  interval_field(out, value.months / 12, "year", after_negative);
  interval_field(out, value.months % 12, "mon", after_negative);
  interval_field(out, value.days, "day", after_negative);
  if (value.micros == 0 && !out.view().empty()) return out.view();
  if (!out.view().empty()) out.text(" ");
  if (value.micros < 0) {
    out.text("-");
  } else if (after_negative) {
    out.text("+");
  }
  // The hours of an interval do not end at 24, so the clock is of no use here.
  const std::uint64_t size = value.micros < 0 ? 0 - static_cast<std::uint64_t>(value.micros)
                                              : static_cast<std::uint64_t>(value.micros);
  out.padded(static_cast<std::int64_t>(size / kMicrosPerHour), 2).text(":");
  out.two_digits(static_cast<int>(size / kMicrosPerMinute % 60)).text(":");
  out.two_digits(static_cast<int>(size / kMicrosPerSecond % 60));
  out.fraction(static_cast<std::int32_t>(size % kMicrosPerSecond));
  return out.view();
}

std::string_view format(const Guid& value, TextBuffer& buffer) {
  static constexpr char kDigits[] = "0123456789abcdef";
  char* at = buffer.data();
  for (std::size_t i = 0; i < value.bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) *at++ = '-';
    *at++ = kDigits[value.bytes[i] >> 4U];
    *at++ = kDigits[value.bytes[i] & 0xFU];
  }
  return {buffer.data(), static_cast<std::size_t>(at - buffer.data())};
}

}  // namespace pillion
