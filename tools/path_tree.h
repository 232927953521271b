// The names that may be written after a table: its columns, and its relations with theirs.
#pragma once

#include <string>

#include "reflect/relation.h"

namespace pillion {

// `depth` counts the relations that a path may go through.
std::string path_tree(const SchemaView& view, TableId table, int depth);
std::string path_json(const SchemaView& view, TableId table, int depth);

}  // namespace pillion
