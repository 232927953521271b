#include "guest/guest.h"

#include <utility>

#include "guest/knowledge.h"
#include "guest/server_error.h"
#include "guest/shape_costs.h"
#include "session/sessions.h"

namespace pillion {

struct Guest::State {
  std::shared_ptr<Session> session;
  std::shared_ptr<Knowledge> knowledge;
  std::shared_ptr<Vocabulary> vocabulary;
  GuestOptions options;
  bool on_share = false;  // of another process

  // What is to be translated.
  struct Asked {
    std::string_view text;
    bool scan_escapes = true;
    bool own_path = false;
  };
  static Asked asked(const Translated& statement) {
    return {.text = statement.user_text,
            .scan_escapes = statement.scan_escapes,
            .own_path = statement.own_path};
  }
  Result<TranslatedPtr> make(const Asked& asked, const SchemaViewPtr& view, bool server_refused);
  Result<TranslatedPtr> make_with_snapshot(const Asked& asked, bool server_refused);
  TranslatedPtr remembered(std::string_view text, bool scan_escapes);
  Status check_relations();
  Result<TranslatedPtr> settle(const Translated& statement);
  TranslatedPtr in_best_shapes(const Translated& statement, std::span<const Parameter> parameters);
  template <class Run>
  auto run(const Translated& statement, const std::span<const Parameter>* parameters,
           const Run& run_it) -> decltype(run_it(statement));

  TranslationCache& translations() const {
    return options.plain_sql ? vocabulary->plain_translations : vocabulary->translations;
  }

