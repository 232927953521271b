// A Schema written down as text, for tests without a database. One table a line:
//
//   shop_book(title, author_id -> shop_author, editor_id? -> shop_author, unique (title))
//
// Every table has a primary key `id` unless a `primary key (...)` clause or the word `keyless` is
// there. `?` marks a nullable column. `column:type` gives a type from core/type.h (default int4).
// A name may be `schema.table`; `foreign key (a, b) -> table (c, d)` is a composite key;
// `deferrable (a)` is a unique key that is checked late.
#pragma once

#include <string_view>

#include "reflect/relation.h"

namespace pillion::test {

Schema schema_from_text(std::string_view text);
SchemaView view_from_text(std::string_view text);

// The tables that the manual's examples use.
extern const std::string_view kBookshop;

}  // namespace pillion::test
