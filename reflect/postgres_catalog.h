// The catalog query of a PostgreSQL snapshot: one statement for one round trip, made of branches
// that each return rows of one kind. Every branch has the same eight columns, so that the rows
// stay flat and typed (as JSON, 100,000 columns would take several times as long):
//
//   kind int4 | a oid | b oid | n int4 | m int4 | t1 text | t2 text | t3 text
//
// Nothing is sorted on the server; rows may come in any order. Runs on PostgreSQL 13 and later.
#pragma once

#include <cstdint>
#include <string>

namespace pillion {

enum class CatalogRow : std::int8_t {
  kDatabase = 1,    // t1 name, t2 what an owner may do, as of kGrant
  kSearchPath = 2,  // n place from 1, t1 schema
  kTable =
      3,  // a table, b owner, n relkind and flags, m pages, t1 name, t2 schema, t3 rows estimated
  kColumn = 4,      // a table, b type, n attribute number and flags, m type modifier, t1 name,
                    // t2 collation
  kType = 5,        // b type, m type modifier, t1 as SQL spells it
  kDefault = 6,     // a table, n attribute number, m 1 where it is generated, t1 expression
  kComment = 7,     // a table or type, n attribute number or 0, m 1 for a type, t1 text
  kIndex = 8,       // a table, b index, n flags, m pages, t1 name, t2 attributes,
                    // t3 "key-count rows method options"
  kForeignKey = 9,  // a table, b referenced table, n flags, m actions, t1 name, t2 "of;to", t3 key
  kSchema = 10,     // n 1 where the session may use it, t1 name
  kUserType = 11,   // a type, b type it rests on, n typtype and flag, m type modifier, t1 name,
                    // t2 schema, t3 default
  kIndexText = 12,  // a table, b index, n place from 1 or 0 for the predicate, t1 expression
  kParent = 13,     // a table, b its parent, n place from 1
  kLabel = 14,      // an enumeration, n place from 1, t1 label
  kAttribute = 15,  // a composite type, b type, n place from 1 or 0 for what a domain rests on,
                    // m type modifier, t1 name, t2 type as SQL spells it
  kView = 16,       // a view, t1 its parse tree
  kRole = 17,       // a role, n 1 where the session has its rights, t1 name
  kGrant = 18,      // a table, n attribute number or 0, t1 "grantee=privileges/grantor,..."
  kRoutine = 19,    // a routine, n prokind and flag, t1 name, t2 schema, t3 comment
  kArgument = 20,   // a routine, b type, n place and mode, m type modifier, t1 name, t2 type as SQL
                    // spells it, t3 default
  kAggregate = 21,  // n how many arguments or -1 for any, t1 name, t2 schema
};
inline constexpr std::size_t kCatalogRowKinds = 22;

// Parts of `n` of a table, of a type and of a routine.
inline constexpr std::int64_t kLetter = 0xff, kTableIsPartition = 0x100, kTypeNotNull = 0x100,
                              kRoutineReturnsSet = 0x100;
// Parts of `n` of an argument: its place, from 1 or 0 for the result, is above.
inline constexpr std::int64_t kArgumentMode = 0xff, kArgumentPlace = 0x100;
// Parts of `n` of a column.
inline constexpr std::int64_t kColumnNumber = 0xffff, kColumnNotNull = 0x10000,
                              kColumnIdentity = 0x20000, kColumnGenerated = 0x40000,
                              kColumnIdentityAlways = 0x80000;
// Bits of `n` of an index.
inline constexpr std::int64_t kIndexUnique = 1, kIndexPrimary = 2, kIndexPartial = 4,
                              kIndexLate = 8, kIndexNotKey = 16, kIndexClustered = 32,
                              kIndexExclusion = 64, kIndexNotValid = 128;
// Bits of `n` of a foreign key.
inline constexpr std::int64_t kKeyDeferrable = 1, kKeyDeferred = 2, kKeyInherited = 4,
                              kKeyNotValid = 8;
// Bits of an index column's option.
inline constexpr std::int64_t kOptionDescending = 1, kOptionNullsFirst = 2;

// The whole statement.
const std::string& postgres_catalog_query();
// The routines of pg_catalog and information_schema alone: thousands, which few ask for.
const std::string& postgres_system_routines_query();

}  // namespace pillion
