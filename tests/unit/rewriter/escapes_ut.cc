// ODBC's markers and escapes: in, and what is sent.
#include <map>

#include <boost/test/unit_test.hpp>
#include <sql.h>
#include <sqlext.h>

#include "rewriter/odbc/scalar_functions.h"
#include "rewriter/rewriter.h"

namespace pillion {
namespace {

struct Case {
  std::string_view in;
  std::string_view out;  // or, where it fails, the SQLSTATE
  int parameters = 0;
  Dialect dialect = Dialect::kPostgres;
};

constexpr Dialect kLite = Dialect::kSqlite;

constexpr Case kCases[] = {
    {"select ?", "select $1", 1},
    {"select ?, '?', \"?\", ? -- ?\n, /* ? */ ?", "select $1, '?', \"?\", $2 -- ?\n, /* ? */ $3",
     3},
    {"select a=? from t where b=?and c=?", "select a=$1 from t where b=$2 and c=$3", 3},
    {"select?", "select $1", 1},
    {"select j ?? 'k', j ??| x, j @?? y from t", "select j ? 'k', j ?| x, j @? y from t", 0},
    {"select j ? 'k', j ?| x, (j) @? ? from t", "select j ? 'k', j ?| x, (j) @? $1 from t", 1},
    {"select $2, $1", "select $2, $1", 2},
    {"select $1, ?", "42601"},
    {"select {d '2026-01-31'}", "select date '2026-01-31'"},
    {"select {D '2026-01-31'}", "select date '2026-01-31'"},
    {"select {d '2026-01-31'}", "select '2026-01-31'", 0, kLite},
    {"select {t '10:20:30'}, {ts '2026-01-31 10:20:30.5'}",
     "select time '10:20:30', timestamp '2026-01-31 10:20:30.5'"},
    {"select {guid '00000000-0000-0000-0000-000000000001'}",
     "select uuid '00000000-0000-0000-0000-000000000001'"},
    {"select * from {oj a left outer join b on a.x = b.x and b.y = ?} where z = ?",
     "select * from a left outer join b on a.x = b.x and b.y = $1 where z = $2", 2},
    {"select a like '50!%' {escape '!'} from t", "select a like '50!%' escape '!' from t"},
    {"select {interval '5' DAY}", "select interval '5' DAY"},
    {"select {interval -'163-11' YEAR(3) TO MONTH}", "select (- interval '163-11' YEAR TO MONTH)"},
    {"select {interval '1.5' SECOND(2)}", "select interval '1.5' SECOND(2)"},
    {"select {interval '5' DAY}", "0A000", 0, kLite},
    {"select {fn UCASE(name)}", "select upper(name)"},
    {"select {fn ucase({fn concat(?, {fn ltrim(name)})})}", "select upper(($1 || ltrim(name)))", 1},
    {"select {fn locate(?, name)}, ?", "select strpos(name, $1), $2", 2},
    {"select {fn insert(a, 2, 3, ?)}", "select overlay(a placing $1 from 2 for 3)", 1},
    {"select {fn now()}, {fn CURRENT_DATE}", "select now(), current_date"},
    {"select {fn timestampadd(SQL_TSI_DAY, ?, d)}", "select (d + ($1) * interval '1 day')", 1},
    {"select {fn timestampdiff(SQL_TSI_YEAR, a, b)}",
     "select cast(extract(year from age(cast(b as timestamp), cast(a as timestamp))) as bigint)"},
    {"select {fn convert(?, SQL_INTEGER)}", "select cast($1 as integer)", 1},
    {"select {fn extract(YEAR FROM d)}", "select extract(YEAR FROM d)"},
    {"select {fn left(a, 2)}", "select substr(a, 1, 2)", 0, kLite},
    {"select {fn soundex(a)}", "0A000"},
    {"select {fn frobnicate(a)}", "0A000"},
    {"select {fn ucase(a, b)}", "42601"},
    {"select {fn ucase(,)}", "42601"},
    {"select {fn ucase a}", "42601"},
    {"{call f(?, 2)}", "select * from f($1, 2)", 1},
    {"{ call s.f }", "select * from s.f()"},
    {"{?= call f(?)}", "select f($1)", 2},
    {"{?=call f}", "select f()", 1},
    {"select {d 5}", "42601"},
    {"select {x 'y'}", "42601"},
    {"select {d '2026-01-31'", "42601"},
    {"select {", "42601"},
    {"select {}", "42601"},
    {"select {fn ucase({d '2026-01-01'})} -- {fn x}", "select upper(date '2026-01-01') -- {fn x}"},
};

BOOST_AUTO_TEST_CASE(markers_and_escapes) {
  for (const Case& c : kCases) {
    BOOST_TEST_CONTEXT(c.in) {
      const auto rewritten = rewrite(c.in, nullptr, {.dialect = c.dialect});
      if (!rewritten) {
        BOOST_TEST(rewritten.error().sqlstate.text() == c.out);
        continue;
      }
      BOOST_TEST(rewritten->text == c.out);
      BOOST_TEST(rewritten->parameter_count == c.parameters);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_returned_value_is_the_first_marker) {
  BOOST_TEST(rewrite("{?=call f(?)}", nullptr, {})->returns_parameter);
  BOOST_TEST(!rewrite("{call f(?)}", nullptr, {})->returns_parameter);
}

BOOST_AUTO_TEST_CASE(escapes_can_be_left_alone) {
  const auto rewritten = rewrite("select {d '2026-01-01'}", nullptr, {.scan_escapes = false});
  BOOST_REQUIRE(rewritten);
  BOOST_TEST(rewritten->text == "select {d '2026-01-01'}");
}

// The numbers are the specification's: unixODBC's header has them too.
BOOST_AUTO_TEST_CASE(info_bits_are_odbcs) {
  const std::map<std::string_view, std::uint32_t> expected = {
      {"CONCAT", SQL_FN_STR_CONCAT},
      {"UCASE", SQL_FN_STR_UCASE},
      {"ASCII", SQL_FN_STR_ASCII},
      {"OCTET_LENGTH", SQL_FN_STR_OCTET_LENGTH},
      {"POSITION", SQL_FN_STR_POSITION},
      {"ABS", SQL_FN_NUM_ABS},
      {"TRUNCATE", SQL_FN_NUM_TRUNCATE},
      {"LOG10", SQL_FN_NUM_LOG10},
      {"PI", SQL_FN_NUM_PI},
      {"NOW", SQL_FN_TD_NOW},
      {"EXTRACT", SQL_FN_TD_EXTRACT},
      {"CURTIME", SQL_FN_TD_CURTIME},
      {"DAYNAME", SQL_FN_TD_DAYNAME},
      {"USER", SQL_FN_SYS_USERNAME},
      {"DATABASE", SQL_FN_SYS_DBNAME},
      {"IFNULL", SQL_FN_SYS_IFNULL},
  };
  std::size_t seen = 0;
  for (const ScalarFunction& function : scalar_functions()) {
    BOOST_TEST((function.info_bit & (function.info_bit - 1)) == 0U, function.name);
    const auto found = expected.find(function.name);
    if (found == expected.end()) continue;
    ++seen;
    BOOST_TEST(found->second == function.info_bit, function.name);
  }
  BOOST_TEST(seen == expected.size());
  BOOST_TEST(
      (scalar_function_bits(ScalarGroup::kString, Dialect::kPostgres) & SQL_FN_STR_SOUNDEX) == 0U);
  BOOST_TEST((scalar_function_bits(ScalarGroup::kTimeDate, Dialect::kPostgres) &
              SQL_FN_TD_TIMESTAMPADD) != 0U);
}

}  // namespace
}  // namespace pillion
