#include "rewriter/paths/write.h"

#include <algorithm>

#include <boost/container/flat_set.hpp>
#include <boost/container/small_vector.hpp>
#include <fmt/format.h>

#include "core/identifier.h"
#include "rewriter/aggregates/write_aggregates.h"
#include "rewriter/concat.h"
#include "rewriter/error_at.h"
#include "rewriter/paths/labels.h"
#include "rewriter/paths/reference.h"
#include "rewriter/paths/table_text.h"

namespace pillion::sql {
namespace {

constexpr std::size_t kBytesPerJoin = 200;  // with the values that are read of it, most need less

class Writer {
 public:
  Writer(const Plan& plan, const Resolved& resolved, const Scopes& scopes, const Names& names,
         const TokenStream& text, Explanation& explanation)
      : plan_(plan),
        resolved_(resolved),
        names_(names),
        text_(text),
        explanation_(explanation),
        tables_(scopes, names),
        gatherings_(plan.aggregates, names) {}

  Result<EditList> run() {
    edits_.reserve(2 * resolved_.uses.size() + 1, kBytesPerJoin * plan_.joins.size());
    AggregateWriter aggregates(plan_, names_, tables_, text_, gatherings_, edits_, explanation_);
    aggregates.begin();
    for (const PathUse& use : resolved_.uses) PILLION_CHECK(write_use(use));
    for (const JoinCondition& condition : resolved_.conditions) write_condition(condition);
    write_plain_columns();
    aggregates.end();
    PILLION_CHECK(write_joins(aggregates));
    PILLION_CHECK(write_labels(aggregates));
    return std::move(edits_);
  }

 private:
  // What is inside a FROM that is written a second time has its labels before.
  Status write_labels(AggregateWriter& aggregates) {
    Levels levels = changed_levels(resolved_);
    for (const Level* grouped : aggregates.regrouped_levels()) {
      const auto is_outside = [&](const Level* level) {
        return level == grouped || !is_within(*level, *grouped);
      };
      const auto inside = std::stable_partition(levels.begin(), levels.end(), is_outside);
      PILLION_CHECK(
          write_labels_and_stars({inside, levels.end()}, plan_, resolved_, names_, text_, edits_));
      levels.erase(inside, levels.end());
      aggregates.join_groups(*grouped);
    }
    return write_labels_and_stars(levels, plan_, resolved_, names_, text_, edits_);
  }

  // --- references ---

  Status write_use(const PathUse& use) {
    const JoinedTable& table = *plan_.table_of[use.number];
    const auto append_value = [&](TextBuffer& out) {
      if (use.aggregate == nullptr && table.is_lookup()) return append_lookup(out, use, table);
      append_value_of(out, use, table);
    };
    if (use.aggregate != nullptr || !gatherings_.covers(*use.source->level, use.begin)) {
      edits_.write(use.begin, use.end, use.begin, append_value);
      return {};
    }
    if (use.path.column < 0) {
      return fail_at(use.begin, "0A000",
                     fmt::format("{} is a whole row, which an aggregate over the related rows of a "
                                 "group cannot use. Write its columns.",
                                 text_.text().substr(use.begin, use.end - use.begin)));
    }
    TextBuffer value;
    append_value(value);
    const auto column = static_cast<std::size_t>(use.path.column);
    edits_.replace(use.begin, use.end,
                   gatherings_.value(*use.source, use.begin, std::string(value.view()),
                                     &names_.table(use.path.end()).columns[column]));
    return {};
  }

  // How a column that a table is joined by is written, where it is the source's own.
  auto near_column(const JoinedTable& table) const {
    return [this, &table](TextBuffer& out, ColumnId column) {
      append_column(out, names_, *table.source, table.facet, column);
    };
  }

  // (SELECT value FROM the path's tables WHERE the first one's key equals the source's).
  void append_lookup(TextBuffer& out, const PathUse& use, const JoinedTable& last) {
    std::vector<const JoinedTable*> tables;
    for (const JoinedTable* table = &last; table != nullptr; table = table->parent) {
      tables.push_back(table);
    }
    const std::size_t begin = out.size();
    append(out, "(SELECT ");
    append_value_of(out, use, last);
    append(out, " FROM ");
    const JoinedTable& first = *tables.back();
    tables_.append_named(out, first.step->to, first.alias);
    for (auto next = std::next(tables.rbegin()); next != tables.rend(); ++next) {
      append(out, " LEFT JOIN ");
      tables_.append_named(out, (*next)->step->to, (*next)->alias);
      append(out, " ON ");
      tables_.append_link(out, **next, near_column(**next));
    }
    append(out, " WHERE ");
    tables_.append_link(out, first, near_column(first));
    append(out, ")");
    explanation_.add([&] {
      return concat("lookup of ", names_.table(last.step->to).name, " for ", last.source->name,
                    ", which an alias of its join hides: ", out.view().substr(begin));
    });
  }

