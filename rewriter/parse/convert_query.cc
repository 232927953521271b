#include <memory>

#include "rewriter/parse/converter.h"
#include "rewriter/parse/parser.h"

namespace pillion::sql {
namespace {

template <class T>
const T* as(const void* node) {
  return static_cast<const T*>(node);
}

}  // namespace

Converter::Level::Level(Converter& converter) : converter_(converter) {
  if (++converter_.depth_ > kMaxNesting) converter_.too_deep_ = true;
}

Name Converter::copy(const char* text) {
  if (text == nullptr) return {};
  const std::string_view from = text;
  char* to = static_cast<char*>(arena_.take(from.size(), 1));
  from.copy(to, from.size());
  return {to, from.size()};
}

List<Name> Converter::names(const ::List* raw) {
  const int length = list_length(raw);
  auto* const out = static_cast<Name*>(
      arena_.take(static_cast<std::size_t>(length) * sizeof(Name), alignof(Name)));
  std::size_t count = 0;
  for (int i = 0; i < length; ++i) {
    const auto* node = as<::Node>(list_nth(raw, i));
    if (IsA(node, String)) new (out + count++) Name(copy(as<::String>(node)->sval));
    if (IsA(node, ColumnDef)) new (out + count++) Name(copy(as<::ColumnDef>(node)->colname));
  }
  return {out, count};
}

void Converter::statement(const ::Node* raw, Statement& statement) {
  switch (nodeTag(raw)) {
    case T_SelectStmt:
      statement.kind = StatementKind::kQuery;
      statement.query = query(raw);
      return;
    case T_ExplainStmt: {
      const auto* inner = as<::ExplainStmt>(raw)->query;
      if (!IsA(inner, SelectStmt)) break;
      statement.kind = StatementKind::kExplain;
      statement.query = query(inner);
      return;
    }
    case T_VariableShowStmt:
      statement.kind = StatementKind::kShow;
      return;
    case T_TransactionStmt:
      statement.kind = StatementKind::kTransaction;
      return;
    default:
      break;
  }
  statement.kind = StatementKind::kOther;
}

const Query* Converter::query(const ::Node* raw) {
  const Level level(*this);
  if (too_deep_ || raw == nullptr || !IsA(raw, SelectStmt)) return nullptr;
  const auto* select_stmt = as<::SelectStmt>(raw);
  auto* out = make<Query>();
  const int sublinks_before = sublinks_;
  if (const auto* with = select_stmt->withClause) {
    out->ctes = convert_all(with->ctes, &Converter::cte);
    out->recursive = with->recursive;
  }
  if (select_stmt->op != SETOP_NONE) {
    set_operation(select_stmt, *out);
  } else if (select_stmt->valuesLists != nullptr) {
    values(select_stmt->valuesLists, *out);
  } else {
    select(select_stmt, *out);
  }
  out->order_by = expressions(select_stmt->sortClause);
  Children limits(&arena_);
  add(limits, select_stmt->limitCount);
  add(limits, select_stmt->limitOffset);
  out->limits = keep(limits);
  out->locking = select_stmt->lockingClause != nullptr;
  out->has_sublinks = sublinks_ > sublinks_before;
  return out;
}

// The left side is followed in a loop, so that a long chain of UNION ALL is not deep.
void Converter::set_operation(const ::SelectStmt* raw, Query& out) {
  out.kind = QueryKind::kSetOperation;
  std::vector<const ::Node*> right_sides;
  const ::SelectStmt* left = raw;
  do {
    right_sides.push_back(reinterpret_cast<const ::Node*>(left->rarg));
    left = left->larg;
  } while (left->op != SETOP_NONE && left->sortClause == nullptr && left->limitCount == nullptr &&
           left->limitOffset == nullptr && left->lockingClause == nullptr &&
           left->withClause == nullptr);
  Growing<const Query*> branches({query(reinterpret_cast<const ::Node*>(left))}, &arena_);
  for (auto right = right_sides.rbegin(); right != right_sides.rend(); ++right) {
    branches.push_back(query(*right));
  }
  out.branches = keep(branches);
}

void Converter::select(const ::SelectStmt* raw, Query& out) {
  // DISTINCT without ON is a list that holds one empty list.
  if (raw->distinctClause != nullptr) {
    out.distinct = true;
    if (linitial(raw->distinctClause) != nullptr)
      out.distinct_on = expressions(raw->distinctClause);
  }
  if (raw->intoClause != nullptr) {
    out.into = true;
    out.into_location = raw->intoClause->rel != nullptr ? raw->intoClause->rel->location : -1;
  }
  out.targets = convert_all(raw->targetList, &Converter::target);
  out.from = convert_all(raw->fromClause, &Converter::from_item);
  out.where = expr(raw->whereClause);
  out.group_by = expressions(raw->groupClause);
  out.grouped_distinct = raw->groupDistinct;
  out.having = expr(raw->havingClause);
  out.windows = convert_all(raw->windowClause, &Converter::window);
}

void Converter::values(const ::List* rows, Query& out) {
  out.kind = QueryKind::kValues;
  Children all(&arena_);
  for (int i = 0; i < list_length(rows); ++i) add_all(all, as<::List>(list_nth(rows, i)));
  out.values = keep(all);
  out.values_width = list_length(as<::List>(linitial(rows)));
}

const Cte* Converter::cte(const ::CommonTableExpr* raw) {
  auto* out = make<Cte>();
  out->name = copy(raw->ctename);
  out->column_aliases = names(raw->aliascolnames);
  out->query = query(raw->ctequery);
  out->location = raw->location;
  out->search_or_cycle = raw->search_clause != nullptr || raw->cycle_clause != nullptr;
  return out;
}

Target Converter::target(const ::ResTarget* raw) {
  Target out;
  out.alias = copy(raw->name);
  out.value = expr(raw->val);
  out.location = raw->location;
  if (raw->name == nullptr) {
    const Label label = figure_label(raw->val);
    if (label.source == raw->val) out.labelled_by = out.value;
    const bool names_itself =
        out.labelled_by != nullptr && out.value->kind == ExprKind::kColumn && !out.value->star;
    out.label = names_itself ? out.value->names.back() : copy(label.name);
  }
  return out;
}

const WindowClause* Converter::window(const ::WindowDef* raw) {
  auto* out = make<WindowClause>();
  out->name = copy(raw->name);
  out->partition_by = expressions(raw->partitionClause);
  out->order_by = expressions(raw->orderClause);
  Children bounds(&arena_);
  add(bounds, raw->startOffset);
  add(bounds, raw->endOffset);
  out->bounds = keep(bounds);
  return out;
}

const FromItem* Converter::from_item(const ::Node* raw) {
  const Level level(*this);
  auto* out = make<FromItem>();
  if (too_deep_) return out;
  switch (nodeTag(raw)) {
    case T_RangeVar:
      table(as<::RangeVar>(raw), *out);
      break;
    case T_RangeTableSample: {
      const auto* sample = as<::RangeTableSample>(raw);
      const FromItem* sampled = from_item(sample->relation);
      *out = *sampled;
      Children arguments(&arena_);
      add_all(arguments, sample->args);
      add(arguments, sample->repeatable);
      out->expressions = keep(arguments);
      break;
    }
    case T_RangeSubselect: {
      const auto* subselect = as<::RangeSubselect>(raw);
      out->kind = FromKind::kSubquery;
      out->lateral = subselect->lateral;
      out->query = query(subselect->subquery);
      alias(subselect->alias, *out);
      break;
    }
    case T_RangeFunction:
      function(as<::RangeFunction>(raw), *out);
      break;
    case T_RangeTableFunc:
      table_function(as<::RangeTableFunc>(raw), *out);
      break;
    case T_JoinExpr:
      join(as<::JoinExpr>(raw), *out);
      break;
    default:
      unknown_node_ = static_cast<int>(nodeTag(raw));
  }
  return out;
}

void Converter::alias(const ::Alias* raw, FromItem& out) {
  if (raw == nullptr) return;
  out.alias = copy(raw->aliasname);
  out.column_aliases = names(raw->colnames);
}

void Converter::table(const ::RangeVar* raw, FromItem& out) {
  out.kind = FromKind::kTable;
  out.catalog = copy(raw->catalogname);
  out.schema = copy(raw->schemaname);
  out.name = copy(raw->relname);
  out.location = raw->location;
  alias(raw->alias, out);
}

void Converter::join(const ::JoinExpr* raw, FromItem& out) {
  out.kind = FromKind::kJoin;
  out.natural = raw->isNatural;
  out.join_type = raw->jointype == JOIN_LEFT    ? JoinType::kLeft
                  : raw->jointype == JOIN_RIGHT ? JoinType::kRight
                  : raw->jointype == JOIN_FULL  ? JoinType::kFull
                                                : JoinType::kInner;
  out.left = from_item(raw->larg);
  out.right = from_item(raw->rarg);
  out.using_columns = names(raw->usingClause);
  if (raw->join_using_alias != nullptr) out.using_alias = copy(raw->join_using_alias->aliasname);
  out.on = expr(raw->quals);
  alias(raw->alias, out);
}

void Converter::function(const ::RangeFunction* raw, FromItem& out) {
  out.kind = FromKind::kFunction;
  out.lateral = true;  // a function sees what stands before it without saying so
  out.ordinality = raw->ordinality;
  out.columns_known = false;
  Children calls(&arena_);
  for (int i = 0; i < list_length(raw->functions); ++i) {
    const auto* pair = as<::List>(list_nth(raw->functions, i));
    add(calls, linitial(pair));
  }
  out.expressions = keep(calls);
  alias(raw->alias, out);
  if (out.column_aliases.empty()) out.column_aliases = names(raw->coldeflist);
}

void Converter::table_function(const ::RangeTableFunc* raw, FromItem& out) {
  out.kind = FromKind::kFunction;
  out.lateral = true;
  out.columns_known = false;
  Children parts(&arena_);
  add(parts, raw->docexpr);
  add(parts, raw->rowexpr);
  add_all(parts, raw->namespaces);
  for (int i = 0; i < list_length(raw->columns); ++i) {
    const auto* column_node = as<::RangeTableFuncCol>(list_nth(raw->columns, i));
    add(parts, column_node->colexpr);
    add(parts, column_node->coldefexpr);
  }
  out.expressions = keep(parts);
  alias(raw->alias, out);
}

}  // namespace pillion::sql
