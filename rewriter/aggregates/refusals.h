// What cannot be asked of an aggregate over related rows, and what to write instead.
#pragma once

#include <string>
#include <vector>

#include "core/result.h"
#include "rewriter/aggregates/choose.h"
#include "rewriter/aggregates/spelling.h"

namespace pillion::sql {

class Refusals {
 public:
  // Both must outlive it.
  Refusals(const ResolvedStatement& statement, const Spelling& spelling);

  // Whatever its shape. 42803, 42702, 0A000.
  Status check(const AggregateCall& call) const;
  // Once it is known which shapes fit: 0A000.
  Status check_row(const Candidate& candidate) const;
  // A key of grouping sets that stays a subquery is the key where it is a SELECT item, and once.
  Status check_key(const Candidate& candidate, const std::vector<Candidate>& all) const;
  // Shape::kGathered: what cannot be an element of an array that keeps each row apart.
  Status check_gathered(const AggregateCall& call) const;

  // Of a name that would mean a column of the rows that the aggregate ranges over: 42712, 0A000.
  static Status row_in_sight_of_column(const PlainUse& plain);
  Status captured(const PlainUse& plain) const;

 private:
  Status check_line(const AggregateCall& call) const;
  Status check_plain(const AggregateCall& call) const;
  std::string spelled(const PathUse& use) const;

  const Resolved& resolved_;
  const Names& names_;
  const TokenStream& text_;
  const Spelling& spelling_;
  std::vector<const PathUse*> arrays_;  // paths to one row that end in one; there are hardly any
};

}  // namespace pillion::sql
