// The schema snapshot: what reflection knows of a database, as one immutable value. Tables and
// columns are numbered by their place in the vectors; every other structure speaks in those
// numbers, so a snapshot can be shared between threads and leases without locks.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/session.h"
#include "reflect/hash_index.h"

namespace pillion {

using TableId = std::int32_t;   // index into Schema::tables
using ColumnId = std::int32_t;  // index into Table::columns
inline constexpr TableId kNoTable = -1;

struct Column {
  std::string name;
  Oid type = 0;  // of a domain: the type it rests on, which results are described by too
  std::int32_t type_modifier = -1;
  std::string type_name;  // as format_type() spells it
  bool is_domain = false;
  std::int16_t ordinal = 0;  // attribute number, from 1
  bool nullable = true;
  bool identity = false;              // filled by the database where a row gives no value
  bool identity_always = false;       // GENERATED ALWAYS: a row may not give one
  bool generated = false;             // computed from other columns
  std::string default_expression;     // empty: none
  std::string generation_expression;  // of a generated column
  std::string collation;              // empty: the type's own, or not a text
  std::string comment;
  bool bare = false;  // its name needs no quotes: set by Schema::index()
};

enum class TableKind : std::uint8_t {
  kTable,
  kView,
  kMaterializedView,
  kPartitionedTable,
  kForeignTable,
  kSystemTable
};

// A primary key or a unique constraint (or a unique index without predicate or expression).
struct Key {
  std::string name;
  std::vector<ColumnId> columns;  // in key order
  bool primary = false;
  // Checked at the end of a statement or transaction only: no proof of uniqueness before that.
  bool deferrable = false;
};

struct Index {
  std::string name;
  std::vector<ColumnId> columns;   // in index order, included ones left out; -1: an expression
  std::vector<ColumnId> included;  // INCLUDE: kept in the index, no part of its order
  std::vector<bool> descending;    // for each of `columns`
  std::vector<bool> nulls_first;   // for each of them
  std::vector<std::string> expressions;  // for each of them; empty: a column
  bool unique = false;
  bool partial = false;
  bool exclusion = false;        // of an exclusion constraint
  bool valid = true;             // false: it was never built to its end
  bool clustered = false;        // the table was once put in this order
  std::string method = "btree";  // of access
  std::string predicate;         // of a partial one
  double row_estimate = -1;
  std::int32_t pages = 0;
};

// The referential actions, by ODBC's numbers for UPDATE_RULE and DELETE_RULE.
enum class ReferentialAction : std::uint8_t {
  kCascade = 0,
  kRestrict = 1,
  kSetNull = 2,
  kNoAction = 3,
  kSetDefault = 4
};

struct ForeignKey {
  std::string name;
  TableId table = kNoTable;
  std::vector<ColumnId> columns;
  TableId referenced_table = kNoTable;
  std::vector<ColumnId> referenced_columns;  // paired with `columns`
  std::string referenced_key;                // name of the key it points at
  ReferentialAction on_update = ReferentialAction::kNoAction;
  ReferentialAction on_delete = ReferentialAction::kNoAction;
  bool deferrable = false;
  bool initially_deferred = false;
  bool inherited = false;  // a partition's copy of its parent's key
  bool valid = true;       // false: NOT VALID, rows that were there before may break it
};

// Where a view's column is a plain column of a table that the view reads.
struct ColumnOrigin {
  std::int32_t row = -1;  // index into Table::row_tables; -1: an expression
  ColumnId column = -1;   // of that table
};

// What may be granted on a table, on its columns, or on both; in the order of their names.
enum class Privilege : std::uint8_t {
  kDelete,
  kInsert,
  kMaintain,
  kReferences,
  kSelect,
  kTrigger,
  kTruncate,
  kUpdate
};
inline constexpr std::size_t kPrivilegeCount = 8;

// What one role has granted to another, as one bit a privilege.
struct Grant {
  std::string grantor;
  std::string grantee;  // empty: PUBLIC
  std::uint8_t privileges = 0;
  std::uint8_t grantable = 0;  // those that the grantee may grant on
  ColumnId column = -1;        // -1: on the whole table

