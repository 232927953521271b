// Chapter "Allocating and freeing handles": environments, connections, statements, descriptors.
#include "driver/api/entry.h"
#include "driver/handles/statement.h"

namespace pillion {
namespace {

Outcome allocate_connection(Environment& environment, SQLHANDLE* output) {
  auto shared = std::static_pointer_cast<Environment>(environment.slot->object);
  *output =
      register_handle(HandleKind::kConnection, std::make_shared<Connection>(std::move(shared)));
  ++environment.connections;
  return success();
}

std::shared_ptr<Connection> shared(Connection& connection) {
  return std::static_pointer_cast<Connection>(connection.slot->object);
}

Outcome allocate_statement(Connection& connection, SQLHANDLE* output) {
  PILLION_TRY(link, connection.require_connected());
  auto statement = std::make_shared<Statement>(shared(connection), link);
  *output = register_handle(HandleKind::kStatement, statement);
  statement->adopt_descriptors();
  connection.add_child(*statement);
  return success();
}

Outcome allocate_descriptor(Connection& connection, SQLHANDLE* output) {
  PILLION_CHECK(connection.require_connected());
  auto descriptor = std::make_shared<Descriptor>(DescriptorRole::kApplication);
  *output = register_handle(HandleKind::kDescriptor, descriptor);
  descriptor->parent = shared(connection);
  connection.add_child(*descriptor);
  return success();
}

SQLRETURN allocate_environment(SQLHANDLE* output) noexcept {
  if (output == nullptr) return SQL_ERROR;
  try {
    *output = register_handle(HandleKind::kEnvironment, std::make_shared<Environment>());
    return SQL_SUCCESS;
  } catch (...) {
    *output = SQL_NULL_HANDLE;
    return SQL_ERROR;  // there is no handle to tell why
  }
}

template <class Parent, class Body>
SQLRETURN allocate(SQLHANDLE parent, SQLHANDLE* output, Body body) {
  return entry<Parent>(parent, [&](Parent& handle) -> Outcome {
    if (output == nullptr) return fail("HY009", "There is nowhere to put the handle.");
    *output = SQL_NULL_HANDLE;
    return body(handle, output);
  });
}

// What has to be so before a handle may go, and what else goes with it.
Status may_end(Environment& environment) {
  if (environment.connections > 0)
    return fail("HY010", "The environment has connections. Free them first.");
  return {};
}

Status may_end(Connection& connection) {
  if (connection.is_connected())
    return fail("HY010", "The connection is open. Call SQLDisconnect first.");
  return {};
}

Status may_end(Statement& statement) {
  statement.connection().remove_child(statement);
  return {};
}

Status may_end(Descriptor& descriptor) {
  if (descriptor.role() != DescriptorRole::kApplication)
    return fail("HY017", "The descriptor belongs to a statement and ends with it.");
  descriptor.freed = true;  // statements that use it go back to their own
  if (const auto connection = descriptor.parent.lock()) connection->remove_child(descriptor);
  return {};
}

template <class H>
SQLRETURN release(SQLHANDLE value) noexcept {
  std::shared_ptr<H> ended;  // goes after the lock, because its end takes other locks
  const SQLRETURN code = entry<H>(value, [&](H& handle) -> Outcome {
    PILLION_CHECK(may_end(handle));
    ended = std::static_pointer_cast<H>(handle.slot->object);
    unregister_handle(*handle.slot);
    return success();
  });
  if constexpr (std::is_same_v<H, Connection>) {
    if (ended != nullptr) {
      const std::lock_guard hold(ended->environment()->slot->lock);
      --ended->environment()->connections;
    }
  }
  return code;
}

}  // namespace
}  // namespace pillion

using namespace pillion;

extern "C" {

SQLRETURN SQL_API SQLAllocHandle(SQLSMALLINT kind, SQLHANDLE parent, SQLHANDLE* output) {
  switch (kind) {
    case SQL_HANDLE_ENV:
      return allocate_environment(output);
    case SQL_HANDLE_DBC:
      return allocate<Environment>(parent, output, allocate_connection);
    case SQL_HANDLE_STMT:
      return allocate<Connection>(parent, output, allocate_statement);
    case SQL_HANDLE_DESC:
      return allocate<Connection>(parent, output, allocate_descriptor);
    default:
      return SQL_ERROR;
  }
}

SQLRETURN SQL_API SQLFreeHandle(SQLSMALLINT kind, SQLHANDLE handle) {
  switch (kind) {
    case SQL_HANDLE_ENV:
      return release<Environment>(handle);
    case SQL_HANDLE_DBC:
      return release<Connection>(handle);
    case SQL_HANDLE_STMT:
      return release<Statement>(handle);
    case SQL_HANDLE_DESC:
      return release<Descriptor>(handle);
    default:
      return SQL_INVALID_HANDLE;
  }
}

SQLRETURN SQL_API SQLFreeStmt(SQLHSTMT handle, SQLUSMALLINT option) {
  if (option == SQL_DROP) return release<Statement>(handle);
  return entry<Statement>(handle, [&](Statement& s) { return s.free_option(option); });
}

SQLRETURN SQL_API SQLCloseCursor(SQLHSTMT handle) {
  return entry<Statement>(handle, [&](Statement& s) -> Outcome {
    PILLION_CHECK(s.require_cursor());
    return s.free_option(SQL_CLOSE);
  });
}

}  // extern "C"
