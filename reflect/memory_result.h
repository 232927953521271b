// A result made in memory, row by row, for what no server is asked.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/session.h"

namespace pillion {

// What a column of a catalog function holds.
enum class CatalogType : std::int8_t { kIdentifier, kFlag, kText, kSmallint, kInteger };

struct CatalogColumn {
  std::string_view name;
  CatalogType type = CatalogType::kIdentifier;
  std::string_view odbc2_name = {};  // empty: the same
};

// Cells are added from left to right, row after row.
class MemoryResultBuilder {
 public:
  MemoryResultBuilder(std::span<const CatalogColumn> columns, bool odbc2);
  MemoryResultBuilder(const MemoryResultBuilder&) = delete;
  MemoryResultBuilder& operator=(const MemoryResultBuilder&) = delete;
  ~MemoryResultBuilder();

  MemoryResultBuilder& null();
  MemoryResultBuilder& text(std::string_view value);
  // NULL where there is no text, as the catalog functions say of a name that does not apply.
  MemoryResultBuilder& text_or_null(std::string_view value);
  MemoryResultBuilder& number(std::int64_t value);

  std::unique_ptr<ResultSet> finish();

 private:
  class MemoryResult;
  std::unique_ptr<MemoryResult> result_;
};

}  // namespace pillion
