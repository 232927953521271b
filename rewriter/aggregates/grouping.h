// Whether a query level is grouped, and whether an aggregate over related rows stands for a whole
// group in it or for one row.
#pragma once

#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "rewriter/aggregates/spelling.h"
#include "rewriter/lex/token_stream.h"
#include "rewriter/paths/resolve.h"

namespace pillion::sql {

// What GROUP BY lists, out of ROLLUP and its kin and of rows: (a, b) is a list there.
std::vector<const Expr*> group_items(const Query& query);
bool has_grouping_sets(const Query& query);

class Grouping {
 public:
  Grouping(const Resolved& resolved, const Names& names, const TokenStream& text,
           const Spelling& spelling);

  // It ranges over the related rows of all rows of a group.
  bool is_per_group(const AggregateCall& call);
  // It is part of an expression that is a GROUP BY key: in GROUP BY, or in what comes after.
  bool is_of_key(const AggregateCall& call);

  // It stands in a subquery and ranges over the rows related to one row of a query around it, which
  // is grouped: there is no such row where the subquery is evaluated.
  bool is_of_lost_row(const AggregateCall& call);

  // The item of SELECT that it stands in is a GROUP BY key.
  bool is_whole_key(const AggregateCall& call);

  // A GROUP BY key where it stands: in SELECT, where GROUP BY only names or numbers it. An empty
  // extent: not found.
  struct Key {
    Extent extent;
    const Expr* expr = nullptr;
  };
  Key key(const Level& level, const Expr& item) const;

 private:
  // What an expression is made of, outside of subqueries and of aggregates over related rows.
  struct Contents {
    bool aggregate = false;  // an ordinary one
    bool related = false;    // an aggregate over related rows
    bool column = false;     // outside of every aggregate
  };

  bool is_grouped(const Query& query);
  void look(const Expr* expr, Contents& found) const;
  // Whether the call is part of an expression that is a GROUP BY key.
  bool is_in_group_key(const AggregateCall& call);
  struct GroupKey {
    const Expr* expr;
    Spelling::Range words;
  };
  using Keys = std::vector<GroupKey>;
  const Keys& group_keys(const Level& level);
  // A key that is written again where groups are evaluated.
  struct Again {
    const Expr* node;  // the key, or a chain of operators that begins with it
    Spelling::Range words;
    bool whole;
  };
  const std::vector<Again>& keys_again(const Level& level);
  void look_for(const Keys& keys, const Expr& expr, std::vector<Again>& found) const;
  std::optional<Spelling::Range> again(const Expr& expr, const GroupKey& key) const;
  bool same_tree(const Expr& expr, const Expr& key, std::ptrdiff_t apart) const;
  Spelling::Index word(std::int32_t location) const {
    return spelling_.at(static_cast<std::size_t>(location));
  }
  const Target* target_named(const Level& level, const Expr& key) const;
  // Whether an expression has a query inside, and it is not evaluated for each row.
  bool holds(const Expr& expr, const Query& query) const;
  // Whether all rows of a group have the same of some of a source's columns.
  bool are_keys(const Source& source, int facet, const ColumnIds& columns);

  const Names& names_;
  const TokenStream& text_;
  const Spelling& spelling_;
  std::unordered_set<const Expr*> related_;  // the calls
  std::unordered_map<const Query*, bool> grouped_;
  std::unordered_map<const Level*, Keys> keys_;
  std::unordered_map<const Level*, std::vector<Again>> again_;
};

}  // namespace pillion::sql
