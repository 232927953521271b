// Reads the numbers and texts of a catalog query, in whichever format the session got them.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/session.h"

namespace pillion {

class CellReader {
 public:
  explicit CellReader(const ResultSet& result) : result_(result) {}

  std::int64_t row_count() const { return result_.row_count(); }
  bool is_null(std::int64_t row, int column) const { return result_.cell(row, column).is_null(); }
  // 0 for NULL.
  std::int64_t number(std::int64_t row, int column) const;
  // Empty for NULL. Points into the result.
  std::string_view text(std::int64_t row, int column) const;

 private:
  const ResultSet& result_;
};

// The number that a text starts with; what was read is taken off. 0 where there is none.
std::int64_t take_number(std::string_view& text);
// The same for what stands before the next blank.
std::string_view take_word(std::string_view& text);

}  // namespace pillion
