// Declarations held against a schema, in steps: relations, names for columns, the names of
// measures, and then, when every name is there, the measures themselves.
#include <algorithm>
#include <map>
#include <tuple>

#include <fmt/format.h>

#include "core/identifier.h"
#include "core/nearest.h"
#include "rewriter/declared/declared.h"
#include "rewriter/declared/expression.h"
#include "rewriter/rewriter.h"

namespace pillion {

class DeclaredBuilder {
 public:
  DeclaredBuilder(std::shared_ptr<const SchemaView> view, std::vector<DeclarationProblem>& problems)
      : view_(*view),
        dialect_(view->schema.dialect),
        problems_(problems),
        made_(std::make_shared<Declared>()),
        plain_names_(view_, nullptr),
        names_(view_, made_.get()) {
    made_->view_ = std::move(view);
  }

  std::shared_ptr<const Declared> run(std::span<const DeclarationsPtr> all) {
    all_ = all;
    for (source_ = 0; source_ < all.size(); ++source_) {
      for (const DeclaredRelation& relation : all[source_]->relations) {
        const std::string what = fmt::format("relation {}", relation.name);
        if (const Status added = add(relation); !added) {
          problem(source_, relation.line, what, added.error());
        }
      }
    }
    list_all_relations();
    for (source_ = 0; source_ < all.size(); ++source_) {
      for (const DeclaredColumn& column : all[source_]->columns) {
        if (const Status added = add(column); !added) {
          problem(source_, column.line, fmt::format("column {}", column.name), added.error());
        }
      }
      for (const DeclaredMeasure& measure : all[source_]->measures) {
        if (const Status added = add(measure); !added) {
          problem(source_, measure.line, fmt::format("measure {}", measure.name), added.error());
        }
      }
    }
    finish_measures();
    std::ranges::stable_sort(problems_, {}, [](const DeclarationProblem& each) {
      return std::pair(each.source, each.line);
    });
    return made_;
  }

 private:
  using Column = VirtualColumn;
  struct Measure {
    TableId table = kNoTable;
    std::size_t place = 0;  // among the table's virtual columns
    std::size_t source = 0;
    int line = 0;
    std::vector<const Column*> used;
    enum class Mark : std::uint8_t { kNew, kOpen, kDone } mark = Mark::kNew;
  };

  bool is_declared(TableId table, std::string_view name) const {
    return declared_.contains({source_, table, std::string(name)});
  }

  static tl::unexpected<Error> bad(std::string message) {
    return pillion::fail("08001", std::move(message));
  }

  void problem(std::size_t source, int line, std::string_view what, const Error& error) {
    problems_.push_back({.source = source,
                         .line = line,
                         .error = declaration_error(all_[source]->source, line,
                                                    fmt::format("{}: {}", what, error.message))});
  }

  // --- what the names mean ---

  Result<TableId> table(std::string_view name) const {
    TableId found = names_.find_table({}, name);
    const std::size_t dot = name.find('.');
    if (found == kNoTable && dot != std::string_view::npos) {
      found = names_.find_table(name.substr(0, dot), name.substr(dot + 1));
    }
    if (found != kNoTable) return found;
    NearestNames nearest(name);
    for (const Table& each : view_.schema.tables) nearest.consider(each.name);
    return bad(fmt::format("there is no table {}.{}", name, nearest.question()));
  }

  Result<ColumnId> column(TableId table, std::string_view name) const {
    const ColumnId found = names_.find_column(table, name);
    if (found >= 0) return found;
    NearestNames nearest(name);
    for (const auto& each : names_.table(table).columns) nearest.consider(each.name);
    return bad(fmt::format("table {} has no column {}.{}", names_.table(table).name, name,
                           nearest.question()));
  }

  // --- relations ---

  Status add(const DeclaredRelation& declared) {
    PILLION_TRY(from, table(declared.from));
    PILLION_TRY(to, table(declared.to));
    Relation made{.kind = RelationKind::kForward,
                  .cardinality = declared.many ? Cardinality::kToMany : Cardinality::kToOne,
                  .from = from,
                  .to = to,
                  .names = {declared.name},
                  .unambiguous_name = declared.name};
    made.names.insert(made.names.end(), declared.also.begin(), declared.also.end());
    PILLION_CHECK(check_names(from, made.names));
    if (declared.through.empty()) {
      PILLION_CHECK(link(declared, made));
    } else {
      PILLION_CHECK(link_through(declared, made));
    }
    if (std::erase_if(made.names, [&](const auto& name) { return is_taken(from, name); }) != 0 &&
        made.names.empty()) {
      return {};  // an earlier declaration of another source has all of its names
    }
    made.unambiguous_name = made.names.front();
    for (const std::string& name : made.names) declared_.emplace(source_, from, name);
    for (const RowCondition* condition :
         {&made.condition, &made.junction.near_condition, &made.junction.far_condition}) {
      add_inner_names(condition->inner_names);
    }
    made_->tables_[from].declared.push_back(&made_->relations_.emplace_back(std::move(made)));
    return {};
  }

