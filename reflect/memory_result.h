// A result made in memory, row by row, for what no server is asked.
#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/session.h"

namespace pillion {

// What a column of a catalog function holds.
enum class CatalogType : std::int8_t { kIdentifier, kFlag, kText, kSmallint, kInteger };

// One cell: NULL, a number, or a text, which it points to.
class CatalogValue {
 public:
  // Implicit, so that a table of fields can name the value alone.
  CatalogValue() = default;
  CatalogValue(std::string_view text) : text_(text), kind_(Kind::kText) {}
  CatalogValue(const char* text) : CatalogValue(std::string_view(text)) {}
  CatalogValue(const std::string& text) : CatalogValue(std::string_view(text)) {}
  CatalogValue(std::integral auto number)
      : number_(static_cast<std::int64_t>(number)), kind_(Kind::kNumber) {}

 private:
  friend class MemoryResultBuilder;
  enum class Kind : std::int8_t { kNull, kText, kNumber };

  std::string_view text_;
  std::int64_t number_ = 0;
  Kind kind_ = Kind::kNull;
};

// NULL where there is no text, as the catalog functions say of a name that does not apply.
inline CatalogValue or_null(std::string_view text) {
  return text.empty() ? CatalogValue() : CatalogValue(text);
}
inline CatalogValue number_if(bool applies, std::int64_t number) {
  return applies ? CatalogValue(number) : CatalogValue();
}

// First the columns, then the cells from left to right, row after row.
class MemoryResultBuilder {
 public:
  MemoryResultBuilder();
  MemoryResultBuilder(const MemoryResultBuilder&) = delete;
  MemoryResultBuilder& operator=(const MemoryResultBuilder&) = delete;
  ~MemoryResultBuilder();

  void add_column(std::string_view name, CatalogType type);
  // Room for this many rows: saves a large result from growing step by step.
  void reserve(std::size_t rows);
  // A number is cut to what its column can hold.
  void add(const CatalogValue& value);
  // The cell that this column has in an earlier row.
  void add_copy(std::int64_t row);
  std::int64_t row_count() const;
  std::unique_ptr<ResultSet> finish();

 private:
  class MemoryResult;

  std::unique_ptr<MemoryResult> result_;
};

}  // namespace pillion
