#include "core/type.h"

#include <algorithm>
#include <array>

namespace pillion {
namespace {

constexpr std::int32_t kModifierHeader = 4;  // VARHDRSZ, which the server adds to its modifiers

// Sizes that Appendix D of the ODBC reference fixes for a type, whatever the value.
struct FixedSize {
  OdbcType type;
  std::int64_t column_size;
  std::int64_t octet_length;
  std::int64_t display_size;
  std::int16_t radix;
};
constexpr std::array kFixedSizes = std::to_array<FixedSize>({
    {.type = OdbcType::kBit, .column_size = 1, .octet_length = 1, .display_size = 1, .radix = 0},
    {.type = OdbcType::kSmallint,
     .column_size = 5,
     .octet_length = 2,
     .display_size = 6,
     .radix = 10},
    {.type = OdbcType::kInteger,
     .column_size = 10,
     .octet_length = 4,
     .display_size = 11,
     .radix = 10},
    {.type = OdbcType::kBigint,
     .column_size = 19,
     .octet_length = 8,
     .display_size = 20,
     .radix = 10},
    {.type = OdbcType::kReal, .column_size = 7, .octet_length = 4, .display_size = 14, .radix = 10},
    {.type = OdbcType::kDouble,
     .column_size = 15,
     .octet_length = 8,
     .display_size = 24,
     .radix = 10},
    {.type = OdbcType::kTypeDate,
     .column_size = 10,
     .octet_length = 6,
     .display_size = 10,
     .radix = 0},
    {.type = OdbcType::kGuid,
     .column_size = 36,
     .octet_length = 16,
     .display_size = 36,
     .radix = 0},
});

constexpr std::int64_t kUtf8BytesPerCharacter = 4;
constexpr std::int64_t kMaxIdentifierCharacters = 63;  // NAMEDATALEN - 1
constexpr std::int64_t kOffsetCharacters = 9;          // +00:19:32
constexpr std::int16_t kMaxFractionDigits = 6;         // microseconds
// A numeric without a modifier may hold any number of digits; these are said of a column whose
// values are not known yet.
constexpr std::int64_t kFreeNumericPrecision = 38;
constexpr std::int16_t kFreeNumericScale = 16;

std::int16_t fraction_digits(std::int32_t modifier) {
  return modifier < 0 ? kMaxFractionDigits : static_cast<std::int16_t>(std::min(modifier, 6));
}

void describe_numeric(std::int32_t modifier, TypeDescription& out) {
  out.column_size = kFreeNumericPrecision;
  out.decimal_digits = kFreeNumericScale;
  if (modifier >= kModifierHeader) {
    const auto packed = static_cast<std::uint32_t>(modifier - kModifierHeader);
    // Eleven bits, signed since PostgreSQL 15; ODBC knows no scale below zero.
    const auto scale = static_cast<std::int16_t>(((packed & 0x7FFU) ^ 0x400U)) - 0x400;
    out.column_size = (packed >> 16U) & 0xFFFFU;
    if (scale < 0) out.column_size -= scale;
    out.decimal_digits = static_cast<std::int16_t>(std::max(scale, 0));
    out.column_size = std::max<std::int64_t>(out.column_size, out.decimal_digits);
  }
  out.has_decimal_digits = true;
  out.num_prec_radix = 10;
  out.display_size = out.column_size + 2;  // sign and point
  out.octet_length = out.display_size;
}

void describe_time(std::int32_t modifier, std::int64_t whole_size, TypeDescription& out) {
  const std::int16_t digits = fraction_digits(modifier);
  out.column_size = whole_size + (digits > 0 ? digits + 1 : 0);
  out.decimal_digits = digits;
  out.has_decimal_digits = true;
  out.display_size = out.column_size;
  out.octet_length = whole_size == 8 ? 6 : 16;  // SQL_TIME_STRUCT, SQL_TIMESTAMP_STRUCT
}

// Characters of a type that is shown as text, where its values have a longest form.
std::int64_t text_size(Oid oid, std::int32_t modifier, const TypeOptions& options) {
  switch (oid) {
    case oid::kChar:
      return 1;
    case oid::kName:
      return kMaxIdentifierCharacters;
    case oid::kTimetz:
      return 24;  // 00:00:00.000000+00:00:00
    case oid::kInterval:
      return 64;  // -178000000 years -11 mons -2147483648 days -...:59:59.999999
    case oid::kBit:
    case oid::kVarbit:
      return modifier > 0 ? modifier : options.unknown_size;
    case oid::kBpchar:
    case oid::kVarchar:
      return modifier > kModifierHeader ? modifier - kModifierHeader : options.unknown_size;
    default:
      return options.unknown_size;
  }
}

void describe_text(Oid oid, std::int32_t modifier, const TypeOptions& options,
                   TypeDescription& out) {
  out.column_size = text_size(oid, modifier, options);
  out.display_size = out.column_size;
  out.octet_length = out.column_size * kUtf8BytesPerCharacter;
}

void describe_fixed(TypeDescription& out) {
  const auto* const row =
      std::find_if(kFixedSizes.begin(), kFixedSizes.end(),
                   [&](const FixedSize& size) { return size.type == out.sql_type; });
  if (row == kFixedSizes.end()) return;
  out.column_size = row->column_size;
  out.octet_length = row->octet_length;
  out.display_size = row->display_size;
  out.num_prec_radix = row->radix;
  out.has_decimal_digits =
      row->radix != 0 && out.sql_type != OdbcType::kReal && out.sql_type != OdbcType::kDouble;
}

}  // namespace

TypeDescription describe_type(Oid oid, std::int32_t type_modifier, const TypeOptions& options) {
  static constexpr Type kOther = {
      .name = "text", .odbc = OdbcType::kWvarchar, .case_sensitive = true};
  const Type* const found = find_type(oid);
  const Type& type = found != nullptr ? *found : kOther;
  TypeDescription out{.sql_type = type.odbc,
                      .type_name = std::string(type.name),
                      .case_sensitive = type.case_sensitive,
                      .searchable = type.searchable};
  switch (type.odbc) {
    case OdbcType::kNumeric:
      describe_numeric(type_modifier, out);
      break;
    case OdbcType::kTypeTime:
      describe_time(type_modifier, 8, out);
      break;
    case OdbcType::kTypeTimestamp:
      describe_time(type_modifier, 19, out);
      break;
    case OdbcType::kWchar:
    case OdbcType::kWvarchar:
      describe_text(oid, type_modifier, options, out);
      break;
    case OdbcType::kVarbinary:
      out.column_size = options.unknown_size;
      out.octet_length = options.unknown_size;
      out.display_size = 2 * options.unknown_size;
      break;
    default:
      describe_fixed(out);
      break;
  }
  if (oid == oid::kTimestamptz) out.display_size = out.column_size + kOffsetCharacters;
  return out;
}

}  // namespace pillion
