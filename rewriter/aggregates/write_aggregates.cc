#include "rewriter/aggregates/write_aggregates.h"

#include <algorithm>

#include <fmt/format.h>

namespace pillion::sql {

void AggregateWriter::begin() {
  for (const RelatedAggregate& aggregate : plan_.aggregates) {
    const std::size_t begin = aggregate.extent.first;
    edits_.insert(begin, "(SELECT ", begin);
  }
}

void AggregateWriter::end() {
  // Inner ones first: they end first where several end at one place, and what they need of the
  // group's rows is known before those are gathered for the one around them.
  std::vector<const RelatedAggregate*> by_begin;
  by_begin.reserve(plan_.aggregates.size());
  for (const RelatedAggregate& aggregate : plan_.aggregates) by_begin.push_back(&aggregate);
  std::stable_sort(by_begin.begin(), by_begin.end(),
                   [](const auto* a, const auto* b) { return a->extent.first > b->extent.first; });
  for (const RelatedAggregate* aggregate : by_begin) end(*aggregate);
}

std::string AggregateWriter::link(const JoinedTable& table, std::size_t offset) const {
  return tables_.link(table, [&](ColumnId column) {
    const TableId near = table.source->facets[static_cast<std::size_t>(table.facet)];
    return gatherings_.value(*table.source, offset,
                             source_column_text(names_, *table.source, table.facet, column),
                             &names_.table(near).columns[static_cast<std::size_t>(column)]);
  });
}

std::string AggregateWriter::join(const RelatedAggregate& aggregate, std::size_t index,
                                  std::size_t offset) const {
  const JoinedTable& table = aggregate.tables[index];
  const std::string_view words = index < aggregate.inner ? "JOIN" : "LEFT JOIN";
  const std::string named = tables_.named(table.step->to, table.alias);
  const std::string on = link(table, offset);
  if (table.step->kind != RelationKind::kManyToMany) {
    return fmt::format(" {} {} ON {}", words, named, on);
  }
  return fmt::format(" {} {} ON {} {} {} ON {}", words,
                     tables_.named(table.step->junction.table, table.junction_alias), on, words,
                     named, tables_.far_link(table));
}

// The first table where it stands alone in FROM, with its junction in front.
std::string AggregateWriter::first_table(const JoinedTable& first) const {
  std::string named = tables_.named(first.step->to, first.alias);
  if (first.step->kind != RelationKind::kManyToMany) return named;
  return fmt::format("{} JOIN {} ON {}",
                     tables_.named(first.step->junction.table, first.junction_alias), named,
                     tables_.far_link(first));
}

void AggregateWriter::end(const RelatedAggregate& aggregate) {
  const auto [begin, end] = aggregate.extent;
  const bool gathered = aggregate.shape == Shape::kGathered;
  std::string joins;
  for (std::size_t i = gathered ? 0 : 1; i < aggregate.tables.size(); ++i) {
    joins += join(aggregate, i, begin);
  }
  const JoinedTable& first = aggregate.tables.front();
  const std::string from =
      gathered ? fmt::format(" FROM {}{})", gatherings_.from_item(aggregate), joins)
               : fmt::format(" FROM {}{} WHERE {})", first_table(first), joins, link(first, begin));
  edits_.insert(end, from, begin);
  explanation_.push_back(
      fmt::format("{} {} for {}", gathered ? "one subquery a group over" : "scalar subquery over",
                  aggregate.rows_of, text_.text().substr(begin, end - begin)));
}

}  // namespace pillion::sql
