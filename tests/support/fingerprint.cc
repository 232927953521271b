#include "support/fingerprint.h"

#include <array>

#include "support/host.h"

namespace pillion::test {
namespace {

struct Fact {
  const char* name;
  const char* query;
};

// Locks: those that the fingerprint's own queries take stay till the transaction ends, so they
// are left out, as are the session's own virtual transaction and what belongs to no relation of a
// user. SIReadLock is no lock but the mark that a serializable transaction has read: the one thing
// a guest cannot hide, as what it reads in a serializable transaction counts as the host's. A
// cursor that stays in a transaction leaves the source of transaction_read_only: "session".
constexpr std::array kFacts = {
    Fact{"settings",
         "SELECT md5(string_agg(name || '=' || setting || '/' || CASE name WHEN "
         "'transaction_read_only' THEN '' ELSE source END, ',' ORDER BY name)) FROM pg_settings"},
    Fact{"transaction", "SELECT coalesce(pg_current_xact_id_if_assigned()::text, '-')"},
    Fact{"users", "SELECT session_user || '/' || current_user"},
    Fact{"prepared",
         "SELECT coalesce(string_agg(name, ',' ORDER BY name), '') FROM "
         "pg_prepared_statements"},
    // The unnamed portal is the one this very query runs in.
    Fact{"cursors",
         "SELECT coalesce(string_agg(name || is_holdable, ',' ORDER BY name), '') FROM "
         "pg_cursors WHERE name <> ''"},
    Fact{"locks",
         "SELECT coalesce(string_agg(locktype || ' ' || mode || ' ' || coalesce(relation, "
         "0) || ' ' || coalesce(objid, 0), ',' ORDER BY locktype, mode, relation, objid), "
         "'') FROM pg_locks WHERE pid = pg_backend_pid() AND mode <> 'SIReadLock' AND (locktype "
         "NOT IN ('virtualxid', 'relation') OR relation >= 16384)"},
    Fact{"temporary",
         "SELECT coalesce(string_agg(relname, ',' ORDER BY relname), '') FROM "
         "pg_class WHERE relpersistence = 't'"},
    Fact{"listening", "SELECT coalesce(string_agg(c, ','), '') FROM pg_listening_channels() c"},
};

}  // namespace

std::string fingerprint(PGconn* host) {
  std::string all;
  for (const Fact& fact : kFacts)
    all += std::string(fact.name) + ": " + host_sql(host, fact.query) + "\n";
  all += "status: " + std::to_string(PQtransactionStatus(host)) + "\n";
  all += "pipeline: " + std::to_string(PQpipelineStatus(host)) + "\n";
  all += "nonblocking: " + std::to_string(PQisnonblocking(host)) + "\n";
  all += "encoding: " + std::to_string(PQclientEncoding(host)) + "\n";
  for (const char* const name : {"client_encoding", "DateStyle", "IntervalStyle", "TimeZone",
                                 "standard_conforming_strings", "application_name"})
    all += std::string(name) + ": " + PQparameterStatus(host, name) + "\n";
  return all;
}

}  // namespace pillion::test
