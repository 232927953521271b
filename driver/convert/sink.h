// From a value to the caller's C type: one sink for each C type, with one `put` for each kind of
// value that ODBC's Appendix D converts to it. A `put` that is not there is a conversion that is
// not defined (07006).
#pragma once

#include <cmath>
#include <limits>
#include <type_traits>

#include "driver/convert/source.h"
#include "driver/convert/target.h"

namespace pillion::sink {

// SQL_ATTR_MAX_LENGTH cuts text and bytes without a warning.
inline std::string_view limited(std::string_view text, const ReadContext& context) {
  return context.max_length == 0 ? text : text.substr(0, context.max_length);
}

// Types that are described as text convert to whatever text converts to.
inline Text as_text(const Interval& value, TextBuffer& buffer) {
  return {format(value, buffer)};
}
inline Text as_text(const OffsetTime& value, TextBuffer& buffer) {
  return {format(value, buffer)};
}

struct Narrow {
  static Conversion text(std::string_view text, const Target& target) {
    return put_narrow(text, target);
  }
  static Conversion hex(std::string_view bytes, const Target& target) {
    return put_hex_narrow(bytes, target);
  }
};

struct Wide {
  static Conversion text(std::string_view text, const Target& target) {
    return put_wide(text, target);
  }
  static Conversion hex(std::string_view bytes, const Target& target) {
    return put_hex_wide(bytes, target);
  }
};

template <class Width>
struct Character {
  static Conversion put(const Text& value, const ReadContext& context, const Target& target) {
    return Width::text(limited(value.text, context), target);
  }
  static Conversion put(const Decimal& value, const ReadContext&, const Target& target) {
    return Width::text(value.text, target);
  }
  static Conversion put(const Bytes& value, const ReadContext& context, const Target& target) {
    return Width::hex(limited(value.bytes, context), target);
  }
  template <class Value>
  static Conversion put(const Value& value, const ReadContext&, const Target& target) {
    TextBuffer buffer;
    return Width::text(format(value, buffer), target);
  }
};

// The larger half of what the sinks do that is not worth a copy of its own for each source.
Conversion put_binary(const Integer& value, Oid type, const Target& target);
Conversion put_date(const Date& value, const Target& target);
Conversion put_date(const Timestamp& value, const Target& target);
Conversion put_time(std::int64_t micros, const Target& target);
Conversion put_time(const Timestamp& value, const Target& target);
Conversion put_timestamp(const Timestamp& value, const Target& target);
Conversion put_timestamp_today(std::int64_t micros, const Target& target);
Conversion put_guid(const Guid& value, const Target& target);
Conversion put_numeric(std::string_view decimal, const ReadContext& context, const Target& target);
Conversion put_interval(const Interval& value, SQLINTERVAL kind, const Target& target);
Conversion put_interval(std::int64_t value, SQLINTERVAL kind, const Target& target);
// A number written out, also with an exponent; no value where it is none.
std::optional<double> to_double(std::string_view text);

// Writes a value that was made with a loss, unless the loss is an error.
template <class T>
Conversion put_lossy(Conversion loss, const T& value, const Target& target) {
  if (loss != Conversion::kOk && loss != Conversion::kFraction) return loss;
  const Conversion written = put_fixed(value, target);
  return written == Conversion::kOk ? loss : written;
}

template <class Number>
struct Integral {
  static Conversion put(const Integer& value, const ReadContext&, const Target& target) {
    if (!std::in_range<Number>(value.value)) return Conversion::kOutOfRange;
    return put_fixed(static_cast<Number>(value.value), target);
  }
  static Conversion put(const Boolean& value, const ReadContext&, const Target& target) {
    return put_fixed(static_cast<Number>(value.value), target);
  }
  static Conversion put(const Double& value, const ReadContext&, const Target& target) {
    const double whole = std::trunc(value.value);
    // 2^digits is exact in a double, the largest integer below it may not be.
    const double limit = std::ldexp(1.0, std::numeric_limits<Number>::digits);
    const double lowest = std::is_signed_v<Number> ? -limit : 0.0;
    if (!(whole >= lowest && whole < limit)) return Conversion::kOutOfRange;
    return put_lossy(whole == value.value ? Conversion::kOk : Conversion::kFraction,
                     static_cast<Number>(whole), target);
  }
  static Conversion put(const Float& value, const ReadContext& context, const Target& target) {
    return put(Double{value.value}, context, target);
  }
  static Conversion put(const Decimal& value, const ReadContext& context, const Target& target) {
    if constexpr (std::is_same_v<Number, std::uint64_t>) {
      std::uint64_t number = 0;
      const Conversion loss = decimal_to_uint64(value.text, number);
      return finish(loss, value.text, number, context, target);
    } else {
      std::int64_t number = 0;
      const Conversion loss = decimal_to_int64(value.text, number);
      if (loss <= Conversion::kFraction && !std::in_range<Number>(number))
        return Conversion::kOutOfRange;
      return finish(loss, value.text, static_cast<Number>(number), context, target);
    }
  }
  static Conversion put(const Text& value, const ReadContext& context, const Target& target) {
    return put(Decimal{trim(value.text)}, context, target);
  }

