#include "reflect/cell_reader.h"

#include <charconv>

namespace pillion {
namespace {

// Integers come in network byte order, in as many bytes as their type has.
std::int64_t read_big_endian(const Cell& cell, bool is_signed) {
  std::uint64_t value = 0;
  for (std::int32_t i = 0; i < cell.size; ++i) {
    value = (value << 8U) | static_cast<unsigned char>(cell.data[i]);
  }
  const auto unused = static_cast<unsigned>(64 - 8 * cell.size);
  if (!is_signed || unused == 0 || cell.size == 0) return static_cast<std::int64_t>(value);
  return static_cast<std::int64_t>(value << unused) >> unused;
}

constexpr Oid kOidType = 26;

}  // namespace

std::int64_t CellReader::number(std::int64_t row, int column) const {
  const Cell cell = result_.cell(row, column);
  if (cell.is_null()) return 0;
  const ResultColumn& about = result_.columns()[static_cast<std::size_t>(column)];
  if (about.format == Format::kBinary) return read_big_endian(cell, about.type != kOidType);
  std::string_view text(cell.data, static_cast<std::size_t>(cell.size));
  return take_number(text);
}

std::string_view CellReader::text(std::int64_t row, int column) const {
  const Cell cell = result_.cell(row, column);
  return cell.is_null() ? std::string_view{}
                        : std::string_view(cell.data, static_cast<std::size_t>(cell.size));
}

std::int64_t take_number(std::string_view& text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  std::int64_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
  return value;
}

std::string_view take_word(std::string_view& text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  const std::string_view word = text.substr(0, text.find(' '));
  text.remove_prefix(word.size());
  return word;
}

}  // namespace pillion
