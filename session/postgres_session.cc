#include "session/postgres_session.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "session/mixed_formats.h"
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

std::chrono::milliseconds shorter(std::chrono::milliseconds a, std::chrono::milliseconds b) {
  if (a.count() <= 0) return b;
  return b.count() <= 0 ? a : std::min(a, b);
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

Result<std::unique_ptr<ResultSet>> PostgresSession::run_wanted(Lease::Use& use, const char* text,
                                                               const Query& query) {
  const Format first = query.formats.front();
  const bool alike = std::all_of(query.formats.begin(), query.formats.end(),
                                 [first](Format format) { return format == first; });
  const bool any_text = !alike || first == Format::kText;
  // What the guard must know of the session comes with the first description.
  if (alike && lease_->was_probed())
    return run_as(use, text, query, {.format = first, .text_values = any_text});
  PILLION_TRY(known, know(use, text, types_of(query.parameters), query.settings));
  if (alike) return run_as(use, text, query, {.format = first, .text_values = any_text});
  std::vector<ResultColumn> columns = known->description.columns;
  if (columns.size() != query.formats.size())
    return fail("08P01", fmt::format("The result has {} columns, and formats are given for {}.",
                                     columns.size(), query.formats.size()));
  for (std::size_t i = 0; i < columns.size(); ++i) columns[i].format = query.formats[i];
  if (const auto format = one_format(columns, query.formats))
    return run_as(use, text, query, {.format = *format, .columns = &columns});
  const std::string mixed = mixed_statement(text, query.formats);
  return run_as(use, mixed.c_str(), query, {.format = Format::kBinary, .columns = &columns});
}

Result<std::unique_ptr<ResultSet>> PostgresSession::run_as(Lease::Use& use, const char* text,
                                                           const Query& query, const Asked& asked) {
  const GuardedStatement statement{
      .text = text,
      .parameters = query.parameters,
      .result_format = asked.format,
      .timeout = shorter(query.timeout, lease_->options().statement_timeout),
      .role = lease_->options().role,
      .settings = query.settings,
      .text_values = asked.text_values,
      .sink = query.sink,
      .columns = asked.columns};
  PILLION_TRY(reply, run_guarded(lease_->guarded(), use, statement));
  lease_->learn_reported();
  return std::make_unique<PostgresResult>(lease_->guarded().libpq, std::move(reply.result),
                                          asked.format, std::move(reply.notices));
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
  PILLION_TRY(reply, run_guarded(lease_->guarded(), use, statement));
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
