#include "rewriter/gate/refused_functions.h"

#include <algorithm>
#include <array>

namespace pillion {
namespace {

using enum RefusalReason;

// Judged against pg_proc's volatile functions of PostgreSQL 13 to 18, the extensions that come
// with it, and SQLite's own. Prefixes first, then whole names, each in order.
constexpr RefusedFunction kRefusedFunctions[] = {
    {"autoprewarm_*", kAdmin},
    {"binary_upgrade_*", kAdmin},
    {"crosstab*", kSqlText},
    {"cursor_to_xml*", kSqlText},
    {"database_to_xml*", kSqlText},
    {"dblink*", kOtherServer},
    {"heap_force_*", kAdmin},
    {"pg_advisory_*", kLock},
    {"pg_buffercache_evict*", kAdmin},
    {"pg_file_*", kServerFile},
    {"pg_logical_*", kReplication},
    {"pg_ls_*", kServerFile},
    {"pg_replication_origin_session_*", kReplication},
    {"pg_replication_origin_xact_*", kReplication},
    {"pg_stat_reset*", kAdmin},
    {"pg_try_advisory_*", kLock},
    {"pg_wal_replay_*", kReplication},
    {"query_to_xml*", kSqlText},
    {"schema_to_xml*", kSqlText},
    {"table_to_xml*", kSqlText},

    {"brin_desummarize_range", kAdmin},
    {"brin_summarize_new_values", kAdmin},
    {"brin_summarize_range", kAdmin},
    {"connectby", kSqlText},
    {"currtid", kAdmin},
    {"currtid2", kAdmin},
    {"currval", kSequence},
    {"edit", kServerFile},
    {"fsdir", kServerFile},
    {"fts3_tokenizer", kServerFile},
    {"gin_clean_pending_list", kAdmin},
    {"isn_weak", kSetting, 1},
    {"lastval", kSequence},
    {"lo_close", kLargeObject},
    {"lo_creat", kLargeObject},
    {"lo_create", kLargeObject},
    {"lo_export", kLargeObject},
    {"lo_from_bytea", kLargeObject},
    {"lo_get", kLargeObject},
    {"lo_import", kLargeObject},
    {"lo_lseek", kLargeObject},
    {"lo_lseek64", kLargeObject},
    {"lo_open", kLargeObject},
    {"lo_put", kLargeObject},
    {"lo_tell", kLargeObject},
    {"lo_tell64", kLargeObject},
    {"lo_truncate", kLargeObject},
    {"lo_truncate64", kLargeObject},
    {"lo_unlink", kLargeObject},
    {"load_extension", kServerFile},
    {"loread", kLargeObject},
    {"lowrite", kLargeObject},
    {"nextval", kSequence},
    {"pg_backup_start", kReplication},
    {"pg_backup_stop", kReplication},
    {"pg_cancel_backend", kBackend},
    {"pg_clear_attribute_stats", kAdmin},
    {"pg_clear_relation_stats", kAdmin},
    {"pg_copy_logical_replication_slot", kReplication},
    {"pg_copy_physical_replication_slot", kReplication},
    {"pg_create_logical_replication_slot", kReplication},
    {"pg_create_physical_replication_slot", kReplication},
    {"pg_create_restore_point", kReplication},
    {"pg_current_xact_id", kTransaction},
    {"pg_drop_replication_slot", kReplication},
    {"pg_export_snapshot", kTransaction},
    {"pg_extension_config_dump", kAdmin},
    {"pg_get_process_memory_contexts", kBackend},
    {"pg_hba_file_rules", kServerFile},
    {"pg_ident_file_mappings", kServerFile},
    {"pg_import_system_collations", kAdmin},
    {"pg_log_backend_memory_contexts", kBackend},
    {"pg_log_standby_snapshot", kReplication},
    {"pg_logdir_ls", kServerFile},
    {"pg_nextoid", kAdmin},
    {"pg_notify", kTransaction},
    {"pg_prewarm", kAdmin},
    {"pg_promote", kReplication},
    {"pg_read_binary_file", kServerFile},
    {"pg_read_file", kServerFile},
    {"pg_read_file_old", kServerFile},
    {"pg_reload_conf", kSetting},
    {"pg_replication_origin_advance", kReplication},
    {"pg_replication_origin_create", kReplication},
    {"pg_replication_origin_drop", kReplication},
    {"pg_replication_slot_advance", kReplication},
    {"pg_restore_attribute_stats", kAdmin},
    {"pg_restore_relation_stats", kAdmin},
    {"pg_rotate_logfile", kBackend},
    {"pg_rotate_logfile_old", kBackend},
    {"pg_sequence_last_value", kSequence},
    {"pg_set_attribute_stats", kAdmin},
    {"pg_set_relation_stats", kAdmin},
    {"pg_show_all_file_settings", kServerFile},
    {"pg_start_backup", kReplication},
    {"pg_stat_clear_snapshot", kSetting},
    {"pg_stat_file", kServerFile},
    {"pg_stat_force_next_flush", kAdmin},
    {"pg_stat_statements_reset", kAdmin},
    {"pg_stop_backup", kReplication},
    {"pg_stop_making_pinned_objects", kAdmin},
    {"pg_switch_wal", kReplication},
    {"pg_switch_xlog", kReplication},
    {"pg_sync_replication_slots", kReplication},
    {"pg_terminate_backend", kBackend},
    {"pg_truncate_visibility_map", kAdmin},
    {"postgres_fdw_disconnect", kOtherServer},
    {"postgres_fdw_disconnect_all", kOtherServer},
    {"readfile", kServerFile},
    {"set_config", kSetting},
    {"setseed", kSetting},
    {"setval", kSequence},
    {"ts_rewrite", kSqlText, 2},
    {"ts_stat", kSqlText},
    {"txid_current", kTransaction},
    {"writefile", kServerFile},
    {"xpath_table", kSqlText},
    {"xslt_process", kServerFile},
};

constexpr bool is_prefix(const RefusedFunction& function) {
  return function.name.back() == '*';
}

constexpr auto kFirstWholeName = static_cast<std::size_t>(
    std::find_if_not(std::begin(kRefusedFunctions), std::end(kRefusedFunctions), is_prefix) -
    std::begin(kRefusedFunctions));

static_assert(std::is_sorted(std::begin(kRefusedFunctions) + kFirstWholeName,
                             std::end(kRefusedFunctions),
                             [](const auto& a, const auto& b) { return a.name < b.name; }),
              "whole names are searched by halves");

struct ReasonText {
  RefusalReason reason;
  std::string_view text;
};
constexpr ReasonText kReasons[] = {
    {kLock, "it takes or frees locks that outlive the statement"},
    {kSetting, "it changes the state of the host's session"},
    {kBackend, "it signals other sessions"},
    {kServerFile, "it reaches files"},
    {kLargeObject, "it changes large objects or opens them in the host's transaction"},
    {kSqlText, "it runs SQL that is given as text"},
    {kOtherServer, "it reaches other databases"},
    {kReplication, "it is for replication, backup or recovery"},
    {kAdmin, "it maintains the server"},
    {kTransaction, "it marks the host's transaction"},
    {kSequence, "it moves a sequence, or locks it until the host's transaction ends"},
};

}  // namespace

std::span<const RefusedFunction> refused_functions() {
  return kRefusedFunctions;
}

std::string_view describe(RefusalReason reason) {
  const auto* found = std::find_if(std::begin(kReasons), std::end(kReasons),
                                   [&](const ReasonText& r) { return r.reason == reason; });
  return found->text;
}

const RefusedFunction* find_refused_function(std::string_view folded_name, int arguments) {
  const auto* begin = std::begin(kRefusedFunctions);
  const auto* whole = begin + kFirstWholeName;
  const auto* end = std::end(kRefusedFunctions);
  for (const auto* prefix = begin; prefix != whole; ++prefix) {
    if (folded_name.starts_with(prefix->name.substr(0, prefix->name.size() - 1))) return prefix;
  }
  const auto* found =
      std::lower_bound(whole, end, folded_name,
                       [](const RefusedFunction& f, std::string_view n) { return f.name < n; });
  if (found == end || found->name != folded_name) return nullptr;
  const bool other_form =
      found->only_with_arguments >= 0 && arguments >= 0 && arguments != found->only_with_arguments;
  return other_form ? nullptr : found;
}

}  // namespace pillion
