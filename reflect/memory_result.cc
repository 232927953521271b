#include "reflect/memory_result.h"

#include <algorithm>
#include <limits>

#include "core/type.h"

namespace pillion {
namespace {

constexpr std::int32_t kModifierHeader = 4;  // PostgreSQL counts varchar(n) from here

struct ColumnShape {
  Oid type;
  std::int32_t type_modifier;
  std::int16_t type_size;
  Format format;
};

// Lengths are bounded so that a client that allocates by them can bind the column.
constexpr ColumnShape shape_of(CatalogType type) {
  switch (type) {
    case CatalogType::kIdentifier:
      return {oid::kVarchar, 128 + kModifierHeader, -1, Format::kText};
    case CatalogType::kFlag:
      return {oid::kBpchar, 1 + kModifierHeader, -1, Format::kText};
    case CatalogType::kText:
      return {oid::kVarchar, 4000 + kModifierHeader, -1, Format::kText};
    case CatalogType::kSmallint:
      return {oid::kInt2, -1, 2, Format::kBinary};
    case CatalogType::kInteger:
      return {oid::kInt4, -1, 4, Format::kBinary};
  }
  return {oid::kText, -1, -1, Format::kText};
}

}  // namespace

class MemoryResultBuilder::MemoryResult : public ResultSet {
 public:
  const std::vector<ResultColumn>& columns() const override { return columns_; }
  std::int64_t row_count() const override {
    return static_cast<std::int64_t>(cells_.size() / columns_.size());
  }
  Cell cell(std::int64_t row, int column) const override {
    const Place& place =
        cells_[static_cast<std::size_t>(row) * columns_.size() + static_cast<std::size_t>(column)];
    if (place.size < 0) return {};
    return {.data = bytes_.data() + place.offset, .size = place.size};
  }

  void add_column(std::string_view name, CatalogType type) {
    const ColumnShape shape = shape_of(type);
    columns_.push_back({.name = std::string(name),
                        .type = shape.type,
                        .type_modifier = shape.type_modifier,
                        .type_size = shape.type_size,
                        .format = shape.format});
  }

  void add_null() { cells_.push_back({.offset = 0, .size = -1}); }

  // Neighbouring rows mostly repeat each other: the same catalog, schema, table and type.
  void add(std::string_view value) {
    if (cells_.size() >= columns_.size()) {
      const Place above = cells_[cells_.size() - columns_.size()];
      if (above.size == static_cast<std::int32_t>(value.size()) &&
          bytes_.compare(above.offset, value.size(), value) == 0) {
        cells_.push_back(above);
        return;
      }
    }
    cells_.push_back({.offset = static_cast<std::uint32_t>(bytes_.size()),
                      .size = static_cast<std::int32_t>(value.size())});
    bytes_ += value;
  }

  const ResultColumn& next_column() const { return columns_[cells_.size() % columns_.size()]; }

 private:
  struct Place {
    std::uint32_t offset = 0;
    std::int32_t size = -1;  // -1: NULL
  };

  std::vector<ResultColumn> columns_;
  std::vector<Place> cells_;
  std::string bytes_ = std::string(1, '\0');  // an empty text has an address too
};

MemoryResultBuilder::MemoryResultBuilder() : result_(std::make_unique<MemoryResult>()) {}

MemoryResultBuilder::~MemoryResultBuilder() = default;

void MemoryResultBuilder::add_column(std::string_view name, CatalogType type) {
  result_->add_column(name, type);
}

void MemoryResultBuilder::add(const CatalogValue& value) {
  switch (value.kind_) {
    case CatalogValue::Kind::kNull:
      return result_->add_null();
    case CatalogValue::Kind::kText:
      return result_->add(value.text_);
    case CatalogValue::Kind::kNumber:
      return add_number(value.number_);
  }
}

void MemoryResultBuilder::add_number(std::int64_t value) {
  const auto size = static_cast<std::size_t>(result_->next_column().type_size);
  const std::int64_t largest = size == 2 ? std::numeric_limits<std::int16_t>::max()
                                         : std::numeric_limits<std::int32_t>::max();
  const auto bits = static_cast<std::uint32_t>(std::clamp(value, -largest - 1, largest));
  char bytes[4] = {};
  for (std::size_t i = 0; i < size; ++i) {
    bytes[i] = static_cast<char>(bits >> (8 * (size - 1 - i)));  // network byte order
  }
  result_->add(std::string_view(bytes, size));
}

std::unique_ptr<ResultSet> MemoryResultBuilder::finish() {
  return std::move(result_);
}

}  // namespace pillion