  Status check_names(TableId from, const std::vector<std::string>& names) const {
    for (std::size_t i = 0; i < names.size(); ++i) {
      const auto before = names.begin() + static_cast<std::ptrdiff_t>(i);
      const bool twice = std::find(names.begin(), before, names[i]) != before;
      if (twice || is_declared(from, names[i])) {
        return bad(fmt::format("{} has a relation {} already.", names_.table(from).name, names[i]));
      }
    }
    return {};
  }

  bool is_taken(TableId from, std::string_view name) const {
    const auto answers = [&](const Relation* relation) {
      return std::ranges::find(relation->names, name) != relation->names.end();
    };
    return std::ranges::any_of(made_->relations_of(from), answers);
  }

  Status link(const DeclaredRelation& declared, Relation& made) {
    std::set<ColumnId> equated;
    PILLION_CHECK(
        read(declared, declared.link, {.table = made.from, .name = names_.table(made.from).name},
             {.table = made.to, .name = declared.name}, made.columns, made.condition, equated));
    made.kind = declared.many ? RelationKind::kReverse : RelationKind::kForward;
    if (declared.many || declared.trusted || are_unique(names_.table(made.to), equated)) return {};
    return bad(
        fmt::format("nothing in the database says that it leads to one row of {} at most: "
                    "no unique key of it is among what is equal. Write many = true, or "
                    "trusted = true if you know it.",
                    names_.table(made.to).name));
  }

  Status link_through(const DeclaredRelation& declared, Relation& made) {
    PILLION_TRY(through, table(declared.through));
    made.kind = RelationKind::kManyToMany;
    made.junction.table = through;
    const sql::NamedRow junction{.table = through, .name = names_.table(through).name};
    std::set<ColumnId> equated;
    PILLION_CHECK(read(declared, declared.near,
                       {.table = made.from, .name = names_.table(made.from).name}, junction,
                       made.junction.near, made.junction.near_condition, equated));
    return read(declared, declared.far, junction, {.table = made.to, .name = declared.name},
                made.junction.far, made.junction.far_condition, equated);
  }

  // `equated`: the far row's columns that are equal to the near one's.
  Status read(const DeclaredRelation& declared, const DeclaredLink& link, const sql::NamedRow& near,
              const sql::NamedRow& far, std::vector<ColumnPair>& columns, RowCondition& condition,
              std::set<ColumnId>& equated) {
    for (const auto& [near_name, far_name] : link.columns) {
      PILLION_TRY(near_column, column(near.table, near_name));
      PILLION_TRY(far_column, column(far.table, far_name));
      columns.emplace_back(near_column, far_column);
      equated.insert(far_column);
    }
    if (!link.columns.empty()) return {};
    PILLION_TRY(made, sql::read_condition(link.condition, near, far, plain_names_, equated));
    condition = std::move(made);
    made_->things_.push_back({.source = source_,
                              .line = link.line,
                              .what = fmt::format("relation {}", declared.name),
                              .trial = fmt::format("SELECT 1 AS v FROM {}, {} WHERE (\n{}\n)",
                                                   named(near), named(far), link.condition)});
    return {};
  }

  std::string named(const sql::NamedRow& row) const {
    const Table& table = names_.table(row.table);
    return fmt::format("{}.{} AS {}", quote_identifier(table.schema), quote_identifier(table.name),
                       quote_identifier(row.name));
  }

  void list_all_relations() {
    for (auto& [id, table] : made_->tables_) {
      table.all = table.declared;
      const RelationMatches reflected = view_.relations.of(id);
      table.all.insert(table.all.end(), reflected.begin(), reflected.end());
    }
  }

  void add_inner_names(const std::vector<std::string>& names) {
    for (const std::string& name : names) made_->inner_names_.insert(fold_identifier(name));
  }

  // --- names for columns, and measures ---

  // Whether the name is new: an earlier source may have it, and counts.
  Result<bool> is_new(TableId id, std::string_view name) {
    const Table& table = names_.table(id);
    if (names_.find_column(id, name) >= 0) {
      return bad(fmt::format("{} has a column {}, which always wins. Choose another name.",
                             table.name, name));
    }
    if (is_declared(id, name)) {
      return bad(
          fmt::format("{} has a relation or a column {} declared already.", table.name, name));
    }
    declared_.emplace(source_, id, name);
    return names_.find_virtual(id, name) == nullptr && !is_taken(id, name);
  }

