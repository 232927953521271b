#include "driver/handles/connection_attributes.h"

#include <array>

#include "driver/handles/word.h"
#include "driver/table.h"

namespace pillion {
namespace {

template <auto Member>
Result<SQLULEN> get(Connection& c) {
  return to_word(c.*Member);
}

template <auto Member>
Status set(Connection& c, SQLULEN value) {
  from_word(value, c.*Member);
  return {};
}

template <auto Member, SQLULEN Most>
Status set_choice(Connection& c, SQLULEN value) {
  PILLION_CHECK(require_choice(value, Most));
  return set<Member>(c, value);
}

template <SQLULEN Value>
Result<SQLULEN> get_fixed(Connection&) {
  return Value;
}

template <SQLULEN Value>
Status set_fixed(Connection& c, SQLULEN value) {
  accept_only(Value, value, c.diagnostics);
  return {};
}

// A guest reads, whatever it says; a request to write is told so and goes on, because tools set
// the default at every turn.
Status set_access_mode(Connection& c, SQLULEN value) {
  PILLION_CHECK(require_choice(value, SQL_MODE_READ_ONLY));
  if (value == SQL_MODE_READ_WRITE)
    c.diagnostics.add_warning("01S02", "The session is read-only and stays so.");
  return {};
}

// The isolation level is the host's: asking for one changes nothing.
Status set_isolation(Connection& c, SQLULEN value) {
  constexpr SQLULEN kLevels = SQL_TXN_READ_UNCOMMITTED | SQL_TXN_READ_COMMITTED |
                              SQL_TXN_REPEATABLE_READ | SQL_TXN_SERIALIZABLE;
  if (value == 0 || (value & ~kLevels) != 0 || (value & (value - 1)) != 0)
    return fail("HY024", "There is no such isolation level.");
  if (value != c.transaction_isolation)
    c.diagnostics.add_warning("01S02", "The transaction, and its isolation, are the host's.");
  return {};
}

Result<SQLULEN> is_dead(Connection& c) {
  PILLION_TRY(link, c.require_connected());
  return link->guest->is_alive() ? SQL_CD_FALSE : SQL_CD_TRUE;
}

// Sent by a driver manager that takes a connection from its pool: nothing is kept that would have
// to be reset but the attributes.
Status reset(Connection& c, SQLULEN value) {
  if (value != SQL_RESET_CONNECTION_YES) return fail("HY024", "The attribute has no such value.");
  c.autocommit = SQL_AUTOCOMMIT_ON;
  c.statement_defaults = {};
  return {};
}

template <SQLULEN StatementDefaults::*Member>
Result<SQLULEN> get_default(Connection& c) {
  return c.statement_defaults.*Member;
}
template <SQLULEN StatementDefaults::*Member>
Status set_default(Connection& c, SQLULEN value) {
  c.statement_defaults.*Member = value;
  return {};
}

Result<std::string> current_catalog(Connection& c) {
  PILLION_TRY(link, c.require_connected());
  PILLION_TRY(info, link->guest->info());
  return info.database;
}

Status refuse_trace(Connection&, SQLULEN) {
  return fail("HYC00", "Tracing is the driver manager's. Set Trace=yes in odbcinst.ini.");
}

constexpr std::array kAttributes = std::to_array<ConnectionAttributeRow>({
    {.attribute = SQL_ATTR_AUTOCOMMIT,
     .name = "SQL_ATTR_AUTOCOMMIT",
     .get = get<&Connection::autocommit>,
     .set = set_choice<&Connection::autocommit, SQL_AUTOCOMMIT_ON>},
    {.attribute = SQL_ATTR_ACCESS_MODE,
     .name = "SQL_ATTR_ACCESS_MODE",
     .get = get_fixed<SQL_MODE_READ_ONLY>,
     .set = set_access_mode},
    {.attribute = SQL_ATTR_LOGIN_TIMEOUT,
     .name = "SQL_ATTR_LOGIN_TIMEOUT",
     .get = get<&Connection::login_timeout>,
     .set = set<&Connection::login_timeout>},
    {.attribute = SQL_ATTR_CONNECTION_TIMEOUT,
     .name = "SQL_ATTR_CONNECTION_TIMEOUT",
     .get = get<&Connection::connection_timeout>,
     .set = set<&Connection::connection_timeout>},
    {.attribute = SQL_ATTR_TXN_ISOLATION,
     .name = "SQL_ATTR_TXN_ISOLATION",
     .get = get<&Connection::transaction_isolation>,
     .set = set_isolation},
    {.attribute = SQL_ATTR_CURRENT_CATALOG,
     .name = "SQL_ATTR_CURRENT_CATALOG",
     .width = 0,
     .get_text = current_catalog},
    {.attribute = SQL_ATTR_CONNECTION_DEAD, .name = "SQL_ATTR_CONNECTION_DEAD", .get = is_dead},
    {.attribute = SQL_ATTR_RESET_CONNECTION, .name = "SQL_ATTR_RESET_CONNECTION", .set = reset},
    {.attribute = SQL_ATTR_PACKET_SIZE,
     .name = "SQL_ATTR_PACKET_SIZE",
     .get = get<&Connection::packet_size>,
     .set = set<&Connection::packet_size>},
    {.attribute = SQL_ATTR_QUIET_MODE,
     .name = "SQL_ATTR_QUIET_MODE",
     .width = sizeof(SQLPOINTER),
     .get = get<&Connection::quiet_mode>,
     .set = set<&Connection::quiet_mode>},
    {.attribute = SQL_ATTR_ASYNC_ENABLE,
     .name = "SQL_ATTR_ASYNC_ENABLE",
     .width = sizeof(SQLULEN),
     .get = get_fixed<SQL_ASYNC_ENABLE_OFF>,
     .set = set_fixed<SQL_ASYNC_ENABLE_OFF>},
    {.attribute = SQL_ATTR_ASYNC_DBC_FUNCTIONS_ENABLE,
     .name = "SQL_ATTR_ASYNC_DBC_FUNCTIONS_ENABLE",
     .get = get_fixed<SQL_ASYNC_DBC_ENABLE_OFF>,
     .set = set_fixed<SQL_ASYNC_DBC_ENABLE_OFF>},
    {.attribute = SQL_ATTR_AUTO_IPD, .name = "SQL_ATTR_AUTO_IPD", .get = get_fixed<SQL_FALSE>},
    {.attribute = SQL_ATTR_TRACE,
     .name = "SQL_ATTR_TRACE",
     .get = get_fixed<SQL_OPT_TRACE_OFF>,
     .set = refuse_trace},
    {.attribute = SQL_ATTR_ODBC_CURSORS,
     .name = "SQL_ATTR_ODBC_CURSORS",
     .width = sizeof(SQLULEN),
     .get = get_fixed<SQL_CUR_USE_DRIVER>,
     .set = set_fixed<SQL_CUR_USE_DRIVER>},
    {.attribute = SQL_ATTR_METADATA_ID,
     .name = "SQL_ATTR_METADATA_ID",
     .get = get_default<&StatementDefaults::metadata_id>,
     .set = set_default<&StatementDefaults::metadata_id>},
    {.attribute = SQL_ATTR_QUERY_TIMEOUT,
     .name = "SQL_ATTR_QUERY_TIMEOUT",
     .width = sizeof(SQLULEN),
     .get = get_default<&StatementDefaults::query_timeout>,
     .set = set_default<&StatementDefaults::query_timeout>},
    {.attribute = SQL_ATTR_MAX_ROWS,
     .name = "SQL_ATTR_MAX_ROWS",
     .width = sizeof(SQLULEN),
     .get = get_default<&StatementDefaults::max_rows>,
     .set = set_default<&StatementDefaults::max_rows>},
    {.attribute = SQL_ATTR_MAX_LENGTH,
     .name = "SQL_ATTR_MAX_LENGTH",
     .width = sizeof(SQLULEN),
     .get = get_default<&StatementDefaults::max_length>,
     .set = set_default<&StatementDefaults::max_length>},
    {.attribute = SQL_ATTR_NOSCAN,
     .name = "SQL_ATTR_NOSCAN",
     .width = sizeof(SQLULEN),
     .get = get_default<&StatementDefaults::noscan>,
     .set = set_default<&StatementDefaults::noscan>},
});

}  // namespace

std::span<const ConnectionAttributeRow> all_connection_attributes() {
  return kAttributes;
}

Result<const ConnectionAttributeRow*> find_connection_attribute(SQLINTEGER attribute) {
  const auto* const row = find_row(kAttributes, &ConnectionAttributeRow::attribute, attribute);
  if (row == nullptr)
    return fail("HY092", "There is no connection attribute " + std::to_string(attribute) + ".");
  return row;
}

Status set_current_catalog(Connection& connection, std::string_view catalog) {
  PILLION_TRY(current, current_catalog(connection));
  if (catalog == current) return {};
  return fail("HYC00", "The database is the host's: " + current +
                           ". Connect by a lease of the "
                           "other one.");
}

}  // namespace pillion
