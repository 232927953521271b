#include "rewriter/paths/path.h"

#include <algorithm>
#include <iterator>

namespace pillion::sql {

std::size_t Path::many_steps() const {
  for (std::size_t i = steps.size(); i > 0; --i) {
    if (steps[i - 1]->cardinality == Cardinality::kToMany) return i;
  }
  return 0;
}

void PathReader::read(TableId table, std::size_t part, std::size_t offset, bool first) {
  const Name rest = parts_[part].substr(offset);
  const bool last = part + 1 == parts_.size();
  if (last && !first) {
    if (const ColumnId column = names_.find_column(table, rest); column >= 0) {
      paths.push_back({.steps = steps_, .column = column});
      return;  // a physical column wins
    }
    if (const VirtualColumn* declared = names_.find_virtual(table, rest)) {
      paths.push_back({.steps = steps_, .declared = declared, .tail = offset});
      return;
    }
  }
  follow(table, rest, part + 1, 0, first);
  const std::size_t last_cut = std::min(rest.size() - 2, kLongestRelationName + 1);
  for (std::size_t cut = rest.find("__", 1); cut < last_cut; cut = rest.find("__", cut + 1)) {
    follow(table, rest.substr(0, cut), part, offset + cut + 2, first);
  }
  fail(table, rest.substr(0, rest.find("__", 1)));
}

void PathReader::follow(TableId table, std::string_view name, std::size_t part, std::size_t offset,
                        bool first) {
  RelationMatches candidates = names_.find_relations(table, name);
  std::vector<const Relation*> allowed;
  if (first && !barred.empty()) {
    std::ranges::copy_if(candidates, std::back_inserter(allowed), [&](const Relation* relation) {
      return std::ranges::find(barred, relation) == barred.end();
    });
    candidates = allowed;
  }
  if (candidates.empty()) return;
  if (steps_.size() == kMaxSteps || ++readings_ > kMostReadings) {
    failure = {.steps = kMaxSteps, .table = table, .name = name, .too_long = true};
    return;
  }
  const std::size_t before = paths.size();
  std::vector<const Relation*> leading_nowhere;
  for (const Relation* relation : candidates) {
    const std::size_t found = paths.size();
    take(relation, part, offset);
    if (paths.size() == found) leading_nowhere.push_back(relation);
  }
  if (candidates.size() == 1) return;
  if (paths.size() == before) {
    if (!failure.candidates.empty() || failure.too_long) return;
    failure = {.steps = steps_.size(), .table = table, .name = name};
    failure.candidates.assign(candidates.begin(), candidates.end());
    return;
  }
  // What follows does not choose between the relations of one name: tomorrow's column would.
  for (const Relation* relation : leading_nowhere) {
    steps_.push_back(relation);
    paths.push_back({.steps = steps_, .column = -1});
    steps_.pop_back();
  }
}

void PathReader::take(const Relation* relation, std::size_t part, std::size_t offset) {
  steps_.push_back(relation);
  if (part == parts_.size()) {
    paths.push_back({.steps = steps_, .column = -1});
  } else {
    read(relation->to, part, offset, false);
  }
  steps_.pop_back();
}

void PathReader::fail(TableId table, std::string_view name) {
  if (failure.too_long || !failure.candidates.empty()) return;
  if (failure.table != kNoTable && failure.steps >= steps_.size()) return;
  failure = {.steps = steps_.size(), .table = table, .name = name};
}

}  // namespace pillion::sql
