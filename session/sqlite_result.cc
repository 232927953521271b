#include "session/sqlite_result.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include "core/type.h"
#include "session/sqlite_text.h"

namespace pillion {
namespace {

constexpr std::size_t kBlockBytes = std::size_t{64} * 1024;

// Bytes that stay where they are. Large values get a block of their own.
class Arena {
 public:
  char* allocate(std::size_t size) {
    if (size > left_) {
      const std::size_t block = std::max(size, kBlockBytes);
      blocks_.push_back(std::make_unique_for_overwrite<char[]>(block));
      if (block > kBlockBytes) return blocks_.back().get();
      next_ = blocks_.back().get();
      left_ = block;
    }
    left_ -= size;
    return std::exchange(next_, next_ + size);
  }
  Cell copy(std::string_view bytes) {
    // Not nullptr even where there is nothing to point at: that would be NULL.
    char* const at = allocate(std::max<std::size_t>(bytes.size(), 1));
    std::copy(bytes.begin(), bytes.end(), at);
    return {.data = at, .size = static_cast<std::int32_t>(bytes.size())};
  }

 private:
  std::vector<std::unique_ptr<char[]>> blocks_;
  char* next_ = nullptr;
  std::size_t left_ = 0;
};

std::array<char, 8> big_endian(std::uint64_t bits) {
  std::array<char, 8> bytes{};
  for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<char>(bits >> (8 * (7 - i)));
  return bytes;
}

std::uint64_t from_big_endian(const char* bytes) {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < 8; ++i) bits = bits << 8 | static_cast<unsigned char>(bytes[i]);
  return bits;
}

std::int64_t integer_in(const Cell& cell) {
  return static_cast<std::int64_t>(from_big_endian(cell.data));
}
double real_in(const Cell& cell) {
  return std::bit_cast<double>(from_big_endian(cell.data));
}

// SQLite's storage classes, as bits of a set.
enum StorageClass : std::uint8_t { kInteger = 1, kReal = 2, kTextual = 4, kBlob = 8 };

// A cell as it was read, with how it is kept: integers and reals as 8 bytes, big-endian.
struct Value {
  Cell cell;
  StorageClass stored;
};

// The text of a value of any class, for columns that hold text or a mixture.
std::string text_of(const Value& value, std::int32_t type_modifier) {
  if (value.stored == kInteger) return std::to_string(integer_in(value.cell));
  if (value.stored == kReal) return decimal_text(real_in(value.cell), type_modifier);
  return {value.cell.data, static_cast<std::size_t>(value.cell.size)};
}

std::string_view view_of(const Value& value) {
  return {value.cell.data, static_cast<std::size_t>(value.cell.size)};
}

// How the values of one type are checked and written.
struct Writer {
  Oid type;
  Format format;
  bool (*fits)(const Value& value);
  // Returns the cell to show; may write a new one.
  Cell (*write)(const Value& value, std::int32_t type_modifier, Arena& arena);
};

Cell as_it_is(const Value& value, std::int32_t, Arena&) {
  return value.cell;
}

// Big-endian, so a narrower integer is the end of a wider one.
template <std::int32_t kBytes>
Cell narrowed(const Value& value, std::int32_t, Arena&) {
  return {.data = value.cell.data + (8 - kBytes), .size = kBytes};
}

Cell as_text(const Value& value, std::int32_t, Arena& arena) {
  return value.stored == kTextual ? value.cell : arena.copy(text_of(value, -1));
}

Cell as_float(const Value& value, std::int32_t, Arena& arena) {
  if (value.stored == kReal) return value.cell;
  const auto bytes =
      big_endian(std::bit_cast<std::uint64_t>(static_cast<double>(integer_in(value.cell))));
  return arena.copy({bytes.data(), bytes.size()});
}

Cell as_numeric(const Value& value, std::int32_t type_modifier, Arena& arena) {
  if (value.stored == kTextual) return value.cell;
  return arena.copy(value.stored == kInteger ? integer_text(integer_in(value.cell), type_modifier)
                                             : decimal_text(real_in(value.cell), type_modifier));
}

Cell as_timestamp(const Value& value, std::int32_t, Arena& arena) {
  return arena.copy(normal_timestamp(view_of(value)));
}
Cell as_uuid(const Value& value, std::int32_t, Arena& arena) {
  return arena.copy(normal_uuid(view_of(value)));
}

bool is_integer(const Value& value) {
  return value.stored == kInteger;
}
template <class Integer>
bool is_integer_within(const Value& value) {
  return is_integer(value) && std::in_range<Integer>(integer_in(value.cell));
}
bool is_truth(const Value& value) {
  return is_integer(value) && (integer_in(value.cell) == 0 || integer_in(value.cell) == 1);
}
bool is_number(const Value& value) {
  return (value.stored & (kInteger | kReal)) != 0;
}
bool is_finite_number(const Value& value) {
  if (value.stored == kReal) return std::isfinite(real_in(value.cell));
  return is_integer(value) || (value.stored == kTextual && is_decimal_text(view_of(value)));
}
template <bool (*kTest)(std::string_view)>
bool is_text_that(const Value& value) {
  return value.stored == kTextual && kTest(view_of(value));
}
bool is_anything_but_blob(const Value& value) {
  return value.stored != kBlob;
}
bool is_bytes(const Value& value) {
  return (value.stored & (kTextual | kBlob)) != 0;
}

constexpr std::array kWriters = {
    Writer{oid::kBool, Format::kBinary, is_truth, narrowed<1>},
    Writer{oid::kInt2, Format::kBinary, is_integer_within<std::int16_t>, narrowed<2>},
    Writer{oid::kInt4, Format::kBinary, is_integer_within<std::int32_t>, narrowed<4>},
    Writer{oid::kInt8, Format::kBinary, is_integer, as_it_is},
    Writer{oid::kFloat8, Format::kBinary, is_number, as_float},
    Writer{oid::kNumeric, Format::kText, is_finite_number, as_numeric},
    Writer{oid::kDate, Format::kText, is_text_that<is_date_text>, as_it_is},
    Writer{oid::kTime, Format::kText, is_text_that<is_time_text>, as_it_is},
    Writer{oid::kTimestamp, Format::kText, is_text_that<is_timestamp_text>, as_timestamp},
    Writer{oid::kUuid, Format::kText, is_text_that<is_uuid_text>, as_uuid},
    Writer{oid::kBytea, Format::kBinary, is_bytes, as_it_is},
    Writer{oid::kVarchar, Format::kText, is_anything_but_blob, as_text},
    Writer{oid::kBpchar, Format::kText, is_anything_but_blob, as_text},
    Writer{oid::kJson, Format::kText, is_anything_but_blob, as_text},
    Writer{oid::kText, Format::kText, is_anything_but_blob, as_text},
};

// What a column is where its declaration says nothing, or is not kept to: by the classes of all
// its values. The first row that allows them all.
struct Common {
  int classes;
  Oid type;
};

constexpr std::array kCommons = {
    Common{0, oid::kText},
    Common{kInteger, oid::kInt8},
    Common{kInteger | kReal, oid::kFloat8},
    Common{kTextual, oid::kText},
    Common{kBlob, oid::kBytea},
    Common{kBlob | kTextual, oid::kBytea},
    Common{kInteger | kReal | kTextual, oid::kText},
};

const Writer* find_writer(Oid type) {
  for (const Writer& writer : kWriters)
    if (writer.type == type) return &writer;
  return nullptr;
}

const Writer& common_writer(int classes) {
  for (const Common& common : kCommons)
    if ((classes & ~common.classes) == 0) return *find_writer(common.type);
  return *find_writer(oid::kText);  // numbers and blobs together
}

}  // namespace