 private:
  static Conversion finish(Conversion loss, std::string_view text, Number number,
                           const ReadContext& context, const Target& target) {
    if (loss != Conversion::kNotANumber) return put_lossy(loss, number, target);
    const auto value = to_double(text);
    return value ? put(Double{*value}, context, target) : Conversion::kNotANumber;
  }
};

template <class Number>
struct Floating {
  static Conversion put(const Double& value, const ReadContext&, const Target& target) {
    const auto number = static_cast<Number>(value.value);
    if (std::isinf(number) && !std::isinf(value.value)) return Conversion::kOutOfRange;
    return put_fixed(number, target);
  }
  static Conversion put(const Float& value, const ReadContext&, const Target& target) {
    return put_fixed(static_cast<Number>(value.value), target);
  }
  static Conversion put(const Integer& value, const ReadContext&, const Target& target) {
    return put_fixed(static_cast<Number>(value.value), target);
  }
  static Conversion put(const Boolean& value, const ReadContext&, const Target& target) {
    return put_fixed(static_cast<Number>(value.value), target);
  }
  static Conversion put(const Decimal& value, const ReadContext& context, const Target& target) {
    const auto number = to_double(value.text);
    if (!number) return Conversion::kNotANumber;
    const bool overflow = std::isinf(*number) && value.text.find('I') == std::string_view::npos &&
                          value.text.find('i') == std::string_view::npos;
    return overflow ? Conversion::kOutOfRange : put(Double{*number}, context, target);
  }
  static Conversion put(const Text& value, const ReadContext& context, const Target& target) {
    return put(Decimal{trim(value.text)}, context, target);
  }
};

// 0 and 1; what lies between them and below 2 loses its fraction, the rest is out of range.
struct Bit {
  static Conversion put(const Boolean& value, const ReadContext&, const Target& target) {
    return put_fixed(static_cast<SQLCHAR>(value.value), target);
  }
  static Conversion put(const Integer& value, const ReadContext&, const Target& target) {
    if (value.value != 0 && value.value != 1) return Conversion::kOutOfRange;
    return put_fixed(static_cast<SQLCHAR>(value.value), target);
  }
  static Conversion put(const Double& value, const ReadContext&, const Target& target) {
    if (!(value.value >= 0 && value.value < 2)) return Conversion::kOutOfRange;
    const auto whole = static_cast<SQLCHAR>(value.value);
    return put_lossy(whole == value.value ? Conversion::kOk : Conversion::kFraction, whole, target);
  }
  static Conversion put(const Float& value, const ReadContext& context, const Target& target) {
    return put(Double{value.value}, context, target);
  }
  static Conversion put(const Decimal& value, const ReadContext& context, const Target& target) {
    const auto number = to_double(value.text);
    return number ? put(Double{*number}, context, target) : Conversion::kNotANumber;
  }
  static Conversion put(const Text& value, const ReadContext& context, const Target& target) {
    const std::string_view text = trim(value.text);
    if (text == "t" || text == "true") return put(Boolean{true}, context, target);
    if (text == "f" || text == "false") return put(Boolean{false}, context, target);
    return put(Decimal{text}, context, target);
  }
};

struct Numeric {
  static Conversion put(const Decimal& value, const ReadContext& context, const Target& target) {
    return put_numeric(value.text, context, target);
  }
  static Conversion put(const Text& value, const ReadContext& context, const Target& target) {
    return is_number(value.text) ? put_numeric(trim(value.text), context, target)
                                 : Conversion::kNotANumber;
  }
  template <class Value>
  requires(std::is_same_v<Value, Integer> || std::is_same_v<Value, Boolean> ||
           std::is_same_v<Value, Double> || std::is_same_v<Value, Float>) static Conversion
      put(const Value& value, const ReadContext& context, const Target& target) {
    TextBuffer buffer;
    return put_numeric(format(value, buffer), context, target);
  }
};

struct DateStruct {
  static Conversion put(const Date& value, const ReadContext&, const Target& target) {
    return put_date(value, target);
  }
  static Conversion put(const Timestamp& value, const ReadContext&, const Target& target) {
    return put_date(value, target);
  }
  static Conversion put(const OffsetTimestamp& value, const ReadContext&, const Target& target) {
    return put_date(value.local, target);
  }
  static Conversion put(const Text& value, const ReadContext&, const Target& target) {
    const auto parsed = parse_timestamp(value.text);
    return parsed ? put_date(*parsed, target) : Conversion::kBadDatetime;
  }
};

struct TimeStruct {
  static Conversion put(const Time& value, const ReadContext&, const Target& target) {
    return put_time(value.micros, target);
  }
  static Conversion put(const OffsetTime& value, const ReadContext&, const Target& target) {
    return put_time(value.micros, target);
  }
  static Conversion put(const Timestamp& value, const ReadContext&, const Target& target) {
    return put_time(value, target);
  }
  static Conversion put(const OffsetTimestamp& value, const ReadContext&, const Target& target) {
    return put_time(value.local, target);
  }
  static Conversion put(const Text& value, const ReadContext&, const Target& target) {
    if (const auto time = parse_time(value.text)) return put_time(time->micros, target);
    const auto parsed = parse_timestamp(value.text);
    return parsed ? put_time(*parsed, target) : Conversion::kBadDatetime;
  }
};

struct TimestampStruct {
  static Conversion put(const Timestamp& value, const ReadContext&, const Target& target) {
    return put_timestamp(value, target);
  }
  static Conversion put(const OffsetTimestamp& value, const ReadContext&, const Target& target) {
    return put_timestamp(value.local, target);
  }
  static Conversion put(const Date& value, const ReadContext&, const Target& target) {
    return put_timestamp({.micros = value.days * kMicrosPerDay, .infinity = value.infinity},
                         target);
  }
  static Conversion put(const Time& value, const ReadContext&, const Target& target) {
    return put_timestamp_today(value.micros, target);
  }
  static Conversion put(const OffsetTime& value, const ReadContext&, const Target& target) {
    return put_timestamp_today(value.micros, target);
  }
  static Conversion put(const Text& value, const ReadContext&, const Target& target) {
    if (const auto time = parse_time(value.text)) return put_timestamp_today(time->micros, target);
    const auto parsed = parse_timestamp(value.text);
    return parsed ? put_timestamp(*parsed, target) : Conversion::kBadDatetime;
  }
};

// The bytes of a value: text and bytea as they are, the rest as its default C type holds it.
struct Binary {
  static Conversion put(const Text& value, const ReadContext& context, const Target& target) {
    return put_bytes(limited(value.text, context), target);
  }
  static Conversion put(const Bytes& value, const ReadContext& context, const Target& target) {
    return put_bytes(limited(value.bytes, context), target);
  }
  // An integer that came as text has the bytes of one that came in binary.
  static Conversion put(const Decimal& value, const ReadContext& context, const Target& target) {
    Integer integer;
    if (context.type == oid::kNumeric ||
        decimal_to_int64(value.text, integer.value) != Conversion::kOk)
      return put_bytes(value.text, target);
    return put_binary(integer, context.type, target);
  }
  static Conversion put(const Boolean& value, const ReadContext&, const Target& target) {
    return raw(static_cast<SQLCHAR>(value.value), target);
  }
  static Conversion put(const Integer& value, const ReadContext& context, const Target& target) {
    return put_binary(value, context.type, target);
  }
  static Conversion put(const Double& value, const ReadContext&, const Target& target) {
    return raw(value.value, target);
  }
  static Conversion put(const Float& value, const ReadContext&, const Target& target) {
    return raw(value.value, target);
  }
  static Conversion put(const Guid& value, const ReadContext&, const Target& target) {
    return raw(value.bytes, target);
  }
  static Conversion put(const Date& value, const ReadContext& context, const Target& target) {
    return as_struct<DateStruct, SQL_DATE_STRUCT>(value, context, target);
  }
  static Conversion put(const Time& value, const ReadContext& context, const Target& target) {
    return as_struct<TimeStruct, SQL_TIME_STRUCT>(value, context, target);
  }
  static Conversion put(const Timestamp& value, const ReadContext& context, const Target& target) {
    return as_struct<TimestampStruct, SQL_TIMESTAMP_STRUCT>(value, context, target);
  }
  static Conversion put(const OffsetTimestamp& value, const ReadContext& context,
                        const Target& target) {
    return put(value.local, context, target);
  }

