#include "session/postgres_result.h"

#include <utility>

namespace pillion {

std::vector<ResultColumn> columns_of(const Libpq& libpq, const PGresult* result, Format format) {
  std::vector<ResultColumn> columns;
  const int count = libpq.PQnfields(result);
  columns.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i)
    columns.push_back({.name = libpq.PQfname(result, i),
                       .type = libpq.PQftype(result, i),
                       .type_modifier = libpq.PQfmod(result, i),
                       .type_size = static_cast<std::int16_t>(libpq.PQfsize(result, i)),
                       .table = libpq.PQftable(result, i),
                       .table_column = static_cast<std::int16_t>(libpq.PQftablecol(result, i)),
                       .format = format});
  return columns;
}

Description description_of(const Libpq& libpq, const PGresult* result) {
  Description description{.columns = columns_of(libpq, result, Format::kText)};
  const int count = libpq.PQnparams(result);
  for (int i = 0; i < count; ++i)
    description.parameter_types.push_back(libpq.PQparamtype(result, i));
  return description;
}

PostgresResult::PostgresResult(LibpqPtr libpq, ResultPtr result, Format format,
                               std::vector<Notice> notices)
    : libpq_(std::move(libpq)),
      result_(std::move(result)),
      columns_(columns_of(*libpq_, result_.get(), format)),
      row_count_(libpq_->PQntuples(result_.get())),
      notices_(std::move(notices)) {}

Cell PostgresResult::cell(std::int64_t row, int column) const {
  const int at = static_cast<int>(row);  // libpq counts rows in an int
  const PGresult* const result = result_.get();
  const int size = libpq_->PQgetlength(result, at, column);
  if (size == 0 && libpq_->PQgetisnull(result, at, column)) return {};
  return {.data = libpq_->PQgetvalue(result, at, column), .size = size};
}

}  // namespace pillion
