#include "rewriter/paths/paths.h"

#include <algorithm>
#include <iterator>
#include <variant>

#include <fmt/format.h>

#include "rewriter/declared/expand.h"
#include "rewriter/parse/parser.h"
#include "rewriter/paths/plan.h"
#include "rewriter/paths/resolve.h"
#include "rewriter/paths/scope.h"
#include "rewriter/paths/write.h"

namespace pillion::sql {
namespace {

// A measure that uses another twice, which uses another twice ..., doubles with each of them.
constexpr std::size_t kLongestText = std::size_t{256} * 1024;  // bytes

std::string meaning_of(const PathUse& use, const Names& names) {
  const VirtualColumn& declared = *use.path.declared;
  if (declared.column < 0) return declared.expression;
  const TableId table = use.path.steps.empty()
                            ? use.source->facets[static_cast<std::size_t>(use.facet)]
                            : use.path.end();
  return names.column(table, declared.column);
}

// The statement with its declared columns written out, which may use others.
Result<PathRewrite> rewrite_expanded(const Resolved& resolved, const Names& names,
                                     const TokenStream& text, PathOptions options) {
  PILLION_TRY(edits, expand(resolved, names, text));
  const EditList::Applied expanded = edits.apply(text.text());
  if (expanded.text.size() > text.text().size() + kLongestText) {
    return fail("54001",
                "The measures of this statement are too long when they are written out. "
                "Use fewer of them, or shorter ones.");
  }
  const TokenStream tokens(expanded.text, names.sqlite() ? Dialect::kSqlite : Dialect::kPostgres);
  const auto at_cause = [&](Error error) {
    if (error.position > 0) {
      const auto offset = static_cast<std::size_t>(error.position - 1);
      error.position = static_cast<std::int32_t>(expanded.positions.to_user(offset)) + 1;
    }
    return fail(std::move(error));
  };
  auto parsed = parse(tokens);
  if (!parsed) return at_cause(std::move(parsed).error());
  if (const auto* error = std::get_if<SyntaxError>(&*parsed)) {
    return fail("42601", "What is declared does not fit into the statement: " + error->message);
  }
  options.server_refused = true;
  auto made = rewrite_paths(std::get<Statement>(*parsed), tokens, names, options);
  if (!made) return at_cause(std::move(made).error());
  if (!made->rewritten) {
    made->text = expanded.text;
    made->positions = expanded.positions;
  } else {
    made->positions = std::move(made->positions).after(expanded.positions);
  }
  Explanation explanation(options.explain);
  for (const DeclaredUse& declared : resolved.declared) {
    const PathUse& use = declared.use;
    explanation.add([&] {
      return fmt::format("{} is declared: {}", text.text().substr(use.begin, use.end - use.begin),
                         meaning_of(use, names));
    });
  }
  std::ranges::move(explanation.take(), std::back_inserter(made->explanation));
  made->rewritten = made->declared = true;
  return made;
}

// Whether a declared condition became part of the text.
bool uses_condition(const Resolved& resolved) {
  const auto has_condition = [](const Relation* relation) {
    return !relation->condition.empty() || !relation->junction.near_condition.empty() ||
           !relation->junction.far_condition.empty();
  };
  return std::ranges::any_of(resolved.uses,
                             [&](const PathUse& use) {
                               return std::ranges::any_of(use.path.steps, has_condition);
                             }) ||
         std::ranges::any_of(resolved.conditions, [&](const JoinCondition& join) {
           return has_condition(join.relation);
         });
}

}  // namespace

Result<PathRewrite> rewrite_paths(const Statement& statement, const TokenStream& text,
                                  const Names& names, const PathOptions& options) {
  PathRewrite out;
  if (statement.query == nullptr) return out;
  Scopes scopes(names);
  scopes.build(statement.query);
  Resolved resolved = resolve(statement.query, scopes, names, text);
  // Without a path that the server cannot take for anything else, it is asked first (rule zero).
  if (!resolved.has_certain_path && !options.server_refused) {
    out.server_decides = resolved.has_unknown;
    return out;
  }
  if (!resolved.errors.empty()) {
    const auto first =
        std::min_element(resolved.errors.begin(), resolved.errors.end(),
                         [](const Error& a, const Error& b) { return a.position < b.position; });
    return tl::make_unexpected(*first);
  }
  if (!resolved.declared.empty()) return rewrite_expanded(resolved, names, text, options);
  if (resolved.uses.empty() && resolved.conditions.empty()) return out;
  PILLION_TRY(plan, make_plan(resolved, scopes, names, text, options.shapes));
  Explanation explanation(options.explain);
  PILLION_TRY(edits, write(plan, resolved, scopes, names, text, explanation));
  EditList::Applied applied = edits.apply(text.text());
  out.rewritten = true;
  out.text = std::move(applied.text);
  out.positions = std::move(applied.positions);
  out.alternatives = std::move(plan.alternatives);
  out.gathered = static_cast<int>(
      std::ranges::count(plan.aggregates, Shape::kGathered, &RelatedAggregate::shape));
  out.explanation = explanation.take();
  out.declared = uses_condition(resolved);
  return out;
}

}  // namespace pillion::sql