 private:
  // Makes the struct beside the caller's buffer, which may be shorter, or take it in pieces.
  template <class Sink, class Struct, class Value>
  static Conversion as_struct(const Value& value, const ReadContext& context,
                              const Target& target) {
    Struct made{};
    const Conversion loss = Sink::put(value, context, {.buffer = &made, .capacity = sizeof(made)});
    if (loss != Conversion::kOk && loss != Conversion::kFraction) return loss;
    const Conversion written = raw(made, target);
    return is_clean(written) ? loss : written;
  }
  template <class T>
  static Conversion raw(const T& value, const Target& target) {
    return put_bytes({reinterpret_cast<const char*>(&value), sizeof(T)}, target);
  }
};

struct GuidStruct {
  static Conversion put(const Guid& value, const ReadContext&, const Target& target) {
    return put_guid(value, target);
  }
  static Conversion put(const Text& value, const ReadContext&, const Target& target) {
    const auto parsed = parse_guid(value.text);
    return parsed ? put_guid(*parsed, target) : Conversion::kNotANumber;
  }
};

template <SQLINTERVAL Kind>
struct IntervalStruct {
  static Conversion put(const Interval& value, const ReadContext&, const Target& target) {
    return put_interval(value, Kind, target);
  }
  static Conversion put(const Text& value, const ReadContext&, const Target& target) {
    const auto parsed = parse_interval(value.text);
    return parsed ? put_interval(*parsed, Kind, target) : Conversion::kNotANumber;
  }
  // A number is a count of the one field that the C type has.
  static Conversion put(const Integer& value, const ReadContext&,
                        const Target& target) requires(Kind <= SQL_IS_SECOND) {
    return put_interval(value.value, Kind, target);
  }
  static Conversion put(const Decimal& value, const ReadContext&,
                        const Target& target) requires(Kind <= SQL_IS_SECOND) {
    std::int64_t count = 0;
    const Conversion loss = decimal_to_int64(value.text, count);
    if (loss != Conversion::kOk && loss != Conversion::kFraction) return loss;
    const Conversion written = put_interval(count, Kind, target);
    return is_clean(written) ? loss : written;
  }
};

}  // namespace pillion::sink
