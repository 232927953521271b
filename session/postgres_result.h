// Results and descriptions over a PGresult, which is kept as it is: no cell is copied.
#pragma once

#include <memory>
#include <vector>

#include "core/session.h"
#include "session/libpq.h"

namespace pillion {

std::vector<ResultColumn> columns_of(const Libpq& libpq, const PGresult* result, Format format);
Description description_of(const Libpq& libpq, const PGresult* result);

class PostgresResult final : public ResultSet {
 public:
  PostgresResult(LibpqPtr libpq, ResultPtr result, Format format, std::vector<Notice> notices);

  const std::vector<ResultColumn>& columns() const override { return columns_; }
  std::int64_t row_count() const override { return row_count_; }
  Cell cell(std::int64_t row, int column) const override;
  std::span<const Notice> notices() const override { return notices_; }

 private:
  const LibpqPtr libpq_;
  const ResultPtr result_;
  const std::vector<ResultColumn> columns_;
  const std::int64_t row_count_;
  const std::vector<Notice> notices_;
};

}  // namespace pillion
