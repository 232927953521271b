#include "rewriter/paths/capture.h"

#include <algorithm>

namespace pillion::sql {
namespace {

// A junction is joined as well.
bool has_column(const Relation& step, Name name, const Names& names) {
  const bool through = step.kind == RelationKind::kManyToMany;
  return names.find_column(step.to, name) >= 0 ||
         (through && names.find_column(step.junction.table, name) >= 0);
}

// Whether a join merges a column of a source, which stands somewhere in it.
bool merges(const FromItem& join, const PlainUse& plain, const Names& names) {
  const Name name = plain.ref->names.back();
  const auto is_name = [&](Name column) { return names.same(column, name); };
  if (std::ranges::any_of(join.using_columns, is_name)) return true;
  if (!join.natural) return false;
  const StableDeque<Source>& sources = plain.source->level->sources;
  return std::ranges::any_of(sources, [&](const Source& other) {
    return &other != plain.source && (other.opaque || other.has_column(names, name));
  });
}

}  // namespace

bool is_met(const PlainUse& plain, const Level& level) {
  return is_within(*plain.at, level) && is_within(level, *plain.source->level);
}

bool has_column(const AggregateCall& call, Name name, const Names& names) {
  if (names.is_system_column(name)) return true;
  return std::ranges::any_of(call.uses, [&](const PathUse* use) {
    return std::ranges::any_of(
        use->path.steps, [&](const Relation* step) { return has_column(*step, name, names); });
  });
}

bool is_captured(const PlainUse& plain, const AggregateCall& call, const Names& names) {
  return is_met(plain, *call.level) && has_column(call, plain.ref->names.back(), names);
}

bool is_merged(const PlainUse& plain, const Names& names) {
  const Level& level = *plain.source->level;
  if (!level.merges) return false;
  return std::ranges::any_of(level.range, [&](const auto& item) {
    const auto& [join, range] = item;
    // A join's alias is not in the join: its columns are the merged ones.
    if (join == plain.source->item) return false;
    for (std::size_t i = range.first; i < range.second; ++i) {
      if (&level.sources[i] == plain.source) return merges(*join, plain, names);
    }
    return false;
  });
}

}  // namespace pillion::sql
