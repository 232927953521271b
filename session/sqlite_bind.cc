#include "session/sqlite_bind.h"

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "core/type.h"

namespace pillion {
namespace {

tl::unexpected<Error> not_of_type(std::string_view text, std::string_view type) {
  return fail("22018", fmt::format("\"{}\" is not of type {}.", text, type));
}

template <class Number>
std::optional<Number> read_whole(std::string_view text) {
  Number number{};
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

Status bound(int code) {
  if (code == SQLITE_OK) return {};
  return fail(code == SQLITE_TOOBIG ? "54000" : "HY001", sqlite3_errstr(code));
}

Status bind_bytes(sqlite3_stmt* statement, int index, std::string_view bytes) {
  return bound(sqlite3_bind_blob64(statement, index, bytes.data(), bytes.size(), SQLITE_TRANSIENT));
}

Status bind_text(sqlite3_stmt* statement, int index, std::string_view text) {
  return bound(sqlite3_bind_text64(statement, index, text.data(), text.size(), SQLITE_TRANSIENT,
                                   SQLITE_UTF8));
}

Status bind_integer_text(sqlite3_stmt* statement, int index, std::string_view text) {
  if (const auto number = read_whole<sqlite3_int64>(text))
    return bound(sqlite3_bind_int64(statement, index, *number));
  return not_of_type(text, "integer");
}

// Integers stay integers: SQLite's arithmetic differs between the two.
Status bind_number_text(sqlite3_stmt* statement, int index, std::string_view text) {
  if (const auto number = read_whole<sqlite3_int64>(text))
    return bound(sqlite3_bind_int64(statement, index, *number));
  if (const auto number = read_whole<double>(text))
    return bound(sqlite3_bind_double(statement, index, *number));
  return not_of_type(text, "numeric");
}

Status bind_float_text(sqlite3_stmt* statement, int index, std::string_view text) {
  if (const auto number = read_whole<double>(text))
    return bound(sqlite3_bind_double(statement, index, *number));
  return not_of_type(text, "double precision");
}

Status bind_bool_text(sqlite3_stmt* statement, int index, std::string_view text) {
  for (const std::string_view yes : {"t", "true", "1", "on", "yes"})
    if (text == yes) return bound(sqlite3_bind_int(statement, index, 1));
  for (const std::string_view no : {"f", "false", "0", "off", "no"})
    if (text == no) return bound(sqlite3_bind_int(statement, index, 0));
  return not_of_type(text, "boolean");
}

Status bind_bytea_text(sqlite3_stmt* statement, int index, std::string_view text) {
  if (!text.starts_with("\\x") || text.size() % 2 != 0) return bind_bytes(statement, index, text);
  std::string bytes;
  for (std::size_t i = 2; i < text.size(); i += 2) {
    unsigned byte = 0;
    const auto parsed = std::from_chars(text.data() + i, text.data() + i + 2, byte, 16);
    if (parsed.ptr != text.data() + i + 2) return not_of_type(text.substr(0, 40), "bytea");
    bytes += static_cast<char>(byte);
  }
  return bind_bytes(statement, index, bytes);
}

// As Django keeps a UUID in SQLite: 32 digits.
Status bind_uuid_text(sqlite3_stmt* statement, int index, std::string_view text) {
  std::string digits;
  for (const char c : text)
    if (c != '-') digits += static_cast<char>(c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c);
  return bind_text(statement, index, digits);
}

template <std::size_t kBytes>
std::optional<std::uint64_t> big_endian(std::string_view bytes) {
  if (bytes.size() != kBytes) return std::nullopt;
  std::uint64_t bits = 0;
  for (const char byte : bytes) bits = bits << 8 | static_cast<unsigned char>(byte);
  return bits;
}

template <class Integer>
Status bind_integer_binary(sqlite3_stmt* statement, int index, std::string_view bytes) {
  const auto bits = big_endian<sizeof(Integer)>(bytes);
  if (!bits) return not_of_type("(binary)", "integer");
  return bound(sqlite3_bind_int64(statement, index, static_cast<Integer>(*bits)));
}

Status bind_float4_binary(sqlite3_stmt* statement, int index, std::string_view bytes) {
  const auto bits = big_endian<4>(bytes);
  if (!bits) return not_of_type("(binary)", "real");
  const auto value = std::bit_cast<float>(static_cast<std::uint32_t>(*bits));
  return bound(sqlite3_bind_double(statement, index, static_cast<double>(value)));
}

Status bind_float8_binary(sqlite3_stmt* statement, int index, std::string_view bytes) {
  const auto bits = big_endian<8>(bytes);
  if (!bits) return not_of_type("(binary)", "double precision");
  return bound(sqlite3_bind_double(statement, index, std::bit_cast<double>(*bits)));
}

Status bind_uuid_binary(sqlite3_stmt* statement, int index, std::string_view bytes) {
  std::string digits;
  for (const char byte : bytes) digits += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return bind_text(statement, index, digits);
}

using Binder = Status (*)(sqlite3_stmt*, int, std::string_view);

struct Row {
  Oid type;
  Binder text;
  Binder binary;  // nullptr: such values come as text
};

constexpr std::array kRows = {
    Row{oid::kBool, bind_bool_text, bind_integer_binary<std::int8_t>},
    Row{oid::kInt2, bind_integer_text, bind_integer_binary<std::int16_t>},
    Row{oid::kInt4, bind_integer_text, bind_integer_binary<std::int32_t>},
    Row{oid::kInt8, bind_integer_text, bind_integer_binary<std::int64_t>},
    Row{oid::kFloat4, bind_float_text, bind_float4_binary},
    Row{oid::kFloat8, bind_float_text, bind_float8_binary},
    Row{oid::kNumeric, bind_number_text, nullptr},
    Row{oid::kBytea, bind_bytea_text, bind_bytes},
    Row{oid::kUuid, bind_uuid_text, bind_uuid_binary},
    Row{oid::kText, bind_text, bind_text},
    Row{oid::kVarchar, bind_text, bind_text},
    Row{oid::kBpchar, bind_text, bind_text},
    Row{oid::kJson, bind_text, bind_text},
};

Binder find_binder(const Parameter& parameter) {
  for (const Row& row : kRows)
    if (row.type == parameter.type)
      return parameter.format == Format::kText ? row.text : row.binary;
  return parameter.format == Format::kText ? bind_text : nullptr;
}

}  // namespace

Status sqlite_bind(sqlite3_stmt* statement, int index, const Parameter& parameter) {
  if (!parameter.value) return bound(sqlite3_bind_null(statement, index));
  const Binder binder = find_binder(parameter);
  if (binder == nullptr)
    return fail("HYC00", fmt::format("A binary value of type {} cannot be sent to SQLite. Send "
                                     "it as text.",
                                     parameter.type));
  return binder(statement, index, *parameter.value);
}

}  // namespace pillion
