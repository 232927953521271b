// The tree we read in place, held against the one libpg_query packs: a header of another version
// than the library would show here.
#include <map>
#include <string>

#include <boost/test/unit_test.hpp>
#include <pg_query.h>
#include <pg_query/pg_query.pb-c.h>

#include "rewriter/parse/parser.h"

namespace pillion::sql {
namespace {

constexpr std::string_view kCorpus[] = {
    "select a, b.c, d.* from t",
    "select f(a, g(b)), count(*) filter (where x) over (partition by y order by z) from t where $1",
    "with recursive w(n) as (select 1 union all select n + 1 from w) select * from w order by n",
    "select case when a then b else c end, array[d, e], (f).g[h], cast(i as int), j collate \"C\"",
    "select * from a left join b on a.x = b.y, lateral f(a.z) as q(r), (values (1, 2)) v",
    "select distinct on (a) b from t group by grouping sets ((c), (d, e)) having max(f) > 1",
    "select xmlelement(name a, xmlattributes(b), c), coalesce(d, e), greatest(f, g), grouping(h)",
    "select a in (1, b), c between d and e, f like g, h is distinct from i, nullif(j, k), l is "
    "null",
    "select exists (select a), (select b), c = any (select d), array(select e), (f, g) = (h, i)",
    "select * from t tablesample system (a) repeatable (b) limit c offset d",
    "select * from xmltable(a passing b columns c int path d default e) x",
    "select percentile_cont(a) within group (order by b), f(variadic c), g(h => d), e::numeric(3)",
    "values (a, b), (c, default) order by 1",
    "select sum(a) over w from t window w as (order by b range between c preceding and d "
    "following)",
    "(select a union select b) intersect (select c order by d limit 1) except select e",
};

// How many nodes of the kinds that both trees have.
using Counts = std::map<std::string, int>;

void count(const ExprList& list, Counts& counts);
void count(const Query* query, Counts& counts);

void count(const Expr* expr, Counts& counts) {
  if (expr == nullptr) return;
  if (expr->kind == ExprKind::kColumn) {
    ++counts["ColumnRef"];
    for (const Name name : expr->names) ++counts["name " + std::string(name)];
  }
  if (expr->kind == ExprKind::kParameter) ++counts["ParamRef"];
  if (expr->kind == ExprKind::kConstant) ++counts["A_Const"];
  if (expr->kind == ExprKind::kFunction) ++counts["FuncCall"];
  if (expr->kind == ExprKind::kSubquery) ++counts["SubLink"];
  count(expr->children, counts);
  count(expr->query, counts);
}

void count(const ExprList& list, Counts& counts) {
  for (const Expr* expr : list) count(expr, counts);
}

void count(const FromItem* item, Counts& counts) {
  if (item == nullptr) return;
  if (item->kind == FromKind::kTable) ++counts["RangeVar"];
  if (item->kind == FromKind::kJoin) ++counts["JoinExpr"];
  count(item->left, counts);
  count(item->right, counts);
  count(item->on, counts);
  count(item->query, counts);
  count(item->expressions, counts);
}

void count(const Query* query, Counts& counts) {
  if (query == nullptr) return;
  for (const Cte* cte : query->ctes) {
    ++counts["CommonTableExpr"];
    count(cte->query, counts);
  }
  for (const Query* branch : query->branches) count(branch, counts);
  for (const Target& target : query->targets) count(target.value, counts);
  for (const FromItem* item : query->from) count(item, counts);
  for (const WindowClause* window : query->windows) {
    count(window->partition_by, counts);
    count(window->order_by, counts);
    count(window->bounds, counts);
  }
  count(query->where, counts);
  count(query->having, counts);
  for (const ExprList& list :
       {query->distinct_on, query->group_by, query->values, query->order_by, query->limits}) {
    count(list, counts);
  }
}

// The same of libpg_query's message, by its own descriptors.
void count(const ProtobufCMessage* message, Counts& counts) {
  const bool constant = message->descriptor == &pg_query__a__const__descriptor;
  const std::string_view kind = constant ? "A_Const" : message->descriptor->short_name;
  // A type's modifiers are no expressions to us.
  if (kind == "TypeName") return;
  if (kind == "ColumnRef" || kind == "ParamRef" || kind == "A_Const" || kind == "FuncCall" ||
      kind == "SubLink" || kind == "RangeVar" || kind == "JoinExpr" || kind == "CommonTableExpr") {
    ++counts[std::string(kind)];
  }
  const auto* bytes = reinterpret_cast<const char*>(message);
  for (unsigned i = 0; i < message->descriptor->n_fields; ++i) {
    const ProtobufCFieldDescriptor& field = message->descriptor->fields[i];
    if (field.type != PROTOBUF_C_TYPE_MESSAGE) continue;
    if (constant) continue;
    if ((field.flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0 &&
        *reinterpret_cast<const unsigned*>(bytes + field.quantifier_offset) != field.id) {
      continue;
    }
    if (field.label == PROTOBUF_C_LABEL_REPEATED) {
      const auto size = *reinterpret_cast<const std::size_t*>(bytes + field.quantifier_offset);
      auto* const* items = *reinterpret_cast<ProtobufCMessage* const* const*>(bytes + field.offset);
      for (std::size_t j = 0; j < size; ++j) count(items[j], counts);
    } else if (const auto* one =
                   *reinterpret_cast<ProtobufCMessage* const*>(bytes + field.offset)) {
      count(one, counts);
    }
  }
  if (kind != "ColumnRef") return;
  const auto* column = reinterpret_cast<const PgQuery__ColumnRef*>(message);
  for (std::size_t i = 0; i < column->n_fields; ++i) {
    if (column->fields[i]->node_case == PG_QUERY__NODE__NODE_STRING) {
      ++counts["name " + std::string(column->fields[i]->string->sval)];
    }
  }
}

Counts packed(const std::string& text) {
  Counts out;
  PgQueryProtobufParseResult parsed = pg_query_parse_protobuf(text.c_str());
  BOOST_REQUIRE(parsed.error == nullptr);
  PgQuery__ParseResult* tree =
      pg_query__parse_result__unpack(nullptr, parsed.parse_tree.len,
                                     reinterpret_cast<const std::uint8_t*>(parsed.parse_tree.data));
  BOOST_REQUIRE(tree != nullptr);
  count(&tree->base, out);
  pg_query__parse_result__free_unpacked(tree, nullptr);
  pg_query_free_protobuf_parse_result(parsed);
  return out;
}

BOOST_AUTO_TEST_CASE(the_tree_in_place_is_the_packed_one) {
  for (const std::string_view text : kCorpus) {
    BOOST_TEST_CONTEXT(text) {
      const TokenStream tokens(text, Dialect::kPostgres);
      const auto parsed = parse(tokens);
      BOOST_REQUIRE(parsed);
      const auto* statement = std::get_if<Statement>(&*parsed);
      BOOST_REQUIRE(statement != nullptr);
      Counts ours;
      count(statement->query, ours);
      Counts theirs = packed(std::string(text));
      BOOST_TEST(!theirs.empty());
      for (const auto& [kind, number] : theirs) BOOST_TEST(ours[kind] == number, kind);
      for (const auto& [kind, number] : ours) BOOST_TEST(theirs[kind] == number, kind);
    }
  }
}

BOOST_AUTO_TEST_CASE(labels_are_the_servers) {
  const TokenStream tokens(
      "select a.b, f(x), c::text, 'd'::date, case when true then 1 end, (e).g, x[1], (select h), "
      "exists (select 1), 1 + 1, coalesce(a, b), k collate \"C\"",
      Dialect::kPostgres);
  const auto parsed = parse(tokens);
  BOOST_REQUIRE(parsed);
  const auto& targets = std::get<Statement>(*parsed).query->targets;
  constexpr std::string_view kLabels[] = {"b", "f", "c",      "date", "case",     "g",
                                          "x", "h", "exists", "",     "coalesce", "k"};
  for (std::size_t i = 0; i < std::size(kLabels); ++i) {
    BOOST_TEST(targets[i].label == kLabels[i]);
  }
}

BOOST_AUTO_TEST_CASE(a_syntax_error_has_a_place) {
  const TokenStream tokens("select 'ä' frm t where", Dialect::kPostgres);
  const auto parsed = parse(tokens);
  BOOST_REQUIRE(parsed);
  const auto* error = std::get_if<SyntaxError>(&*parsed);
  BOOST_REQUIRE(error != nullptr);
  BOOST_TEST(error->message == "syntax error at or near \"t\"");
  BOOST_TEST(error->offset == tokens.text().find("t where"));
}

// PostgreSQL's grammar has operators of such characters, and would find other tokens than we do.
BOOST_AUTO_TEST_CASE(a_name_that_the_grammar_would_misread_is_a_syntax_error) {
  for (const char* text : {
           "SELECT `count(tags), count(DISTINCT tags) FROM book",
           "SELECT `a``b` + 1 FROM book",
           "SELECT [a`b] + 1 FROM book",
           "SELECT a [1, count(tags) FROM book",
       }) {
    BOOST_TEST_CONTEXT(text) {
      const TokenStream tokens(text, Dialect::kSqlite);
      const auto parsed = parse(tokens);
      BOOST_REQUIRE(parsed);
      BOOST_TEST(std::holds_alternative<SyntaxError>(*parsed));
    }
  }
  const TokenStream operators("SELECT `a, 1 ` 2 FROM book", Dialect::kPostgres);
  BOOST_TEST(std::holds_alternative<Statement>(*parse(operators)));
}

}  // namespace
}  // namespace pillion::sql