  Status add(const DeclaredColumn& declared) {
    PILLION_TRY(id, table(declared.table));
    PILLION_TRY(base, column(id, declared.column));
    if (names_.same(declared.name, declared.column)) return {};
    PILLION_TRY(wanted, is_new(id, declared.name));
    if (wanted) made_->tables_[id].columns.push_back({.name = declared.name, .column = base});
    return {};
  }

  Status add(const DeclaredMeasure& declared) {
    PILLION_TRY(id, table(declared.table));
    PILLION_TRY(wanted, is_new(id, declared.name));
    if (!wanted) return {};
    std::vector<Column>& columns = made_->tables_[id].columns;
    measures_.push_back(
        {.table = id, .place = columns.size(), .source = source_, .line = declared.line});
    columns.push_back({.name = declared.name, .expression = declared.expression});
    return {};
  }

  Column& column_of(const Measure& measure) {
    return made_->tables_[measure.table].columns[measure.place];
  }

  void break_measure(const Measure& measure, const Error& error) {
    Column& column = column_of(measure);
    if (!column.broken.empty()) return;
    problem(measure.source, measure.line, fmt::format("measure {}", column.name), error);
    column.broken = problems_.back().error.message;
  }

  void finish_measures() {
    for (Measure& measure : measures_) {
      const Status read =
          sql::read_measure(column_of(measure), measure.table, names_, measure.used);
      if (!read) break_measure(measure, read.error());
      add_inner_names(column_of(measure).inner_names);
    }
    for (Measure& measure : measures_) by_column_[&column_of(measure)] = &measure;
    for (Measure& measure : measures_) follow(measure);
  }

  // Depth first: a measure is what those are that it uses, and is tried when they have been.
  void follow(Measure& measure) {
    if (measure.mark != Measure::Mark::kNew) return;
    measure.mark = Measure::Mark::kOpen;
    Column& column = column_of(measure);
    for (const Column* used : measure.used) {
      const auto found = by_column_.find(used);
      if (found == by_column_.end()) continue;
      Measure& other = *found->second;
      if (other.mark == Measure::Mark::kOpen) {
        break_measure(measure, {.sqlstate = "08001",
                                .message = fmt::format("it uses {}, which uses it: a measure may "
                                                       "not come round to itself.",
                                                       used->name)});
        continue;
      }
      follow(other);
      if (!used->broken.empty()) {
        break_measure(measure,
                      {.sqlstate = "08001",
                       .message = fmt::format("it uses {}, which cannot be used.", used->name)});
      }
      column.aggregates = column.aggregates || used->aggregates;
      column.of_many_rows = column.of_many_rows || used->of_many_rows;
    }
    measure.mark = Measure::Mark::kDone;
    if (column.broken.empty()) try_out(measure);
  }

  // What rewriting has to say of it, it says now and not when the measure is used.
  void try_out(const Measure& measure) {
    const Table& table = names_.table(measure.table);
    const Column& column = column_of(measure);
    DeclaredThing thing{
        .source = measure.source,
        .line = measure.line,
        .what = fmt::format("measure {}", column.name),
        .trial = fmt::format("SELECT {} AS v FROM {}.{}", quote_identifier(column.name),
                             quote_identifier(table.schema), quote_identifier(table.name)),
        .measure = true,
        .table = measure.table,
        .column = measure.place};
    const auto made = rewrite(thing.trial, &view_,
                              {.dialect = dialect_, .plain = true, .declared = made_.get()}, true);
    if (!made) return break_measure(measure, made.error());
    made_->things_.push_back(std::move(thing));
  }

  const SchemaView& view_;
  const Dialect dialect_;
  std::vector<DeclarationProblem>& problems_;
  const std::shared_ptr<Declared> made_;
  const sql::Names plain_names_;  // conditions use columns, and no declared names
  const sql::Names names_;
  std::span<const DeclarationsPtr> all_;
  std::size_t source_ = 0;  // which of them is read
  std::set<std::tuple<std::size_t, TableId, std::string>> declared_;
  std::vector<Measure> measures_;
  std::map<const Column*, Measure*> by_column_;
};

std::shared_ptr<const Declared> Declared::bind(std::span<const DeclarationsPtr> declarations,
                                               std::shared_ptr<const SchemaView> view,
                                               std::vector<DeclarationProblem>& problems) {
  return DeclaredBuilder(std::move(view), problems).run(declarations);
}

}  // namespace pillion
