// Scopes: what the FROM of each query level offers to the names in its clauses, with the lineage
// of columns through derived tables, WITH queries, views and joins that have an alias.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <boost/container/flat_map.hpp>

#include "rewriter/parse/tree.h"
#include "rewriter/paths/names.h"
#include "rewriter/stable_deque.h"

namespace pillion::sql {

struct Level;

// One column of a source, by the name it has there.
struct SourceColumn {
  Name name;
  int facet = -1;        // which base table row it comes from; -1: an expression
  ColumnId column = -1;  // its column there
};

// Something in FROM that names columns: a table, a derived table, a WITH query, a function, or a
// join with an alias. Its rows hold rows of base tables ("facets"): one for a table, any number
// for a derived table that joins. A view is a table of its own (facet 0) with others behind it.
struct Source {
  const FromItem* item = nullptr;
  Level* level = nullptr;
  Name name;                     // what qualifies its columns
  bool opaque = false;           // only the server knows its columns
  bool in_join = false;          // stands below JOIN, so additions to it need brackets
  bool hidden_by_alias = false;  // stands below a join that has an alias
  bool only_qualified = false;   // the alias of USING: its columns are the join's
  // Tables have them; in SQLite a view or a subquery may, as it was built.
  bool has_system_columns = false;
  std::vector<TableId> facets;
  // Has facet 0's own columns under their own names. `columns` is then empty, or of a view, and
  // says which of its columns come from behind it.
  bool whole_table = false;
  std::vector<SourceColumn> columns;

  bool has_column(const Names& names, Name column) const;
  // Where a column comes from: its facet and the column there, behind a view if it is a plain one.
  std::optional<SourceColumn> column_of(const Names& names, Name column) const;
  // The name under which a base column is found here; empty: it is not.
  std::string_view name_of(const Names& names, int facet, ColumnId column) const;
  // The base table's column that a column is; nullptr: none, or not known.
  const Column* base_column(const Names& names, Name column) const;
  bool answers_to(const Names& names, Name schema, Name table) const;
};

// What a name may mean in one place: the sources in sight, then those of the queries around.
struct Scope {
  std::vector<const Source*> sources;
  const Scope* outer = nullptr;
  const Level* level = nullptr;
};

// Some sources of a level: from the first to before the second.
using Range = std::pair<std::size_t, std::size_t>;

// One query level.
struct Level {
  const Query* query = nullptr;
  const Level* parent = nullptr;
  StableDeque<Source> sources;  // in the order of FROM
  // Of an item: its sources, and those of what it joins.
  boost::container::small_flat_map<const FromItem*, Range, 4> range;
  bool natural = false;  // has a NATURAL join somewhere
  bool merges = false;   // has a NATURAL join or USING

  // Whether a join's alias, in a range of sources, stands between them and one of them.
  bool is_hidden_within(Range within, std::size_t source) const;
};

// Whether `inner` is `outer`, or stands somewhere in it.
bool is_within(const Level& inner, const Level& outer);

// What a query's output is made of.
struct Output {
  bool known = false;  // false: only the server knows the columns
  std::vector<SourceColumn> columns;
  std::vector<TableId> facets;
};

// Builds a level for every query of a statement, and owns them.
class Scopes {
 public:
  explicit Scopes(const Names& names) : names_(names) {}
  void build(const Query* query) { build_level(query, nullptr, nullptr); }
  const Level* level(const Query* query) const {
    const auto found = levels_.find(query);
    return found == levels_.end() ? nullptr : &found->second;
  }
  bool names_cte(std::string_view name) const;
  // What tables are called in all levels but this one.
  std::vector<std::string> names_inside(const Level& level) const;

 private:
  // The WITH queries in sight, the innermost first.
  struct CteScope {
    const Cte* cte;
    const Output* output;  // nullptr: not known (yet), as in a recursive query
    const CteScope* outer;
  };

  const Level* build_level(const Query* query, const Level* parent, const CteScope* ctes);
  const CteScope* enter_ctes(const Query* query, const Level* parent, const CteScope* ctes);
  void add_item(Level& level, const FromItem* item, const CteScope* ctes, bool in_join,
                bool hidden_by_alias);
  void add_table(Level& level, const FromItem* item, const CteScope* ctes, Source source);
  bool add_cte(const FromItem* item, const CteScope* ctes, Source& source);
  // What stands behind a view.
  void add_origins(TableId view, Source& source);
  Output output_of_view(const Table& view);
  void add_join(Level& level, const FromItem* item, const CteScope* ctes, bool in_join,
                bool hidden_by_alias);
  static void take_output(Source& source, const Output& output, const List<Name>& aliases);
  // The (source, facet) that each facet of an output is.
  using FacetPlaces = std::vector<std::pair<const Source*, int>>;
  Output output_of(const Query* query) const;
  void output_of_source(const Source& source, Output& out, FacetPlaces& facets) const;
  SourceColumn origin_of(const Level& level, const Expr& value, Output& out,
                         FacetPlaces& facets) const;
  // The columns of an item of FROM as * shows them; false: only the server knows them all.
  bool output_of_item(const Level& level, const FromItem* item, Output& out,
                      FacetPlaces& facets) const;
  bool output_of_sides(const Level& level, const FromItem* join, Output& out,
                       FacetPlaces& facets) const;
  void expressions(const Level* level, const ExprList& list, const CteScope* ctes);
  void expression(const Level* level, const Expr* expr, const CteScope* ctes);

  const Names& names_;
  std::unordered_map<const Query*, Level> levels_;
  StableDeque<CteScope> cte_scopes_;
  StableDeque<Output> outputs_;
  StableDeque<Statement> views_;  // parsed definitions
  int views_deep_ = 0;
};

}  // namespace pillion::sql
