// A result as lines of text, for comparing it with what a test expects: cells are joined by "|",
// NULL is "-", numbers are written out.
#pragma once

#include <string>
#include <vector>

#include "core/session.h"

namespace pillion::test {

inline std::string cell_text(const ResultSet& result, std::int64_t row, int column) {
  const Cell cell = result.cell(row, column);
  if (cell.is_null()) return "-";
  const ResultColumn& about = result.columns()[static_cast<std::size_t>(column)];
  if (about.format == Format::kText) return {cell.data, static_cast<std::size_t>(cell.size)};
  std::int64_t value = cell.size > 0 && cell.data[0] < 0 ? -1 : 0;
  for (int i = 0; i < cell.size; ++i) {
    value = value * 256 + static_cast<unsigned char>(cell.data[i]);
  }
  return std::to_string(value);
}

// The named columns of each row, or all of them where none is named.
inline std::string result_text(const ResultSet& result,
                               const std::vector<std::string>& names = {}) {
  std::string text;
  for (std::int64_t row = 0; row < result.row_count(); ++row) {
    std::string line;
    const auto add = [&](std::size_t column) {
      line += (line.empty() ? "" : "|") + cell_text(result, row, static_cast<int>(column));
    };
    for (std::size_t i = 0; names.empty() && i < result.columns().size(); ++i) add(i);
    for (const std::string& name : names) {
      for (std::size_t i = 0; i < result.columns().size(); ++i) {
        if (result.columns()[i].name == name) add(i);
      }
    }
    text += line + "\n";
  }
  return text;
}

// The names of the columns, joined by blanks.
inline std::string header_text(const ResultSet& result) {
  std::string text;
  for (const ResultColumn& column : result.columns()) {
    text += (text.empty() ? "" : " ") + column.name;
  }
  return text;
}

}  // namespace pillion::test
