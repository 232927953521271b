// Whether a snapshot still holds, told by small queries instead of a new snapshot.
#pragma once

#include <cstdint>
#include <string>

#include "core/result.h"
#include "core/session.h"

namespace pillion {

// What a session sees of the catalog, told in three ways, each dearer than the one before.
struct CatalogState {
  // The server, database, role and search path, and how much sessions have told of their changes to
  // the catalog. Equal: this session itself has changed nothing.
  std::string session;
  // The transactions that its queries see. Equal, beside an equal `session`: it sees the very same
  // catalog.
  std::string visible;
  // Two equal keys mean: the same server, database, role and search path, and the same schema,
  // told by the rows of the catalog that the session sees.
  std::string key;
  bool was_read = false;  // false: the key is that of the state it was compared with
  // False where the session has changed the catalog and keeps no count of it (`track_counts`).
  // Such a snapshot must not be kept.
  bool settled = true;
};

enum class Scrutiny : std::uint8_t {
  kOwnChanges,  // `visible` may differ: what other sessions have done is not looked for
  kAllChanges
};

// `known`: the state when the catalog was last looked at; an empty one has the catalog read. One
// round trip, and one more to read the catalog where something may have changed. Reading costs time
// with the size of the catalog: some 50 ms for 10,000 tables.
Result<CatalogState> catalog_state(QueryRunner& session, const CatalogState& known,
                                   Scrutiny scrutiny);

}  // namespace pillion
