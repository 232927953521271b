#include "tools/cell_text.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

#include <fmt/format.h>

#include "core/type.h"

namespace pillion {
namespace {

constexpr std::array kNumbers = {oid::kInt8,   oid::kInt2,   oid::kInt4,
                                 oid::kFloat4, oid::kFloat8, oid::kNumeric};

// Bytes in network order, the sign carried on.
std::int64_t integer(const Cell& cell) {
  std::int64_t value = cell.size > 0 && static_cast<signed char>(cell.data[0]) < 0 ? -1 : 0;
  for (std::int32_t i = 0; i < cell.size; ++i)
    value = static_cast<std::int64_t>(static_cast<std::uint64_t>(value) << 8U |
                                      static_cast<unsigned char>(cell.data[i]));
  return value;
}

std::string bool_text(const Cell& cell) {
  return integer(cell) != 0 ? "t" : "f";
}

std::string integer_text(const Cell& cell) {
  return std::to_string(integer(cell));
}

std::string float4_text(const Cell& cell) {
  return fmt::format("{}", std::bit_cast<float>(static_cast<std::uint32_t>(integer(cell))));
}

std::string float8_text(const Cell& cell) {
  return fmt::format("{}", std::bit_cast<double>(integer(cell)));
}

std::string bytes_text(const Cell& cell) {
  std::string text = "\\x";
  for (std::int32_t i = 0; i < cell.size; ++i)
    text += fmt::format("{:02x}", static_cast<unsigned char>(cell.data[i]));
  return text;
}

struct Row {
  Oid type;
  std::string (*text)(const Cell& cell);
};
constexpr std::array kBinary = {Row{oid::kBool, bool_text},    Row{oid::kBytea, bytes_text},
                                Row{oid::kInt8, integer_text}, Row{oid::kInt2, integer_text},
                                Row{oid::kInt4, integer_text}, Row{oid::kFloat4, float4_text},
                                Row{oid::kFloat8, float8_text}};

}  // namespace

std::string cell_text(const ResultColumn& column, const Cell& cell) {
  if (column.format == Format::kBinary)
    for (const Row& row : kBinary)
      if (row.type == column.type) return row.text(cell);
  return {cell.data, static_cast<std::size_t>(cell.size)};
}

bool is_number(Oid type) {
  return std::find(kNumbers.begin(), kNumbers.end(), type) != kNumbers.end();
}

}  // namespace pillion
