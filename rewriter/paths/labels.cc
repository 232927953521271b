#include "rewriter/paths/labels.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/identifier.h"
#include "rewriter/concat.h"
#include "rewriter/error_at.h"
#include "rewriter/paths/reference.h"

namespace pillion::sql {
namespace {

// One column that a star stands for.
struct StarColumn {
  std::string name;
  std::string text;
};
constexpr std::size_t kNowhere = std::string::npos;
using StarColumns = std::optional<std::vector<StarColumn>>;  // nothing: only the server knows

class Labels {
 public:
  Labels(const Plan& plan, const Resolved& resolved, const Names& names, const TokenStream& text,
         EditList& edits)
      : plan_(plan), resolved_(resolved), names_(names), text_(text), edits_(edits) {}

  Status run(const Levels& levels) {
    for (const Level* level : levels) {
      const List<Target>& targets = level->query->targets;
      for (std::size_t i = 0; i < targets.size(); ++i) {
        const bool last = i + 1 == targets.size();
        const auto next = last ? kNowhere : static_cast<std::size_t>(targets[i + 1].location);
        PILLION_CHECK(write(*level, targets[i], next));
      }
    }
    return {};
  }

 private:
  // `next`: where the item after this one begins.
  Status write(const Level& level, const Target& target, std::size_t next) {
    const Expr& value = *target.value;
    if (value.kind == ExprKind::kColumn && value.star) {
      return value.names.empty() ? write_star(level, target) : Status{};
    }
    if (!target.alias.empty()) return {};
    if (names_.sqlite() && value.kind == ExprKind::kColumn && value.names.size() == 2) {
      write_sqlite_label(level, target);
    }
    const auto begin = static_cast<std::size_t>(target.location);
    const std::size_t end = end_of_paths(target, next);
    if (end == kNowhere) return {};
    std::string_view label = target.label;
    std::string uncut;
    if (names_.sqlite()) {
      uncut = uncut_label(target, end);
      label = uncut;
    } else if (const RelatedAggregate* aggregate = whole_aggregate(value)) {
      // The subquery that it became has the same label.
      if (aggregate->derived == nullptr && aggregate->shape != Shape::kExists) return {};
      if (aggregate->shape == Shape::kExists) label = "?column?";
    } else if (value.kind == ExprKind::kFunction) {
      return {};
    }
    if (!label.empty()) write_label(end, label, begin);
    return {};
  }

  // The end of an item that is or holds a path; kNowhere: it does not.
  std::size_t end_of_paths(const Target& target, std::size_t next) {
    const auto& uses = resolved_.uses;
    // Most follow each other as the items do.
    const auto begin = static_cast<std::size_t>(target.location);
    if (next_use_ < uses.size() && uses[next_use_].ref == target.value) {
      return end_of_item(target, uses[next_use_++]);
    }
    const auto is_before = [begin](std::size_t end) {
      return [begin, end](const PathUse& use) { return use.begin >= begin && use.end <= end; };
    };
    const auto found = std::ranges::find_if(uses, is_before(next));
    if (found == uses.end()) return kNowhere;
    next_use_ = found->number + 1;
    if (found->ref == target.value) return end_of_item(target, *found);
    const std::size_t end = target_end(text_, target);
    return std::ranges::any_of(uses, is_before(end)) ? end : kNowhere;
  }

  // Of one that is a path, which may stand in brackets.
  std::size_t end_of_item(const Target& target, const PathUse& use) const {
    const bool alone = use.begin == static_cast<std::size_t>(target.location);
    return alone ? use.end : target_end(text_, target);
  }

  void write_label(std::size_t end, std::string_view label, std::size_t cause) {
    edits_.write(end, end, cause, [&](TextBuffer& out) {
      append(out, " AS ");
      append_identifier(out, label);
    });
  }

  // In brackets, SQLite calls a column name:1 where two tables there have one of that name.
  void write_sqlite_label(const Level& level, const Target& target) {
    const List<Name>& parts = target.value->names;
    for (const Source& source : level.sources) {
      if (!source.in_join || !source.answers_to(names_, {}, parts[0])) continue;
      const std::optional<SourceColumn> column = source.column_of(names_, parts[1]);
      if (!column) continue;
      // A table's column is labelled as it was declared.
      const Name label =
          source.whole_table ? Name(source.base_column(names_, parts[1])->name) : column->name;
      return write_label(target_end(text_, target), label,
                         static_cast<std::size_t>(target.location));
    }
  }

  // The aggregate that a value is, or that it compares with zero.
  const RelatedAggregate* whole_aggregate(const Expr& value) const {
    const auto is_whole = [&](const RelatedAggregate& a) {
      return a.shape == Shape::kExists ? a.call->parent == &value : a.call->call == &value;
    };
    const auto found = std::ranges::find_if(plan_.aggregates, is_whole);
    return found == plan_.aggregates.end() ? nullptr : &*found;
  }

  // SQLite does not cut names, as the grammar did, and labels what has no name by its text.
  std::string uncut_label(const Target& target, std::size_t end) const {
    const auto begin = static_cast<std::size_t>(target.location);
    if (target.label.empty()) return std::string(text_.text().substr(begin, end - begin));
    for (const PathUse& use : resolved_.uses) {
      const bool names_it =
          use.begin >= begin && use.end <= end && use.ref->names.back() == target.label;
      if (names_it) return reference_parts(text_, *use.ref).back();
    }
    return std::string(target.label);
  }

