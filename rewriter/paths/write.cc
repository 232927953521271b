#include "rewriter/paths/write.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/identifier.h"
#include "rewriter/aggregates/write_aggregates.h"
#include "rewriter/concat.h"
#include "rewriter/error_at.h"
#include "rewriter/paths/labels.h"
#include "rewriter/paths/reference.h"
#include "rewriter/paths/table_text.h"

namespace pillion::sql {
namespace {

class Writer {
 public:
  Writer(const Plan& plan, const Resolved& resolved, const Scopes& scopes, const Names& names,
         const TokenStream& text)
      : plan_(plan),
        resolved_(resolved),
        names_(names),
        text_(text),
        tables_(scopes, names),
        gatherings_(plan.aggregates, names) {}

  Result<Written> run() {
    AggregateWriter aggregates(plan_, names_, tables_, text_, gatherings_, out_.edits,
                               out_.explanation);
    aggregates.begin();
    for (const PathUse& use : resolved_.uses) PILLION_CHECK(write_use(use));
    for (const JoinCondition& condition : resolved_.conditions) write_condition(condition);
    write_plain_columns();
    aggregates.end();
    PILLION_CHECK(write_joins(aggregates));
    aggregates.join_groups();
    PILLION_CHECK(write_labels_and_stars(plan_, resolved_, names_, text_, out_.edits));
    return std::move(out_);
  }

 private:
  // --- references ---

  Status write_use(const PathUse& use) {
    const JoinedTable& table = *plan_.table_of.at(&use);
    std::string value = value_of(use, table);
    if (use.aggregate == nullptr && table.is_lookup()) value = lookup(table, value);
    if (use.aggregate == nullptr && gatherings_.covers(*use.source->level, use.begin)) {
      if (use.path.column < 0) {
        return fail_at(use.begin, "0A000",
                       fmt::format("{} is a whole row, which an aggregate over the related rows of "
                                   "a group cannot use. Write its columns.",
                                   text_.text().substr(use.begin, use.end - use.begin)));
      }
      const auto column = static_cast<std::size_t>(use.path.column);
      value = gatherings_.value(*use.source, use.begin, std::move(value),
                                &names_.table(use.path.end()).columns[column]);
    }
    out_.edits.replace(use.begin, use.end, std::move(value));
    return {};
  }

  // (SELECT value FROM the path's tables WHERE the first one's key equals the source's).
  std::string lookup(const JoinedTable& last, std::string_view value) {
    std::string joins;
    std::string condition;
    for (const JoinedTable* table = &last; table != nullptr; table = table->parent) {
      const bool first = table->parent == nullptr;
      condition = tables_.link(*table, near_column(*table));
      const std::string named = tables_.named(table->step->to, table->alias);
      joins.insert(
          0, first ? concat({" FROM ", named}) : concat({" LEFT JOIN ", named, " ON ", condition}));
    }
    std::string out = concat({"(SELECT ", value, joins, " WHERE ", condition, ")"});
    out_.explanation.push_back(
        concat({"lookup of ", names_.table(last.step->to).name, " for ", last.source->name,
                ", which an alias of its join hides: ", out}));
    return out;
  }

  // How a column that a table is joined by is written, where it is the source's own.
  ColumnText near_column(const JoinedTable& table) const {
    return [this, &table](ColumnId column) {
      return source_column_text(names_, *table.source, table.facet, column);
    };
  }

  std::string value_of(const PathUse& use, const JoinedTable& table) const {
    if (use.path.column >= 0) return column_text(names_, table, use.path.column);
    const Expr& call = *use.argument_of;
    if (call.names.back() == "count" && call.call->arguments.size() == 1) {
      // A FILTER that names nothing but the query's own columns would make count(*) an aggregate
      // of the query itself: an aggregate belongs to the innermost level it names a column of.
      const bool related = use.aggregate != nullptr && use.aggregate->call == &call;
      const bool all_rows = related && use.path.steps.size() == use.path.many_steps();
      if (all_rows && !call.call->distinct && call.call->filter == nullptr) return "*";
      if (std::string key = key_of(table, call.call->distinct); !key.empty()) return key;
    }
    return table.hidden ? fmt::format("{}.{}", quote_identifier(table.alias), hidden_row(table))
                        : quote_identifier(table.alias);
  }

  // The primary key of a joined table: what tells a row from none, or with `distinct` one row from
  // another.
  std::string key_of(const JoinedTable& table, bool distinct) const {
    for (const Key& key : names_.table(table.step->to).keys) {
      if (!key.primary) continue;
      if (!distinct || key.columns.size() == 1) return column_text(names_, table, key.columns[0]);
      std::vector<std::string> columns;
      columns.reserve(key.columns.size());
      for (const ColumnId column : key.columns) {
        columns.push_back(column_text(names_, table, column));
      }
      // SQLite has no row as a value, and its JSON tells any two keys apart.
      return fmt::format("{}({})", names_.sqlite() ? "json_array" : "", fmt::join(columns, ", "));
    }
    return {};
  }

