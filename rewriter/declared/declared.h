// Declarations as they fit one schema: relations beside the reflected ones, names for columns, and
// measures. Immutable, and safe to share between threads.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/result.h"
#include "reflect/declared/declarations.h"
#include "reflect/relation.h"

namespace pillion {

// A name that is used like a column: another name for one, or a measure.
struct VirtualColumn {
  // A piece of a measure's expression.
  struct Piece {
    enum class Kind : std::uint8_t {
      kText,    // as it stands
      kColumn,  // a column of the measure's own table
      kName     // a path from that table, another measure of it ...: written behind its row
    };
    Kind kind = Kind::kText;
    std::string text;
    ColumnId column = -1;
  };

  std::string name;
  ColumnId column = -1;                  // the column it names; -1: a measure
  std::string expression;                // of a measure, as it was written
  std::vector<Piece> pieces;             // of a measure
  std::vector<std::string> inner_names;  // as in RowCondition
  bool aggregates = false;               // it aggregates, itself or by a measure that it uses
  // It aggregates the rows of its own table, and not related rows alone: no value of one row.
  bool of_many_rows = false;
  std::string broken;  // why it cannot be used; empty: it can
};

// One condition or measure, as a statement of one column `v` that shows whether the server takes
// it.
struct DeclaredThing {
  std::size_t source = 0;  // among the declarations
  int line = 0;
  std::string what;  // "measure revenue"
  std::string trial;
  bool measure = false;
  TableId table = kNoTable;  // of a measure
  std::size_t column = 0;    // of a measure: its place in columns_of(table)
};

// What does not fit the schema.
struct DeclarationProblem {
  std::size_t source = 0;  // among the declarations
  int line = 0;
  Error error;  // names source, line and cause
};

class Declared {
 public:
  // What of the declarations fits the schema. Where two of them declare a name, the first counts.
  // `problems` are the rest, in their order.
  static std::shared_ptr<const Declared> bind(std::span<const DeclarationsPtr> declarations,
                                              std::shared_ptr<const SchemaView> view,
                                              std::vector<DeclarationProblem>& problems);

  // The declared relations of a table.
  RelationMatches relations_of(TableId from) const;
  // Those and the reflected ones; empty where none is declared.
  RelationMatches all_relations_of(TableId from) const;
  std::span<const VirtualColumn> columns_of(TableId table) const;
  bool is_inner_name(std::string_view folded) const;
  // The tables that have virtual columns, in the schema's order.
  std::vector<TableId> tables_with_columns() const;
  // What the server may be asked about: measures that can be used, and conditions.
  const std::vector<DeclaredThing>& things() const { return things_; }

 private:
  friend class DeclaredBuilder;
  struct OfTable {
    std::vector<const Relation*> declared;
    std::vector<const Relation*> all;
    std::vector<VirtualColumn> columns;
  };
  const OfTable* find(TableId table) const;

  std::shared_ptr<const SchemaView> view_;  // whose relations are pointed at
  std::deque<Relation> relations_;
  std::unordered_map<TableId, OfTable> tables_;
  std::set<std::string, std::less<>> inner_names_;  // folded
  std::vector<DeclaredThing> things_;
};
using DeclaredPtr = std::shared_ptr<const Declared>;

}  // namespace pillion