  static constexpr std::uint8_t bit(Privilege privilege) {
    return static_cast<std::uint8_t>(1U << static_cast<unsigned>(privilege));
  }
};

struct Table {
  std::string schema;  // SQLite: "main"
  std::string name;
  Oid oid = 0;
  TableKind kind = TableKind::kTable;
  std::vector<Column> columns;  // in ordinal order, dropped ones left out
  std::vector<Key> keys;        // the primary key first
  std::vector<Index> indexes;
  std::vector<TableId> parents;  // the tables it inherits from
  bool is_partition = false;     // of its one parent
  // Of a view: the tables whose rows its rows hold, and where each column is from. A table that is
  // joined to itself is there twice.
  std::vector<TableId> row_tables;
  std::vector<ColumnOrigin> origins;  // for each of `columns`, or empty
  std::string definition;             // of SQLite's views: CREATE VIEW ..., for want of origins
  double row_estimate = -1;           // -1: not known
  std::int32_t pages = 0;
  std::string comment;
  std::vector<Grant> grants;  // the owner's own rights too; empty in SQLite, which has none
  bool readable = true;       // by the session's role: the table, or one of its columns
  // Set by Schema::index(): it is found without its schema; its name needs no quotes.
  bool visible = false;
  bool bare = false;

  const Column* find_column(std::string_view column_name) const;
  ColumnId column_id(std::string_view column_name) const;  // -1: no such column
  const Column& column(ColumnId id) const { return columns[static_cast<std::size_t>(id)]; }
  const Key* primary_key() const;  // nullptr: there is none
};

enum class UserTypeKind : std::uint8_t { kEnum, kDomain, kComposite };

// A column of a composite type.
struct Attribute {
  std::string name;
  Oid type = 0;
  std::int32_t type_modifier = -1;
  std::string type_name;
};

// A type that somebody made: what is behind the name that a column's type_name gives.
struct UserType {
  std::string schema;
  std::string name;
  Oid oid = 0;
  UserTypeKind kind = UserTypeKind::kEnum;
  Oid base_type = 0;                // of a domain; it may be a domain itself
  std::int32_t type_modifier = -1;  // of the base type
  std::string base_name;            // as format_type() spells the base type
  bool not_null = false;            // of a domain
  std::string default_expression;   // of a domain
  std::vector<std::string> labels;  // of an enumeration, in its own order
  std::vector<Attribute> attributes;
  std::string comment;
};

enum class RoutineKind : std::uint8_t { kFunction, kProcedure };
// kTable: a column of the rows that it returns.
enum class ArgumentMode : std::uint8_t { kIn, kOut, kInOut, kVariadic, kTable };

struct RoutineArgument {
  std::string name;                 // empty: it has none
  Oid type = 0;                     // of a domain: the type it rests on
  std::int32_t type_modifier = -1;  // of a domain, or of a composite result's column
  std::string type_name;
  bool is_domain = false;
  ArgumentMode mode = ArgumentMode::kIn;
  std::string default_expression;
};

// A function or procedure; neither an aggregate nor a window function, which {call} cannot reach.
struct Routine {
  std::string schema;
  std::string name;  // several may have the same one: their arguments tell them apart
  Oid oid = 0;
  RoutineKind kind = RoutineKind::kFunction;
  bool returns_set = false;
  // In order; the columns of a composite result are among them. A single result is `result`.
  std::vector<RoutineArgument> arguments;
  RoutineArgument result;  // type 0: there is none, or `arguments` has it
  std::string comment;
};

// An aggregate that somebody made.
struct Aggregate {
  std::string schema;
  std::string name;
  int argument_count = 0;  // -1: any, it is VARIADIC
};

struct Schema {
  Dialect dialect = Dialect::kPostgres;
  std::string database;
  std::vector<std::string> schemas;      // all of them, by name
  std::vector<std::string> search_path;  // the schemas an unqualified name is looked for in
  std::vector<Table> tables;             // ordered by schema and name
  std::vector<ForeignKey> foreign_keys;  // ordered by table and name
  std::vector<UserType> types;           // ordered by schema and name
  std::vector<Routine> routines;         // the same; those of the system: system_routines.h
  std::vector<Aggregate> aggregates;     // ordered by name; those of the system are not here
  std::uint64_t version = 0;             // another number for every snapshot taken
  std::chrono::steady_clock::time_point taken_at;

  const Table& table(TableId id) const { return tables[static_cast<std::size_t>(id)]; }
  // By exact (folded) name. An empty schema name follows search_path. kNoTable: not known.
  TableId find_table(std::string_view schema_name, std::string_view table_name) const;
  TableId find_table(Oid table_oid) const;
  std::span<const ForeignKey> foreign_keys_of(TableId table) const;
  // nullptr: built in, or a table's row.
  const UserType* find_type(Oid type_oid) const;

  // Fills the lookup structures; to be called once the vectors are complete.
  void index();
  HashIndex by_name;
  HashIndex by_oid;
  HashIndex type_by_oid;
};

}  // namespace pillion
