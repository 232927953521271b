// Values as the server writes them, for tests: one of every type that has a form of its own.
#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <vector>

#include "core/session.h"
#include "core/type.h"

namespace pillion::test {

template <class T>
std::string big_endian(T value) {
  std::string bytes(sizeof(T), '\0');
  for (std::size_t i = 0; i < sizeof(T); ++i)
    bytes[i] = static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * (sizeof(T) - 1 - i)));
  return bytes;
}

inline std::string numeric_wire(std::int16_t weight, std::uint16_t sign, std::uint16_t scale,
                                const std::vector<std::uint16_t>& groups) {
  std::string bytes = big_endian(static_cast<std::uint16_t>(groups.size())) + big_endian(weight) +
                      big_endian(sign) + big_endian(scale);
  for (const std::uint16_t group : groups) bytes += big_endian(group);
  return bytes;
}

struct WireValue {
  Oid type;
  std::string binary;
  std::string text;   // the server's text form
  std::string shown;  // as SQL_C_CHAR
};

// 2024-07-01 12:34:56.789 is 773152496789000 microseconds after 2000-01-01.
inline const std::vector<WireValue>& wire_values() {
  using namespace std::string_literals;
  static const std::vector<WireValue> values = {
      {oid::kBool, "\1"s, "t", "1"},
      {oid::kBool, "\0"s, "f", "0"},
      {oid::kInt2, big_endian(std::int16_t{-12}), "-12", "-12"},
      {oid::kInt4, big_endian(std::int32_t{-2147483647 - 1}), "-2147483648", "-2147483648"},
      {oid::kInt8, big_endian(std::int64_t{9007199254740993}), "9007199254740993",
       "9007199254740993"},
      {oid::kOid, big_endian(std::uint32_t{4294967295U}), "4294967295", "4294967295"},
      {oid::kFloat4, big_endian(std::bit_cast<std::uint32_t>(1.1F)), "1.1", "1.1"},
      {oid::kFloat8, big_endian(std::bit_cast<std::uint64_t>(-0.1)), "-0.1", "-0.1"},
      {oid::kFloat8, big_endian(std::bit_cast<std::uint64_t>(1e300)), "1e+300", "1e+300"},
      {oid::kNumeric, numeric_wire(0, 0x4000, 3, {12, 3450}), "-12.345", "-12.345"},
      {oid::kNumeric, numeric_wire(0, 0xC000, 0, {}), "NaN", "NaN"},
      {oid::kText, "h\xc3\xa9", "h\xc3\xa9", "h\xc3\xa9"},
      {oid::kVarchar, "", "", ""},
      {oid::kJson, "{}", "{}", "{}"},
      {oid::kJsonb, "\1{\"a\": 1}", "{\"a\": 1}", "{\"a\": 1}"},
      {oid::kBytea, "\xde\xad"s, "\\xdead", "DEAD"},
      {oid::kBit, big_endian(std::int32_t{3}) + "\xa0", "101", "101"},
      {oid::kDate, big_endian(std::int32_t{8948}), "2024-07-01", "2024-07-01"},
      {oid::kDate, big_endian(std::int32_t{0x7fffffff}), "infinity", "infinity"},
      {oid::kTime, big_endian(std::int64_t{45296789000}), "12:34:56.789", "12:34:56.789"},
      {oid::kTimetz, big_endian(std::int64_t{45296000000}) + big_endian(std::int32_t{-7200}),
       "12:34:56+02", "12:34:56+02"},
      {oid::kTimestamp, big_endian(std::int64_t{773152496789000}), "2024-07-01 12:34:56.789",
       "2024-07-01 12:34:56.789"},
      {oid::kTimestamptz, big_endian(std::int64_t{773152496789000}), "2024-07-01 12:34:56.789+00",
       "2024-07-01 12:34:56.789+00"},
      {oid::kInterval,
       big_endian(std::int64_t{-11045600000}) + big_endian(std::int32_t{2}) +
           big_endian(std::int32_t{14}),
       "1 year 2 mons 2 days -03:04:05.6", "1 year 2 mons 2 days -03:04:05.6"},
      {oid::kUuid, "\x12\x3e\x45\x67\xe8\x9b\x12\xd3\xa4\x56\x42\x66\x14\x17\x40\x00"s,
       "123e4567-e89b-12d3-a456-426614174000", "123e4567-e89b-12d3-a456-426614174000"},
      {oid::kMoney, "$1.00", "$1.00", "$1.00"},
      {123456, "of a user's type", "of a user's type", "of a user's type"},
  };
  return values;
}

}  // namespace pillion::test
