// What the server does not report by itself: asked in front of a statement that is seen for the
// first time, within the same round trip.
#pragma once

#include <string_view>

#include "session/libpq.h"

namespace pillion {

enum ProbeColumn { kProbeUser, kProbeSearchPath, kProbeLogsDurations };

// The third column: whether the session may log how long a statement took, after it ran (guard.h
// says why that matters). Settings that an older server lacks are off.
inline constexpr const char* kProbe =
    "SELECT current_user, pg_catalog.current_setting('search_path'),"
    " pg_catalog.current_setting('log_duration') <> 'off'"
    " OR pg_catalog.current_setting('log_min_duration_statement') <> '-1'"
    " OR pg_catalog.current_setting('log_statement_stats') <> 'off'"
    " OR coalesce(pg_catalog.current_setting('log_min_duration_sample', true), '-1') <> '-1'"
    " OR coalesce(pg_catalog.current_setting('log_transaction_sample_rate', true), '0') <> '0'";

inline std::string_view probed(const Libpq& libpq, const PGresult* probe, ProbeColumn column) {
  return libpq.PQgetvalue(probe, 0, column);
}

inline bool logs_durations(const Libpq& libpq, const PGresult* probe) {
  return probed(libpq, probe, kProbeLogsDurations) == "t";
}

}  // namespace pillion
