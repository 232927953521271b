#include "session/postgres_session.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "session/mixed_formats.h"
#include "session/packed_result.h"
#include "session/postgres_cursor.h"
#include "session/postgres_result.h"
#include "session/query_parts.h"

namespace pillion {
namespace {

// A setting such as search_path may give the same text another meaning.
std::string memory_key(std::string_view text, std::span<const Setting> settings) {
  std::string key;
  for (const Setting& setting : settings)
    key.append(setting.name).append("=").append(setting.value).append("\n");
  return key.append(text);
}

}  // namespace

// How values are asked for, and what a sink is told of the columns where the server cannot say.
struct PostgresSession::Asked {
  Format format = Format::kText;
  bool text_values = true;
  const std::vector<ResultColumn>* columns = nullptr;
};

Result<std::unique_ptr<ResultSet>> PostgresSession::run(const Query& query) {
  PILLION_CHECK(refuse_nul(query.text, query.parameters));
  const std::string text(query.text);
  PILLION_TRY(use, lease_->use(this));
  if (query.formats.empty()) return run_best(use, text.c_str(), query);
  return run_wanted(use, text.c_str(), query);
}

Result<OpenedResult> PostgresSession::open(const Query& query, const Paging& paging) {
  if (query.sink != nullptr || !query.formats.empty() || !query.settings.empty())
    return Session::open(query, paging);
  PILLION_CHECK(refuse_nul(query.text, query.parameters));
  const std::string text(query.text);
  PILLION_TRY(use, lease_->use(this));
  if (paging.buffer_first) {
    PILLION_TRY(whole, run_short(use, text.c_str(), query, paging.rows));
    if (whole) return std::move(*whole);
  }
  return run_by_pages(use, text.c_str(), query, paging.rows);
}

Result<std::optional<OpenedResult>> PostgresSession::run_short(Lease::Use& use, const char* text,
                                                               const Query& query,
                                                               std::int64_t most_rows) {
  PackedResultBuilder rows(most_rows);
  Query streamed = query;
  streamed.sink = &rows;
  const auto result = run_best(use, text, streamed);
  if (!result && rows.overflowed()) {
    if (use.cancel_requested()) return fail("HY008", "The statement was cancelled.");
    return std::nullopt;
  }
  if (!result) return fail(result.error());
  const auto notices = (*result)->notices();
  return OpenedResult{.first = rows.finish({notices.begin(), notices.end()}), .rest = nullptr};
}

// The value of the setting, not the role's name: the host may have set none.
Result<std::string> PostgresSession::host_role(Lease::Use& use) {
  if (lease_->options().role.empty()) return std::string();
  PILLION_TRY(reply, lease_->run(use, {.text = "SELECT pg_catalog.current_setting('role')"}));
  return std::string(lease_->guarded().libpq->PQgetvalue(reply.result.get(), 0, 0));
}

Result<OpenedResult> PostgresSession::run_by_pages(Lease::Use& use, const char* text,
                                                   const Query& query, std::int64_t page) {
  const std::vector<Oid> types = types_of(query.parameters);
  PILLION_TRY(known, know(use, text, types, query.settings));
  auto opened = open_cursor(use, text, query, page, known->result_format);
  // The server understood it when it was described: EXPLAIN and SHOW have no cursors.
  if (!opened && opened.error().sqlstate == Sqlstate("42601")) {
    PILLION_TRY(whole, run_best(use, text, query));
    return OpenedResult{.first = std::move(whole), .rest = nullptr};
  }
  return opened;
}

Result<OpenedResult> PostgresSession::open_cursor(Lease::Use& use, const char* text,
                                                  const Query& query, std::int64_t page,
                                                  Format format) {
  PILLION_TRY(role, host_role(use));
  PackedResultBuilder rows;
  auto rest = std::make_unique<PostgresCursor>(lease_, this, format);
  const GuardedStatement statement{.text = text,
                                   .parameters = query.parameters,
                                   .result_format = format,
                                   .timeout = lease_->limited(query.timeout),
                                   .role = lease_->options().role,
                                   .text_values = format == Format::kText,
                                   .sink = &rows,
                                   .meanwhile = [this] { lease_->look_at_reported(); }};
  auto reply =
      lease_->open(use, statement, {.name = rest->name(), .page = page, .host_role = role});
  if (!reply || !reply->cursor_kept) rest->not_opened();
  if (!reply) return fail(std::move(reply).error());
  lease_->learn_reported();
  rest->measure(rows.row_count(), rows.bytes());
  OpenedResult opened{.first = rows.finish(std::move(reply->notices)), .rest = nullptr};
  if (!reply->cursor_kept) return opened;
  rest->opened();
  opened.rest = std::move(rest);
  return opened;
}

Result<std::unique_ptr<ResultSet>> PostgresSession::run_best(Lease::Use& use, const char* text,
                                                             const Query& query) {
  const std::vector<Oid> types = types_of(query.parameters);
  PILLION_TRY(known, know(use, text, types, query.settings));
  const bool binary = known->result_format == Format::kBinary;
  auto result = run_as(use, text, query, {.format = known->result_format, .text_values = !binary});
  if (!binary) return result;
  // What is remembered may be stale: a type has changed, and is not readable in binary now.
  const bool stale = result ? best_format((*result)->columns()) == Format::kText
                            : result.error().sqlstate == Sqlstate("42883");
  if (!stale) return result;
  lease_->memory().forget(memory_key(text, query.settings), types);
  return run_as(use, text, query, {});
}

// Who names the formats reads values as any client of this session would: they are written by the
// session's own DateStyle and its like.
Result<std::unique_ptr<ResultSet>> PostgresSession::run_wanted(Lease::Use& use, const char* text,
                                                               const Query& query) {
  const Format first = query.formats.front();
  const bool alike = std::all_of(query.formats.begin(), query.formats.end(),
                                 [first](Format format) { return format == first; });
  // What the guard must know of the session comes with the first description.
  if (alike && lease_->was_probed())
    return run_as(use, text, query, {.format = first, .text_values = false});
  PILLION_TRY(known, know(use, text, types_of(query.parameters), query.settings));
  if (alike) return run_as(use, text, query, {.format = first, .text_values = false});
  std::vector<ResultColumn> columns = known->description.columns;
  if (columns.size() != query.formats.size())
    return fail("08P01", fmt::format("The result has {} columns, and formats are given for {}.",
                                     columns.size(), query.formats.size()));
  for (std::size_t i = 0; i < columns.size(); ++i) columns[i].format = query.formats[i];
  if (const auto format = one_format(columns, query.formats))
    return run_as(use, text, query, {.format = *format, .text_values = false, .columns = &columns});
  const std::string mixed = mixed_statement(text, query.formats);
  return run_as(use, mixed.c_str(), query,
                {.format = Format::kBinary, .text_values = false, .columns = &columns});
}

Result<std::unique_ptr<ResultSet>> PostgresSession::run_as(Lease::Use& use, const char* text,
                                                           const Query& query, const Asked& asked) {
  PackedResultBuilder packed;
  const GuardedStatement statement{.text = text,
                                   .parameters = query.parameters,
                                   .result_format = asked.format,
                                   .timeout = lease_->limited(query.timeout),
                                   .role = lease_->options().role,
                                   .settings = query.settings,
                                   .text_values = asked.text_values,
                                   .sink = query.sink != nullptr ? query.sink : &packed,
                                   .columns = asked.columns,
                                   .probe = lease_->is_probe_due(),
                                   .meanwhile = [this] { lease_->look_at_reported(); }};
  PILLION_TRY(reply, lease_->run(use, statement));
  lease_->learn_reported();
  if (reply.probe) lease_->learn_probed(reply.probe.get());
  // The sink was told the columns; run_best() looks at them once more.
  if (query.sink != nullptr && query.formats.empty())
    PILLION_CHECK(
        packed.begin(columns_of(*lease_->guarded().libpq, reply.result.get(), asked.format)));
  return packed.finish(std::move(reply.notices));
}

Result<Description> PostgresSession::describe(std::string_view text,
                                              std::span<const Oid> parameter_types,
                                              std::span<const Setting> settings) {
  PILLION_CHECK(refuse_nul(text, {}));
  const std::string terminated(text);
  PILLION_TRY(use, lease_->use(this));
  PILLION_TRY(known, know(use, terminated.c_str(), parameter_types, settings));
  return known->description;
}

Result<KnownStatementPtr> PostgresSession::know(Lease::Use& use, const char* text,
                                                std::span<const Oid> parameter_types,
                                                std::span<const Setting> settings) {
  const std::string key = memory_key(text, settings);
  if (KnownStatementPtr known = lease_->memory().find(key, parameter_types)) return known;
  const GuardedStatement statement{.text = text,
                                   .describe_only = true,
                                   .parameter_types = parameter_types,
                                   .timeout = lease_->options().statement_timeout,
                                   .role = lease_->options().role,
                                   .settings = settings,
                                   .probe = true};
  PILLION_TRY(reply, lease_->run(use, statement));
  if (reply.probe) lease_->learn_probed(reply.probe.get());
  KnownStatement known{.description = description_of(*lease_->guarded().libpq, reply.result.get())};
  known.result_format = best_format(known.description.columns);
  auto remembered = std::make_shared<const KnownStatement>(std::move(known));
  lease_->memory().remember(key, parameter_types, remembered);
  return KnownStatementPtr(remembered);
}

Result<SessionInfo> PostgresSession::info() {
  PILLION_CHECK(lease_->check());
  return lease_->info();
}

}  // namespace pillion
