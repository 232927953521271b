// Which shapes an aggregate over related rows can take.
#pragma once

#include <map>
#include <optional>

#include "rewriter/aggregates/grouping.h"
#include "rewriter/aggregates/related.h"
#include "rewriter/aggregates/spelling.h"

namespace pillion::sql {

// What the passes before have made of a statement.
struct ResolvedStatement {
  const Resolved& resolved;
  const Scopes& scopes;
  const Names& names;
  const TokenStream& text;
};

// A count of related rows that is compared with zero.
struct ExistsTest {
  Extent extent;
  bool negated = false;  // true where there is no row
};

struct Fitness {
  bool per_group = false;
  bool lost_row = false;  // no shape fits: see Grouping::is_of_lost_row()
  std::optional<ExistsTest> exists;
  bool lateral = false;
  bool lateral_alone = false;  // no subquery
  // A subquery that is a key of grouping sets. PostgreSQL takes no more than the first of several
  // equal ones for that key, and the others have a value in a subtotal too.
  bool key_of_sets = false;
  bool whole_key = false;  // the item of SELECT that it stands in is the key
  bool joined = false;
  bool regrouped = false;

  bool fits(Shape shape) const;
};

class FitnessJudge {
 public:
  FitnessJudge(const ResolvedStatement& statement, const Spelling& spelling)
      : statement_(statement),
        grouping_(statement.resolved, statement.names, statement.text, spelling) {}

  // `longest`: the one of the call's paths that it ranges over.
  Fitness judge(const AggregateCall& call, const PathUse& longest);
  // Of a level with an aggregate that can be regrouped.
  const GroupedText& grouped_text(const Level& level) { return *grouped_.at(&level); }

 private:
  // What a call has inside besides columns of the rows it ranges over.
  struct Contents {
    bool own = false;    // the source's own columns, or what they lead to
    bool other = false;  // anything else of its query
  };

  Contents contents(const AggregateCall& call, const Source& source) const;
  // Whether a table can be joined to the source for the call.
  bool may_join(const AggregateCall& call, const Source& source) const;
  bool is_inside_related(const AggregateCall& call) const;
  bool has_joins_inside(const AggregateCall& call) const;
  std::optional<ExistsTest> exists_test(const AggregateCall& call) const;
  bool counts_rows_or_values(const AggregateCall& call) const;
  bool can_regroup(const Level& level);
  bool leaves_names(const AggregateCall& call) const;
  bool is_never_null(const Level& level, const Expr& key) const;
  bool is_never_array(const Level& level, const Expr& key) const;
  const Column* column_of(const Level& level, const Expr& key) const;

  const ResolvedStatement statement_;
  Grouping grouping_;
  std::map<const Level*, std::optional<GroupedText>> grouped_;
};

}  // namespace pillion::sql
