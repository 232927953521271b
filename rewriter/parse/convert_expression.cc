#include <memory>

#include "rewriter/parse/converter.h"

namespace pillion::sql {
namespace {

template <class T>
const T* as(const void* node) {
  return static_cast<const T*>(node);
}

bool is_and(const ::Node* raw) {
  return IsA(raw, BoolExpr) && as<::BoolExpr>(raw)->boolop == AND_EXPR;
}

// An operator in front of its operand.
bool is_prefixed(const ::Node* raw) {
  if (IsA(raw, BoolExpr)) return as<::BoolExpr>(raw)->boolop == NOT_EXPR;
  return IsA(raw, A_Expr) && as<::A_Expr>(raw)->lexpr == nullptr;
}

bool is_chain(const ::Node* raw) {
  return IsA(raw, A_Expr) || (IsA(raw, BoolExpr) && !is_and(raw));
}

bool equals_columns(const ::Node* raw) {
  if (!IsA(raw, A_Expr)) return false;
  const auto* expr = as<::A_Expr>(raw);
  if (expr->kind != AEXPR_OP || list_length(expr->name) != 1) return false;
  const std::string_view name = as<::String>(linitial(expr->name))->sval;
  return name == "=" && expr->lexpr != nullptr && IsA(expr->lexpr, ColumnRef) &&
         IsA(expr->rexpr, ColumnRef);
}

// A call or a column compared with a value: count(x) > 0, 1 <= count(x), id = $1.
bool compares_with_value(const ::Node* raw) {
  if (!IsA(raw, A_Expr)) return false;
  const auto* expr = as<::A_Expr>(raw);
  if (expr->kind != AEXPR_OP || list_length(expr->name) != 1 || expr->lexpr == nullptr)
    return false;
  const auto is_asked = [](const ::Node* n) { return IsA(n, FuncCall) || IsA(n, ColumnRef); };
  const auto is_value = [](const ::Node* n) { return IsA(n, A_Const) || IsA(n, ParamRef); };
  return (is_asked(expr->lexpr) && is_value(expr->rexpr)) ||
         (is_value(expr->lexpr) && is_asked(expr->rexpr));
}

// A name for each kind of expression that has one of its own (FigureColname in the server).
const char* fixed_label(const ::Node* raw) {
  switch (nodeTag(raw)) {
    case T_A_ArrayExpr:
      return "array";
    case T_RowExpr:
      return "row";
    case T_CoalesceExpr:
      return "coalesce";
    case T_GroupingFunc:
      return "grouping";
    case T_XmlSerialize:
      return "xmlserialize";
    case T_MinMaxExpr:
      return as<::MinMaxExpr>(raw)->op == IS_GREATEST ? "greatest" : "least";
    case T_A_Expr:
      return as<::A_Expr>(raw)->kind == AEXPR_NULLIF ? "nullif" : nullptr;
    default:
      return nullptr;
  }
}

const char* last_name(const ::List* names) {
  const char* out = nullptr;
  for (int i = 0; i < list_length(names); ++i) {
    const auto* node = as<::Node>(list_nth(names, i));
    if (IsA(node, String)) out = as<::String>(node)->sval;
  }
  return out;
}

Label sublink_label(const ::SubLink* raw) {
  const auto* node = reinterpret_cast<const ::Node*>(raw);
  if (raw->subLinkType == EXISTS_SUBLINK) return {"exists", node};
  if (raw->subLinkType == ARRAY_SUBLINK) return {"array", node};
  if (raw->subLinkType != EXPR_SUBLINK || !IsA(raw->subselect, SelectStmt)) return {nullptr, node};
  const auto* select = as<::SelectStmt>(raw->subselect);
  while (select->op != SETOP_NONE) select = select->larg;
  if (select->targetList == nullptr) return {select->valuesLists ? "column1" : nullptr, node};
  const auto* target = as<::ResTarget>(linitial(select->targetList));
  return {target->name != nullptr ? target->name : figure_label(target->val).name, node};
}

}  // namespace

Label figure_label(const ::Node* raw) {
  constexpr Label kNone{nullptr, nullptr};
  for (const ::Node* node = raw; node != nullptr;) {
    switch (nodeTag(node)) {
      case T_ColumnRef:
        return {last_name(as<::ColumnRef>(node)->fields), node};
      case T_A_Indirection: {
        const auto* indirection = as<::A_Indirection>(node);
        if (const char* name = last_name(indirection->indirection)) return {name, node};
        node = indirection->arg;
        break;
      }
      case T_FuncCall:
        return {last_name(as<::FuncCall>(node)->funcname), node};
      case T_CollateClause:
        node = as<::CollateClause>(node)->arg;
        break;
      case T_TypeCast: {
        const auto* cast = as<::TypeCast>(node);
        const Label inner = figure_label(cast->arg);
        if (inner.name != nullptr) return inner;
        return {last_name(cast->typeName->names), node};
      }
      case T_CaseExpr: {
        const auto* otherwise = reinterpret_cast<const ::Node*>(as<::CaseExpr>(node)->defresult);
        const Label inner = figure_label(otherwise);
        return inner.name != nullptr ? inner : Label{"case", node};
      }
      case T_SubLink:
        return sublink_label(as<::SubLink>(node));
      default:
        return {fixed_label(node), node};
    }
  }
  return kNone;
}

void Converter::add(Children& out, const void* raw) {
  if (raw == nullptr) return;
  const auto* node = as<::Node>(raw);
  if (IsA(node, List)) {
    add_all(out, as<::List>(raw));
  } else {
    out.push_back(expr(node));
  }
}

void Converter::add_all(Children& out, const ::List* raw) {
  for (int i = 0; i < list_length(raw); ++i) add(out, list_nth(raw, i));
}

ExprList Converter::expressions(const ::List* raw) {
  if (raw == nullptr) return {};
  Children out(&arena_);
  out.reserve(static_cast<std::size_t>(list_length(raw)));
  add_all(out, raw);
  return keep(out);
}

void Converter::column(const ::ColumnRef* raw, Expr& out) {
  out.kind = ExprKind::kColumn;
  out.location = raw->location;
  out.names = names(raw->fields);
  out.star = IsA(llast(raw->fields), A_Star);
}

void Converter::indirection(const ::A_Indirection* raw, Expr& out, Children& children) {
  out.kind = ExprKind::kField;
  out.names = names(raw->indirection);
  add(children, raw->arg);
  for (int i = 0; i < list_length(raw->indirection); ++i) {
    const auto* step = as<::Node>(list_nth(raw->indirection, i));
    if (IsA(step, A_Star)) out.star = true;
    if (!IsA(step, A_Indices)) continue;
    add(children, as<::A_Indices>(step)->lidx);
    add(children, as<::A_Indices>(step)->uidx);
  }
}

const Expr* Converter::call(const ::FuncCall* raw) {
  auto* out = make<Expr>();
  auto* parts = make<FunctionCall>();
  out->kind = ExprKind::kFunction;
  out->location = raw->location;
  out->names = names(raw->funcname);
  out->call = parts;
  parts->arguments = expressions(raw->args);
  parts->order_by = expressions(raw->agg_order);
  parts->filter = expr(raw->agg_filter);
  parts->over = raw->over != nullptr ? window(raw->over) : nullptr;
  parts->star = raw->agg_star;
  parts->distinct = raw->agg_distinct;
  parts->within_group = raw->agg_within_group;
  parts->variadic = raw->func_variadic;
  Children children(parts->arguments.begin(), parts->arguments.end(), &arena_);
  children.insert(children.end(), parts->order_by.begin(), parts->order_by.end());
  if (parts->filter != nullptr) children.push_back(parts->filter);
  if (parts->over != nullptr) {
    for (const ExprList& list :
         {parts->over->partition_by, parts->over->order_by, parts->over->bounds}) {
      children.insert(children.end(), list.begin(), list.end());
    }
  }
  out->children = keep(children);
  return out;
}

// a + b + c ... and a OR b OR c ... lean to the left; their operands become children of one node.
// A prefix operator in front of them belongs to the first alone: - a + b is (- a) + b, and
// NOT a OR b is (NOT a) OR b.
const Expr* Converter::operator_chain(const ::Node* raw) {
  auto* out = make<Expr>();
  std::vector<const ::Node*> pending;
  const ::Node* left = raw;
  while (left != nullptr && is_chain(left) && !compares_with_value(left)) {
    if (left != raw && is_prefixed(left)) break;
    if (IsA(left, A_Expr)) {
      pending.push_back(as<::A_Expr>(left)->rexpr);
      left = as<::A_Expr>(left)->lexpr;
    } else {
      const ::List* arguments = as<::BoolExpr>(left)->args;
      for (int i = list_length(arguments) - 1; i > 0; --i) {
        pending.push_back(as<::Node>(list_nth(arguments, i)));
      }
      left = as<::Node>(linitial(arguments));
    }
  }
  Children children(&arena_);
  add(children, left);
  for (auto node = pending.rbegin(); node != pending.rend(); ++node) add(children, *node);
  out->children = keep(children);
  return out;
}

const Expr* Converter::expr(const ::Node* raw) {
  if (raw == nullptr) return nullptr;
  const Level level(*this);
  auto* out = make<Expr>();
  if (too_deep_) return out;
  if (equals_columns(raw)) {
    const auto* equals = as<::A_Expr>(raw);
    out->kind = ExprKind::kEquals;
    out->children = keep(Children({expr(equals->lexpr), expr(equals->rexpr)}, &arena_));
    return out;
  }
  if (compares_with_value(raw)) {
    const auto* comparison = as<::A_Expr>(raw);
    out->kind = ExprKind::kComparison;
    out->names = names(comparison->name);
    out->children = keep(Children({expr(comparison->lexpr), expr(comparison->rexpr)}, &arena_));
    return out;
  }
  if (is_and(raw)) {
    out->kind = ExprKind::kAnd;
    out->children = expressions(as<::BoolExpr>(raw)->args);
    return out;
  }
  if (is_chain(raw)) return operator_chain(raw);
  if (IsA(raw, FuncCall)) return call(as<::FuncCall>(raw));
  if (IsA(raw, ColumnRef)) {
    column(as<::ColumnRef>(raw), *out);
    return out;
  }
  Children children(&arena_);
  if (!children_of(raw, *out, children)) unknown_node_ = static_cast<int>(nodeTag(raw));
  out->children = keep(children);
  return out;
}

// Everything below a node of no further interest. Ordered by how often it is met.
bool Converter::children_of(const ::Node* raw, Expr& out, Children& children) {
  switch (nodeTag(raw)) {
    case T_A_Const:
      out.kind = ExprKind::kConstant;
      out.location = as<::A_Const>(raw)->location;
      return true;
    case T_ParamRef:
      out.kind = ExprKind::kParameter;
      out.number = as<::ParamRef>(raw)->number;
      out.location = as<::ParamRef>(raw)->location;
      return true;
    case T_TypeCast:
      add(children, as<::TypeCast>(raw)->arg);
      return true;
    case T_SortBy:
      add(children, as<::SortBy>(raw)->node);
      return true;
    case T_NullTest:
      add(children, as<::NullTest>(raw)->arg);
      return true;
    case T_BooleanTest:
      add(children, as<::BooleanTest>(raw)->arg);
      return true;
    case T_SubLink:
      out.kind = ExprKind::kSubquery;
      out.location = as<::SubLink>(raw)->location;
      ++sublinks_;
      out.query = query(as<::SubLink>(raw)->subselect);
      add(children, as<::SubLink>(raw)->testexpr);
      return true;
    case T_CaseExpr:
      add(children, as<::CaseExpr>(raw)->arg);
      add_all(children, as<::CaseExpr>(raw)->args);
      add(children, as<::CaseExpr>(raw)->defresult);
      return true;
    case T_CaseWhen:
      add(children, as<::CaseWhen>(raw)->expr);
      add(children, as<::CaseWhen>(raw)->result);
      return true;
    case T_CoalesceExpr:
      add_all(children, as<::CoalesceExpr>(raw)->args);
      return true;
    case T_MinMaxExpr:
      add_all(children, as<::MinMaxExpr>(raw)->args);
      return true;
    case T_A_Indirection:
      indirection(as<::A_Indirection>(raw), out, children);
      return true;
    case T_A_ArrayExpr:
      add_all(children, as<::A_ArrayExpr>(raw)->elements);
      return true;
    case T_RowExpr:
      if (as<::RowExpr>(raw)->row_format == COERCE_IMPLICIT_CAST) out.kind = ExprKind::kRow;
      add_all(children, as<::RowExpr>(raw)->args);
      return true;
    case T_CollateClause:
      add(children, as<::CollateClause>(raw)->arg);
      return true;
    case T_NamedArgExpr:
      add(children, as<::NamedArgExpr>(raw)->arg);
      return true;
    case T_GroupingSet:
      out.kind = ExprKind::kGroupingSet;
      add_all(children, as<::GroupingSet>(raw)->content);
      return true;
    case T_GroupingFunc:
      out.kind = ExprKind::kGrouping;
      add_all(children, as<::GroupingFunc>(raw)->args);
      return true;
    case T_ResTarget:  // a named part of XMLELEMENT, XMLFOREST, XMLTABLE
      add(children, as<::ResTarget>(raw)->val);
      return true;
    case T_XmlExpr:
      add_all(children, as<::XmlExpr>(raw)->named_args);
      add_all(children, as<::XmlExpr>(raw)->args);
      return true;
    case T_XmlSerialize:
      add(children, as<::XmlSerialize>(raw)->expr);
      return true;
    case T_SQLValueFunction:
    case T_SetToDefault:
      return true;
    default:
      return false;
  }
}

}  // namespace pillion::sql
