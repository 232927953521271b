// Relations: the named ways from one table to another (the manual's "relations and their names").
// Derived from a snapshot by pure functions; declared ones come in the same form.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "reflect/schema.h"

namespace pillion {

enum class RelationKind : std::uint8_t { kForward, kReverse, kManyToMany };
enum class Cardinality : std::uint8_t { kToOne, kToMany };

using ColumnPair = std::pair<ColumnId, ColumnId>;

struct Junction {
  TableId table = kNoTable;
  std::vector<ColumnPair> near;  // (column of `from`, column of the junction)
  std::vector<ColumnPair> far;   // (column of the junction, column of `to`)
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
};

// What a name after a table means. More than one candidate is an ambiguity.
using RelationMatches = std::vector<const Relation*>;

class Relations {
 public:
  // All relations that reflection tells of.
  static Relations derive(const Schema& schema);

  RelationMatches find(TableId from, std::string_view name) const;
  // Every relation that leaves the table, in a stable order.
  RelationMatches of(TableId from) const;

 private:
  std::vector<Relation> relations_;                 // ordered by `from`
  std::vector<std::pair<int, int>> range_of_table_;  // [first, last) in relations_
};

// A snapshot with its relations: what the rewriter is given.
struct SchemaView {
  Schema schema;
  Relations relations;
};

}  // namespace pillion
