// Takes a schema snapshot over a session, under its guard, in one query.
#pragma once

#include <memory>

#include "core/result.h"
#include "core/session.h"
#include "reflect/relation.h"

namespace pillion {

Result<std::shared_ptr<const SchemaView>> load_schema(QueryRunner& session);

}  // namespace pillion
