#include "driver/handles/paged_result.h"

#include <utility>

namespace pillion {

PagedResult::PagedResult(OpenedResult opened, std::int64_t page)
    : columns_(opened.first->columns()), page_(page), rest_(std::move(opened.rest)) {
  add(std::move(opened.first));
}

void PagedResult::add(std::unique_ptr<ResultSet> rows) {
  pages_.push_back({.start = end_, .rows = std::move(rows)});
  end_ = pages_.back().end();
}

Status PagedResult::load(std::int64_t start, std::int64_t count,
                         std::chrono::milliseconds timeout) {
  while (rest_ != nullptr && end_ < start + count) {
    PILLION_TRY(rows, rest_->fetch(page_, timeout));
    if (rows->row_count() > 0) add(std::move(rows));
    // What is read to its end is closed: the server need not keep it until the guest is done.
    if (rest_->at_end()) rest_ = nullptr;
  }
  while (!pages_.empty() && pages_.front().end() <= start) pages_.pop_front();
  return {};
}

// A rowset lies in one page, or at the seam of two.
const PagedResult::Page& PagedResult::page_of(std::int64_t row) const {
  auto page = pages_.begin();
  while (row >= page->end()) ++page;
  return *page;
}

Cell PagedResult::cell(std::int64_t row, int column) const {
  const Page& page = page_of(row);
  return page.rows->cell(row - page.start, column);
}

void PagedResult::read_row(std::int64_t row, std::span<Cell> cells) const {
  const Page& page = page_of(row);
  page.rows->read_row(row - page.start, cells);
}

}  // namespace pillion
