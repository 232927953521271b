// A schema for a person or a program to read.
#pragma once

#include <string>
#include <vector>

#include "reflect/relation.h"

namespace pillion {

// The tables to print, by number.
using TableIds = std::vector<TableId>;

std::string schema_as_table(const SchemaView& view, const TableIds& tables);
std::string schema_as_json(const SchemaView& view, const TableIds& tables);
// An entity-relationship diagram in Mermaid's notation.
std::string schema_as_mermaid(const SchemaView& view, const TableIds& tables);
// A graph in Graphviz's notation.
std::string schema_as_dot(const SchemaView& view, const TableIds& tables);

}  // namespace pillion
