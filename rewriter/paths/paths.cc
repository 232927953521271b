#include "rewriter/paths/paths.h"

#include <algorithm>

#include "rewriter/paths/plan.h"
#include "rewriter/paths/resolve.h"
#include "rewriter/paths/scope.h"
#include "rewriter/paths/write.h"

namespace pillion::sql {

Result<PathRewrite> rewrite_paths(const Statement& statement, const TokenStream& text,
                                  const SchemaView& view, ShapeChoice shapes, bool server_refused) {
  PathRewrite out;
  if (statement.query == nullptr) return out;
  const Names names(view);
  Scopes scopes(names);
  scopes.build(statement.query);
  Resolved resolved = resolve(statement.query, scopes, names, text);
  // Without a path that the server cannot take for anything else, it is asked first (rule zero).
  if (!resolved.has_certain_path && !server_refused) {
    out.server_decides = resolved.has_unknown;
    return out;
  }
  if (!resolved.errors.empty()) {
    const auto first =
        std::min_element(resolved.errors.begin(), resolved.errors.end(),
                         [](const Error& a, const Error& b) { return a.position < b.position; });
    return tl::make_unexpected(*first);
  }
  if (resolved.uses.empty() && resolved.conditions.empty()) return out;
  PILLION_TRY(plan, make_plan(resolved, scopes, names, text, shapes));
  PILLION_TRY(written, write(plan, resolved, scopes, names, text));
  EditList::Applied applied = written.edits.apply(text.text());
  out.rewritten = true;
  out.text = std::move(applied.text);
  out.positions = std::move(applied.positions);
  out.alternatives = std::move(plan.alternatives);
  out.gathered = static_cast<int>(
      std::ranges::count(plan.aggregates, Shape::kGathered, &RelatedAggregate::shape));
  out.explanation = std::move(written.explanation);
  return out;
}

}  // namespace pillion::sql
