// What a statement returns and takes, told without running it.
#include "driver/handles/statement.h"

namespace pillion {
namespace {

std::vector<DescriptorRecord> describe_columns(const std::vector<ResultColumn>& columns,
                                               const TypeOptions& options) {
  std::vector<DescriptorRecord> records;
  records.reserve(columns.size() + 1);
  for (const ResultColumn& column : columns) records.push_back(describe_column(column, options));
  return records;
}

}  // namespace

// Asks the server once a prepared statement.
Result<const Description*> Statement::describe_prepared() {
  PILLION_CHECK(require_prepared());
  while (!description_) {
    auto described = link_->guest->describe(*prepared_, assumed_types_.types());
    if (described) {
      description_ = std::move(*described);
    } else if (!assumed_types_.learn(described.error())) {
      return fail(described.error());
    }
  }
  return &*description_;
}

void Statement::forget_description() {
  description_.reset();
  assumed_types_.clear();
}

Result<Descriptor*> Statement::described_row() {
  const std::lock_guard hold(ird_->slot->lock);
  const ConnectionOptions& options = link_->options;
  if (executed_) {
    if (ird_->count() == 0 && result_ != nullptr)
      ird_->describe(describe_columns(result_->columns(), options.types),
                     options.longest_sizes && paged_ == nullptr ? result_ : nullptr);
    return ird_.get();
  }
  PILLION_TRY(described, describe_prepared());
  if (ird_->count() == 0)
    ird_->describe(describe_columns(described->columns, options.types), nullptr);
  return ird_.get();
}

Result<SQLSMALLINT> Statement::column_count() {
  if (executed_)
    return result_ == nullptr ? SQLSMALLINT{0}
                              : static_cast<SQLSMALLINT>(result_->columns().size());
  PILLION_TRY(row, described_row());
  return row->count();
}

Result<const DescriptorRecord*> Statement::described_column(SQLUSMALLINT column) {
  PILLION_TRY(row, described_row());
  if (row->count() == 0)
    return fail("07005", "The statement returns no rows, so it has no columns to describe.");
  const std::lock_guard hold(row->slot->lock);
  const DescriptorRecord* const record =
      column == 0 ? nullptr : row->find_measured(static_cast<SQLSMALLINT>(column));
  if (record == nullptr)
    return fail("07009", "There is no column " + std::to_string(column) + "; the result has " +
                             std::to_string(row->count()) + ".");
  return record;
}

Result<DescriptorRecord> Statement::described_parameter(SQLUSMALLINT number) {
  PILLION_TRY(described, describe_prepared());
  const auto& types = described->parameter_types;
  if (number < 1 || number > types.size())
    return fail("07009", "There is no parameter " + std::to_string(number) +
                             "; the statement has " + std::to_string(types.size()) + ".");
  return describe_parameter(types[number - 1U], link_->options.types);
}

}  // namespace pillion