class SqliteResultBuilder::Rows final : public ResultSet {
 public:
  explicit Rows(std::vector<ResultColumn> columns) : columns_(std::move(columns)) {}

  const std::vector<ResultColumn>& columns() const override { return columns_; }
  std::int64_t row_count() const override { return row_count_; }
  Cell cell(std::int64_t row, int column) const override {
    return cells_[static_cast<std::size_t>(row) * columns_.size() +
                  static_cast<std::size_t>(column)];
  }

  void add_row(sqlite3_stmt* statement) {
    for (int i = 0; i < static_cast<int>(columns_.size()); ++i) add_cell(statement, i);
    ++row_count_;
  }

  void settle() {
    for (std::size_t i = 0; i < columns_.size(); ++i) settle_column(i);
    stored_ = {};
  }

 private:
  void add_cell(sqlite3_stmt* statement, int column);
  void add(Cell cell, StorageClass stored) {
    cells_.push_back(cell);
    stored_.push_back(stored);
  }
  void settle_column(std::size_t column);
  template <class Visit>
  void each_value(std::size_t column, Visit visit);

  std::vector<ResultColumn> columns_;
  std::int64_t row_count_ = 0;
  std::vector<Cell> cells_;
  std::vector<StorageClass> stored_;  // beside cells_, until they are settled
  Arena arena_;
};

void SqliteResultBuilder::Rows::add_cell(sqlite3_stmt* statement, int column) {
  const auto eight = [&](std::uint64_t bits) {
    const auto bytes = big_endian(bits);
    return arena_.copy({bytes.data(), bytes.size()});
  };
  const int type = sqlite3_column_type(statement, column);
  if (type == SQLITE_NULL) return add({}, kTextual);
  if (type == SQLITE_INTEGER)
    return add(eight(static_cast<std::uint64_t>(sqlite3_column_int64(statement, column))),
               kInteger);
  if (type == SQLITE_FLOAT)
    return add(eight(std::bit_cast<std::uint64_t>(sqlite3_column_double(statement, column))),
               kReal);
  const void* const bytes = type == SQLITE_BLOB ? sqlite3_column_blob(statement, column)
                                                : sqlite3_column_text(statement, column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
  add(arena_.copy({static_cast<const char*>(bytes), size}), type == SQLITE_BLOB ? kBlob : kTextual);
}

template <class Visit>
void SqliteResultBuilder::Rows::each_value(std::size_t column, Visit visit) {
  for (std::size_t at = column; at < cells_.size(); at += columns_.size())
    if (!cells_[at].is_null()) visit(cells_[at], stored_[at]);
}

void SqliteResultBuilder::Rows::settle_column(std::size_t column) {
  ResultColumn& described = columns_[column];
  const Writer* writer = find_writer(described.type);
  int classes = 0;
  bool fits = writer != nullptr;
  each_value(column, [&](const Cell& cell, StorageClass stored) {
    classes |= stored;
    fits = fits && writer->fits({.cell = cell, .stored = stored});
  });
  if (!fits) {
    writer = &common_writer(classes);
    described.type = writer->type;
    described.type_modifier = -1;
  }
  described.format = writer->format;
  each_value(column, [&](Cell& cell, StorageClass stored) {
    cell = writer->write({.cell = cell, .stored = stored}, described.type_modifier, arena_);
  });
}

SqliteResultBuilder::SqliteResultBuilder(std::vector<ResultColumn> columns)
    : rows_(std::make_unique<Rows>(std::move(columns))) {}
SqliteResultBuilder::~SqliteResultBuilder() = default;

void SqliteResultBuilder::add_row(sqlite3_stmt* statement) {
  rows_->add_row(statement);
}

std::unique_ptr<ResultSet> SqliteResultBuilder::finish() {
  rows_->settle();
  return std::move(rows_);
}

}  // namespace pillion
