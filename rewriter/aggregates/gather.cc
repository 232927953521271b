#include "rewriter/aggregates/gather.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/identifier.h"
#include "core/type.h"

namespace pillion::sql {
namespace {

// Whether SQLite keeps a column's values as integers or text, by the words of its declared type
// (SQLite's manual, "Datatypes", 3.1).
bool is_integer_or_text(const Column& column) {
  const std::string type = fold_identifier(column.type_name);
  return std::ranges::any_of(std::initializer_list<std::string_view>{"int", "char", "clob", "text"},
                             [&](std::string_view word) { return type.find(word) != type.npos; });
}

// What json_each() shows, and hides (SQLite's manual, "JSON functions").
constexpr std::string_view kColumnsOfJsonEach[] = {"key",    "value",   "type", "atom", "id",
                                                   "parent", "fullkey", "path", "json", "root"};

// Has the server refuse an array, and costs nothing else: PostgreSQL types both branches, and then
// drops the first.
std::string unless_array(std::string_view value) {
  return fmt::format("CASE WHEN false THEN (ARRAY[{0}])[1] ELSE {0} END", value);
}

}  // namespace

Gatherings::Gatherings(const StableDeque<RelatedAggregate>& aggregates, const Names& names)
    : names_(names) {
  for (const RelatedAggregate& aggregate : aggregates) {
    if (aggregate.shape != Shape::kGathered) continue;
    by_level_[aggregate.call->level].emplace(aggregate.extent.first, &aggregate);
  }
}

bool Gatherings::has_column(Name name, const Names& names) {
  const auto is_it = [&](std::string_view column) { return names.same(column, name); };
  if (names.sqlite()) return std::ranges::any_of(kColumnsOfJsonEach, is_it);
  return name.size() > 1 && name[0] == 'c' && name.find_first_not_of("0123456789", 1) == Name::npos;
}

const RelatedAggregate* Gatherings::at(const Level& level, std::size_t offset) const {
  const auto of_level = by_level_.find(&level);
  if (of_level == by_level_.end()) return nullptr;
  const auto after = of_level->second.upper_bound(offset);
  if (after == of_level->second.begin()) return nullptr;
  const RelatedAggregate* before = std::prev(after)->second;
  return offset < before->extent.second ? before : nullptr;
}

std::string Gatherings::value(const Source& source, std::size_t offset, std::string written,
                              const Column* base) {
  const RelatedAggregate* aggregate = at(*source.level, offset);
  if (aggregate == nullptr) return written;
  const bool may_be_array = base == nullptr || is_array(*base);
  std::string gathered = names_.sqlite() ? sqlite_value(written, base)
                         : may_be_array  ? unless_array(written)
                                         : std::move(written);
  std::vector<std::string>& values = values_[aggregate];
  auto found = std::find(values.begin(), values.end(), gathered);
  if (found == values.end()) found = values.insert(found, std::move(gathered));
  const auto place = found - values.begin();
  const std::string alias = quote_identifier(aggregate->gathered_alias);
  return names_.sqlite() ? fmt::format("json_extract({}.value, '$[{}]')", alias, place)
                         : fmt::format("{}.c{}", alias, place + 1);
}

// SQLite writes 15 digits of a number into JSON; 17 are needed to have it back.
std::string Gatherings::sqlite_value(const std::string& written, const Column* base) const {
  if (base != nullptr && is_integer_or_text(*base)) return written;
  return fmt::format("CASE typeof({0}) WHEN 'real' THEN json(printf('%!.17g', {0})) ELSE {0} END",
                     written);
}

std::string Gatherings::from_item(const RelatedAggregate& aggregate) const {
  const std::vector<std::string>& values = values_.at(&aggregate);
  const std::string alias = quote_identifier(aggregate.gathered_alias);
  if (names_.sqlite()) {
    return fmt::format("json_each(json_group_array(json_array({}))) AS {}", fmt::join(values, ", "),
                       alias);
  }
  std::vector<std::string> arrays;
  std::vector<std::string> columns;
  for (const std::string& value : values) {
    arrays.push_back(fmt::format("array_agg({})", value));
    columns.push_back(fmt::format("c{}", columns.size() + 1));
  }
  return fmt::format("unnest({}) AS {}({})", fmt::join(arrays, ", "), alias,
                     fmt::join(columns, ", "));
}

bool is_array(const Column& column) {
  const Type* const type = find_type(column.type);
  return column.type_name.ends_with("[]") || (type != nullptr && type->name.ends_with("[]"));
}

}  // namespace pillion::sql
