// The gate's table of functions, held against the functions of a live server.
#include <algorithm>
#include <set>

#include "rewriter/gate/refused_functions.h"
#include "rewriter/rewriter.h"
#include "support/host.h"

using namespace pillion;
using namespace pillion::test;

namespace {

// Volatile functions that a guest may call, each looked at once: they tell of the server or the
// session, wait, or give random values, and leave nothing behind. Those that only the server
// calls (triggers, handlers, sampling methods) cannot be called from SQL.
const std::set<std::string_view> kReviewed = {"amvalidate",
                                              "clock_timestamp",
                                              "current_query",
                                              "gen_random_uuid",
                                              "pg_blocking_pids",
                                              "pg_collation_actual_version",
                                              "pg_control_checkpoint",
                                              "pg_control_init",
                                              "pg_control_recovery",
                                              "pg_control_system",
                                              "pg_current_logfile",
                                              "pg_current_wal_flush_lsn",
                                              "pg_current_wal_insert_lsn",
                                              "pg_current_wal_lsn",
                                              "pg_database_collation_actual_version",
                                              "pg_database_size",
                                              "pg_get_backend_memory_contexts",
                                              "pg_get_multixact_members",
                                              "pg_get_shmem_allocations",
                                              "pg_get_wal_replay_pause_state",
                                              "pg_get_wal_resource_managers",
                                              "pg_indexes_size",
                                              "pg_is_in_recovery",
                                              "pg_is_wal_replay_paused",
                                              "pg_isolation_test_session_is_blocked",
                                              "pg_jit_available",
                                              "pg_last_committed_xact",
                                              "pg_last_wal_receive_lsn",
                                              "pg_last_wal_replay_lsn",
                                              "pg_last_xact_replay_timestamp",
                                              "pg_lock_status",
                                              "pg_notification_queue_usage",
                                              "pg_partition_ancestors",
                                              "pg_partition_tree",
                                              "pg_prepared_xact",
                                              "pg_relation_size",
                                              "pg_replication_origin_progress",
                                              "pg_safe_snapshot_blocking_pids",
                                              "pg_show_replication_origin_status",
                                              "pg_sleep",
                                              "pg_sleep_for",
                                              "pg_sleep_until",
                                              "pg_stat_get_recovery_prefetch",
                                              "pg_stat_get_xact_blocks_fetched",
                                              "pg_stat_get_xact_blocks_hit",
                                              "pg_stat_get_xact_function_calls",
                                              "pg_stat_get_xact_function_self_time",
                                              "pg_stat_get_xact_function_total_time",
                                              "pg_stat_get_xact_numscans",
                                              "pg_stat_get_xact_tuples_deleted",
                                              "pg_stat_get_xact_tuples_fetched",
                                              "pg_stat_get_xact_tuples_hot_updated",
                                              "pg_stat_get_xact_tuples_inserted",
                                              "pg_stat_get_xact_tuples_returned",
                                              "pg_stat_get_xact_tuples_updated",
                                              "pg_stat_have_stats",
                                              "pg_table_size",
                                              "pg_tablespace_size",
                                              "pg_total_relation_size",
                                              "pg_xact_commit_timestamp",
                                              "pg_xact_commit_timestamp_origin",
                                              "pg_xact_status",
                                              "random",
                                              "timeofday",
                                              "txid_status"};

}  // namespace

BOOST_AUTO_TEST_SUITE(gate)

BOOST_AUTO_TEST_CASE(every_volatile_function_of_the_server_is_judged) {
  const HostConnection host = connect_host();
  const Lent lent(host.get());
  const auto found = run(*lent.session(),
                         "SELECT DISTINCT proname::text, pronargs FROM pg_proc"
                         " WHERE provolatile = 'v' AND prokind = 'f'"
                         " AND pronamespace = 'pg_catalog'::regnamespace"
                         " AND prorettype <> ALL (ARRAY['trigger', 'event_trigger', 'internal',"
                         " 'language_handler', 'index_am_handler', 'table_am_handler',"
                         " 'tsm_handler', 'fdw_handler']::regtype[])"
                         " AND NOT 'internal'::regtype = ANY (proargtypes::oid[])"
                         " AND proname !~ '^plpgsql_' ORDER BY 1");
  BOOST_REQUIRE(found);
  BOOST_TEST((*found)->row_count() > 100);
  for (int row = 0; row < (*found)->row_count(); ++row) {
    const std::string name = text_of(**found, row, 0);
    const bool refused = find_refused_function(name, -1) != nullptr;
    BOOST_TEST((refused || kReviewed.contains(name)), name << " is not judged yet");
    BOOST_TEST(!(refused && kReviewed.contains(name)), name << " is judged twice");
  }
}

BOOST_AUTO_TEST_SUITE_END()
