#include "session/packed_result.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

namespace pillion {
namespace {

// A row is the ends of its values, counted from the first value's first byte, then the values.
using End = std::uint32_t;
constexpr std::size_t kEndBytes = sizeof(End);
// In an end: the value is NULL. A row on the wire is shorter than 2^31 bytes.
constexpr End kNull = End{1} << 31U;

constexpr std::size_t kFirstBlock = 512;
constexpr std::size_t kLargestBlock = std::size_t{1} << 20U;

// The values lie at any address.
End load_end(const char* row, std::size_t column) {
  End end = 0;
  std::memcpy(&end, row + column * kEndBytes, kEndBytes);
  return end;
}

}  // namespace

class PackedResultBuilder::PackedResult final : public ResultSet {
 public:
  const std::vector<ResultColumn>& columns() const override { return columns_; }
  std::int64_t row_count() const override { return static_cast<std::int64_t>(rows_.size()); }
  std::span<const Notice> notices() const override { return notices_; }

  Cell cell(std::int64_t row, int column) const override {
    const char* const at = rows_[static_cast<std::size_t>(row)];
    const auto index = static_cast<std::size_t>(column);
    const End begin = index == 0 ? 0 : load_end(at, index - 1) & ~kNull;
    return value(at + columns_.size() * kEndBytes, begin, load_end(at, index));
  }

  void read_row(std::int64_t row, std::span<Cell> cells) const override {
    const char* const at = rows_[static_cast<std::size_t>(row)];
    const char* const values = at + columns_.size() * kEndBytes;
    End begin = 0;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const End end = load_end(at, i);
      cells[i] = value(values, begin, end);
      begin = end & ~kNull;
    }
  }

  void begin(const std::vector<ResultColumn>& columns) { columns_ = columns; }
  void add(std::span<const Cell> cells);
  void add(std::vector<Notice> notices) { notices_ = std::move(notices); }
  std::size_t bytes() const { return bytes_ + rows_.size() * sizeof(rows_.front()); }

 private:
  static Cell value(const char* values, End begin, End end) {
    if ((end & kNull) != 0) return {};
    return {.data = values + begin, .size = static_cast<std::int32_t>(end - begin)};
  }
  char* allocate(std::size_t size);

  std::vector<ResultColumn> columns_;
  std::vector<const char*> rows_;
  std::vector<std::unique_ptr<char[]>> blocks_;
  std::size_t block_size_ = kFirstBlock;
  char* next_ = nullptr;
  std::size_t left_ = 0;
  std::size_t bytes_ = 0;
  std::vector<Notice> notices_;
};

char* PackedResultBuilder::PackedResult::allocate(std::size_t size) {
  if (size > left_) {
    const std::size_t block = std::max(size, block_size_);
    block_size_ = std::min(block_size_ * 2, kLargestBlock);
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(block));
    next_ = blocks_.back().get();
    left_ = block;
  }
  left_ -= size;
  bytes_ += size;
  return std::exchange(next_, next_ + size);
}

void PackedResultBuilder::PackedResult::add(std::span<const Cell> cells) {
  std::size_t size = cells.size() * kEndBytes;
  for (const Cell& cell : cells) size += static_cast<std::size_t>(cell.size);
  char* const row = allocate(size);
  char* const values = row + cells.size() * kEndBytes;
  End end = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const Cell& cell = cells[i];
    const auto bytes = static_cast<std::size_t>(cell.size);
    if (bytes != 0) std::memcpy(values + end, cell.data, bytes);
    end += static_cast<End>(bytes);
    const End marked = cell.is_null() ? end | kNull : end;
    std::memcpy(row + i * kEndBytes, &marked, kEndBytes);
  }
  rows_.push_back(row);
}

PackedResultBuilder::PackedResultBuilder(std::int64_t most_rows)
    : most_rows_(most_rows), result_(std::make_unique<PackedResult>()) {}
PackedResultBuilder::~PackedResultBuilder() = default;

Status PackedResultBuilder::begin(const std::vector<ResultColumn>& columns) {
  result_ = std::make_unique<PackedResult>();
  result_->begin(columns);
  return {};
}

Status PackedResultBuilder::row(std::span<const Cell> cells) {
  overflowed_ = result_->row_count() >= most_rows_;
  if (overflowed_) return fail("54000", "The result is longer than it may be here.");
  try {
    result_->add(cells);
    return {};
  } catch (const std::bad_alloc&) {
    return fail("HY001",
                "There is no memory for the rest of the result. Ask for fewer rows, or read it by "
                "pages (Fetch=cursor).");
  }
}

std::int64_t PackedResultBuilder::row_count() const {
  return result_->row_count();
}

std::size_t PackedResultBuilder::bytes() const {
  return result_->bytes();
}

std::unique_ptr<ResultSet> PackedResultBuilder::finish(std::vector<Notice> notices) {
  result_->add(std::move(notices));
  return std::move(result_);
}

}  // namespace pillion