  // ON relation: the keys are equal. A junction has the two keys in one row.
  void write_condition(const JoinCondition& join) {
    const auto from = [&](ColumnId column) {
      return source_column_text(names_, *join.from, join.from_facet, column);
    };
    const auto to = [&](ColumnId column) {
      return source_column_text(names_, *join.to, join.to_facet, column);
    };
    const Relation& relation = *join.relation;
    std::string condition = tables_.along(relation, from, to);
    out_.explanation.push_back(fmt::format("join along {} of {}: {}", relation.names.front(),
                                           names_.table(relation.from).name, condition));
    out_.edits.replace(join.begin, join.end, std::move(condition));
  }

  // Columns of the query's own: inside a subquery that was made around them, and system columns of
  // a table that was made a join's side.
  void write_plain_columns() {
    std::set<const Expr*> done;
    const auto qualify = [&](const PlainUse& plain) {
      const auto [begin, end] = reference_extent(text_, *plain.ref);
      if (!done.insert(plain.ref).second) return;
      if (gatherings_.covers(*plain.source->level, begin)) {
        const Column* base = plain.source->base_column(names_, plain.ref->names.back());
        // One spelling, so that what is the same is gathered once.
        const bool named = !plain.source->name.empty() && !plain.source->level->merges;
        std::string written = named ? fmt::format("{}.{}", quote_identifier(plain.source->name),
                                                  quote_identifier(plain.ref->names.back()))
                                    : std::string(text_.text().substr(begin, end - begin));
        out_.edits.replace(begin, end,
                           gatherings_.value(*plain.source, begin, std::move(written), base));
      } else if (!plain.qualified && !plain.source->name.empty()) {
        out_.edits.insert(begin, quote_identifier(plain.source->name) + ".", begin);
      }
    };
    for (const AggregateCall& call : resolved_.aggregates) {
      std::for_each(call.plain.begin(), call.plain.end(), qualify);
    }
    // In what is written a second time with more tables a name might mean two columns.
    for (const PlainUse& plain : resolved_.unqualified) {
      if (plan_.grouped.contains(plain.source->level)) qualify(plain);
    }
    for (const PlainUse& plain : resolved_.system_columns) {
      const bool joined =
          std::any_of(plan_.joins.begin(), plan_.joins.end(),
                      [&](const auto& table) { return table.source == plain.source; }) ||
          std::any_of(plan_.derived.begin(), plan_.derived.end(),
                      [&](const auto& derived) { return derived.level == plain.source->level; });
      if (joined) qualify(plain);
    }
  }

  // --- joins ---

  // A joined table; a hidden one shows made-up names alone. PostgreSQL and SQLite both pull such
  // a plain subquery up, so it costs nothing.
  std::string joined(const JoinedTable& table) const {
    if (!table.hidden) return tables_.named(table.step->to, table.alias);
    std::vector<ColumnId> columns = table.columns;
    const auto add = [&](const std::vector<ColumnId>& read) {
      columns.insert(columns.end(), read.begin(), read.end());
    };
    add(far_columns(*table.step));
    for (const JoinedTable& child : plan_.joins) {
      if (child.parent == &table) add(near_columns(*child.step));
    }
    std::sort(columns.begin(), columns.end());
    columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
    std::string out;
    const auto show = [&](std::string_view name, std::string_view hidden) {
      out += out.empty() ? "(SELECT " : ", ";
      append_identifier(out, name);
      append(out, {" AS ", hidden});
    };
    for (const ColumnId column : columns) {
      show(names_.column(table.step->to, column), hidden_column(names_, table, column));
    }
    if (table.whole_row) show(names_.table(table.step->to).name, hidden_row(table));
    append(out, {" FROM ", tables_.name(table.step->to), ") AS "});
    append_identifier(out, table.alias);
    return out;
  }

  Status write_joins(const AggregateWriter& aggregates) {
    std::vector<const Source*> sources;
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
    std::string joins;
    for (const JoinedTable& table : plan_.joins) {
      if (table.source != &source) continue;
      const std::string condition = tables_.link(table, near_column(table));
      append(joins, {" LEFT JOIN ", joined(table), " ON ", condition});
      explain_join(table, condition);
    }
    joins += aggregates.joins_of(source);
    if (source.in_join) {
      out_.edits.insert(begin, "(", begin);
      joins += ")";
    }
    out_.edits.insert(end, std::move(joins), cause);
    return {};
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

  void explain_join(const JoinedTable& table, const std::string& condition) {
    out_.explanation.push_back(concat({"LEFT JOIN ", names_.table(table.step->to).name, " AS ",
                                       table.alias, ": ", table.step->names.front(), " of ",
                                       names_.table(table.step->from).name, ", on ", condition}));
  }

  const Plan& plan_;
  const Resolved& resolved_;
  const Names& names_;
  const TokenStream& text_;
  const TableText tables_;
  Gatherings gatherings_;
  Written out_;
};

}  // namespace

Result<Written> write(const Plan& plan, const Resolved& resolved, const Scopes& scopes,
                      const Names& names, const TokenStream& text) {
  return Writer(plan, resolved, scopes, names, text).run();
}

}  // namespace pillion::sql
