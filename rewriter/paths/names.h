// Looking names up in a snapshot the way the dialect compares them: exactly in PostgreSQL, where
// the grammar has folded them already; without regard to case in SQLite.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/identifier.h"
#include "reflect/relation.h"
#include "rewriter/arena.h"
#include "rewriter/declared/declared.h"
#include "rewriter/parse/tree.h"

namespace pillion::sql {

// For one statement, and one thread.
class Names {
 public:
  // `declared`: what is declared beside what the schema tells; nullptr: nothing.
  Names(const SchemaView& view, const Declared* declared)
      : view_(view), declared_(declared), sqlite_(view.schema.dialect == Dialect::kSqlite) {}

  bool same(std::string_view a, std::string_view b) const {
    return sqlite_ ? same_folded(a, b) : a == b;
  }
  const Table& table(TableId id) const { return view_.schema.tables[static_cast<std::size_t>(id)]; }
  const std::string& column(TableId id, ColumnId column) const {
    return table(id).columns[static_cast<std::size_t>(column)].name;
  }
  TableId find_table(std::string_view schema, std::string_view name) const;
  ColumnId find_column(TableId table, std::string_view name) const;  // -1: none
  // The relations of a table that answer to the name.
  RelationMatches find_relations(TableId from, std::string_view name) const;
  // Declared ones first.
  RelationMatches relations_of(TableId from) const;
  bool is_declared(const Relation& relation) const;
  bool any_declared() const { return declared_ != nullptr; }
  // A declared name for a column, or a measure; nullptr: none.
  const VirtualColumn* find_virtual(TableId table, std::string_view name) const;
  // Names inside declared conditions: an alias that is made must not be one of them.
  bool is_declared_inside(std::string_view name) const;
  // An aggregate that somebody made: `schema` is empty where the search path finds it.
  bool has_aggregate(std::string_view schema, std::string_view name,
                     std::size_t argument_count) const;
  // A column that every table has without declaring it: ctid, rowid ...
  bool is_system_column(std::string_view name) const;
  bool sqlite() const { return sqlite_; }
  // A copy of the steps of a path, which lives as long as these Names.
  RelationMatches keep(RelationMatches steps) const;

  // What the user most likely meant: the columns and relations of a table with the least typing
  // mistakes between, at most three.
  std::vector<std::string> nearest(TableId table, std::string_view name) const;

 private:
  RelationMatches those_of_name(RelationMatches all, std::string_view name) const;

  const SchemaView& view_;
  const Declared* declared_;
  bool sqlite_;
  // What find_relations() and keep() point into.
  mutable Arena arena_;
};

}  // namespace pillion::sql
