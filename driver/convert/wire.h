// Big-endian numbers of the wire protocol.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

namespace pillion {

inline std::uint16_t load_uint16(const char* in) {
  std::uint16_t value = 0;
  std::memcpy(&value, in, sizeof(value));
  return __builtin_bswap16(value);
}
inline std::uint32_t load_uint32(const char* in) {
  std::uint32_t value = 0;
  std::memcpy(&value, in, sizeof(value));
  return __builtin_bswap32(value);
}
inline std::uint64_t load_uint64(const char* in) {
  std::uint64_t value = 0;
  std::memcpy(&value, in, sizeof(value));
  return __builtin_bswap64(value);
}
inline std::int16_t load_int16(const char* in) {
  return static_cast<std::int16_t>(load_uint16(in));
}
inline std::int32_t load_int32(const char* in) {
  return static_cast<std::int32_t>(load_uint32(in));
}
inline std::int64_t load_int64(const char* in) {
  return static_cast<std::int64_t>(load_uint64(in));
}
inline float load_float(const char* in) {
  return std::bit_cast<float>(load_uint32(in));
}
inline double load_double(const char* in) {
  return std::bit_cast<double>(load_uint64(in));
}

static_assert(std::endian::native == std::endian::little, "the byte order that wire.h turns");

}  // namespace pillion