  void append_value_of(TextBuffer& out, const PathUse& use, const JoinedTable& table) const {
    if (use.path.column >= 0) return append_column(out, names_, table, use.path.column);
    const Expr& call = *use.argument_of;
    if (call.names.back() == "count" && call.call->arguments.size() == 1) {
      // A FILTER that names nothing but the query's own columns would make count(*) an aggregate
      // of the query itself: an aggregate belongs to the innermost level it names a column of.
      const bool related = use.aggregate != nullptr && use.aggregate->call == &call;
      const bool all_rows = related && use.path.steps.size() == use.path.many_steps();
      if (all_rows && !call.call->distinct && call.call->filter == nullptr) {
        append(out, "*");
        return;
      }
      if (append_key(out, table, call.call->distinct)) return;
    }
    append(out, table.alias_text());
    if (!table.hidden) return;
    append(out, ".");
    append_hidden_row(out, table);
  }

  // The primary key of a joined table: what tells a row from none, or with `distinct` one row from
  // another. False: there is none.
  bool append_key(TextBuffer& out, const JoinedTable& table, bool distinct) const {
    const Key* const key = names_.table(table.step->to).primary_key();
    if (key == nullptr) return false;
    if (!distinct || key->columns.size() == 1) {
      append_column(out, names_, table, key->columns[0]);
      return true;
    }
    // No row is no value, but a row of NULLs would be one. SQLite has no row as a value, and its
    // JSON tells any two keys apart.
    append(out, "CASE WHEN ");
    append_column(out, names_, table, key->columns[0]);
    append(out, " IS NOT NULL THEN ", names_.sqlite() ? "json_array(" : "(");
    for (const ColumnId column : key->columns) {
      if (column != key->columns.front()) append(out, ", ");
      append_column(out, names_, table, column);
    }
    append(out, ") END");
    return true;
  }

  // ON relation: the keys are equal. A junction has the two keys in one row.
  void write_condition(const JoinCondition& join) {
    const auto from = [&](TextBuffer& out, ColumnId column) {
      append_column(out, names_, *join.from, join.from_facet, column);
    };
    const auto to = [&](TextBuffer& out, ColumnId column) {
      append_column(out, names_, *join.to, join.to_facet, column);
    };
    const Relation& relation = *join.relation;
    edits_.write(join.begin, join.end, join.begin, [&](TextBuffer& out) {
      const std::size_t begin = out.size();
      tables_.append_along(out, relation, from, to);
      explanation_.add([&] {
        return concat("join along ", relation.names.front(), " of ",
                      names_.table(relation.from).name, ": ", out.view().substr(begin));
      });
    });
  }

  // Columns of the query's own: those of rows that are gathered, those that a table that is added
  // has as well, and system columns of a table that was made a join's side.
  void write_plain_columns() {
    boost::container::small_flat_set<const Expr*, 8> done;
    for (const AggregateCall& call : resolved_.aggregates) {
      for (const PlainUse& plain : call.plain) {
        const std::size_t begin = reference_extent(text_, *plain.ref).first;
        if (!gatherings_.covers(*plain.source->level, begin)) continue;
        if (done.insert(plain.ref).second) gather(plain);
      }
    }
    const auto qualify = [&](const PlainUse& plain) {
      if (plain.source->name.empty() || !done.insert(plain.ref).second) return;
      const std::size_t begin = reference_extent(text_, *plain.ref).first;
      edits_.write(begin, begin, begin, [&](TextBuffer& out) {
        append_identifier(out, plain.source->name);
        append(out, ".");
      });
    };
    for (const PlainUse* plain : plan_.qualified) qualify(*plain);
    for (const PlainUse& plain : resolved_.system_columns) {
      // Met on the way from where it stands to its table.
      const auto is_met_in = [&](const Level& level) {
        return is_within(*plain.at, level) && is_within(level, *plain.source->level);
      };
      const bool joined =
          std::ranges::any_of(plan_.joins,
                              [&](const JoinedTable& table) {
                                return !table.is_lookup() && is_met_in(*table.source->level);
                              }) ||
          std::ranges::any_of(plan_.derived,
                              [&](const Derived& derived) { return is_met_in(*derived.level); });
      if (joined) qualify(plain);
    }
  }

