// Relations: the named ways from one table to another (the manual's "relations and their names").
// Derived from a snapshot by pure functions; declared ones come in the same form.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/container/small_vector.hpp>

#include "reflect/schema.h"
#include "reflect/system_routines.h"

namespace pillion {

enum class RelationKind : std::uint8_t { kForward, kReverse, kManyToMany };
enum class Cardinality : std::uint8_t { kToOne, kToMany };

using ColumnPair = std::pair<ColumnId, ColumnId>;
using ColumnIds = boost::container::small_vector<ColumnId, 4>;  // few keys have more

// A declared condition between two rows: text, with gaps for the columns of the two. An expression
// in brackets.
struct RowCondition {
  enum class Side : std::uint8_t { kNone, kNear, kFar };
  struct Piece {
    std::string text;  // kNone
    Side side = Side::kNone;
    ColumnId column = -1;
  };
  std::vector<Piece> pieces;  // empty: there is no such condition
  // Names of the tables inside its subqueries: no alias of the two rows may be one of them.
  std::vector<std::string> inner_names;

  bool empty() const { return pieces.empty(); }
  ColumnIds columns_of(Side side) const;
};

struct Junction {
  TableId table = kNoTable;
  std::vector<ColumnPair> near;  // (column of `from`, column of the junction)
  std::vector<ColumnPair> far;   // (column of the junction, column of `to`)
  RowCondition near_condition;   // in place of `near`, from the row of `from` to the junction's
  RowCondition far_condition;    // in place of `far`
};

struct Relation {
  RelationKind kind = RelationKind::kForward;
  Cardinality cardinality = Cardinality::kToOne;
  TableId from = kNoTable;
  TableId to = kNoTable;
  std::vector<ColumnPair> columns;  // (column of `from`, column of `to`); empty with a junction
  Junction junction;                // where kind is kManyToMany
  std::vector<std::string> names;   // every name it answers to, the best one first
  std::string unambiguous_name;     // the one that no other relation of `from` answers to
  RowCondition condition;           // declared, in place of `columns`
};

// The columns that joining along the relation reads of a row that it leaves from, and of one that
// it leads to.
ColumnIds near_columns(const Relation& relation);
ColumnIds far_columns(const Relation& relation);

// Whether the rows it leads to, or those of its junction, are found by equal columns, and not by a
// condition.
bool is_along_keys(const Relation& relation);

// Whether at most one row of the table has any given value of these columns, now and not only at
// the end of the transaction.
bool are_unique(const Table& table, const std::set<ColumnId>& columns);

// What a name after a table means. More than one candidate is an ambiguity. Points into the
// Relations it came from.
using RelationMatches = std::span<const Relation* const>;

class Relations {
 public:
  Relations() = default;
  Relations(Relations&&) = default;
  Relations& operator=(Relations&&) = default;
  Relations(const Relations&) = delete;  // the lookup structures point into relations_
  Relations& operator=(const Relations&) = delete;
  ~Relations() = default;

  // All relations that reflection tells of.
  static Relations derive(const Schema& schema);

  RelationMatches find(TableId from, std::string_view name) const;
  // Every relation that leaves the table: forward ones, reverse ones, then many-to-many.
  RelationMatches of(TableId from) const;

 private:
  struct Name {
    TableId from = kNoTable;
    std::string_view text;
    RelationMatches matches;
  };

  void index();
  void index_names_of(std::size_t first, std::size_t last);

  std::vector<Relation> relations_;  // ordered by `from`
  std::vector<const Relation*> pointers_;
  struct OfTable {
    RelationMatches all;
    std::uint64_t looks = 0;  // a bit for some of their names: where it is not set, none has it
  };
  std::vector<OfTable> of_table_;
  std::vector<const Relation*> matches_;
  std::vector<Name> names_;
  HashIndex by_name_;
};

// A snapshot with its relations: what the rewriter is given.
struct SchemaView {
  Schema schema;
  Relations relations;
  std::shared_ptr<SystemRoutines> system_routines = std::make_shared<SystemRoutines>();
};

}  // namespace pillion
