#include "rewriter/declared/expression.h"

#include <algorithm>
#include <map>
#include <variant>

#include <fmt/format.h>

#include "core/identifier.h"
#include "rewriter/aggregates/calls.h"
#include "rewriter/gate/gate.h"
#include "rewriter/parse/parser.h"
#include "rewriter/paths/reference.h"
#include "rewriter/paths/resolve.h"
#include "rewriter/paths/scope.h"

namespace pillion::sql {
namespace {

constexpr std::string_view kOpening = "SELECT (";

// What would make the text more than one expression, before the grammar sees it.
std::string_view not_one_expression(const TokenStream& text) {
  static constexpr std::string_view kQueries[] = {"select", "with", "values", "table"};
  if (text.size() == 0) return "it is empty";
  for (const std::string_view word : kQueries) {
    if (text.is(0, word)) return "it is a query: write brackets around it";
  }
  int depth = 0;
  for (TokenIndex i = 0; i < text.size(); ++i) {
    const Token& token = text[i];
    if (token.kind == TokenKind::kUnterminated) return "a string, a name or a comment has no end";
    if (token.kind == TokenKind::kParameter || token.kind == TokenKind::kMarker) {
      return "it has a parameter, and nobody gives it a value";
    }
    if (token.kind != TokenKind::kPunctuation) continue;
    const char c = text.text()[token.begin];
    const bool bracket = std::string_view("()[]{}").find(c) != std::string_view::npos;
    if (bracket && text.partner(i) == kNoToken) return "its brackets do not match";
    if (bracket) depth += text.partner(i) > i ? 1 : -1;
    if (c == ';') return "it has a semicolon";
    if (c == ',' && depth == 0) return "it is several, with commas between them";
  }
  return {};
}

// The text on one line, without its comments: it is written into the middle of a statement.
std::string without_comments(const TokenStream& text) {
  std::string out;
  std::size_t end = 0;
  for (const Token& token : text.tokens()) {
    if (!out.empty() && token.begin > end) out += ' ';
    out += token.in(text.text());
    end = token.end;
  }
  return out;
}

// Aggregates, windows and rows at the level of the expression itself.
struct Contents {
  std::vector<const Expr*> aggregates;
  bool window = false;
  bool star = false;
};

void look(const Expr* expr, const Names& names, Contents& found) {
  if (expr == nullptr) return;
  if (expr->kind == ExprKind::kColumn && expr->star) found.star = true;
  if (expr->kind == ExprKind::kFunction && expr->call->over != nullptr) found.window = true;
  if (is_aggregate(*expr, names)) found.aggregates.push_back(expr);
  for (const Expr* child : expr->children) look(child, names, found);
}

// SELECT (expression) FROM the rows: parsed, judged and resolved.
class Reading {
 public:
  Reading(std::string_view expression, std::span<const NamedRow> rows, const Names& names)
      : names_(names),
        scopes_(names),
        dialect_(names.sqlite() ? Dialect::kSqlite : Dialect::kPostgres),
        written_(without_comments(TokenStream(expression, dialect_))),
        wrapped_(wrap(written_, rows, names)),
        text_(wrapped_, dialect_) {}

  Status run() {
    if (const auto why = not_one_expression(TokenStream(written_, dialect_)); !why.empty()) {
      return bad(fmt::format("not one expression: {}.", why));
    }
    PILLION_TRY(parsed, parse(text_));
    if (const auto* error = std::get_if<SyntaxError>(&parsed)) {
      return bad(fmt::format("not one expression: {}.", error->message));
    }
    statement_ = std::move(std::get<Statement>(parsed));
    const Query* query = statement_.query;
    const bool one = statement_.statement_count == 1 && query != nullptr &&
                     query->kind == QueryKind::kSelect && query->targets.size() == 1 &&
                     query->targets[0].alias.empty() && query->where == nullptr &&
                     query->group_by.empty() && query->order_by.empty();
    if (!one) return bad("not one expression.");
    PILLION_CHECK(judge(statement_, text_, {}));
    scopes_.build(query);
    resolved_ = resolve(query, scopes_, names_, text_);
    if (!resolved_.errors.empty()) return tl::make_unexpected(resolved_.errors.front());
    look(&value(), names_, contents_);
    return contents_.star ? bad("a row as a whole is no value: write its columns.") : Status{};
  }

