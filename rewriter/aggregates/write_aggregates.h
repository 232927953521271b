// Aggregates over related rows as edits of the user's text: a subquery around each call, or in its
// place a column of a derived table.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "rewriter/aggregates/gather.h"
#include "rewriter/explanation.h"
#include "rewriter/lex/edit_list.h"
#include "rewriter/paths/plan.h"
#include "rewriter/paths/table_text.h"

namespace pillion::sql {

class AggregateWriter {
 public:
  AggregateWriter(const Plan& plan, const Names& names, const TableText& tables,
                  const TokenStream& text, Gatherings& gatherings, EditList& edits,
                  Explanation& explanation)
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
  // What is to be joined to a source, once the calls have ended.
  std::string joins_of(const Source& source) const;
  // Grouped queries of which FROM and WHERE are written a second time: those inside others first,
  // whose text is part of what is written for the others.
  std::vector<const Level*> regrouped_levels() const;
  // The tables that are joined to such a query, once all that is inside it has been edited.
  void join_groups(const Level& level);

 private:
  void end(const RelatedAggregate& aggregate);
  void end_subquery(const RelatedAggregate& aggregate);
  bool may_lose_rows(const RelatedAggregate& aggregate) const;
  void name_rows(const RelatedAggregate& aggregate);
  void end_exists(const RelatedAggregate& aggregate);
  void end_column(const RelatedAggregate& aggregate);
  std::string not_null(const Expr& call) const;
  // What ties a table of a line to what it follows. `offset`: where it is written, in the text.
  std::string link(const Line& line, std::size_t table, std::size_t offset) const;
  void append_join(TextBuffer& out, const Line& line, std::size_t table, std::size_t offset) const;
  std::string joins(const Line& line, std::size_t first, std::size_t offset) const;
  std::string first_table(const JoinedTable& first) const;
  std::string columns(const Derived& derived) const;
  std::string lateral(const Derived& derived) const;
  std::string pre_grouped(const Derived& derived) const;
  std::string regrouped(const Derived& derived, const GroupedText& grouped) const;
  // The tables of one level, joined to its rows.
  std::string joined_groups(const std::vector<const Derived*>& tables,
                            const GroupedText& grouped) const;
  std::vector<std::string> keys_of_rows(const GroupedText& grouped) const;
  std::string same_keys(const std::vector<std::string>& a, const std::vector<std::string>& b,
                        const GroupedText& grouped) const;
  std::string same_key(const std::string& a, const std::string& b,
                       const GroupedText::Key& key) const;
  std::string edited(Extent extent) const;
  std::string original(Extent extent) const {
    return std::string(text_.text().substr(extent.first, extent.second - extent.first));
  }

  const Plan& plan_;
  const Names& names_;
  const TableText& tables_;
  const TokenStream& text_;
  Gatherings& gatherings_;
  EditList& edits_;
  Explanation& explanation_;
  std::map<const RelatedAggregate*, std::string> calls_;  // those that became columns, as written
};

}  // namespace pillion::sql