  // SQLite reads "author__name" as a string where it knows no such column, so it cannot be left
  // to judge a text first; its schema is at hand without a server.
  bool server_judges_first() const { return session->dialect() == Dialect::kPostgres; }
};

namespace {

// The server, not the snapshot, says whether the text is plain SQL.
bool is_open(const Translated& statement) {
  return statement.schema_version == 0 || statement.server_decides;
}

const Declared* declared_in(const BoundPtr& bound) {
  return bound == nullptr ? nullptr : bound->declared.get();
}

// The guest's own file goes before what its host declares.
Result<std::vector<DeclarationsPtr>> declarations_of(const std::string& session,
                                                     const GuestOptions& options) {
  std::vector<DeclarationsPtr> all;
  if (!options.relations.empty()) {
    PILLION_TRY(text, read_declarations(options.relations));
    PILLION_TRY(own, parsed_declarations(text, options.relations));
    all.push_back(std::move(own));
  }
  if (const auto host = host_relations(session)) {
    PILLION_TRY(hosts, parsed_declarations(host->text, host->name));
    all.push_back(std::move(hosts));
  }
  return all;
}

}  // namespace

Result<TranslatedPtr> Guest::State::make(const Asked& asked, const SchemaViewPtr& view,
                                         bool server_refused) {
  const BoundPtr bound = vocabulary->bound_to(view);
  const RewriteOptions rewrite_options{.dialect = session->dialect(),
                                       .plain = options.plain_sql,
                                       .scan_escapes = asked.scan_escapes,
                                       .declared = declared_in(bound),
                                       .explain = options.explain};
  auto made = rewrite(asked.text, view.get(), rewrite_options, server_refused);
  // The other end of a share knows what its host declares.
  if (!made && on_share && is_unknown_name(made.error())) {
    made = rewrite(asked.text, nullptr, rewrite_options, false);
  }
  PILLION_TRY(rewritten, std::move(made));
  auto statement = std::make_shared<Translated>();
  static_cast<Rewritten&>(*statement) = std::move(rewritten);
  statement->user_text = asked.text;
  statement->scan_escapes = asked.scan_escapes;
  statement->own_path = asked.own_path;
  statement->schema_version = view == nullptr ? 0 : view->schema.version;
  if (!asked.own_path) translations().store(statement);
  return statement;
}

// A name that the snapshot does not know may be younger than the snapshot.
Result<TranslatedPtr> Guest::State::make_with_snapshot(const Asked& asked, bool server_refused) {
  const SchemaViewPtr before = knowledge->snapshot.loaded(options.metadata_ttl);
  PILLION_TRY(view, knowledge->snapshot.get(*session, options.metadata_ttl));
  Result<TranslatedPtr> made = make(asked, view, server_refused);
  if (made || before == nullptr || !may_be_outdated(made.error())) return made;
  PILLION_TRY(newer, knowledge->snapshot.newer_than(*session, view->schema.version));
  return make(asked, newer, server_refused);
}

// The file of Relations= has to fit; what the host declares may be ahead of its database.
Status Guest::State::check_relations() {
  PILLION_TRY(view, knowledge->snapshot.current(*session, options.metadata_ttl));
  return vocabulary->check_first(*session, view);
}

TranslatedPtr Guest::State::remembered(std::string_view text, bool scan_escapes) {
  TranslatedPtr statement = translations().find(text, scan_escapes);
  if (statement == nullptr) return nullptr;
  const SchemaViewPtr view = knowledge->snapshot.loaded(options.metadata_ttl);
  const std::uint64_t version = view == nullptr ? 0 : view->schema.version;
  return statement->schema_version == version ? statement : nullptr;
}

// The server refused the statement with an error that a path, or a stale snapshot, may explain.
Result<TranslatedPtr> Guest::State::settle(const Translated& statement) {
  if (is_open(statement)) {
    return make_with_snapshot(asked(statement), true);
  }
  PILLION_TRY(view, knowledge->snapshot.newer_than(*session, statement.schema_version));
  return make(asked(statement), view, !statement.rewritten);
}

// The statement in other shapes, where the planner's costs say that they are faster; nullptr: it is
// best as it is. The choice is remembered, but for one that the next parameters might turn bad.
TranslatedPtr Guest::State::in_best_shapes(const Translated& statement,
                                           std::span<const Parameter> parameters) {
  const SchemaViewPtr view = knowledge->snapshot.loaded(options.metadata_ttl);
  if (view == nullptr || view->schema.version != statement.schema_version) return nullptr;
  const BoundPtr bound = vocabulary->bound_to(view);
  auto best = std::make_shared<Translated>(statement);
  best->alternatives.clear();
  std::optional<PlanEstimate> lowest =
      estimate(*session, ShapeChoice::kByRow, statement.text, parameters);
  for (const ShapeChoice shapes : statement.alternatives) {
    const bool worth_it = lowest && lowest->cost + lowest->rows * statement.gathered > kCheapPlan;
    if (!worth_it) break;
    auto other = rewrite(statement.user_text, view.get(),
                         {.dialect = session->dialect(),
                          .plain = options.plain_sql,
                          .scan_escapes = statement.scan_escapes,
                          .shapes = shapes,
                          .declared = declared_in(bound),
                          .explain = options.explain},
                         true);
    if (!other || other->text == best->text) continue;
    const auto cost = estimate(*session, shapes, other->text, parameters);
    if (!cost || !is_cheaper(shapes, *cost, *best, *lowest)) continue;
    static_cast<Rewritten&>(*best) = *std::move(other);
    if (options.explain) best->explanation.emplace_back("these shapes: by the planner's costs");
    lowest = cost;
  }
  const bool changed = best->text != statement.text;
  if (!best->own_path && (!changed || parameters.empty())) translations().store(best);
  return changed ? best : nullptr;
}

// `parameters`: nullptr where the statement is not run.
template <class Run>
auto Guest::State::run(const Translated& statement, const std::span<const Parameter>* parameters,
                       const Run& run_it) -> decltype(run_it(statement)) {
  // An earlier execution may have settled what this statement, made before it, leaves open.
  const bool may_be_settled =
      !statement.own_path && (is_open(statement) || !statement.alternatives.empty());
  const TranslatedPtr settled =
      may_be_settled ? remembered(statement.user_text, statement.scan_escapes) : nullptr;
  const Translated& known = settled == nullptr ? statement : *settled;
  const auto best_of = [&](const Translated& made) {
    const bool choose = parameters != nullptr && !made.alternatives.empty();
    return choose ? in_best_shapes(made, *parameters) : nullptr;
  };
  const TranslatedPtr best = best_of(known);
  const Translated& first = best == nullptr ? known : *best;
  auto result = run_it(first);
  if (result) return result;
  if (is_open(first) ? may_be_a_path(result.error()) : is_unknown_name(result.error())) {
    PILLION_TRY(second, settle(first));
    if (second->text != first.text) {
      if (TranslatedPtr better = best_of(*second)) second = std::move(better);
      auto again = run_it(*second);
      if (again) return again;
      return fail(in_terms_of_user(std::move(again).error(), *second));
    }
  }
  return fail(in_terms_of_user(std::move(result).error(), first));
}

Guest::Guest(std::unique_ptr<State> state) : state_(std::move(state)) {}
Guest::~Guest() = default;

Result<std::unique_ptr<Guest>> Guest::connect(std::string_view session,
                                              const GuestOptions& options) {
  PILLION_TRY(name, resolve_session_name(session));
  PILLION_TRY(found, find_session(name));
  auto state = std::make_unique<State>();
  state->session = std::move(found);
  state->knowledge = knowledge_of(name);
  state->options = options;
  state->on_share = is_of_another_process(name);
  PILLION_TRY(declarations, declarations_of(name, options));
  state->vocabulary = state->knowledge->vocabulary(declarations);
  if (!options.relations.empty()) PILLION_CHECK(state->check_relations());
  return std::unique_ptr<Guest>(new Guest(std::move(state)));
}

Result<TranslatedPtr> Guest::translate(std::string_view text, bool scan_escapes, bool own_path) {
  const State::Asked asked{.text = text, .scan_escapes = scan_escapes, .own_path = own_path};
  // The snapshot knows what names mean in the host's path.
  if (own_path) return state_->make(asked, nullptr, false);
  if (TranslatedPtr known = state_->remembered(text, scan_escapes)) return known;
  const bool has_snapshot =
      state_->knowledge->snapshot.loaded(state_->options.metadata_ttl) != nullptr;
  if (has_snapshot || !state_->server_judges_first()) {
    return state_->make_with_snapshot(asked, false);
  }
  return state_->make(asked, nullptr, false);
}

Result<TranslatedPtr> Guest::native_sql(std::string_view text, bool scan_escapes) {
  PILLION_TRY(statement,
              state_->make_with_snapshot({.text = text, .scan_escapes = scan_escapes}, false));
  if (statement->server_decides) {
    const Result<Description> verdict = state_->session->describe(statement->text, {});
    if (verdict || !may_be_a_path(verdict.error())) return statement;
    PILLION_TRY(settled, state_->settle(*statement));
    statement = std::move(settled);
  }
  // With parameters the shapes are chosen by their values, once they are there.
  if (statement->alternatives.empty() || statement->parameter_count > 0) return statement;
  TranslatedPtr better = state_->in_best_shapes(*statement, {});
  return better == nullptr ? statement : better;
}

Result<Description> Guest::describe(const Translated& statement,
                                    std::span<const Oid> parameter_types,
                                    std::span<const Setting> settings) {
  return state_->run(statement, nullptr, [&](const Translated& current) {
    return state_->session->describe(current.text, parameter_types, settings);
  });
}

Result<std::unique_ptr<ResultSet>> Guest::execute(const Translated& statement,
                                                  std::span<const Parameter> parameters,
                                                  std::chrono::milliseconds timeout) {
  return execute(statement, Query{.parameters = parameters, .timeout = timeout});
}

Result<std::unique_ptr<ResultSet>> Guest::execute(const Translated& statement, Query query) {
  return state_->run(statement, &query.parameters, [&](const Translated& current) {
    query.text = current.text;
    return state_->session->run(query);
  });
}

Result<OpenedResult> Guest::open(const Translated& statement, Query query, const Paging& paging) {
  return state_->run(statement, &query.parameters, [&](const Translated& current) {
    query.text = current.text;
    return state_->session->open(query, paging);
  });
}

Status Guest::cancel() {
  return state_->session->cancel();
}

bool Guest::is_alive() {
  return state_->session->is_alive();
}

Result<SessionInfo> Guest::info() {
  return state_->session->info();
}

std::shared_ptr<const std::vector<Setting>> Guest::reported() {
  return state_->session->reported();
}

Result<std::shared_ptr<const SchemaView>> Guest::schema() {
  return state_->knowledge->snapshot.current(*state_->session, state_->options.metadata_ttl);
}

Result<std::shared_ptr<const SchemaView>> Guest::schema_anew() {
  return state_->knowledge->snapshot.anew(*state_->session);
}

Result<RoutinesPtr> Guest::system_routines(const SchemaView& view) {
  return view.system_routines->get(*state_->session, view.schema);
}

Result<std::shared_ptr<const ColumnsByTable>> Guest::virtual_columns(
    const std::shared_ptr<const SchemaView>& view) {
  return state_->vocabulary->virtual_columns(*state_->session, view);
}

}  // namespace pillion
