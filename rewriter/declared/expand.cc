#include "rewriter/declared/expand.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "core/identifier.h"
#include "rewriter/error_at.h"
#include "rewriter/paths/joined_table.h"
#include "rewriter/paths/reference.h"

namespace pillion::sql {
namespace {

class Expander {
 public:
  Expander(const Resolved& resolved, const Names& names, const TokenStream& text)
      : resolved_(resolved), names_(names), text_(text) {}

  Result<EditList> run() {
    for (const DeclaredUse& declared : resolved_.declared) {
      PILLION_CHECK(check(declared.use));
      PILLION_TRY(written, write(declared));
      edits_.replace(declared.use.begin, declared.use.end, written);
    }
    write_labels();
    return std::move(edits_);
  }

 private:
  std::string spelled(const PathUse& use) const {
    return std::string(text_.text().substr(use.begin, use.end - use.begin));
  }

  Status check(const PathUse& use) const {
    const VirtualColumn& column = *use.path.declared;
    const std::string name = spelled(use);
    if (!column.broken.empty()) {
      return fail_at(use.begin, "42703",
                     fmt::format("{} is declared, and cannot be used: {}", name, column.broken));
    }
    if (column.aggregates && use.path.many_steps() > 0) {
      return fail_at(use.begin, "42803",
                     fmt::format("{0} leads to many rows, and {1} is a measure of each. Write the "
                                 "aggregate in a query of its own, FROM the table of {1}.",
                                 name, column.name));
    }
    if (column.of_many_rows && !use.path.steps.empty()) {
      return fail_at(use.begin, "42803",
                     fmt::format("{} aggregates the rows of its own table, so it cannot stand at "
                                 "the end of a path. Write the query FROM that table.",
                                 name));
    }
    const auto captured = [&](const std::string& inner) {
      return names_.same(inner, use.source->name);
    };
    if (std::ranges::any_of(column.inner_names, captured)) {
      return fail_at(use.begin, "42712",
                     fmt::format("{} has a table {} inside it. Give the {} of this statement "
                                 "another alias.",
                                 name, use.source->name, use.source->name));
    }
    return {};
  }

  Result<std::string> write(const DeclaredUse& declared) const {
    const VirtualColumn& column = *declared.use.path.declared;
    if (column.column >= 0) return base_column(declared, column.column);
    std::string out;
    for (const VirtualColumn::Piece& piece : column.pieces) {
      if (piece.kind == VirtualColumn::Piece::Kind::kText) {
        out += piece.text;
      } else if (piece.kind == VirtualColumn::Piece::Kind::kColumn) {
        PILLION_TRY(written, base_column(declared, piece.column));
        out += written;
      } else {
        out += row_of(declared) + piece.text;
      }
    }
    return out;
  }

  // What stands before a name of the row that the use speaks of.
  std::string row_of(const DeclaredUse& declared) const {
    const Name source = declared.use.source->name;
    std::string out = source.empty() ? std::string() : quote_identifier(source) + ".";
    for (const std::string& part : declared.way) out += quote_identifier(part) + ".";
    return out;
  }

  Result<std::string> base_column(const DeclaredUse& declared, ColumnId column) const {
    const PathUse& use = declared.use;
    const Source& source = *use.source;
    if (!use.path.steps.empty()) {
      return row_of(declared) + quote_identifier(names_.column(use.path.end(), column));
    }
    const Name name = source.name_of(names_, use.facet, column);
    if (name.empty()) {
      const TableId table = source.facets[static_cast<std::size_t>(use.facet)];
      return fail_at(use.begin, "42703",
                     fmt::format("{} needs the column {} of {}, which {} does not have. SELECT it "
                                 "there.",
                                 spelled(use), names_.column(table, column),
                                 names_.table(table).name, source.name));
    }
    return row_of(declared) + quote_identifier(name);
  }

  // A column keeps the label that it has by what was written.
  void write_labels() {
    std::set<const Level*> levels;
    for (const DeclaredUse& declared : resolved_.declared) {
      for (const Level* level = declared.use.level; level != nullptr; level = level->parent) {
        levels.insert(level);
      }
    }
    for (const Level* level : levels) {
      for (const Target& target : level->query->targets) write_label(target);
    }
  }

  void write_label(const Target& target) {
    if (!target.alias.empty() || (target.value->kind == ExprKind::kColumn && target.value->star)) {
      return;
    }
    const auto begin = static_cast<std::size_t>(target.location);
    const std::size_t end = target_end(text_, target);
    const auto is_inside = [&](const DeclaredUse& declared) {
      return declared.use.begin >= begin && declared.use.end <= end;
    };
    const auto inside = std::ranges::find_if(resolved_.declared, is_inside);
    if (inside == resolved_.declared.end()) return;
    std::string label(target.label);
    if (const PathUse& use = inside->use; use.ref->names.back() == target.label) {
      label = reference_parts(text_, *use.ref).back();  // the grammar cuts long names
    } else if (label.empty() && names_.sqlite()) {
      label = text_.text().substr(begin, end - begin);  // SQLite's label of what has no name
    }
    if (!label.empty()) edits_.insert(end, " AS " + quote_identifier(label), begin);
  }

  const Resolved& resolved_;
  const Names& names_;
  const TokenStream& text_;
  EditList edits_;
};

}  // namespace

Result<EditList> expand(const Resolved& resolved, const Names& names, const TokenStream& text) {
  return Expander(resolved, names, text).run();
}

}  // namespace pillion::sql
