// Whether a part of a query gives the same rows however often it is evaluated in one statement.
#pragma once

#include "rewriter/parse/tree.h"
#include "rewriter/paths/scope.h"

namespace pillion::sql {

class Stability {
 public:
  Stability(const Scopes& scopes, const Names& names) : scopes_(scopes), names_(names) {}

  // What is not known to be stable is not: functions of somebody's own, LIMIT (which of several
  // rows?), samples, views, whose definitions are not known here.
  bool is_stable(const FromItem* item) const;
  bool is_stable(const Expr* expr) const;
  bool is_stable(const ExprList& list) const;

 private:
  bool is_stable_query(const Query* query) const;

  const Scopes& scopes_;
  const Names& names_;
};

}  // namespace pillion::sql
