// Snapshots of this process, so that a new lease of the same server, database, role and search
// path need not load what another one has.
#pragma once

#include <memory>
#include <string>

#include "reflect/relation.h"

namespace pillion {

using SchemaViewPtr = std::shared_ptr<const SchemaView>;

// By the key of a CatalogState. Safe to use from several threads.
SchemaViewPtr find_shared_snapshot(const std::string& key);  // nullptr: there is none
// The latest few are kept, also when no lease needs them: a host may well open a connection for
// each of its requests.
void share_snapshot(const std::string& key, SchemaViewPtr view);

}  // namespace pillion