  Status write_star(const Level& level, const Target& target) {
    const bool joined = std::any_of(plan_.joins.begin(), plan_.joins.end(),
                                    [&](const JoinedTable& t) {
                                      return t.source->level == &level && !t.is_lookup();
                                    }) ||
                        std::any_of(plan_.derived.begin(), plan_.derived.end(),
                                    [&](const Derived& d) { return d.level == &level; });
    if (!joined) return {};
    const auto offset = static_cast<std::size_t>(target.location);
    std::vector<std::string> parts;
    for (const FromItem* item : level.query->from) {
      if (!add_item(level, item, parts)) {
        return fail_at(offset, "0A000",
                       "The columns of * are not known here. Write them out, or write alias.*.");
      }
    }
    edits_.replace(offset, offset + 1, fmt::format("{}", fmt::join(parts, ", ")));
    return {};
  }

  // alias.* for whatever has an alias; the columns one by one where a join merges some.
  bool add_item(const Level& level, const FromItem* item, std::vector<std::string>& parts) {
    if (item->kind != FromKind::kJoin || !item->alias.empty()) {
      const Source* source = source_of(level, item);
      if (source == nullptr || source->name.empty()) return false;
      parts.push_back(fmt::format("{}.*", quote_identifier(source->name)));
      return true;
    }
    if (!item->natural && item->using_columns.empty()) {
      return add_item(level, item->left, parts) && add_item(level, item->right, parts);
    }
    const StarColumns columns = columns_of(level, item);
    if (!columns) return false;
    for (const StarColumn& column : *columns) parts.push_back(column.text);
    return true;
  }

  static const Source* source_of(const Level& level, const FromItem* item) {
    const auto [first, last] = level.range.at(item);
    for (std::size_t i = first; i < last; ++i) {
      if (level.sources[i].item == item && !level.sources[i].only_qualified)
        return &level.sources[i];
    }
    return nullptr;
  }

  StarColumns columns_of(const Level& level, const FromItem* item) const {
    if (item->kind == FromKind::kJoin && item->alias.empty()) return join_columns(level, item);
    const Source* source = source_of(level, item);
    if (source == nullptr || source->opaque || source->name.empty()) return std::nullopt;
    std::vector<StarColumn> out;
    const auto add = [&](std::string_view name) {
      out.push_back(
          {.name = std::string(name),
           .text = fmt::format("{}.{}", quote_identifier(source->name), quote_identifier(name))});
    };
    if (source->whole_table) {
      for (const Column& column : names_.table(source->facets[0]).columns) add(column.name);
    } else {
      for (const SourceColumn& column : source->columns) add(column.name);
    }
    return out;
  }

  // Merged columns come first and once, then what is left of the left, and of the right; SQLite
  // leaves them in their place on the left.
  StarColumns join_columns(const Level& level, const FromItem* item) const {
    StarColumns left = columns_of(level, item->left);
    StarColumns right = columns_of(level, item->right);
    if (!left || !right) return std::nullopt;
    std::vector<std::string> merged(item->using_columns.begin(), item->using_columns.end());
    const auto has = [&](const auto& columns, std::string_view name) {
      return std::any_of(columns.begin(), columns.end(),
                         [&](const StarColumn& c) { return names_.same(c.name, name); });
    };
    if (item->natural) {
      for (const StarColumn& column : *left) {
        if (has(*right, column.name)) merged.push_back(column.name);
      }
    }
    const auto is_merged = [&](const StarColumn& column) {
      return std::any_of(merged.begin(), merged.end(),
                         [&](const std::string& m) { return names_.same(m, column.name); });
    };
    std::vector<StarColumn> out;
    for (const std::string& name : merged) {
      if (!names_.sqlite()) out.push_back({.name = name, .text = quote_identifier(name)});
    }
    for (StarColumn& column : *left) {
      const bool in_place = is_merged(column);
      if (in_place && !names_.sqlite()) continue;
      if (in_place) column.text = quote_identifier(column.name);
      out.push_back(std::move(column));
    }
    std::copy_if(right->begin(), right->end(), std::back_inserter(out),
                 [&](const StarColumn& column) { return !is_merged(column); });
    return out;
  }

  const Plan& plan_;
  const Resolved& resolved_;
  const Names& names_;
  const TokenStream& text_;
  EditList& edits_;
  std::size_t next_use_ = 0;  // behind the one that was met last
};

}  // namespace

Levels changed_levels(const Resolved& resolved) {
  Levels levels;
  const auto add = [&](const Level* level) {
    if (!levels.empty() && levels.back() == level) return;
    if (std::ranges::find(levels, level) == levels.end()) levels.push_back(level);
  };
  for (const PathUse& use : resolved.uses) {
    add(use.source->level);
    add(use.level);
  }
  for (const AggregateCall& call : resolved.aggregates) add(call.level);
  return levels;
}

Status write_labels_and_stars(const Levels& levels, const Plan& plan, const Resolved& resolved,
                              const Names& names, const TokenStream& text, EditList& edits) {
  return Labels(plan, resolved, names, text, edits).run(levels);
}

}  // namespace pillion::sql
