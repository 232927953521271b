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
    return value(
        cells_[static_cast<std::size_t>(row) * columns_.size() + static_cast<std::size_t>(column)]);
  }
  void read_row(std::int64_t row, std::span<Cell> cells) const override {
    const Place* place = &cells_[static_cast<std::size_t>(row) * columns_.size()];
    for (Cell& cell : cells) cell = value(*place++);
  }

  void add_column(std::string_view name, CatalogType type) {
    const ColumnShape shape = shape_of(type);
    columns_.push_back({.name = std::string(name),
                        .type = shape.type,
                        .type_modifier = shape.type_modifier,
                        .type_size = shape.type_size,
                        .format = shape.format});
  }

  void reserve(std::size_t rows) { cells_.reserve(rows * columns_.size()); }

  void add_null() { cells_.push_back({}); }

  void add_copy(std::int64_t row) {
    const std::size_t column = cells_.size() % columns_.size();
    cells_.push_back(cells_[static_cast<std::size_t>(row) * columns_.size() + column]);
  }

  // In network byte order.
  void add_number(std::int64_t number) {
    const bool is_small = next_column().type_size == 2;
    const std::int64_t largest = is_small ? std::numeric_limits<std::int16_t>::max()
                                          : std::numeric_limits<std::int32_t>::max();
    const auto bits = static_cast<std::uint32_t>(std::clamp(number, -largest - 1, largest));
    cells_.push_back({.offset_or_number = __builtin_bswap32(is_small ? bits << 16U : bits),
                      .size = is_small ? 2 : 4,
                      .is_number = -1});
  }

  // Neighbouring rows mostly repeat each other: the same catalog, schema, table and type.
  void add(std::string_view value) {
    if (cells_.size() >= columns_.size()) {
      const Place above = cells_[cells_.size() - columns_.size()];
      if (above.size == static_cast<std::int32_t>(value.size()) &&
          bytes_.compare(above.offset_or_number, value.size(), value) == 0) {
        cells_.push_back(above);
        return;
      }
    }
    cells_.push_back({.offset_or_number = static_cast<std::uint32_t>(bytes_.size()),
                      .size = static_cast<std::int32_t>(value.size())});
    bytes_ += value;
  }

  const ResultColumn& next_column() const { return columns_[cells_.size() % columns_.size()]; }

 private:
  // A number is kept in its place, a text among the bytes of all.
  struct Place {
    std::uint32_t offset_or_number = 0;
    std::int32_t size : 31 = -1;  // -1: NULL
    std::int32_t is_number : 1 = 0;
  };

  Cell value(const Place& place) const {
    if (place.size < 0) return {};
    const char* const data = place.is_number != 0
                                 ? reinterpret_cast<const char*>(&place.offset_or_number)
                                 : bytes_.data() + place.offset_or_number;
    return {.data = data, .size = place.size};
  }

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
      return result_->add_number(value.number_);
  }
}

void MemoryResultBuilder::add_copy(std::int64_t row) {
  result_->add_copy(row);
}

std::int64_t MemoryResultBuilder::row_count() const {
  return result_->row_count();
}

void MemoryResultBuilder::reserve(std::size_t rows) {
  result_->reserve(rows);
}

std::unique_ptr<ResultSet> MemoryResultBuilder::finish() {
  return std::move(result_);
}

}  // namespace pillion
