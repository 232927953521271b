// What each column reference of a statement means: a column the server knows, or a path.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "rewriter/lex/token_stream.h"
#include "rewriter/paths/path.h"
#include "rewriter/paths/scope.h"
#include "rewriter/stable_deque.h"

namespace pillion::sql {

enum class Clause : std::uint8_t {
  kTarget,
  kFrom,
  kOn,
  kWhere,
  kGroupBy,
  kHaving,
  kOrderBy,
  kDistinctOn,
  kWindow,
  kLimit,
  kValues
};

struct AggregateCall;

// One reference that is a path.
struct PathUse {
  std::size_t number = 0;  // in Resolved::uses
  const Expr* ref = nullptr;
  std::size_t begin = 0;  // bytes of the reference in the text
  std::size_t end = 0;
  const Source* source = nullptr;
  const Level* level = nullptr;  // where the reference stands: the source's, or one inside it
  int facet = 0;
  Path path;
  const Expr* argument_of = nullptr;         // the call whose argument it is, as a whole
  const AggregateCall* aggregate = nullptr;  // where the path leads to many rows
  std::size_t prefix = 0;                    // so many parts of the reference name the source
};

// A declared column name or a measure, of a source or at the end of a path.
struct DeclaredUse {
  PathUse use;
  std::vector<std::string> way;  // the parts between the source and the name
};

// A column of the query itself, or a whole row of it.
struct PlainUse {
  const Expr* ref = nullptr;
  const Source* source = nullptr;
  const Level* at = nullptr;  // where it stands; known of the unqualified ones
  bool qualified = false;     // has its table in front: if not, it gets it where something is added
  bool qualifiable = false;   // has not, and with it in front would mean the same
  bool whole_row = false;
};

// An aggregate over the rows that a path leads to.
struct AggregateCall {
  const Expr* call = nullptr;
  const Expr* parent = nullptr;  // whose child the call is
  const Level* level = nullptr;
  Clause clause = Clause::kTarget;
  int target = -1;                   // which one of SELECT, in Clause::kTarget
  bool inside_aggregate = false;     // an ordinary one: then it is per row
  std::vector<const PathUse*> uses;  // those that lead to many rows
  std::vector<PlainUse> plain;       // inside the call
  bool unknown_inside = false;       // a name without a table that only the server can place
};

// A relation that stands as a condition of the JOIN it is in.
struct JoinCondition {
  std::size_t begin = 0;  // bytes of what it replaces
  std::size_t end = 0;
  const Relation* relation = nullptr;
  const Source* from = nullptr;
  int from_facet = 0;
  const Source* to = nullptr;
  int to_facet = 0;
};

struct Resolved {
  StableDeque<PathUse> uses;
  std::vector<DeclaredUse> declared;  // to be expanded before anything else is done
  std::vector<PlainUse> plain;        // columns and rows of the query's own sources
  std::vector<JoinCondition> conditions;
  StableDeque<AggregateCall> aggregates;
  // Unqualified names that stay: a table that is joined must not offer a column of such a name.
  std::vector<Name> fixed_names;
  std::vector<PlainUse> unqualified;     // columns of the query itself that are written so
  std::vector<PlainUse> system_columns;  // ctid, rowid ...: not to be seen through a join
  std::vector<Error> errors;  // names that are neither columns nor paths; positions in bytes + 1
  bool has_unknown = false;   // names that only the server can place
  bool has_certain_path = false;  // a path that the server cannot take for anything else
};

// Whether a name around means another source where `scope` is: then the source cannot be named
// there.
bool is_shadowed(const Scope& scope, const Source& source, const Names& names);

Resolved resolve(const Query* query, const Scopes& scopes, const Names& names,
                 const TokenStream& text);

}  // namespace pillion::sql
