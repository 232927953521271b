// Snapshots of this process, so that a new lease of the same server, database, role and search
// path need not load what another one has.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "core/result.h"
#include "reflect/relation.h"

namespace pillion {

using SchemaViewPtr = std::shared_ptr<const SchemaView>;

// Forever, where there is no limit.
inline constexpr std::chrono::seconds kAnyAge{0};

// Whether the snapshot is older than a `ttl`.
bool is_outdated(const SchemaView& view, std::chrono::seconds ttl);

// The snapshot for the key of a CatalogState, loaded where there is none that is young enough. Of
// several threads that need the same one, also on behalf of several leases, one loads it and the
// others wait, but not for long: its host may be at work. Where it fails, the next one loads. The
// latest few snapshots are kept, also when no lease needs them: a host may well open a connection
// for each of its requests. Safe to use from several threads.
Result<SchemaViewPtr> shared_snapshot(const std::string& key, std::chrono::seconds ttl,
                                      const std::function<Result<SchemaViewPtr>()>& load);

// Puts this one in the place of what is kept for the key.
void share_snapshot(const std::string& key, SchemaViewPtr view);

}  // namespace pillion
