#include "reflect/load.h"

#include <atomic>
#include <chrono>

#include "reflect/load_postgres.h"
#include "reflect/load_sqlite.h"

namespace pillion {
namespace {

std::uint64_t next_version() {
  static std::atomic<std::uint64_t> version{0};
  return ++version;
}

}  // namespace

Result<std::shared_ptr<const SchemaView>> load_schema(QueryRunner& session) {
  const auto taken_at = std::chrono::steady_clock::now();
  PILLION_TRY(schema, session.dialect() == Dialect::kSqlite ? load_sqlite(session)
                                                            : load_postgres(session));
  schema.version = next_version();
  schema.taken_at = taken_at;
  schema.index();
  auto view = std::make_shared<SchemaView>();
  view->schema = std::move(schema);
  view->relations = Relations::derive(view->schema);
  return view;
}

}  // namespace pillion
