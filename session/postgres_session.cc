#include "session/postgres_session.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "core/type.h"
#include "session/postgres_result.h"

namespace pillion {
namespace {

bool readable_in_binary(const ResultColumn& column) {
  const Type* const type = find_type(column.type);
  return type != nullptr && type->binary;
}

// libpq has one format for a whole result.
Format format_for(const std::vector<ResultColumn>& columns) {
  return std::all_of(columns.begin(), columns.end(), readable_in_binary) ? Format::kBinary
                                                                         : Format::kText;
}

std::vector<Oid> types_of(std::span<const Parameter> parameters) {
  std::vector<Oid> types;
  for (const Parameter& parameter : parameters) types.push_back(parameter.type);
  return types;
}

// libpq takes texts up to their first NUL: anything after it would be lost without a word.
Status refuse_nul(std::string_view text, std::span<const Parameter> parameters) {
  if (text.find('\0') != text.npos)
    return fail("42601", "The statement contains the character NUL. Remove it.");
  for (const Parameter& parameter : parameters)
    if (parameter.format == Format::kText && parameter.value &&
        parameter.value->find('\0') != std::string::npos)
      return fail("22021",
                  "A text parameter contains the character NUL, which PostgreSQL's text cannot "
                  "hold. Send it as binary data (bytea).");
  return {};
}

std::chrono::milliseconds shorter(std::chrono::milliseconds a, std::chrono::milliseconds b) {
  if (a.count() <= 0) return b;
  return b.count() <= 0 ? a : std::min(a, b);
}

}  // namespace

Result<std::unique_ptr<ResultSet>> PostgresSession::run(const Query& query) {
  PILLION_CHECK(refuse_nul(query.text, query.parameters));
  const std::string text(query.text);
  const std::vector<Oid> types = types_of(query.parameters);
  PILLION_TRY(use, lease_->use(this));
  PILLION_TRY(known, know(use, text.c_str(), types));
  auto result = run_as(use, text.c_str(), query, known->result_format);
  if (known->result_format == Format::kText) return result;
  // What is remembered may be stale: a type has changed, and is not readable in binary now.
  const bool stale = result ? format_for((*result)->columns()) == Format::kText
                            : result.error().sqlstate == Sqlstate("42883");
  if (!stale) return result;
  lease_->memory().forget(text, types);
  return run_as(use, text.c_str(), query, Format::kText);
}

Result<std::unique_ptr<ResultSet>> PostgresSession::run_as(Lease::Use& use, const char* text,
                                                           const Query& query, Format format) {
  const GuardedStatement statement{
      .text = text,
      .parameters = query.parameters,
      .result_format = format,
      .timeout = shorter(query.timeout, lease_->options().statement_timeout),
      .role = lease_->options().role};
  PILLION_TRY(reply, run_guarded(lease_->guarded(), use, statement));
  lease_->learn_reported();
  return std::make_unique<PostgresResult>(lease_->guarded().libpq, std::move(reply.result), format,
                                          std::move(reply.notices));
}

Result<Description> PostgresSession::describe(std::string_view text,
                                              std::span<const Oid> parameter_types) {
  PILLION_CHECK(refuse_nul(text, {}));
  const std::string terminated(text);
  PILLION_TRY(use, lease_->use(this));
  PILLION_TRY(known, know(use, terminated.c_str(), parameter_types));
  return known->description;
}

Result<KnownStatementPtr> PostgresSession::know(Lease::Use& use, const char* text,
                                                std::span<const Oid> parameter_types) {
  if (KnownStatementPtr known = lease_->memory().find(text, parameter_types)) return known;
  const GuardedStatement statement{.text = text,
                                   .describe_only = true,
                                   .parameter_types = parameter_types,
                                   .timeout = lease_->options().statement_timeout,
                                   .role = lease_->options().role,
                                   .probe = true};
  PILLION_TRY(reply, run_guarded(lease_->guarded(), use, statement));
  if (reply.probe) lease_->learn_probed(reply.probe.get());
  KnownStatement known{.description = description_of(*lease_->guarded().libpq, reply.result.get())};
  known.result_format = format_for(known.description.columns);
  auto remembered = std::make_shared<const KnownStatement>(std::move(known));
  lease_->memory().remember(text, parameter_types, remembered);
  return KnownStatementPtr(remembered);
}

Result<SessionInfo> PostgresSession::info() {
  PILLION_CHECK(lease_->check());
  return lease_->info();
}

}  // namespace pillion
