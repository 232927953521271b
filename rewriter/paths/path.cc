#include "rewriter/paths/path.h"

#include <algorithm>
#include <iterator>

namespace pillion::sql {
namespace {

// Where the next double underscore begins; npos: there is none.
std::size_t next_cut(std::string_view text, std::size_t from) {
  for (std::size_t i = from; i + 1 < text.size(); ++i) {
    if (text[i] == '_' && text[i + 1] == '_') return i;
  }
  return std::string_view::npos;
}

}  // namespace

std::size_t Path::many_steps() const {
  for (std::size_t i = steps.size(); i > 0; --i) {
    if (steps[i - 1]->cardinality == Cardinality::kToMany) return i;
  }
  return 0;
}

Path& PathReader::found() {
  Path& path = paths.emplace_back();
  path.steps = names_.keep({steps_.data(), steps_.size()});
  return path;
}

void PathReader::read(TableId table, std::size_t part, std::size_t offset, bool first) {
  const Name rest = parts_[part].substr(offset);
  const bool last = part + 1 == parts_.size();
  if (last && !first) {
    if (const ColumnId column = names_.find_column(table, rest); column >= 0) {
      found().column = column;
      return;  // a physical column wins
    }
    if (const VirtualColumn* declared = names_.find_virtual(table, rest)) {
      Path& path = found();
      path.declared = declared;
      path.tail = offset;
      return;
    }
  }
  follow(table, rest, part + 1, 0, first);
  const std::size_t last_cut = std::min(rest.size() - 2, kLongestRelationName + 1);
  for (std::size_t cut = next_cut(rest, 1); cut < last_cut; cut = next_cut(rest, cut + 1)) {
    follow(table, rest.substr(0, cut), part, offset + cut + 2, first);
  }
  fail(table, rest);
}

void PathReader::follow(TableId table, std::string_view name, std::size_t part, std::size_t offset,
                        bool first) {
  RelationMatches candidates = names_.find_relations(table, name);
  std::vector<const Relation*> allowed;
  if (first && !barred_.empty()) {
    std::ranges::copy_if(candidates, std::back_inserter(allowed), [&](const Relation* relation) {
      return std::ranges::find(barred_, relation) == barred_.end();
    });
    candidates = allowed;
  }
  if (candidates.empty()) return;
  if (steps_.size() == kMaxSteps || ++readings_ > kMostReadings) {
    failure = {.steps = kMaxSteps, .table = table, .name = name, .too_long = true};
    return;
  }
  if (candidates.size() == 1) return take(candidates[0], part, offset);
  const std::size_t before = paths.size();
  std::vector<const Relation*> leading_nowhere;
  for (const Relation* relation : candidates) {
    const std::size_t already = paths.size();
    take(relation, part, offset);
    if (paths.size() == already) leading_nowhere.push_back(relation);
  }
  if (paths.size() == before) {
    if (!failure.candidates.empty() || failure.too_long) return;
    failure = {.steps = steps_.size(), .table = table, .name = name};
    failure.candidates.assign(candidates.begin(), candidates.end());
    return;
  }
  // What follows does not choose between the relations of one name: tomorrow's column would.
  for (const Relation* relation : leading_nowhere) {
    steps_.push_back(relation);
    found();
    steps_.pop_back();
  }
}

void PathReader::take(const Relation* relation, std::size_t part, std::size_t offset) {
  steps_.push_back(relation);
  if (part == parts_.size()) {
    found();
  } else {
    read(relation->to, part, offset, false);
  }
  steps_.pop_back();
}

void PathReader::fail(TableId table, std::string_view rest) {
  if (!paths.empty() || failure.too_long || !failure.candidates.empty()) return;
  if (failure.table != kNoTable && failure.steps >= steps_.size()) return;
  failure = {.steps = steps_.size(), .table = table, .name = rest.substr(0, next_cut(rest, 1))};
}

}  // namespace pillion::sql
