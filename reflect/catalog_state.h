// Whether a snapshot still holds, told by one small query instead of a new snapshot.
#pragma once

#include <string>

#include "core/result.h"
#include "core/session.h"

namespace pillion {

// Two equal keys mean: the same server, database, role and search path, and the same schema.
struct CatalogState {
  std::string key;
  // False where the session's own transaction has changed the schema: what it sees may be taken
  // back to any of its savepoints, and no counter tells. Such a snapshot must not be kept.
  bool settled = true;
};

// On PostgreSQL it rests on the counters of cumulative statistics. The session's own changes count
// at once; another session's when that one reports them, at most ten seconds later.
Result<CatalogState> catalog_state(QueryRunner& session);

}  // namespace pillion
