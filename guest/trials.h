// The server's own word on what is declared: is a condition one, and of what type is a measure.
#pragma once

#include <span>
#include <vector>

#include "core/result.h"
#include "core/session.h"
#include "guest/vocabulary.h"

namespace pillion {

// What the server has against one of the things; all are asked about in one statement, and only
// where that is refused, one by one.
Status try_out(Session& session, const BoundDeclarations& bound,
               std::span<const DeclaredThing> things, const DeclaredThing*& refused);

// The virtual columns of every table, described; without those that the server refuses, and those
// that are no value of one row.
Result<ColumnsByTable> describe_virtual_columns(Session& session, const BoundDeclarations& bound);

}  // namespace pillion
