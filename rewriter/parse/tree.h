// A statement as the passes see it: PostgreSQL's raw parse tree, cut down to what they ask. It is
// immutable, its nodes and names live in the Statement's arena, and locations are byte offsets
// into the text that was parsed (-1: the grammar does not tell).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "rewriter/arena.h"

namespace pillion::sql {

struct Expr;
struct FromItem;
struct Query;

template <class T>
using List = std::span<const T>;
using Name = std::string_view;
using ExprList = List<const Expr*>;

enum class ExprKind : std::uint8_t {
  kColumn,     // a.b.c, also with .* at the end
  kParameter,  // $1
  kConstant,
  kFunction,     // a call, or what the grammar turns into one
  kSubquery,     // (SELECT ...), EXISTS, ARRAY, IN and their kin
  kField,        // (expression).name, (expression)[1]
  kGrouping,     // GROUPING(...): its arguments are matched, not evaluated
  kGroupingSet,  // ROLLUP (...) and its kin in GROUP BY
  kRow,          // (a, b) without the word ROW
  kAnd,          // a AND b AND ...
  kEquals,       // column = column
  kComparison,   // a call or a column compared with a value, in either order: named by the operator
  kOther         // operators, CASE, casts ...: nothing but children
};

struct WindowClause {
  Name name;  // WINDOW name AS (...)
  ExprList partition_by;
  ExprList order_by;
  ExprList bounds;  // of the frame
};

struct FunctionCall {
  ExprList arguments;
  ExprList order_by;  // inside the brackets, or WITHIN GROUP
  const Expr* filter = nullptr;
  const WindowClause* over = nullptr;  // also for OVER name
  bool star = false;                   // count(*)
  bool distinct = false;
  bool within_group = false;
  bool variadic = false;
};

struct Expr {
  ExprKind kind = ExprKind::kOther;
  bool star = false;  // kColumn: ends in *
  std::int32_t location = -1;
  std::int32_t number = 0;  // kParameter
  // kColumn: its parts; kFunction: the qualified name; kField: the fields; kComparison: one.
  List<Name> names;
  ExprList children;                   // everything below, whatever the kind, but for `query`
  const FunctionCall* call = nullptr;  // kFunction
  const Query* query = nullptr;        // kSubquery
};

enum class FromKind : std::uint8_t { kTable, kSubquery, kFunction, kJoin };
enum class JoinType : std::uint8_t { kInner, kLeft, kRight, kFull };

// One thing in FROM. A join with an alias hides what it joins.
struct FromItem {
  FromKind kind = FromKind::kTable;
  bool lateral = false;
  bool natural = false;
  bool ordinality = false;
  bool columns_known = true;  // false: a function whose columns only the server knows
  JoinType join_type = JoinType::kInner;
  std::int32_t location = -1;      // kTable: its name
  Name catalog, schema, name;      // kTable
  Name alias;                      // empty: none
  List<Name> column_aliases;       // of the alias; kFunction: or of its column definitions
  List<Name> using_columns;        // kJoin
  Name using_alias;                // JOIN ... USING (...) AS alias
  const FromItem* left = nullptr;  // kJoin
  const FromItem* right = nullptr;
  const Expr* on = nullptr;
  const Query* query = nullptr;  // kSubquery
  ExprList expressions;          // kFunction: the calls; kTable: TABLESAMPLE's arguments
};

struct Target {
  Name alias;  // AS alias; empty: none
  const Expr* value = nullptr;
  std::int32_t location = -1;
  // The label the column gets where there is no alias, and the expression that gives it its name.
  Name label;
  const Expr* labelled_by = nullptr;
};

struct Cte {
  Name name;
  List<Name> column_aliases;
  const Query* query = nullptr;  // nullptr: a statement that writes
  std::int32_t location = -1;
  bool search_or_cycle = false;  // SEARCH and CYCLE add columns
};

enum class QueryKind : std::uint8_t { kSelect, kValues, kSetOperation };

struct Query {
  QueryKind kind = QueryKind::kSelect;
  bool recursive = false;  // WITH RECURSIVE
  bool into = false;       // SELECT INTO
  bool distinct = false;   // DISTINCT, with or without ON
  bool grouped_distinct = false;
  std::int32_t into_location = -1;
  bool locking = false;       // FOR UPDATE and its kin
  bool has_sublinks = false;  // a query stands in an expression of it, or of what is inside it
  List<const Cte*> ctes;
  ExprList distinct_on;
  List<Target> targets;
  List<const FromItem*> from;
  const Expr* where = nullptr;
  ExprList group_by;
  const Expr* having = nullptr;
  List<const WindowClause*> windows;
  ExprList values;  // kValues: all rows, one after the other
  int values_width = 0;
  ExprList order_by;
  ExprList limits;              // LIMIT and OFFSET
  List<const Query*> branches;  // kSetOperation, in order
};

enum class StatementKind : std::uint8_t {
  kQuery,    // SELECT, VALUES, TABLE, WITH ... SELECT
  kExplain,  // of a query
  kShow,
  kTransaction,  // BEGIN, COMMIT, SAVEPOINT ...
  kEmpty,
  kOther
};

struct Statement {
  StatementKind kind = StatementKind::kEmpty;
  const Query* query = nullptr;  // kQuery, kExplain
  std::int32_t location = 0;
  int statement_count = 0;
  std::int32_t second_location = -1;  // of the second statement, where there is one
  std::unique_ptr<Arena> arena;
};

}  // namespace pillion::sql
