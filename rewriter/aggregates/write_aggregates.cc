#include "rewriter/aggregates/write_aggregates.h"

#include <algorithm>
#include <functional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/identifier.h"
#include "rewriter/aggregates/calls.h"

namespace pillion::sql {
namespace {

// The name of a derived table's column: nothing that a statement could mean.
std::string column_name(const Derived& derived, std::size_t number) {
  return quote_identifier(fmt::format("{}.{}", derived.alias, number + 1));
}
std::string key_name(const Derived& derived, std::size_t number) {
  return quote_identifier(fmt::format("{}.k{}", derived.alias, number + 1));
}
std::string key_text(const Derived& derived, std::size_t number) {
  return fmt::format("{}.{}", quote_identifier(derived.alias), key_name(derived, number));
}
std::vector<std::string> key_texts(const Derived& derived, const GroupedText& grouped) {
  std::vector<std::string> out;
  while (out.size() < grouped.keys.size()) out.push_back(key_text(derived, out.size()));
  return out;
}

// count(*) and count(relation).
bool counts_rows(const AggregateCall& aggregate) {
  if (aggregate.call->call->star) return true;
  return std::ranges::any_of(aggregate.uses, [&](const PathUse* use) {
    return use->argument_of == aggregate.call && use->path.column < 0 &&
           use->path.steps.size() == use->path.many_steps();
  });
}

// A key that one of two tables or both have.
std::string either(std::string_view a, std::string_view b) {
  return fmt::format("coalesce({}, {})", a, b);
}

int depth(const Level* level) {
  int out = 0;
  for (; level->parent != nullptr; level = level->parent) ++out;
  return out;
}

std::size_t after_first_word(const TokenStream& text, Extent extent) {
  std::size_t begin = extent.first;
  while (begin < extent.second && text.at(begin) == kNoToken) ++begin;
  const TokenIndex word = text.at(begin);
  return word == kNoToken ? extent.first : text[word].end;
}

}  // namespace

void AggregateWriter::begin() {
  for (const RelatedAggregate& aggregate : plan_.aggregates) {
    if (aggregate.shape != Shape::kSubquery && aggregate.shape != Shape::kGathered) continue;
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
  if (plan_.why.empty()) return;
  explanation_.add([&] { return fmt::format("these shapes: {}", plan_.why); });
}

void AggregateWriter::end(const RelatedAggregate& aggregate) {
  explanation_.add([&] {
    return fmt::format("{} {} for {}", traits(aggregate.shape).meaning, aggregate.rows_of,
                       original(aggregate.extent));
  });
  if (aggregate.derived != nullptr) return end_column(aggregate);
  if (aggregate.shape == Shape::kExists) return end_exists(aggregate);
  end_subquery(aggregate);
}

std::string AggregateWriter::edited(Extent extent) const {
  return edits_.edited(text_.text(), extent.first, extent.second);
}

// --- the tables along a line ---

std::string AggregateWriter::link(const Line& line, std::size_t table, std::size_t offset) const {
  const JoinedTable& joined = line.tables[table];
  const Source& source = *joined.source;
  TextBuffer out;
  tables_.append_link(out, joined, [&](TextBuffer& text, ColumnId column) {
    const TableId near = source.facets[static_cast<std::size_t>(joined.facet)];
    TextBuffer written;
    append_column(written, names_, source, joined.facet, column);
    text.append(gatherings_.value(source, offset, std::string(written.view()),
                                  &names_.table(near).columns[static_cast<std::size_t>(column)]));
  });
  return std::string(out.view());
}

void AggregateWriter::append_join(TextBuffer& out, const Line& line, std::size_t index,
                                  std::size_t offset) const {
  const JoinedTable& table = line.tables[index];
  const std::string_view join = index < line.inner ? " JOIN " : " LEFT JOIN ";
  const bool through = table.step->kind == RelationKind::kManyToMany;
  append(out, join);
  if (through) {
    tables_.append_named(out, table.step->junction.table, table.junction_alias);
  } else {
    tables_.append_named(out, table.step->to, table.alias);
  }
  append(out, " ON ");
  append(out, link(line, index, offset));
  if (!through) return;
  append(out, join);
  tables_.append_named(out, table.step->to, table.alias);
  append(out, " ON ");
  tables_.append_far_link(out, table);
}

std::string AggregateWriter::joins(const Line& line, std::size_t first, std::size_t offset) const {
  TextBuffer out;
  for (std::size_t i = first; i < line.tables.size(); ++i) append_join(out, line, i, offset);
  return std::string(out.view());
}

// The first table where it stands alone in FROM, with its junction in front.
std::string AggregateWriter::first_table(const JoinedTable& first) const {
  TextBuffer out;
  const bool through = first.step->kind == RelationKind::kManyToMany;
  if (through) {
    tables_.append_named(out, first.step->junction.table, first.junction_alias);
    append(out, " JOIN ");
  }
  tables_.append_named(out, first.step->to, first.alias);
  if (through) {
    append(out, " ON ");
    tables_.append_far_link(out, first);
  }
  return std::string(out.view());
}

// --- in the call's place ---

// SQLite makes a constant of a test for NULL before it asks which query an aggregate belongs to:
// one that tests all it has of its rows so would belong to a query around.
bool AggregateWriter::may_lose_rows(const RelatedAggregate& aggregate) const {
  static constexpr std::string_view kTests[] = {"null", "isnull", "notnull"};
  if (!names_.sqlite() || aggregate.shape == Shape::kGathered) return false;
  const auto [begin, end] = aggregate.extent;
  for (TokenIndex i = text_.at(begin); i < text_.size() && text_[i].begin < end; ++i) {
    const auto is_it = [&](std::string_view word) { return text_.is(i, word); };
    if (std::ranges::any_of(kTests, is_it)) return true;
  }
  return false;
}

// Names a column of them in a condition that is always true.
void AggregateWriter::name_rows(const RelatedAggregate& aggregate) {
  TextBuffer column;
  append_column(column, names_, aggregate.line().tables.front(), 0);
  const std::string test = fmt::format("{0} IS {0}", column.view());
  const Expr& call = *aggregate.call->call;
  const auto [begin, end] = aggregate.extent;
  if (call.call->filter == nullptr) {
    edits_.insert(end, fmt::format(" FILTER (WHERE {})", test), begin);
    return;
  }
  const auto [first, last] = filter_extent(text_, call);
  edits_.insert(first, fmt::format(" {} AND (", test), begin);
  edits_.insert(last, ")", begin);
}

void AggregateWriter::end_subquery(const RelatedAggregate& aggregate) {
  const auto [begin, end] = aggregate.extent;
  const Line& line = aggregate.line();
  const bool gathered = aggregate.shape == Shape::kGathered;
  if (may_lose_rows(aggregate)) name_rows(aggregate);
  const std::string joined = joins(line, gathered ? 0 : 1, begin);
  const std::string from =
      gathered ? fmt::format(" FROM {}{})", gatherings_.from_item(aggregate), joined)
               : fmt::format(" FROM {}{} WHERE {})", first_table(line.tables.front()), joined,
                             link(line, 0, begin));
  edits_.insert(end, from, begin);
}

void AggregateWriter::end_exists(const RelatedAggregate& aggregate) {
  const Expr& whole = *aggregate.call->call;
  const Line& line = aggregate.line();
  const std::size_t begin = aggregate.extent.first;
  std::vector<std::string> conditions{link(line, 0, begin)};
  if (whole.call->filter != nullptr) {
    conditions.push_back(fmt::format("({})", edited(filter_extent(text_, whole))));
  }
  if (!counts_rows(*aggregate.call)) conditions.push_back(not_null(whole));
  const auto [first, last] = aggregate.comparison;
  std::string test =
      fmt::format("EXISTS (SELECT 1 FROM {}{} WHERE {})", first_table(line.tables.front()),
                  joins(line, 1, begin), conjunction(conditions));
  if (aggregate.negated) test = fmt::format("(NOT {})", test);
  edits_.replace_edited(first, last, test);
}

// IS NOT NULL would ask the fields of a row.
std::string AggregateWriter::not_null(const Expr& call) const {
  Extent argument = arguments_extent(text_, call);
  if (call.call->distinct) argument.first = after_first_word(text_, argument);
  return fmt::format("({}) {}", edited(argument),
                     names_.sqlite() ? "IS NOT NULL" : "IS DISTINCT FROM NULL");
}

void AggregateWriter::end_column(const RelatedAggregate& aggregate) {
  const Derived& derived = *aggregate.derived;
  const auto [begin, end] = aggregate.extent;
  calls_[&aggregate] = edited(aggregate.extent);
  std::string value =
      fmt::format("{}.{}", quote_identifier(derived.alias), column_name(derived, aggregate.column));
  const AggregateTraits* known = aggregate_traits(*aggregate.call->call);
  if (aggregate.shape == Shape::kRegrouped) {
    value = fmt::format("{}({})", known->one_of_same, value);
  }
  // LATERAL has a row for none, and what is not known is in no other: see FitnessJudge::judge.
  if (known != nullptr && known->over_none == OverNone::kZero) {
    value = fmt::format("coalesce({}, 0)", value);
  }
  edits_.replace_edited(begin, end, value);
}

// --- derived tables ---

std::string AggregateWriter::columns(const Derived& derived) const {
  std::vector<std::string> out;
  for (const RelatedAggregate* aggregate : derived.columns) {
    out.push_back(fmt::format("{} AS {}", calls_.at(aggregate), column_name(derived, out.size())));
  }
  return fmt::format("{}", fmt::join(out, ", "));
}

std::string AggregateWriter::joins_of(const Source& source) const {
  std::string out;
  for (const Derived& derived : plan_.derived) {
    if (derived.source != &source || derived.shape == Shape::kRegrouped) continue;
    append(out, derived.shape == Shape::kLateral ? lateral(derived) : pre_grouped(derived));
  }
  return out;
}

std::string AggregateWriter::lateral(const Derived& derived) const {
  const Line& line = derived.line;
  return fmt::format(" LEFT JOIN LATERAL (SELECT {} FROM {}{} WHERE {}) AS {} ON true",
                     columns(derived), first_table(line.tables.front()), joins(line, 1, 0),
                     link(line, 0, 0), quote_identifier(derived.alias));
}

std::string AggregateWriter::pre_grouped(const Derived& derived) const {
  const JoinedTable& first = derived.line.tables.front();
  std::vector<std::string> shown;
  std::vector<std::string> keys;
  std::vector<std::string> conditions;
  for (const auto& [near, far] : tables_.keys(first)) {
    const std::size_t number = keys.size();
    keys.push_back(far);
    shown.push_back(fmt::format("{} AS {}", far, key_name(derived, number)));
    TextBuffer condition;
    append(condition, key_text(derived, number), " = ");
    append_column(condition, names_, *derived.source, derived.facet, near);
    conditions.emplace_back(condition.view());
  }
  return fmt::format(" LEFT JOIN (SELECT {}, {} FROM {}{} GROUP BY {}) AS {} ON {}",
                     fmt::join(shown, ", "), columns(derived), first_table(first),
                     joins(derived.line, 1, 0), fmt::join(keys, ", "),
                     quote_identifier(derived.alias), conjunction(conditions));
}

std::vector<const Level*> AggregateWriter::regrouped_levels() const {
  std::vector<const Level*> inner_first;
  for (const auto& [level, grouped] : plan_.grouped) inner_first.push_back(level);
  std::ranges::stable_sort(inner_first, std::greater(), depth);
  return inner_first;
}

void AggregateWriter::join_groups(const Level& level) {
  const GroupedText& grouped = plan_.grouped.at(&level);
  std::vector<const Derived*> tables;
  for (const Derived& derived : plan_.derived) {
    if (derived.level == &level && derived.shape == Shape::kRegrouped) tables.push_back(&derived);
  }
  edits_.insert(grouped.from.second, joined_groups(tables, grouped), grouped.from.first);
}

// Each row of the query looks up its group. So what is grouped is brought together before, at the
// grain of the groups, and looked up once: on PostgreSQL, for SQLite would do a FULL JOIN by loops.
std::string AggregateWriter::joined_groups(const std::vector<const Derived*>& tables,
                                           const GroupedText& grouped) const {
  const bool together = !names_.sqlite() && !grouped.keys.empty();
  std::string out;
  for (auto first = tables.begin(); first != tables.end();) {
    const auto last = together ? tables.end() : std::next(first);
    std::vector<std::string> keys = key_texts(**first, grouped);
    std::string item = regrouped(**first, grouped);
    for (auto table = std::next(first); table != last; ++table) {
      const std::vector<std::string> others = key_texts(**table, grouped);
      append(item, " FULL JOIN ", regrouped(**table, grouped), " ON ",
             same_keys(keys, others, grouped));
      for (std::size_t i = 0; i < keys.size(); ++i) keys[i] = either(keys[i], others[i]);
    }
    if (std::next(first) != last) item = fmt::format("({})", item);
    append(out, " LEFT JOIN ", item, " ON ", same_keys(keys, keys_of_rows(grouped), grouped));
    first = last;
  }
  return out;
}

std::string AggregateWriter::regrouped(const Derived& derived, const GroupedText& grouped) const {
  std::vector<std::string> shown;
  std::vector<std::string> numbers;
  for (const GroupedText::Key& key : grouped.keys) {
    shown.push_back(fmt::format("{} AS {}", edited(key.extent), key_name(derived, numbers.size())));
    numbers.push_back(std::to_string(numbers.size() + 1));
  }
  shown.push_back(columns(derived));
  std::string out = fmt::format("(SELECT {} FROM {}{}", fmt::join(shown, ", "),
                                edited(grouped.from), joins(derived.line, 0, 0));
  if (grouped.where.first != grouped.where.second) {
    append(out, " WHERE ", edited(grouped.where));
  }
  if (!numbers.empty()) append(out, fmt::format(" GROUP BY {}", fmt::join(numbers, ", ")));
  return fmt::format("{}) AS {}", out, quote_identifier(derived.alias));
}

// The groups' keys as the query's own rows have them, to be compared.
std::vector<std::string> AggregateWriter::keys_of_rows(const GroupedText& grouped) const {
  std::vector<std::string> out;
  for (const GroupedText::Key& key : grouped.keys) {
    const std::string text = edited(key.extent);
    out.push_back(key.column ? text : fmt::format("({})", text));
  }
  return out;
}

std::string AggregateWriter::same_keys(const std::vector<std::string>& a,
                                       const std::vector<std::string>& b,
                                       const GroupedText& grouped) const {
  std::vector<std::string> conditions;
  for (std::size_t i = 0; i < a.size(); ++i) {
    conditions.push_back(same_key(a[i], b[i], grouped.keys[i]));
  }
  return conditions.empty() ? "true" : conjunction(conditions);
}

// NULL is a group like any other. On PostgreSQL IS NOT DISTINCT FROM would be a nested loop; arrays
// are hashed. An array of a NULL array equals that of an empty one, hence the second condition.
std::string AggregateWriter::same_key(const std::string& a, const std::string& b,
                                      const GroupedText::Key& key) const {
  if (names_.sqlite()) return fmt::format("{} IS NOT DISTINCT FROM {}", a, b);
  if (key.never_null) return fmt::format("{} = {}", a, b);
  const std::string same = fmt::format("ARRAY[{}] = ARRAY[{}]", a, b);
  return key.never_array ? same : fmt::format("{} AND ({} IS NULL) = ({} IS NULL)", same, a, b);
}

}  // namespace pillion::sql
