// An aggregate over the rows that a path leads to, as it is computed.
#pragma once

#include <cstdint>
#include <deque>
#include <string>

#include "rewriter/paths/joined_table.h"
#include "rewriter/paths/reference.h"
#include "rewriter/paths/resolve.h"

namespace pillion::sql {

enum class Shape : std::uint8_t {
  // (SELECT call FROM tables WHERE joined to the source's row): once for each row.
  kSubquery,
  // (SELECT call FROM the group's source rows JOIN tables): once for each group. The rows' keys
  // are gathered by an ordinary aggregate of the grouped query, so the query's FROM and WHERE are
  // evaluated once, and whatever else it does with its groups keeps its meaning.
  kGathered,
};

struct RelatedAggregate {
  const AggregateCall* call = nullptr;
  Extent extent;  // of the call
  Shape shape = Shape::kSubquery;
  std::size_t inner = 0;           // so many of the tables are joined; the rest are LEFT JOINed
  std::deque<JoinedTable> tables;  // along the path that leads to many rows, then to-one tails
  std::string rows_of;             // for messages: the path
  std::string gathered_alias;      // kGathered: of the group's source rows
};

}  // namespace pillion::sql