  const Expr& value() const { return *statement_.query->targets[0].value; }
  const Resolved& resolved() const { return resolved_; }
  const Contents& contents() const { return contents_; }
  const Source& row(std::size_t index) const { return level().sources[index]; }
  // Which of the rows a source is; -1: a table inside the expression.
  int place_of(const Source* source) const {
    for (std::size_t i = 0; i < level().sources.size(); ++i) {
      if (&level().sources[i] == source) return static_cast<int>(i);
    }
    return -1;
  }
  std::vector<std::string> inner_names() const { return scopes_.names_inside(level()); }
  std::string spelled(std::size_t begin, std::size_t end) const {
    return wrapped_.substr(begin, end - begin);
  }
  const TokenStream& text() const { return text_; }
  std::size_t begin() const { return kOpening.size(); }
  std::size_t end() const { return kOpening.size() + written_.size(); }

  static tl::unexpected<Error> bad(std::string message) {
    return fail("42601", std::move(message));
  }

 private:
  static std::string wrap(const std::string& written, std::span<const NamedRow> rows,
                          const Names& names) {
    std::string out = fmt::format("{}{}) FROM ", kOpening, written);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const Table& table = names.table(rows[i].table);
      out += fmt::format("{}{}.{} AS {}", i == 0 ? "" : ", ", quote_identifier(table.schema),
                         quote_identifier(table.name), quote_identifier(rows[i].name));
    }
    return out;
  }
  const Level& level() const { return *scopes_.level(statement_.query); }

  const Names& names_;
  Scopes scopes_;
  const Dialect dialect_;
  const std::string written_;
  const std::string wrapped_;
  const TokenStream text_;
  Statement statement_;
  Resolved resolved_;
  Contents contents_;
};

// Where the text names something of the rows: it is written anew wherever the expression stands.
struct Gap {
  std::size_t end = 0;
  int row = 0;
  ColumnId column = -1;  // -1: not a column of the row
  std::string behind;    // then: what is written behind the row
};

class Gaps {
 public:
  Gaps(const Reading& reading, const Names& names, std::span<const NamedRow> rows)
      : reading_(reading), names_(names), rows_(rows) {}

  Status add_columns() {
    for (const PlainUse& plain : reading_.resolved().plain) {
      const int row = reading_.place_of(plain.source);
      if (row < 0) continue;
      const std::vector<std::string> parts = reference_parts(reading_.text(), *plain.ref);
      const std::string& name = parts.back();
      if (plain.whole_row) {
        return Reading::bad(
            fmt::format("{} is a row as a whole, which is no value: write its columns.", name));
      }
      if (!plain.qualified && rows_.size() == 2 && has_column(1 - row, name)) {
        return Reading::bad(fmt::format("{} is a column of both tables: write {}.{} or {}.{}.",
                                        name, rows_[0].name, name, rows_[1].name, name));
      }
      add(*plain.ref, row, names_.find_column(table_of(row), name), parts.size() - 1);
    }
    return {};
  }

  void add(const Expr& ref, int row, ColumnId column, std::size_t prefix) {
    const auto [begin, end] = reference_extent(reading_.text(), ref);
    const std::size_t behind = reading_.text()[reading_.text().at(begin) + 2 * prefix].begin;
    by_begin_[begin] = {
        .end = end, .row = row, .column = column, .behind = reading_.spelled(behind, end)};
  }

  // nullptr: it is more than a column, or none of the rows'.
  const Gap* at(const Expr& expr) const {
    if (expr.kind != ExprKind::kColumn) return nullptr;
    const auto found = by_begin_.find(static_cast<std::size_t>(expr.location));
    return found == by_begin_.end() ? nullptr : &found->second;
  }

  // The text with its gaps, in brackets.
  template <class AddText, class AddGap>
  void write(const AddText& add_text, const AddGap& add_gap) const {
    std::string text = "(";
    std::size_t done = reading_.begin();
    for (const auto& [begin, gap] : by_begin_) {
      add_text(text + reading_.spelled(done, begin));
      add_gap(gap);
      text.clear();
      done = gap.end;
    }
    add_text(text + reading_.spelled(done, reading_.end()) + ")");
  }

 private:
  TableId table_of(int row) const { return rows_[static_cast<std::size_t>(row)].table; }
  bool has_column(int row, std::string_view name) const {
    return names_.find_column(table_of(row), name) >= 0;
  }

