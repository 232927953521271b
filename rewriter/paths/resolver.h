// One walk over a statement, reference by reference. Used by resolve*.cc alone.
#pragma once

#include <string>
#include <vector>

#include "rewriter/paths/resolve.h"
#include "rewriter/stable_deque.h"

namespace pillion::sql {

// A column reference and where it stands.
struct Reference {
  const Expr* expr = nullptr;
  Parts parts;  // its identifiers, in full length
  const Scope& scope;
  const Expr* parent = nullptr;  // whose child it is; nullptr: it is a whole clause item

  std::size_t offset() const { return static_cast<std::size_t>(expr->location); }
};

// The ways to read one reference: one, unless it is ambiguous.
using PathUses = boost::container::small_vector<PathUse, 1>;

class Resolver {
 public:
  Resolver(const Scopes& scopes, const Names& names, const TokenStream& text)
      : scopes_(scopes), names_(names), text_(text) {}

  Resolved run(const Query* query);

 private:
  // --- the walk (resolve.cc) ---

  static Scope scope_of(const Level* level, const Scope* outer, Range range);
  void walk_query(const Query* query, const Scope* outer);
  // A subquery in FROM sees what stands left of it only as LATERAL; ON sees the join's two sides.
  void walk_from(const FromItem* item, const Level* level, const Scope* outer);
  void walk(const ExprList& list, const Scope& scope, Clause clause);
  void walk(const Expr* expr, const Scope& scope, Clause clause);
  void visit(const Expr* expr, const Scope& scope, const Expr* parent);
  void open_frame(const Expr* call, const Expr* parent, const Scope& scope);
  void close_frame();

  // --- a relation as a condition (resolve_joins.cc) ---

  // ON relation, ON relation = alias, and either of them ANDed with other conditions.
  void walk_condition(const Expr* expr, const Scope& sides, const FromItem& join);
  // relation = alias: joined along the relation, to that table.
  bool named_join(const Expr& relation, const Expr& alias, const Scope& sides);
  // The rows of `source` that a relation leads to, by the keys it has of them.
  // Whether a condition of the relation has a table of the source's name inside it: an error.
  bool is_captured(std::size_t offset, const Relation& relation, const Source& source);
  void add_targets(const PathUse& use, const Source& source, std::vector<JoinCondition>& out) const;
  // A relation alone: the other end is on the other side of its join.
  bool join_along(const Expr* ref, const PathUse& use);

  // --- one reference (resolve_names.cc) ---

  // The identifiers of a column reference in full length: the parse tree cuts them at 63 bytes.
  Parts parts_of(const Expr& column);

  void single(const Reference& ref);
  // A column of one query's sources. `opaque`: one that was asked before may have it as well.
  bool column_of(const Reference& ref, const Scope& around, bool& opaque);
  bool system_column_of(const Reference& ref, const Scope& around);
  bool whole_row(const Reference& ref);
  void qualified(const Reference& ref);
  // What follows the `prefix` parts that name a source: alias.name, schema.table.name. The name may
  // also be a function of the row: only the server can tell.
  void after_source(const Reference& ref, std::size_t prefix, const Source& source);
  // All the ways to read the parts as a path that begins at a source.
  void paths_from(const Source& source, Parts parts, PathUses& found, PathFailure& failure) const;
  // Paths cannot begin with a relation over a key column that a source does not show.
  void bar_first_steps(const Source& source, std::size_t facet, PathReader& reader) const;
  // Without an alias in front: the innermost query with such a path counts.
  bool path_from_scopes(const Reference& ref, bool certain);
  // Whether a bare name in ORDER BY or GROUP BY is one of an output column. `first`: asked before
  // input columns are (ORDER BY, DISTINCT ON), or after them.
  bool is_output_name(const Reference& ref, bool first) const;
  // Whether a column that stands in `scope`, of a source of `around`, could have the source's name
  // in front, and would be that column still.
  bool is_qualifiable(const PlainUse& plain, const Scope& scope, const Scope& around) const;
  void keep(const PlainUse& plain);
  // Tells the aggregates around of a column or a row of the query itself.
  void note(const PlainUse& plain);
  void unknown(const Expr* ref);
  void use(const Reference& ref, PathUse& found, bool certain);
  void use_declared(const Reference& ref, PathUse& found, bool certain);
  // Whether the source cannot be named where the reference is: an error.
  bool fails_shadowed(const Reference& ref, const Source& source);

  // --- errors (resolve_errors.cc) ---

  void fail(std::size_t offset, Sqlstate sqlstate, std::string message);
  void ambiguous(const Reference& ref, const PathUses& found, bool certain);
  void not_found(const Reference& ref);
  // Where a name that leads nowhere was most likely looked for: among what a source has.
  bool nowhere(const Source& source, Name name, PathFailure& failure) const;
  void report_missing(const Reference& ref, const PathFailure& failure);
  // Why a name that the table has after all cannot be used; empty: the table has none.
  std::string out_of_reach(const Reference& ref, const PathFailure& failure) const;
  std::string not_shown(const Scope& scope, const PathFailure& failure, ColumnId column) const;

  // A call on the way down to a reference.
  struct Frame {
    AggregateCall found;
    std::vector<PathUse*> uses;  // those of `found`
  };

  const Scopes& scopes_;
  const Names& names_;
  const TokenStream& text_;
  StableDeque<std::string> uncut_;  // identifiers that the grammar cut, and lists of such
  StableDeque<std::vector<Name>> uncut_parts_;
  Resolved out_;
  std::vector<Frame> frames_;
  Clause clause_ = Clause::kTarget;
  int target_ = -1;
  const Expr* bare_ = nullptr;  // the whole of an ORDER BY item and its kin
  const Query* current_query_ = nullptr;
  const FromItem* join_ = nullptr;  // of whose ON the reference is a whole condition
  PathFailure failure_;
};

}  // namespace pillion::sql