  void gather(const PlainUse& plain) {
    const auto [begin, end] = reference_extent(text_, *plain.ref);
    const Source& source = *plain.source;
    const Name name = plain.ref->names.back();
    // One spelling, so that what is the same is gathered once.
    const bool named = !source.name.empty() && !source.level->merges;
    std::string written =
        named ? fmt::format("{}.{}", quote_identifier(source.name), quote_identifier(name))
              : std::string(text_.text().substr(begin, end - begin));
    edits_.replace(
        begin, end,
        gatherings_.value(source, begin, std::move(written), source.base_column(names_, name)));
  }

  // --- joins ---

  // A joined table; a hidden one shows made-up names alone. PostgreSQL and SQLite both pull such
  // a plain subquery up, so it costs nothing.
  void append_joined(TextBuffer& out, const JoinedTable& table) const {
    if (!table.hidden) {
      tables_.append_name(out, table.step->to);
      append(out, " AS ", table.alias_text());
      return;
    }
    append(out, "(SELECT ");
    for (const ColumnId column : table.columns) {
      if (column != table.columns.front()) append(out, ", ");
      append_name(out, names_.table(table.step->to).column(column));
      append(out, " AS ");
      append_hidden_column(out, names_, table, column);
    }
    if (table.whole_row) {
      if (!table.columns.empty()) append(out, ", ");
      append_name(out, names_.table(table.step->to));
      append(out, " AS ");
      append_hidden_row(out, table);
    }
    append(out, " FROM ");
    tables_.append_name(out, table.step->to);
    append(out, ") AS ", table.alias_text());
  }

  Status write_joins(const AggregateWriter& aggregates) {
    boost::container::small_vector<const Source*, 4> sources;
    const auto add = [&](const Source* source) {
      if (std::ranges::find(sources, source) == sources.end()) sources.push_back(source);
    };
    for (const JoinedTable& table : plan_.joins) {
      if (!table.is_lookup()) add(table.source);
    }
    for (const Derived& derived : plan_.derived) {
      if (derived.shape != Shape::kRegrouped) add(derived.source);
    }
    for (const Source* source : sources) PILLION_CHECK(join_to(*source, aggregates));
    return {};
  }

  Status join_to(const Source& source, const AggregateWriter& aggregates) {
    const auto [begin, end] = from_extent(text_, *source.item);
    const std::size_t cause = cause_of(source);
    if (begin == end) {
      return fail_at(
          cause, "0A000",
          fmt::format("A path may not start at {} here. Start it at a table.", source.name));
    }
    if (source.in_join) edits_.insert(begin, "(", begin);
    edits_.write(end, end, cause, [&](TextBuffer& out) {
      for (const JoinedTable& table : plan_.joins) {
        if (table.source == &source) append_join(out, table);
      }
      append(out, aggregates.joins_of(source));
      if (source.in_join) append(out, ")");
    });
    return {};
  }

  void append_join(TextBuffer& out, const JoinedTable& table) {
    append(out, " LEFT JOIN ");
    append_joined(out, table);
    append(out, " ON ");
    const std::size_t condition = out.size();
    tables_.append_link(out, table, near_column(table));
    explanation_.add([&] {
      return concat("LEFT JOIN ", names_.table(table.step->to).name, " AS ", table.alias, ": ",
                    table.step->names.front(), " of ", names_.table(table.step->from).name, ", on ",
                    out.view().substr(condition));
    });
  }

  std::size_t cause_of(const Source& source) const {
    for (const PathUse& use : resolved_.uses) {
      if (use.source == &source && use.aggregate == nullptr) return use.begin;
    }
    for (const PathUse& use : resolved_.uses) {
      if (use.source == &source) return use.begin;
    }
    return 0;
  }

  const Plan& plan_;
  const Resolved& resolved_;
  const Names& names_;
  const TokenStream& text_;
  Explanation& explanation_;
  const TableText tables_;
  Gatherings gatherings_;
  EditList edits_;
};

}  // namespace

Result<EditList> write(const Plan& plan, const Resolved& resolved, const Scopes& scopes,
                       const Names& names, const TokenStream& text, Explanation& explanation) {
  return Writer(plan, resolved, scopes, names, text, explanation).run();
}

}  // namespace pillion::sql
