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
  kDatabase = 1,    // t1 name
  kSearchPath = 2,  // n place from 1, t1 schema
  kTable = 3,       // a table, n relkind, m pages, t1 name, t2 schema, t3 rows estimated
  kColumn = 4,      // a table, b type, n attribute number and flags, m type modifier, t1 name
  kType = 5,        // b type, m type modifier, t1 as SQL spells it
  kDefault = 6,     // a table, n attribute number, t1 expression
  kComment = 7,     // a table, n attribute number or 0, t1 text
  kIndex = 8,       // a table, b index, n flags, m pages, t1 name, t2 attributes,
                    // t3 "key-count rows method options"
  kForeignKey = 9,  // a table, b referenced table, n flags, m actions, t1 name, t2 "of;to", t3 key
  kSchema = 10,     // t1 name
  kDomain = 11,     // a domain, b type it rests on, n not null, m type modifier
  kIndexText = 12,  // a table, b index, n place from 1 or 0 for the predicate, t1 expression
};

// Parts of `n` of a column.
inline constexpr std::int64_t kColumnNumber = 0xffff, kColumnNotNull = 0x10000,
                              kColumnIdentity = 0x20000, kColumnGenerated = 0x40000;
// Bits of `n` of an index.
inline constexpr std::int64_t kIndexUnique = 1, kIndexPrimary = 2, kIndexPartial = 4,
                              kIndexLate = 8, kIndexNotKey = 16, kIndexClustered = 32;
// Bits of `n` of a foreign key.
inline constexpr std::int64_t kKeyDeferrable = 1, kKeyDeferred = 2, kKeyInherited = 4;

// The whole statement.
const std::string& postgres_catalog_query();

}  // namespace pillion
