// A path as the user wrote it, read against the relations of a table.
#pragma once

#include <span>
#include <vector>

#include <boost/container/small_vector.hpp>

#include "rewriter/paths/names.h"

namespace pillion::sql {

// A path of more steps is not followed: it is read recursively, and joined once a step.
inline constexpr std::size_t kMaxSteps = 100;
// Where every step has a name of two relations, the readings double with each of them.
inline constexpr std::size_t kMostReadings = 1000;
// No relation has a longer name, in bytes: two identifiers with `_by_` between them, and some room.
inline constexpr std::size_t kLongestRelationName = 256;

// From a table over relations to a column, or to a relation as a whole.
struct Path {
  std::span<const Relation* const> steps;   // kept by the Names it was read with
  ColumnId column = -1;                     // of the last step's table; -1: the relation itself
  const VirtualColumn* declared = nullptr;  // in place of a column: see Resolved::declared
  std::size_t tail = 0;                     // where the last part of what was read names it

  TableId end() const { return steps.back()->to; }
  // How many steps it takes until the last one that leads to many rows; 0: none does.
  std::size_t many_steps() const;
};

// Where reading a path stopped: what the message is made of.
struct PathFailure {
  std::size_t steps = 0;  // how far it got
  TableId table = kNoTable;
  Name name;              // not found on that table
  bool too_long = false;  // stopped at kMaxSteps or kMostReadings
  // What `name` may mean, where nothing that follows it tells: an ambiguity.
  std::vector<const Relation*> candidates;
};

// The identifiers between dots, in full length. They must outlive what is read from them.
using Parts = std::span<const Name>;

// Reads one part after the other, and in it every way to cut it at double underscores.
class PathReader {
 public:
  PathReader(const Names& names, Parts parts) : names_(names), parts_(parts) {}

  // A relation that is no first step.
  void bar(const Relation& relation) { barred_.push_back(&relation); }
  // The paths that begin at a table.
  void read_from(TableId table) { read(table, 0, 0, true); }
  boost::container::small_vector<Path, 1> paths;  // more than one: ambiguous
  PathFailure failure;                            // where there is none

 private:
  void read(TableId table, std::size_t part, std::size_t offset, bool first);
  void follow(TableId table, std::string_view name, std::size_t part, std::size_t offset,
              bool first);
  void take(const Relation* relation, std::size_t part, std::size_t offset);
  void fail(TableId table, std::string_view rest);
  // A path of the steps so far.
  Path& found();

  const Names& names_;
  const Parts parts_;
  std::vector<const Relation*> barred_;                       // must not be the first step
  boost::container::small_vector<const Relation*, 4> steps_;  // few paths are longer
  std::size_t readings_ = 0;
};

}  // namespace pillion::sql
