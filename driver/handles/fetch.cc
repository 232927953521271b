// The cursor: rowsets into bound columns, single values by SQLGetData. Readers are chosen once a
// column, so that a row costs no lock, no allocation and no choice but the conversion itself.
#include <algorithm>

#include "driver/handles/statement.h"

namespace pillion {
namespace {

constexpr std::int64_t kBeforeFirst = -1;

constexpr int kBookmark = -1;  // in place of a column's index

// A bookmark is the row's number, from 1. It is served as a column of a result is, of this type.
const ResultColumn& bookmark_column() {
  static const ResultColumn& column =
      *new ResultColumn{.type = oid::kInt8, .type_size = 8, .format = Format::kBinary};
  return column;
}

// The bookmark of a row, as the server would send such a value.
class Bookmark {
 public:
  explicit Bookmark(std::int64_t row)
      : wire_(__builtin_bswap64(static_cast<std::uint64_t>(row) + 1)) {}
  Cell cell() const {
    return {.data = reinterpret_cast<const char*>(&wire_), .size = sizeof(wire_)};
  }

 private:
  std::uint64_t wire_;
};

}  // namespace

std::int64_t Statement::row_total() const {
  const std::int64_t rows = result_->row_count();
  return attributes_.max_rows == 0
             ? rows
             : std::min(rows, static_cast<std::int64_t>(attributes_.max_rows));
}

// Of a result that is read by pages, the rows that the next rowset may have.
Status Statement::load_rowset(std::int64_t rowset) {
  if (paged_ == nullptr) return {};
  const std::int64_t start = rowset_start_ == kBeforeFirst ? 0 : rowset_start_ + rowset_rows_;
  if (attributes_.max_rows != 0)
    rowset = std::min(rowset, static_cast<std::int64_t>(attributes_.max_rows) - start);
  return paged_->load(start, rowset, timeout());
}

// Where a rowset begins (SQLFetchScroll, "Cursor positioning rules"). No value: before the start
// or after the end, and the position says which.
Result<std::optional<std::int64_t>> Statement::target_row(SQLSMALLINT orientation, SQLLEN offset,
                                                          std::int64_t rowset) {
  const std::int64_t total = row_total();
  const bool before = rowset_start_ == kBeforeFirst;
  const bool after = rowset_start_ >= total;
  if (orientation != SQL_FETCH_NEXT && attributes_.cursor_type == SQL_CURSOR_FORWARD_ONLY)
    return fail("HY106",
                "The cursor goes forward only. Set SQL_ATTR_CURSOR_TYPE to "
                "SQL_CURSOR_STATIC before executing.");
  std::int64_t start = 0;
  switch (orientation) {
    case SQL_FETCH_NEXT:
      start = before ? 0 : rowset_start_ + std::max<std::int64_t>(rowset_rows_, 1);
      break;
    case SQL_FETCH_FIRST:
      start = 0;
      break;
    case SQL_FETCH_LAST:
      start = std::max<std::int64_t>(total - rowset, 0);
      break;
    case SQL_FETCH_PRIOR:
      start = before ? kBeforeFirst : after ? total - rowset : rowset_start_ - rowset;
      // A rowset that would begin before the first row begins with it, and says so.
      if (start < 0 && (after ? total > 0 : rowset_start_ > 0)) {
        if (!after) diagnostics.add_warning("01S06", "The rowset begins with the first row.");
        start = 0;
      }
      break;
    case SQL_FETCH_ABSOLUTE:
      start = offset > 0 ? offset - 1 : offset < 0 ? total + offset : kBeforeFirst;
      if (start < 0 && offset < 0 && -offset <= rowset && total > 0) {
        diagnostics.add_warning("01S06", "The rowset begins with the first row.");
        start = 0;
      }
      break;
    case SQL_FETCH_RELATIVE:
      if (before) {
        start = offset > 0 ? offset - 1 : kBeforeFirst;
      } else if (after) {
        start = offset < 0 ? total + offset : total;
      } else {
        start = rowset_start_ + offset;
      }
      if (start < 0 && offset < 0 && !before && rowset_start_ > 0 && -offset <= rowset &&
          total > 0) {
        diagnostics.add_warning("01S06", "The rowset begins with the first row.");
        start = 0;
      }
      break;
    case SQL_FETCH_BOOKMARK:
      if (attributes_.fetch_bookmark == nullptr || *attributes_.fetch_bookmark < 1 ||
          *attributes_.fetch_bookmark > total)
        return fail("HY111", "SQL_ATTR_FETCH_BOOKMARK_PTR does not point at a row's bookmark.");
      start = *attributes_.fetch_bookmark - 1 + offset;
      break;
    default:
      return fail("HY106", "SQLFetchScroll does not know this orientation.");
  }
  if (start < 0) {
    rowset_start_ = kBeforeFirst;
    return std::nullopt;
  }
  if (start >= total) {
    rowset_start_ = total;
    return std::nullopt;
  }
  return start;
}

Outcome Statement::past_the_end(SQLULEN* fetched, SQLUSMALLINT* statuses, std::int64_t rowset) {
  rowset_rows_ = 0;
  if (fetched != nullptr) *fetched = 0;
  if (statuses != nullptr) std::fill_n(statuses, rowset, SQLUSMALLINT{SQL_ROW_NOROW});
  return SQL_NO_DATA;
}

Outcome Statement::fetch_scroll(SQLSMALLINT orientation, SQLLEN offset) {
  PILLION_CHECK(require_cursor());
  const auto rowset = static_cast<std::int64_t>(std::max<SQLULEN>(ard().array_size, 1));
  PILLION_CHECK(load_rowset(rowset));
  PILLION_TRY(start, target_row(orientation, offset, rowset));
  pieces_column_ = -1;
  if (!start) return past_the_end(ird_->rows_processed_ptr, ird_->array_status_ptr, rowset);
  return deliver(*start, rowset, ird_->rows_processed_ptr, ird_->array_status_ptr);
}

Outcome Statement::extended_fetch(SQLUSMALLINT orientation, SQLLEN offset, SQLULEN* row_count,
                                  SQLUSMALLINT* row_status) {
  PILLION_CHECK(require_cursor());
  const auto rowset = static_cast<std::int64_t>(std::max<SQLULEN>(attributes_.rowset_size, 1));
  PILLION_CHECK(load_rowset(rowset));
  PILLION_TRY(start, target_row(static_cast<SQLSMALLINT>(orientation), offset, rowset));
  pieces_column_ = -1;
  if (!start) return past_the_end(row_count, row_status, rowset);
  return deliver(*start, rowset, row_count, row_status);
}

Outcome Statement::deliver(std::int64_t start, std::int64_t rowset, SQLULEN* fetched,
                           SQLUSMALLINT* statuses) {
  rowset_start_ = start;
  rowset_rows_ = std::min(rowset, row_total() - start);
  position_ = 0;
  std::int64_t failed = 0;
  {
    const std::lock_guard hold(ard().slot->lock);
    const Descriptor& rows = ard();
    if (bound_version_ != rows.version || bound_from_ != &rows) bind_columns();
    const SQLLEN offset = rows.bind_offset_ptr != nullptr ? *rows.bind_offset_ptr : 0;
    for (std::int64_t i = 0; i < rowset_rows_; ++i) {
      const SQLUSMALLINT status = write_row(start + i, static_cast<std::size_t>(i), offset);
      if (statuses != nullptr) statuses[i] = status;
      if (status == SQL_ROW_ERROR) ++failed;
    }
  }
  if (statuses != nullptr)
    std::fill(statuses + rowset_rows_, statuses + rowset, SQLUSMALLINT{SQL_ROW_NOROW});
  if (fetched != nullptr) *fetched = static_cast<SQLULEN>(rowset_rows_);
  return failed == rowset_rows_ ? SQL_ERROR : SQL_SUCCESS;
}

ReadContext Statement::context_of(int column) const {
  const ResultColumn& described = column == kBookmark
                                      ? bookmark_column()
                                      : result_->columns()[static_cast<std::size_t>(column)];
  return {.type = described.type, .zone = zone_.get(), .max_length = attributes_.max_length};
}

Result<SQLSMALLINT> Statement::resolve_c_type(int column, SQLSMALLINT c_type) {
  if (c_type != SQL_C_DEFAULT) return c_type;
  if (column == kBookmark) return SQL_C_BOOKMARK;
  PILLION_TRY(record, described_column(static_cast<SQLUSMALLINT>(column + 1)));
  return default_c_type(record->concise_type);
}

// Called with the application row descriptor locked.
void Statement::bind_columns() {
  bound_.clear();
  const Descriptor& rows = ard();
  const std::vector<ResultColumn>& columns = result_->columns();
  if (attributes_.use_bookmarks != SQL_UB_OFF) bind_one(0, *rows.find(0), bookmark_column());
  const auto count = std::min<std::size_t>(static_cast<std::size_t>(rows.count()), columns.size());
  for (std::size_t i = 0; i < count; ++i) {
    const auto number = static_cast<SQLSMALLINT>(i + 1);
    bind_one(number, *rows.find(number), columns[i]);
  }
  row_.resize(bound_.empty() ? 0 : static_cast<std::size_t>(bound_.back().column + 1));
  bound_version_ = rows.version;
  bound_from_ = &rows;
}

void Statement::bind_one(SQLSMALLINT number, const DescriptorRecord& record,
                         const ResultColumn& column) {
  if (!record.is_bound() && record.indicator_ptr == nullptr) return;
  const Descriptor& rows = ard();
  const OdbcType sql_type = describe_type(column.type, column.type_modifier, {}).sql_type;
  const SQLSMALLINT c_type = record.concise_type == SQL_C_DEFAULT
                                 ? default_c_type(static_cast<SQLSMALLINT>(sql_type))
                                 : record.concise_type;
  const SQLLEN fixed = c_type_size(c_type);
  const bool by_row = rows.bind_type != SQL_BIND_BY_COLUMN;
  BoundColumn bound{.column = number - 1,
                    .reader = find_reader(column.type, column.format, c_type),
                    .context = context_of(number - 1),
                    .data = static_cast<char*>(record.data_ptr),
                    .capacity = fixed > 0 ? fixed : record.octet_length,
                    .length = reinterpret_cast<char*>(record.octet_length_ptr),
                    .indicator = reinterpret_cast<char*>(record.indicator_ptr)};
  bound.data_stride = by_row ? rows.bind_type : static_cast<std::size_t>(bound.capacity);
  bound.length_stride = by_row ? rows.bind_type : sizeof(SQLLEN);
  if (record.scale_is_set) {
    bound.context.numeric_scale = record.scale;
    bound.context.numeric_precision = record.precision;
  }
  bound_.push_back(bound);
}

SQLUSMALLINT Statement::write_row(std::int64_t row, std::size_t place, SQLLEN offset) {
  SQLUSMALLINT status = SQL_ROW_SUCCESS;
  if (attributes_.retrieve_data == SQL_RD_OFF || bound_.empty()) return status;
  const Bookmark bookmark(row);
  result_->read_row(row, row_);
  for (BoundColumn& bound : bound_) {
    const auto at = [&](char* base, std::size_t stride) {
      return base == nullptr ? nullptr : base + offset + place * stride;
    };
    const Target target{
        .buffer = at(bound.data, bound.data_stride),
        .capacity = bound.capacity,
        .length = reinterpret_cast<SQLLEN*>(at(bound.length, bound.length_stride)),
        .indicator = reinterpret_cast<SQLLEN*>(at(bound.indicator, bound.length_stride))};
    const Cell cell =
        bound.column == kBookmark ? bookmark.cell() : row_[static_cast<std::size_t>(bound.column)];
    const Conversion conversion = cell.is_null() ? put_null(target)
                                  : bound.reader == nullptr
                                      ? Conversion::kRestricted
                                      : bound.reader(cell, bound.context, target);
    if (is_clean(conversion)) continue;
    note(conversion, static_cast<SQLLEN>(place) + 1, bound.column + 1);
    if (!conversion_row(conversion).warning) {
      status = SQL_ROW_ERROR;
    } else if (status == SQL_ROW_SUCCESS) {
      status = SQL_ROW_SUCCESS_WITH_INFO;
    }
  }
  return status;
}

void Statement::note(Conversion conversion, SQLLEN row, SQLINTEGER column) {
  const ConversionRow& what = conversion_row(conversion);
  const Place place{.row = row, .column = column};
  if (what.warning) {
    diagnostics.add_warning(what.sqlstate, what.message, place);
  } else {
    diagnostics.add_error({.sqlstate = what.sqlstate, .message = std::string(what.message)}, place);
  }
}

Outcome Statement::bind_column(SQLUSMALLINT column, SQLSMALLINT c_type, SQLPOINTER data,
                               SQLLEN capacity, SQLLEN* indicator) {
  if (capacity < 0) return fail("HY090", "The buffer's length is negative.");
  if (c_type != SQL_C_DEFAULT && !is_c_type(c_type))
    return fail("HY003", "The C type " + std::to_string(c_type) + " is not one of ODBC's.");
  const auto number = static_cast<SQLSMALLINT>(column);
  const std::lock_guard hold(ard().slot->lock);
  if (data == nullptr && indicator == nullptr) {  // unbinds
    if (number <= ard().count()) ard().record(number) = DescriptorRecord();
    ard().touch();
    return success();
  }
  DescriptorRecord& record = ard().record(number);
  record = DescriptorRecord();
  set_concise_type(record, c_type);
  record.octet_length = capacity;
  record.data_ptr = data;
  record.octet_length_ptr = record.indicator_ptr = indicator;
  ard().touch();
  return success();
}

Status Statement::choose_reader(int column, SQLSMALLINT c_type, UnboundColumn& reading) {
  SQLSMALLINT wanted = c_type;
  reading = {.c_type = c_type, .context = context_of(column)};
  if (c_type == SQL_ARD_TYPE || c_type == SQL_C_NUMERIC) {
    const std::lock_guard hold(ard().slot->lock);
    const DescriptorRecord* const record = ard().find(static_cast<SQLSMALLINT>(column + 1));
    if (record == nullptr && c_type == SQL_ARD_TYPE)
      return fail("07009", "SQL_ARD_TYPE needs a type in the application row descriptor.");
    if (c_type == SQL_ARD_TYPE) wanted = record->concise_type;
    if (record != nullptr && record->scale_is_set) {
      reading.context.numeric_scale = record->scale;
      reading.context.numeric_precision = record->precision;
    }
  }
  PILLION_TRY(resolved, resolve_c_type(column, wanted));
  const ResultColumn& described = column == kBookmark
                                      ? bookmark_column()
                                      : result_->columns()[static_cast<std::size_t>(column)];
  reading.reader = find_reader(described.type, described.format, resolved);
  if (reading.reader == nullptr)
    return fail("HY003", "The C type " + std::to_string(resolved) + " is not one of ODBC's.");
  return {};
}

Outcome Statement::get_data(SQLUSMALLINT column, SQLSMALLINT c_type, SQLPOINTER data,
                            SQLLEN capacity, SQLLEN* indicator) {
  if (result_ == nullptr || waiting_) PILLION_CHECK(require_cursor());
  if (rowset_rows_ == 0) return fail("24000", "The cursor is not on a row. Call SQLFetch first.");
  if (column >= unbound_.size())
    return fail("07009", "There is no column " + std::to_string(column) + "; the result has " +
                             std::to_string(unbound_.size() - 1) + ".");
  if (column == 0 && attributes_.use_bookmarks == SQL_UB_OFF)
    return fail("07009", "Columns count from 1. Set SQL_ATTR_USE_BOOKMARKS to read bookmarks.");
  const int index = column - 1;
  UnboundColumn& reading = unbound_[column];
  // What the descriptor says may change between two calls.
  if (reading.reader == nullptr || reading.c_type != c_type || c_type == SQL_ARD_TYPE ||
      c_type == SQL_C_NUMERIC)
    PILLION_CHECK(choose_reader(index, c_type, reading));
  if (pieces_column_ != column) {
    pieces_column_ = column;
    pieces_.restart();
  }
  const Target target{.buffer = data,
                      .capacity = capacity,
                      .length = indicator,
                      .indicator = indicator,
                      .pieces = &pieces_};
  const std::int64_t row = rowset_start_ + position_;
  const Bookmark bookmark(row);
  const Cell cell = index == kBookmark ? bookmark.cell() : result_->cell(row, index);
  const Conversion conversion =
      cell.is_null() ? put_null(target) : reading.reader(cell, reading.context, target);
  if (is_clean(conversion)) return success();
  if (conversion == Conversion::kNoData) return SQL_NO_DATA;
  note(conversion, position_ + 1, column);
  return conversion_row(conversion).warning ? SQL_SUCCESS : SQL_ERROR;
}

// SQLBulkOperations(SQL_FETCH_BY_BOOKMARK): the bookmarks lie in the bound column 0, and the rows
// they name are written to the rowset's buffers in that order. The cursor stays where it is.
Outcome Statement::fetch_by_bookmark() {
  PILLION_CHECK(require_cursor());
  if (attributes_.use_bookmarks == SQL_UB_OFF)
    return fail("HY092", "Set SQL_ATTR_USE_BOOKMARKS before executing to fetch by bookmark.");
  const std::lock_guard hold(ard().slot->lock);
  const Descriptor& rows = ard();
  bind_columns();
  if (bound_.empty() || bound_.front().column != kBookmark || bound_.front().data == nullptr)
    return fail("HY010", "Column 0, with the bookmarks to fetch, is not bound.");
  const BoundColumn marks = bound_.front();
  const SQLLEN offset = rows.bind_offset_ptr != nullptr ? *rows.bind_offset_ptr : 0;
  SQLULEN failed = 0;
  for (SQLULEN i = 0; i < rows.array_size; ++i) {
    SQLLEN bookmark = 0;
    std::memcpy(&bookmark, marks.data + offset + i * marks.data_stride, sizeof(bookmark));
    SQLUSMALLINT status = SQL_ROW_ERROR;
    if (bookmark >= 1 && bookmark <= row_total()) {
      status = write_row(bookmark - 1, i, offset);
    } else {
      diagnostics.add_error({.sqlstate = "HY111", .message = "The value is no row's bookmark."},
                            {.row = static_cast<SQLLEN>(i) + 1, .column = 0});
    }
    if (ird_->array_status_ptr != nullptr) ird_->array_status_ptr[i] = status;
    if (status == SQL_ROW_ERROR) ++failed;
  }
  return failed == rows.array_size ? SQL_ERROR : SQL_SUCCESS;
}

Outcome Statement::set_position(SQLSETPOSIROW row, SQLUSMALLINT operation) {
  PILLION_CHECK(require_cursor());
  if (operation != SQL_POSITION && operation != SQL_REFRESH)
    return fail("HYC00", "The session is read-only: SQLSetPos can position and refresh.");
  if (rowset_rows_ == 0) return fail("24000", "The cursor is not on a row. Call SQLFetch first.");
  if (row > static_cast<SQLSETPOSIROW>(rowset_rows_))
    return fail("HY107", "The rowset has " + std::to_string(rowset_rows_) + " rows.");
  const auto wanted = static_cast<std::int64_t>(row) - 1;
  pieces_column_ = -1;
  if (operation == SQL_POSITION) {
    if (row == 0) return fail("HY109", "SQL_POSITION needs a row's number.");
    position_ = wanted;
    return success();
  }
  const std::int64_t kept = position_;
  Outcome outcome = deliver(rowset_start_, rowset_rows_, nullptr, nullptr);
  position_ = row == 0 ? kept : wanted;
  return outcome;
}

}  // namespace pillion
