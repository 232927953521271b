// From the wire to a value: one source for each form in which the server writes values. A source
// hands the value on to `sink`, which is known at compile time, so that reading a column and
// writing it is one function without allocation or virtual call.
#pragma once

#include <optional>

#include "core/session.h"
#include "core/type.h"
#include "driver/convert/conversion.h"
#include "driver/convert/numeric.h"
#include "driver/convert/parse.h"
#include "driver/convert/time_zone.h"
#include "driver/convert/values.h"
#include "driver/convert/wire.h"

namespace pillion {

// What a conversion has to know beside the value. One a bound column; not shared by threads.
struct ReadContext {
  Oid type = 0;
  const TimeZone* zone = nullptr;
  SQLULEN max_length = 0;  // SQL_ATTR_MAX_LENGTH; 0: no limit
  SQLSMALLINT numeric_precision = 0;
  std::optional<SQLSMALLINT> numeric_scale;
  OffsetRange offset_range;  // where the last timestamptz fell
};

namespace source {

inline std::string_view view(const Cell& cell) {
  return {cell.data, static_cast<std::size_t>(cell.size)};
}

template <class Wire, std::int32_t Size>
struct Fixed {
  template <class Sink>
  static Conversion read(const Cell& cell, ReadContext& context, Sink&& sink) {
    if (cell.size != Size) return Conversion::kMalformed;
    return sink(Wire::value(cell.data, context));
  }
};

struct BoolWire {
  static Boolean value(const char* in, ReadContext&) { return {*in != 0}; }
};
struct Int2Wire {
  static Integer value(const char* in, ReadContext&) { return {load_int16(in)}; }
};
struct Int4Wire {
  static Integer value(const char* in, ReadContext&) { return {load_int32(in)}; }
};
struct Int8Wire {
  static Integer value(const char* in, ReadContext&) { return {load_int64(in)}; }
};
struct OidWire {
  static Integer value(const char* in, ReadContext&) { return {load_uint32(in)}; }
};
struct Float4Wire {
  static Float value(const char* in, ReadContext&) { return {load_float(in)}; }
};
struct Float8Wire {
  static Double value(const char* in, ReadContext&) { return {load_double(in)}; }
};
struct DateWire {
  static Date value(const char* in, ReadContext&) {
    const std::int32_t days = load_int32(in);
    if (days == INT32_MAX) return {.infinity = Infinity::kFuture};
    if (days == INT32_MIN) return {.infinity = Infinity::kPast};
    return {.days = days};
  }
};
struct TimeWire {
  static Time value(const char* in, ReadContext&) { return {load_int64(in)}; }
};
struct TimetzWire {
  static OffsetTime value(const char* in, ReadContext&) {
    return {.micros = load_int64(in), .offset = -load_int32(in + 8)};
  }
};
struct TimestampWire {
  static Timestamp value(const char* in, ReadContext&) {
    const std::int64_t micros = load_int64(in);
    if (micros == INT64_MAX) return {.infinity = Infinity::kFuture};
    if (micros == INT64_MIN) return {.infinity = Infinity::kPast};
    return {.micros = micros};
  }
};
struct TimestamptzWire {
  static OffsetTimestamp value(const char* in, ReadContext& context) {
    OffsetTimestamp out{.local = TimestampWire::value(in, context)};
    if (out.local.infinity != Infinity::kNone || context.zone == nullptr) return out;
    std::int64_t seconds = out.local.micros / kMicrosPerSecond;
    if (out.local.micros % kMicrosPerSecond < 0) --seconds;
    OffsetRange& range = context.offset_range;
    if (seconds < range.begin || seconds >= range.end) range = context.zone->at(seconds);
    out.offset = range.offset;
    out.local.micros += range.offset * kMicrosPerSecond;
    return out;
  }
};
struct IntervalWire {
  static Interval value(const char* in, ReadContext&) {
    return {.months = load_int32(in + 12), .days = load_int32(in + 8), .micros = load_int64(in)};
  }
};
struct UuidWire {
  static Guid value(const char* in, ReadContext&) {
    Guid guid;
    std::memcpy(guid.bytes.data(), in, guid.bytes.size());
    return guid;
  }
};

struct NumericBinary {
  template <class Sink>
  static Conversion read(const Cell& cell, ReadContext&, Sink&& sink) {
    DecimalBuffer buffer;
    const auto text = numeric_to_text(view(cell), buffer);
    return text ? sink(Decimal{*text}) : Conversion::kMalformed;
  }
};

// Text, and every type that is shown as the server writes it.
struct AnyText {
  template <class Sink>
  static Conversion read(const Cell& cell, ReadContext&, Sink&& sink) {
    return sink(Text{view(cell)});
  }
};

struct ByteaBinary {
  template <class Sink>
  static Conversion read(const Cell& cell, ReadContext&, Sink&& sink) {
    return sink(Bytes{view(cell)});
  }
};

struct JsonbBinary {
  template <class Sink>
  static Conversion read(const Cell& cell, ReadContext&, Sink&& sink) {
    constexpr char kVersion = 1;
    if (cell.size < 1 || *cell.data != kVersion) return Conversion::kMalformed;
    return sink(Text{view(cell).substr(1)});
  }
};

struct BitBinary {
  template <class Sink>
  static Conversion read(const Cell& cell, ReadContext&, Sink&& sink) {
    if (cell.size < 4) return Conversion::kMalformed;
    const auto bits = static_cast<std::size_t>(load_uint32(cell.data));
    if ((bits + 7) / 8 != static_cast<std::size_t>(cell.size) - 4) return Conversion::kMalformed;
    std::string text(bits, '0');
    for (std::size_t i = 0; i < bits; ++i)
      if ((static_cast<unsigned char>(cell.data[4 + i / 8]) >> (7U - i % 8) & 1U) != 0)
        text[i] = '1';
    return sink(Text{text});
  }
};

struct ByteaText {
  template <class Sink>
  static Conversion read(const Cell& cell, ReadContext&, Sink&& sink) {
    const auto bytes = parse_bytea(view(cell));
    return bytes ? sink(Bytes{*bytes}) : Conversion::kMalformed;
  }
};

struct BoolText {
  template <class Sink>
  static Conversion read(const Cell& cell, ReadContext&, Sink&& sink) {
    return sink(Boolean{cell.size > 0 && (*cell.data == 't' || *cell.data == '1')});
  }
};

struct NumberText {
  template <class Sink>
  static Conversion read(const Cell& cell, ReadContext&, Sink&& sink) {
    return sink(Decimal{view(cell)});
  }
};

struct DoubleText {
  template <class Sink>
  static Conversion read(const Cell& cell, ReadContext&, Sink&& sink) {
    const auto value = parse_double(view(cell));
    return value ? sink(Double{*value}) : sink(Text{view(cell)});
  }
};

struct FloatText {
  template <class Sink>
  static Conversion read(const Cell& cell, ReadContext&, Sink&& sink) {
    const auto value = parse_double(view(cell));
    return value ? sink(Float{static_cast<float>(*value)}) : sink(Text{view(cell)});
  }
};

template <auto Parse>
struct Parsed {
  template <class Sink>
  static Conversion read(const Cell& cell, ReadContext&, Sink&& sink) {
    // What is not in the expected form (SQLite holds any text in any column) is still text.
    const auto value = Parse(view(cell));
    return value ? sink(*value) : sink(Text{view(cell)});
  }
};

}  // namespace source
}  // namespace pillion
