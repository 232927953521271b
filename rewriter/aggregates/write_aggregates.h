// Aggregates over related rows as edits of the user's text: a subquery around each call.
#pragma once

#include <string>
#include <vector>

#include "rewriter/aggregates/gather.h"
#include "rewriter/lex/edit_list.h"
#include "rewriter/paths/plan.h"
#include "rewriter/paths/table_text.h"

namespace pillion::sql {

class AggregateWriter {
 public:
  AggregateWriter(const Plan& plan, const Names& names, const TableText& tables,
                  const TokenStream& text, Gatherings& gatherings, EditList& edits,
                  std::vector<std::string>& explanation)
      : plan_(plan),
        names_(names),
        tables_(tables),
        text_(text),
        gatherings_(gatherings),
        edits_(edits),
        explanation_(explanation) {}

  // To be called before anything inside the calls is edited, and after.
  void begin();
  void end();

 private:
  void end(const RelatedAggregate& aggregate);
  std::string link(const JoinedTable& table, std::size_t offset) const;
  std::string join(const RelatedAggregate& aggregate, std::size_t table, std::size_t offset) const;
  std::string first_table(const JoinedTable& first) const;

  const Plan& plan_;
  const Names& names_;
  const TableText& tables_;
  const TokenStream& text_;
  Gatherings& gatherings_;
  EditList& edits_;
  std::vector<std::string>& explanation_;
};

}  // namespace pillion::sql
