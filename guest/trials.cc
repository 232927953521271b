#include "guest/trials.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/type.h"
#include "rewriter/rewriter.h"

namespace pillion {
namespace {

// A server takes 1,664 columns in one statement.
constexpr std::size_t kTogether = 500;

using Things = std::span<const DeclaredThing* const>;

// Whether the host or its connection is why, and not the statement.
bool is_of_host(const Error& error) {
  const std::string_view state = error.sqlstate.text();
  return state.starts_with("08") || state.starts_with("25") || state.starts_with("HY");
}

Result<std::string> sent_text(const DeclaredThing& thing, const BoundDeclarations& bound,
                              Dialect dialect) {
  PILLION_TRY(made,
              rewrite(thing.trial, bound.view.get(),
                      {.dialect = dialect, .plain = true, .declared = bound.declared.get()}, true));
  return std::move(made.text);
}

// One column for each of them, without running anything.
Result<std::vector<ResultColumn>> columns_of(Session& session, const BoundDeclarations& bound,
                                             Things things, bool of_values = false) {
  std::vector<std::string> values;
  for (const DeclaredThing* thing : things) {
    PILLION_TRY(text, sent_text(*thing, bound, session.dialect()));
    values.push_back(fmt::format("(SELECT v FROM ({}) AS t WHERE v IS NOT NULL LIMIT 1)", text));
  }
  const std::string all = fmt::format("SELECT {}", fmt::join(values, ", "));
  PILLION_TRY(description, session.describe(all, {}));
  // SQLite only knows the type of a value that it has: it is asked for the first one there is.
  if (!of_values || session.dialect() != Dialect::kSqlite) return std::move(description.columns);
  PILLION_TRY(rows, session.run(Query{.text = all, .parameters = {}}));
  return rows->columns();
}

// How a measure is described, in the terms of a table's columns.
Column column_of(const VirtualColumn& measure, const ResultColumn& described,
                 const Schema& schema) {
  Column column{.name = measure.name,
                .type = described.type,
                .type_modifier = described.type_modifier,
                .comment = measure.expression};
  if (const Type* type = find_type(described.type)) {
    column.type_name = type->name;
  } else if (const UserType* own = schema.find_type(described.type)) {
    column.type_name = own->name;
    column.is_domain = own->kind == UserTypeKind::kDomain;
  }
  return column;
}

class Describer {
 public:
  Describer(Session& session, const BoundDeclarations& bound) : session_(session), bound_(bound) {}

  Result<ColumnsByTable> run() {
    std::vector<const DeclaredThing*> measures;
    for (const DeclaredThing& thing : bound_.declared->things()) {
      if (thing.measure && !virtual_column(thing).of_many_rows) measures.push_back(&thing);
    }
    for (std::size_t i = 0; i < measures.size(); i += kTogether) {
      const std::size_t count = std::min(kTogether, measures.size() - i);
      PILLION_CHECK(describe(Things(measures).subspan(i, count)));
    }
    ColumnsByTable out;
    for (const TableId table : bound_.declared->tables_with_columns()) {
      for (const VirtualColumn& column : bound_.declared->columns_of(table))
        add(table, column, out);
    }
    return out;
  }

 private:
  const VirtualColumn& virtual_column(const DeclaredThing& thing) const {
    return bound_.declared->columns_of(thing.table)[thing.column];
  }

  Status describe(Things things) {
    if (const auto columns = columns_of(session_, bound_, things, true); columns) {
      for (std::size_t i = 0; i < things.size(); ++i) {
        described_[&virtual_column(*things[i])] = (*columns)[i];
      }
      return {};
    }
    for (const DeclaredThing* thing : things) {
      auto column = columns_of(session_, bound_, Things(&thing, 1), true);
      if (column) described_[&virtual_column(*thing)] = column->front();
      if (!column && is_of_host(column.error())) return fail(std::move(column).error());
    }
    return {};
  }

  void add(TableId table, const VirtualColumn& column, ColumnsByTable& out) const {
    const Schema& schema = bound_.view->schema;
    if (column.column >= 0) {
      const Table& owner = schema.tables[static_cast<std::size_t>(table)];
      Column named = owner.columns[static_cast<std::size_t>(column.column)];
      named.name = column.name;
      out[table].push_back(std::move(named));
    } else if (const auto found = described_.find(&column); found != described_.end()) {
      out[table].push_back(column_of(column, found->second, schema));
    }
  }

  Session& session_;
  const BoundDeclarations& bound_;
  std::map<const VirtualColumn*, ResultColumn> described_;
};

}  // namespace

Status try_out(Session& session, const BoundDeclarations& bound,
               std::span<const DeclaredThing> things, const DeclaredThing*& refused) {
  for (std::size_t i = 0; i < things.size(); i += kTogether) {
    std::vector<const DeclaredThing*> some;
    for (const DeclaredThing& thing : things.subspan(i, std::min(kTogether, things.size() - i))) {
      some.push_back(&thing);
    }
    if (columns_of(session, bound, some)) continue;
    for (const DeclaredThing* thing : some) {
      refused = thing;
      PILLION_CHECK(columns_of(session, bound, Things(&thing, 1)));
    }
  }
  refused = nullptr;
  return {};
}

Result<ColumnsByTable> describe_virtual_columns(Session& session, const BoundDeclarations& bound) {
  return Describer(session, bound).run();
}

}  // namespace pillion
