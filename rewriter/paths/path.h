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

using Steps = boost::container::small_vector<const Relation*, 4>;  // few paths are longer

// From a table over relations to a column, or to a relation as a whole.
// NOLINTNEXTLINE(bugprone-exception-escape): to move Steps allocates nothing, both being as small
struct Path {
  Steps steps;
  ColumnId column = -1;                     // of the last step's table; -1: the relation itself
  const VirtualColumn* declared = nullptr;  // in place of a column: see Resolved::declared
  std::size_t tail = 0;                     // where the last part of what was read names it

  TableId end() const { return steps.back()->to; }
  // How many steps it takes until the last one that leads to many rows; 0: none does.
  std::size_t many_steps() const;
  friend bool operator==(const Path&, const Path&) = default;
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

struct PathReading {
  std::vector<Path> paths;  // more than one: ambiguous
  PathFailure failure;      // where there is none
};

// The identifiers between dots, in full length. They must outlive what is read from them.
using Parts = std::span<const Name>;

// Reads one part after the other, and in it every way to cut it at double underscores.
class PathReader {
 public:
  PathReader(const Names& names, Parts parts) : names_(names), parts_(parts) {}

  void read(TableId table, std::size_t part, std::size_t offset, bool first);
  std::vector<Path> paths;
  PathFailure failure;
  // Relations that must not be the first step.
  std::vector<const Relation*> barred;

 private:
  void follow(TableId table, std::string_view name, std::size_t part, std::size_t offset,
              bool first);
  void take(const Relation* relation, std::size_t part, std::size_t offset);
  void fail(TableId table, std::string_view name);

  const Names& names_;
  const Parts parts_;
  Steps steps_;
  std::size_t readings_ = 0;
};

// A relation over one of whose key columns `can_start` says no is no first step.
template <class CanStart>
PathReading read_path(const Names& names, TableId from, Parts parts, const CanStart& can_start) {
  PathReader reader(names, parts);
  for (const Relation* relation : names.relations_of(from)) {
    if (!can_start(*relation)) reader.barred.push_back(relation);
  }
  reader.read(from, 0, 0, true);
  return {.paths = std::move(reader.paths), .failure = std::move(reader.failure)};
}

}  // namespace pillion::sql
