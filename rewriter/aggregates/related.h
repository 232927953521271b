// An aggregate over the rows that a path leads to, as it is computed.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "rewriter/aggregates/shape.h"
#include "rewriter/paths/joined_table.h"
#include "rewriter/paths/reference.h"
#include "rewriter/paths/resolve.h"
#include "rewriter/stable_deque.h"

namespace pillion::sql {

// The tables along a path that leads to many rows, then those of its to-one tails.
struct Line {
  std::size_t inner = 0;  // so many of the tables are joined; the rest are LEFT JOINed
  StableDeque<JoinedTable> tables;
};

struct RelatedAggregate;

// One derived table for the aggregates over one line, joined to what they belong to.
struct Derived {
  Shape shape = Shape::kLateral;
  const Level* level = nullptr;
  const Source* source = nullptr;
  int facet = 0;
  Line line;
  std::string alias;
  std::vector<const RelatedAggregate*> columns;  // those that differ, in order
};

struct RelatedAggregate {
  const AggregateCall* call = nullptr;
  Extent extent;  // of the call
  Shape shape = Shape::kSubquery;
  Line own;                    // where it has its tables to itself
  Derived* derived = nullptr;  // where it is a column of a derived table
  std::size_t column = 0;      // which of its columns
  Extent comparison;           // kExists: with what it is compared with
  bool negated = false;        // kExists: true where there is no row
  std::string rows_of;         // for messages: the path
  std::string gathered_alias;  // kGathered: of the group's source rows

  Line& line() { return derived != nullptr ? derived->line : own; }
  const Line& line() const { return derived != nullptr ? derived->line : own; }
};

// What the text of a grouped level is made of, where it is written a second time.
struct GroupedText {
  Extent from;
  Extent where;  // empty: none
  struct Key {
    Extent extent;
    bool column = false;  // else an expression, of operators perhaps
    bool never_null = false;
    bool never_array = false;
  };
  std::vector<Key> keys;
};

}  // namespace pillion::sql
