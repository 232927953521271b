#include "reflect/relation.h"

#include <algorithm>
#include <map>

#include "core/identifier.h"

namespace pillion {
namespace {

std::uint32_t hash_key(TableId from, std::string_view name) {
  return hash_text(name, hash_number(static_cast<std::uint32_t>(from)));
}

ColumnIds firsts(const std::vector<ColumnPair>& pairs) {
  ColumnIds out;
  out.reserve(pairs.size());
  for (const ColumnPair& pair : pairs) out.push_back(pair.first);
  return out;
}

ColumnIds seconds(const std::vector<ColumnPair>& pairs) {
  ColumnIds out;
  out.reserve(pairs.size());
  for (const ColumnPair& pair : pairs) out.push_back(pair.second);
  return out;
}

}  // namespace

ColumnIds RowCondition::columns_of(Side side) const {
  ColumnIds out;
  for (const Piece& piece : pieces) {
    const bool is_new = std::ranges::find(out, piece.column) == out.end();
    if (piece.side == side && is_new) out.push_back(piece.column);
  }
  return out;
}

ColumnIds near_columns(const Relation& relation) {
  const bool junction = relation.kind == RelationKind::kManyToMany;
  const RowCondition& condition = junction ? relation.junction.near_condition : relation.condition;
  if (!condition.empty()) return condition.columns_of(RowCondition::Side::kNear);
  return firsts(junction ? relation.junction.near : relation.columns);
}

ColumnIds far_columns(const Relation& relation) {
  const bool junction = relation.kind == RelationKind::kManyToMany;
  const RowCondition& condition = junction ? relation.junction.far_condition : relation.condition;
  if (!condition.empty()) return condition.columns_of(RowCondition::Side::kFar);
  return seconds(junction ? relation.junction.far : relation.columns);
}

bool is_along_keys(const Relation& relation) {
  return relation.condition.empty() && relation.junction.near_condition.empty();
}

bool are_unique(const Table& table, const std::set<ColumnId>& columns) {
  return std::ranges::any_of(table.keys, [&](const Key& key) {
    const auto is_there = [&](ColumnId id) { return columns.contains(id); };
    return !key.deferrable && !key.columns.empty() && std::ranges::all_of(key.columns, is_there);
  });
}

RelationMatches Relations::find(TableId from, std::string_view name) const {
  const auto place = static_cast<std::size_t>(from);
  if (place >= of_table_.size() || (of_table_[place].looks & look_of(name)) == 0) return {};
  const std::int32_t id = by_name_.find(hash_key(from, name), [&](std::int32_t i) {
    const Name& entry = names_[static_cast<std::size_t>(i)];
    return entry.from == from && entry.text == name;
  });
  return id < 0 ? RelationMatches{} : names_[static_cast<std::size_t>(id)].matches;
}

RelationMatches Relations::of(TableId from) const {
  const auto place = static_cast<std::size_t>(from);
  return from < 0 || place >= of_table_.size() ? RelationMatches{} : of_table_[place].all;
}

void Relations::index() {
  std::size_t name_count = 0;
  for (const Relation& relation : relations_) {
    pointers_.push_back(&relation);
    name_count += relation.names.size();
  }
  // Spans point into these two: they must not grow while the index is built.
  matches_.reserve(name_count);
  names_.reserve(name_count);
  by_name_.reset(name_count);
  if (!relations_.empty()) of_table_.resize(static_cast<std::size_t>(relations_.back().from) + 1);
  for (std::size_t first = 0, last = 0; first < relations_.size(); first = last) {
    const TableId from = relations_[first].from;
    while (last < relations_.size() && relations_[last].from == from) ++last;
    of_table_[static_cast<std::size_t>(from)].all =
        RelationMatches(pointers_).subspan(first, last - first);
    index_names_of(first, last);
  }
}

void Relations::index_names_of(std::size_t first, std::size_t last) {
  std::map<std::string_view, std::vector<const Relation*>> by_name;
  for (std::size_t i = first; i < last; ++i) {
    for (const std::string& name : relations_[i].names) by_name[name].push_back(&relations_[i]);
  }
  const TableId from = relations_[first].from;
  for (const auto& [text, matches] : by_name) {
    const std::size_t place = matches_.size();
    matches_.insert(matches_.end(), matches.begin(), matches.end());
    by_name_.insert(hash_key(from, text), static_cast<std::int32_t>(names_.size()));
    of_table_[static_cast<std::size_t>(from)].looks |= look_of(text);
    names_.push_back({.from = from,
                      .text = text,
                      .matches = RelationMatches(matches_.data() + place, matches.size())});
  }
}

}  // namespace pillion
