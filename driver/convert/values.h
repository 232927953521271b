// A column's value between the wire and the caller's buffer. Each kind of value can be written as
// text; the other conversions are in sink.h.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "driver/convert/calendar.h"

namespace pillion {

struct Boolean {
  bool value = false;
};

struct Integer {
  std::int64_t value = 0;
};

struct Double {
  double value = 0;
};

struct Float {
  float value = 0;
};

// An exact number in digits: "-12.50", or "NaN", "Infinity", "-Infinity".
struct Decimal {
  std::string_view text;
};

struct Text {
  std::string_view text;
};

struct Bytes {
  std::string_view bytes;
};

enum class Infinity : std::int8_t { kNone = 0, kPast = -1, kFuture = 1 };

struct Date {
  std::int32_t days = 0;  // since 2000-01-01
  Infinity infinity = Infinity::kNone;
};

struct Time {
  std::int64_t micros = 0;  // since midnight; 24:00 is allowed
};

struct OffsetTime {
  std::int64_t micros = 0;
  std::int32_t offset = 0;  // seconds east of Greenwich
};

struct Timestamp {
  std::int64_t micros = 0;  // since 2000-01-01 00:00:00 on the clock that is shown
  Infinity infinity = Infinity::kNone;
};

struct OffsetTimestamp {
  Timestamp local;
  std::int32_t offset = 0;  // seconds east of Greenwich
};

struct Interval {
  std::int32_t months = 0;
  std::int32_t days = 0;
  std::int64_t micros = 0;
};

struct Guid {
  std::array<unsigned char, 16> bytes{};
};

// Room for the text of any value that is not text, bytes or a Decimal.
using TextBuffer = std::array<char, 96>;

std::string_view format(const Boolean& value, TextBuffer& buffer);
std::string_view format(const Integer& value, TextBuffer& buffer);
std::string_view format(const Double& value, TextBuffer& buffer);
std::string_view format(const Float& value, TextBuffer& buffer);
std::string_view format(const Date& value, TextBuffer& buffer);
std::string_view format(const Time& value, TextBuffer& buffer);
std::string_view format(const OffsetTime& value, TextBuffer& buffer);
std::string_view format(const Timestamp& value, TextBuffer& buffer);
std::string_view format(const OffsetTimestamp& value, TextBuffer& buffer);
std::string_view format(const Interval& value, TextBuffer& buffer);
std::string_view format(const Guid& value, TextBuffer& buffer);

}  // namespace pillion