  const Reading& reading_;
  const Names& names_;
  std::span<const NamedRow> rows_;
  std::map<std::size_t, Gap> by_begin_;
};

// What is true wherever an AND of conditions is.
void add_conjuncts(const Expr& condition, std::vector<const Expr*>& out) {
  if (condition.kind != ExprKind::kAnd) return out.push_back(&condition);
  for (const Expr* each : condition.children) add_conjuncts(*each, out);
}

constexpr int kNearRow = 0;
constexpr int kFarRow = 1;

// The far row's columns that a condition equates with the near row's.
std::set<ColumnId> equated_columns(const Reading& reading, const Gaps& gaps) {
  std::set<ColumnId> out;
  std::vector<const Expr*> conjuncts;
  add_conjuncts(reading.value(), conjuncts);
  for (const Expr* each : conjuncts) {
    if (each->kind != ExprKind::kEquals) continue;
    const Gap* const left = gaps.at(*each->children[0]);
    const Gap* const right = gaps.at(*each->children[1]);
    if (left == nullptr || right == nullptr || left->row == right->row) continue;
    out.insert((left->row == kFarRow ? left : right)->column);
  }
  return out;
}

// A condition is about columns of its two rows, and nothing else.
Status check_no_path(const Reading& reading) {
  for (const PathUse& use : reading.resolved().uses) {
    if (reading.place_of(use.source) < 0) continue;
    return Reading::bad(
        fmt::format("{} is a path, and a condition uses columns of its two tables alone.",
                    reading.spelled(use.begin, use.end)));
  }
  return {};
}

// Whether an aggregate ranges over related rows, or over the rows of the measure's own table.
bool is_over_related(const Reading& reading, const Expr& call) {
  const auto& related = reading.resolved().aggregates;
  if (std::ranges::any_of(related, [&](const AggregateCall& a) { return a.call == &call; })) {
    return true;
  }
  const auto [begin, end] = call_extent(reading.text(), call);
  return std::ranges::any_of(
      reading.resolved().declared, [begin = begin, end = end](const DeclaredUse& declared) {
        const PathUse& use = declared.use;
        return use.begin >= begin && use.end <= end && use.path.many_steps() > 0;
      });
}

}  // namespace

Result<RowCondition> read_condition(std::string_view condition, const NamedRow& near,
                                    const NamedRow& far, const Names& names,
                                    std::set<ColumnId>& equated) {
  if (names.same(near.name, far.name)) {
    return Reading::bad(
        fmt::format("both rows would be called {}. Give the relation a name that "
                    "is not its table's.",
                    near.name));
  }
  const NamedRow rows[] = {near, far};
  Reading reading(condition, rows, names);
  PILLION_CHECK(reading.run());
  if (!reading.contents().aggregates.empty() || reading.contents().window) {
    return Reading::bad("it aggregates, and a condition is about two rows.");
  }
  Gaps gaps(reading, names, rows);
  PILLION_CHECK(gaps.add_columns());
  PILLION_CHECK(check_no_path(reading));
  equated = equated_columns(reading, gaps);
  RowCondition out;
  out.inner_names = reading.inner_names();
  gaps.write([&](std::string text) { out.pieces.push_back({.text = std::move(text)}); },
             [&](const Gap& gap) {
               const bool is_near = gap.row == kNearRow;
               out.pieces.push_back(
                   {.text = gap.column < 0 ? gap.behind : std::string(),
                    .side = is_near ? RowCondition::Side::kNear : RowCondition::Side::kFar,
                    .column = gap.column});
             });
  const auto has_no_number = [](const RowCondition::Piece& piece) {
    return piece.side != RowCondition::Side::kNone && piece.column < 0;
  };
  if (const auto system = std::ranges::find_if(out.pieces, has_no_number);
      system != out.pieces.end()) {
    return Reading::bad(fmt::format("{} is a column of the system.", system->text));
  }
  return out;
}

Status read_measure(VirtualColumn& measure, TableId table, const Names& names,
                    std::vector<const VirtualColumn*>& used) {
  using Kind = VirtualColumn::Piece::Kind;
  const NamedRow rows[] = {{.table = table, .name = names.table(table).name}};
  Reading reading(measure.expression, rows, names);
  PILLION_CHECK(reading.run());
  Gaps gaps(reading, names, rows);
  PILLION_CHECK(gaps.add_columns());
  for (const PathUse& use : reading.resolved().uses) {
    const int row = reading.place_of(use.source);
    if (row >= 0) gaps.add(*use.ref, row, -1, use.prefix);
  }
  for (const DeclaredUse& declared : reading.resolved().declared) {
    const PathUse& use = declared.use;
    used.push_back(use.path.declared);
    const int row = reading.place_of(use.source);
    if (row >= 0) gaps.add(*use.ref, row, -1, use.prefix);
  }
  for (const Expr* call : reading.contents().aggregates) {
    measure.aggregates = true;
    measure.of_many_rows = measure.of_many_rows || !is_over_related(reading, *call);
  }
  measure.inner_names = reading.inner_names();
  gaps.write([&](std::string text) { measure.pieces.push_back({.text = std::move(text)}); },
             [&](const Gap& gap) {
               measure.pieces.push_back({.kind = gap.column < 0 ? Kind::kName : Kind::kColumn,
                                         .text = gap.behind,
                                         .column = gap.column});
             });
  return {};
}

}  // namespace pillion::sql
