// The tables that a catalog function is asked about.
#pragma once

#include <vector>

#include "core/result.h"
#include "reflect/catalog.h"

namespace pillion {

// Tables in the order of schema and name. Schema and table are patterns; the catalog is the
// database's name (an empty one means tables without a catalog, and there are none).
Result<std::vector<TableId>> tables_by_pattern(const Schema& schema, const CatalogName& name,
                                               const CatalogOptions& options);
// For functions that speak of one table by its name. Without a schema, the table that the search
// path finds; where it finds none, those of every schema. HY009 without a table name.
Result<std::vector<TableId>> tables_by_name(const Schema& schema, const CatalogName& name,
                                            const CatalogOptions& options);

}  // namespace pillion
