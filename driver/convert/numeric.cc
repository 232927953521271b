#include "driver/convert/numeric.h"

#include <algorithm>
#include <limits>

#include "driver/convert/wire.h"

namespace pillion {
namespace {

// The binary form (src/backend/utils/adt/numeric.c, numeric_send): four 16-bit numbers, then
// digits of base 10,000.
constexpr std::size_t kHeaderBytes = 8;
constexpr int kDigitsPerGroup = 4;
constexpr std::uint16_t kPositive = 0x0000;
constexpr std::uint16_t kNegative = 0x4000;
constexpr std::uint16_t kNan = 0xC000;
constexpr std::uint16_t kPlusInfinity = 0xD000;
constexpr std::uint16_t kMinusInfinity = 0xF000;

struct NumericHeader {
  int groups;
  int weight;  // of the first group, as a power of 10,000
  std::uint16_t sign;
  int scale;
};

NumericHeader read_header(std::string_view wire) {
  return {.groups = load_uint16(wire.data()),
          .weight = load_int16(wire.data() + 2),
          .sign = load_uint16(wire.data() + 4),
          .scale = load_uint16(wire.data() + 6)};
}

std::optional<std::string_view> special_value(std::uint16_t sign) {
  switch (sign) {
    case kNan:
      return "NaN";
    case kPlusInfinity:
      return "Infinity";
    case kMinusInfinity:
      return "-Infinity";
    default:
      return std::nullopt;
  }
}

int group_at(const NumericHeader& header, std::string_view wire, int power) {
  const int index = header.weight - power;
  if (index < 0 || index >= header.groups) return 0;
  return load_uint16(wire.data() + kHeaderBytes + static_cast<std::size_t>(index) * 2);
}

char* put_group(char* at, int group) {
  at[0] = static_cast<char>('0' + group / 1000);
  at[1] = static_cast<char>('0' + group / 100 % 10);
  at[2] = static_cast<char>('0' + group / 10 % 10);
  at[3] = static_cast<char>('0' + group % 10);
  return at + kDigitsPerGroup;
}

// The first group is written without leading zeros.
char* put_first_group(char* at, int group) {
  char digits[kDigitsPerGroup];
  put_group(digits, group);
  int first = 0;
  while (first < kDigitsPerGroup - 1 && digits[first] == '0') ++first;
  return std::copy(digits + first, digits + kDigitsPerGroup, at);
}

// A number's text taken apart: sign, digits, and where the point stands.
struct DecimalParts {
  bool negative = false;
  std::string_view whole;
  std::string_view fraction;
};

std::optional<DecimalParts> split(std::string_view text) {
  DecimalParts parts;
  if (text.starts_with('-') || text.starts_with('+')) {
    parts.negative = text.front() == '-';
    text.remove_prefix(1);
  }
  const std::size_t point = text.find('.');
  parts.whole = text.substr(0, point);
  if (point != std::string_view::npos) parts.fraction = text.substr(point + 1);
  const auto all_digits = [](std::string_view digits) {
    return std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  if (!all_digits(parts.whole) || !all_digits(parts.fraction)) return std::nullopt;
  if (parts.whole.empty() && parts.fraction.empty()) return std::nullopt;
  while (parts.whole.size() > 1 && parts.whole.front() == '0') parts.whole.remove_prefix(1);
  return parts;
}

bool has_other_than_zeros(std::string_view digits) {
  return digits.find_first_not_of('0') != std::string_view::npos;
}

bool accumulate(std::string_view digits, std::uint64_t& value) {
  for (const char digit : digits) {
    if (__builtin_mul_overflow(value, std::uint64_t{10}, &value)) return false;
    if (__builtin_add_overflow(value, static_cast<std::uint64_t>(digit - '0'), &value))
      return false;
  }
  return true;
}

// value = value * 10 + digit over the struct's sixteen little-endian bytes; false on overflow.
bool push_digit(SQL_NUMERIC_STRUCT& out, unsigned digit) {
  unsigned carry = digit;
  for (SQLCHAR& byte : out.val) {
    const unsigned sum = byte * 10U + carry;
    byte = static_cast<SQLCHAR>(sum & 0xFFU);
    carry = sum >> 8U;
  }
  return carry == 0;
}

}  // namespace

std::optional<std::string_view> numeric_to_text(std::string_view wire, DecimalBuffer& buffer) {
  if (wire.size() < kHeaderBytes) return std::nullopt;
  const NumericHeader header = read_header(wire);
  if (const auto special = special_value(header.sign)) return special;
  if (wire.size() != kHeaderBytes + static_cast<std::size_t>(header.groups) * 2)
    return std::nullopt;
  if (header.sign != kPositive && header.sign != kNegative) return std::nullopt;
  const int whole_groups = std::max(header.weight, 0) + 1;
  const int fraction_groups = (header.scale + kDigitsPerGroup - 1) / kDigitsPerGroup;
  const int longest = (whole_groups + fraction_groups) * kDigitsPerGroup + 2;
  char* const begin = buffer.reserve(static_cast<std::size_t>(longest));
  char* at = begin;
  if (header.sign == kNegative) *at++ = '-';
  at = put_first_group(at, group_at(header, wire, whole_groups - 1));
  for (int power = whole_groups - 2; power >= 0; --power)
    at = put_group(at, group_at(header, wire, power));
  if (header.scale > 0) {
    *at++ = '.';
    char* const end = at + header.scale;
    for (int power = -1; power >= -fraction_groups; --power)
      at = put_group(at, group_at(header, wire, power));
    at = end;
  }
  return std::string_view(begin, static_cast<std::size_t>(at - begin));
}

NumericSize numeric_size(std::string_view wire) {
  if (wire.size() < kHeaderBytes) return {};
  const NumericHeader header = read_header(wire);
  if (special_value(header.sign)) return {.precision = 9, .scale = 0};
  int whole = 0;
  if (header.groups > 0 && header.weight >= 0 && wire.size() >= kHeaderBytes + 2) {
    const int first = group_at(header, wire, header.weight);
    whole = header.weight * kDigitsPerGroup + (first >= 1000  ? 4
                                               : first >= 100 ? 3
                                               : first >= 10  ? 2
                                                              : 1);
  }
  return {.precision = std::max(whole + header.scale, 1), .scale = header.scale};
}

NumericSize decimal_size(std::string_view text) {
  const auto parts = split(text);
  if (!parts) return {.precision = static_cast<int>(text.size()), .scale = 0};
  const int scale = static_cast<int>(parts->fraction.size());
  const int whole = parts->whole == "0" ? 0 : static_cast<int>(parts->whole.size());
  return {.precision = std::max(whole + scale, 1), .scale = scale};
}

Conversion decimal_to_uint64(std::string_view text, std::uint64_t& out) {
  const auto parts = split(text);
  if (!parts) return Conversion::kNotANumber;
  std::uint64_t value = 0;
  if (!accumulate(parts->whole, value) || (parts->negative && value != 0))
    return Conversion::kOutOfRange;
  out = value;
  return has_other_than_zeros(parts->fraction) ? Conversion::kFraction : Conversion::kOk;
}

Conversion decimal_to_int64(std::string_view text, std::int64_t& out) {
  const auto parts = split(text);
  if (!parts) return Conversion::kNotANumber;
  std::uint64_t size = 0;
  if (!accumulate(parts->whole, size)) return Conversion::kOutOfRange;
  constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (size > kMax + (parts->negative ? 1 : 0)) return Conversion::kOutOfRange;
  out = static_cast<std::int64_t>(parts->negative ? 0 - size : size);
  return has_other_than_zeros(parts->fraction) ? Conversion::kFraction : Conversion::kOk;
}

Conversion decimal_to_struct(std::string_view text, SQLSMALLINT precision,
                             std::optional<SQLSMALLINT> scale, SQL_NUMERIC_STRUCT& out) {
  constexpr int kMaxDigits = 38;
  const auto parts = split(text);
  if (!parts) return Conversion::kOutOfRange;  // NaN and the infinities
  const int wanted = scale.value_or(
      static_cast<SQLSMALLINT>(std::min<std::size_t>(parts->fraction.size(), kMaxDigits)));
  out = {};
  out.precision = static_cast<SQLCHAR>(precision > 0 ? precision : kMaxDigits);
  out.scale = static_cast<SQLSCHAR>(wanted);
  out.sign = parts->negative ? 0 : 1;
  // A negative scale leaves out digits before the point.
  const auto kept_whole = static_cast<std::size_t>(
      std::max<int>(0, static_cast<int>(parts->whole.size()) + std::min(wanted, 0)));
  bool fits = true;
  for (const char digit : parts->whole.substr(0, kept_whole))
    fits = push_digit(out, static_cast<unsigned>(digit - '0')) && fits;
  for (int i = 0; i < wanted; ++i) {
    const bool present = static_cast<std::size_t>(i) < parts->fraction.size();
    const char digit = present ? parts->fraction[static_cast<std::size_t>(i)] : '0';
    fits = push_digit(out, static_cast<unsigned>(digit - '0')) && fits;
  }
  const std::size_t whole_digits = parts->whole == "0" ? 0 : kept_whole;
  if (!fits || static_cast<int>(whole_digits) + wanted > out.precision)
    return Conversion::kOutOfRange;
  const auto kept = std::min(parts->fraction.size(), static_cast<std::size_t>(std::max(wanted, 0)));
  return has_other_than_zeros(parts->fraction.substr(kept)) ||
                 has_other_than_zeros(parts->whole.substr(kept_whole))
             ? Conversion::kFraction
             : Conversion::kOk;
}

std::string struct_to_decimal(const SQL_NUMERIC_STRUCT& value) {
  SQL_NUMERIC_STRUCT rest = value;
  std::string digits;  // the last one first
  const auto is_zero = [&] {
    return std::all_of(std::begin(rest.val), std::end(rest.val), [](SQLCHAR b) { return b == 0; });
  };
  while (!is_zero() || static_cast<int>(digits.size()) <= value.scale) {
    unsigned remainder = 0;
    for (int i = SQL_MAX_NUMERIC_LEN - 1; i >= 0; --i) {
      const unsigned current = (remainder << 8U) | rest.val[i];
      rest.val[i] = static_cast<SQLCHAR>(current / 10);
      remainder = current % 10;
    }
    digits += static_cast<char>('0' + remainder);
  }
  if (digits.empty()) digits = "0";
  if (value.scale > 0) digits.insert(static_cast<std::size_t>(value.scale), ".");
  if (value.sign == 0) digits += '-';
  std::reverse(digits.begin(), digits.end());
  if (value.scale < 0) digits.append(static_cast<std::size_t>(-value.scale), '0');
  return digits;
}

}  // namespace pillion
