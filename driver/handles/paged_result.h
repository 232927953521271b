// A result that is read by pages, as the cursor of a statement walks it: the rows of the present
// rowset and no more are held, whatever page they came with.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>

#include "core/session.h"

namespace pillion {

// Rows count from 0 over the whole result. Unlike other results it changes, by load() alone; used
// under its statement's lock.
class PagedResult final : public ResultSet {
 public:
  // `opened.rest` is not nullptr. `page`: rows to ask for at once.
  PagedResult(OpenedResult opened, std::int64_t page);

  // Has rows [start, start + count) ready, as far as there are so many, and forgets those before.
  // An error of the server's, or 24000: the rows read so far stay readable.
  Status load(std::int64_t start, std::int64_t count, std::chrono::milliseconds timeout);

  const std::vector<ResultColumn>& columns() const override { return columns_; }
  // As many as are known of.
  std::int64_t row_count() const override { return end_; }
  // Of a row that is ready.
  Cell cell(std::int64_t row, int column) const override;
  void read_row(std::int64_t row, std::span<Cell> cells) const override;

 private:
  struct Page {
    std::int64_t start;
    std::unique_ptr<ResultSet> rows;
    std::int64_t end() const { return start + rows->row_count(); }
  };
  const Page& page_of(std::int64_t row) const;
  void add(std::unique_ptr<ResultSet> rows);

  const std::vector<ResultColumn> columns_;
  const std::int64_t page_;
  std::unique_ptr<Cursor> rest_;  // nullptr: read to the end
  std::deque<Page> pages_;
  std::int64_t end_ = 0;
};

}  // namespace pillion
