// The read-only gate: what passes untouched, and what is refused, with SQLSTATE and position.
#include <algorithm>
#include <string>
#include <thread>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "rewriter/gate/refused_functions.h"
#include "rewriter/gate/refused_relations.h"
#include "rewriter/rewriter.h"

namespace pillion {
namespace {

constexpr std::string_view kAllowed[] = {
    "select 1",
    "SELECT 1;",
    "  /* c */ select 1 ; -- done",
    "values (1), (2)",
    "table t",
    "with a as (select 1) select * from a",
    "with recursive a(n) as (values (1) union all select n + 1 from a where n < 5) table a",
    "(select 1) union all (select 2) order by 1",
    "explain select 1",
    "explain (analyze, buffers) select count(*) from t",
    "explain with a as (select 1) select * from a",
    "show all",
    "show timezone",
    "select current_setting('x'), random(), pg_sleep(0), gen_random_uuid(), now()",
    "select ts_rewrite(a, b, c) from t",
    "select 'set_config(a)', $$pg_notify()$$ from t -- pg_notify()",
    "select \"select\" from t",
    "select setting from t",
    "select nextval, t.nextval, t.edit from t",
    "select a from t order by b nulls /* c */ first",
    "explain select a from t where b not /* c */ in (1) order by 1 nulls -- c\n last",
    "select t.name, (t.address).city from t",
    "select xmlelement(name a, xmlattributes(b as c), d), xmlforest(a as b) from t",
    "select * from xmltable('/a' passing x columns b text path '@b') as y",
    "select * from rows from (f(1), g(2)) with ordinality as z(a, b, c)",
    "select * from t tablesample bernoulli (10) repeatable (5)",
    "select a[1:2], (row(1, 2)).f1, array[1, 2], array(select 1), b collate \"C\" from t",
    "select grouping(a), count(*) filter (where b) over (partition by c order by d rows 1 "
    "preceding) from t group by grouping sets ((a), rollup (b, c), ())",
    "select x from t where (a, b) in (select 1, 2) and c = any ($1) and exists (select 1)",
    "select case a when 1 then 2 else 3 end, coalesce(a, b), greatest(a, b), nullif(a, b)",
    "select a is not true, a is null, a between symmetric 1 and 2, a at time zone 'UTC' from t",
    "select * from a join b using (x) as j natural join c",
    "select * from a, lateral (select 1) b fetch first 3 rows with ties",
    "select t.a, int8 from t, cast(5 as bigint)",
    "select isn_weak()",
    "select pg_file_settings, t.pg_hba_file_rules from t",
    "select * from my.pg_file_settings as pg_hba_file_rules",
    // The server may be newer than the grammar.
    "select json_array(1, 2 null on null returning text format json encoding utf8)",
    "select * from json_table('[]', '$[*]' columns (a int path '$.a')) as j",
};

struct Refused {
  std::string_view text;
  std::string_view sqlstate;
  int position;
  std::string_view says = "";
};

constexpr Refused kRefused[] = {
    {"", "42601", 1, "empty"},
    {" ; ", "42601", 1, "empty"},
    {"-- nothing", "42601", 1, "empty"},
    {"select 1; select 2", "42601", 11, "one at a time"},
    {"select 1;; delete from t", "42601", 12, "one at a time"},
    {"insert into t values (1)", "25006", 1, "INSERT is refused"},
    {"  update t set a = 1", "25006", 3, "UPDATE"},
    {"delete from t", "25006", 1},
    {"merge into t using s on t.a = s.a when matched then delete", "25006", 1, "MERGE"},
    {"with a as (select 1) insert into t select * from a", "25006", 1},
    {"with a as (delete from t returning *) select * from a", "25006", 6, "WITH query a"},
    {"select * from (with a as (update t set x = 1 returning x) select * from a) b", "25006", 21},
    {"select * into u from t", "25006", 10, "INTO"},
    {"create table u as select 1", "25006", 1},
    {"copy t to stdout", "25006", 1},
    {"call p()", "25006", 1},
    {"do $$ begin end $$", "25006", 1},
    {"execute p", "25006", 1},
    {"prepare p as select 1", "25006", 1},
    {"declare c cursor for select 1", "25006", 1},
    {"fetch c", "25006", 1},
    {"set search_path = x", "25006", 1},
    {"reset all", "25006", 1},
    {"lock table t", "25006", 1},
    {"listen x", "25006", 1},
    {"notify x", "25006", 1},
    {"vacuum", "25006", 1},
    {"begin", "25006", 1, "the transaction is the host application's"},
    {"COMMIT", "25006", 1, "COMMIT is refused: the transaction"},
    {"rollback to savepoint x", "25006", 1, "the transaction"},
    {"savepoint x", "25006", 1, "the transaction"},
    {"prepare transaction 'x'", "25006", 1, "the transaction"},
    {"explain insert into t values (1)", "25006", 1},
    {"explain analyze delete from t", "25006", 1},
    {"explain execute p", "25006", 1},
    {"explain analyze create table u as select 1", "25006", 1},
    {"select * from t for update", "25006", 17, "locking clause"},
    {"select * from (select * from t for share) u", "25006", 32, "locking clause"},
    {"select * from t for no key update of t skip locked", "25006", 17},
    {"select set_config('a', 'b', false)", "42501", 8, "changes the state"},
    {"select pg_catalog.set_config('a', 'b', false)", "42501", 8},
    {"select \"set_config\"('a', 'b', false)", "42501", 8},
    {"select U&\"set\\005fconfig\"('a', 'b', false)", "42501", 8},
    {"select U&\"set!005fconfig\" uescape '!' ('a', 'b', false)", "42501", 8},
    {"select SET_CONFIG('a', 'b', false)", "42501", 8},
    {"select my.set_config('a', 'b', false)", "42501", 8},
    {"select * from set_config('a', 'b', false)", "42501", 15},
    {"select * from rows from (now(), set_config('a', 'b', false)) x", "42501", 33},
    {"select * from t, lateral (select pg_notify('a', t.b)) x", "42501", 34},
    {"select count(*) from t group by pg_advisory_lock(1)", "42501", 33},
    {"select 1 order by pg_try_advisory_xact_lock(1, 2)", "42501", 19},
    {"select 1 limit pg_advisory_lock(1)", "42501", 16},
    {"select 1 from t where a in (select pg_cancel_backend(1))", "42501", 36},
    {"select a from t having pg_terminate_backend(1)", "42501", 24},
    {"select sum(a) filter (where pg_reload_conf()) from t", "42501", 29},
    {"select sum(a) over (order by nextval('s')) from t", "42501", 30},
    {"select sum(a) over w from t window w as (partition by nextval('s'))", "42501", 55},
    {"select string_agg(a, b order by setval('s', 1)) from t", "42501", 33},
    {"with a as (select lo_import('/etc/passwd')) select * from a", "42501", 19},
    {"values (pg_read_file('/etc/passwd'))", "42501", 9, "reaches files"},
    {"select * from t join u on pg_ls_dir('x') is null", "42501", 27},
    {"select * from t tablesample system (nextval('s'))", "42501", 37},
    {"select case when true then dblink_exec('x') end", "42501", 28, "other databases"},
    {"select array[query_to_xml('select 1', true, true, '')]", "42501", 14, "SQL that is given"},
    {"select (select ts_stat('select 1'))", "42501", 16},
    {"select ts_rewrite(a, 'select') from t", "42501", 8},
    {"select crosstab('select 1')", "42501", 8},
    {"explain analyze select pg_notify('a', 'b')", "42501", 24},
    {"select ('/etc/hostname'::text).pg_read_file", "42501", 32, "reaches files"},
    {"select t.pg_read_file from lower('/etc/hostname') t", "42501", 8, "reaches files"},
    {"select lower.pg_read_file from lower('/etc/hostname')", "42501", 8},
    {"select (select t.pg_read_file) from lower('/etc/hostname') t", "42501", 16},
    {"select (a).b.pg_read_file from t", "42501", 14},
    // Named by the server: int8, coalesce, current_catalog, xmlconcat ...
    {"select int8.pg_advisory_lock from cast(5 as bigint)", "42501", 8},
    {"select text.pg_read_file from cast('/etc/passwd' as text)", "42501", 8, "reaches files"},
    {"select (select coalesce.pg_advisory_lock) from coalesce(6::bigint)", "42501", 16},
    {"select greatest.pg_advisory_lock from greatest(6::bigint, 7)", "42501", 8},
    {"select nullif.pg_advisory_lock from nullif(6::bigint, 7)", "42501", 8},
    {"select \"current_catalog\".pg_read_file from current_catalog", "42501", 8},
    {"select x.pg_ls_dir from t, lateral (select 1 from current_user) x", "42501", 8},
    {"select int8.pg_advisory_lock from {fn convert(5, SQL_BIGINT)}", "42501", 8},
    {"select lo_get(1)", "42501", 8},
    {"select isn_weak(true)", "42501", 8},
    {"select xmlelement(name a, nextval('s'))", "42501", 27},
    {"select currval('s')", "42501", 8},
    {"select pg_sequence_last_value('s')", "42501", 8},
    {"select * from xmltable('/a' passing pg_read_file('x')::xml columns b int) x", "42501", 37},
    {"select txid_current()", "42501", 8},
    {"select 1 from t where a = {fn ucase(pg_notify('a', 'b'))}", "42501", 37},
    {"select 'größe', pg_notify('a', 'b')", "42501", 17},
    {"select * from t where exists (select 1 from PG_FILE_SETTINGS)", "42501", 45, "view pg_file"},
    {"select * from t join pg_catalog.pg_hba_file_rules x on true", "42501", 22, "reaches files"},
    {"table pg_ident_file_mappings", "42501", 7},
    {"with a as (table \"pg_file_settings\") select * from a", "42501", 18},
    {"with pg_file_settings as (select 1) select * from pg_file_settings", "42501", 51},
    {"explain select * from only pg_file_settings", "42501", 28},
    {"select json_array(1 null on null returning text format json encoding utf8) from "
     "pg_hba_file_rules",
     "42501", 81},
    {"selec 1", "42601", 1, "syntax error"},
    {"SELECT json_array(1 null on null returning text format json encoding utf8, nextval('s'))",
     "42501", 76},
    {"select json_array(1 null on null returning x format json encoding utf8) ; drop table t",
     "42601", 75},
    {"insert into t values (1) some new clause", "25006", 1},
};

std::string_view message_of(const Result<Rewritten>& result) {
  return result ? std::string_view("accepted") : std::string_view(result.error().message);
}

BOOST_AUTO_TEST_CASE(what_reads_passes_byte_for_byte) {
  for (const std::string_view text : kAllowed) {
    BOOST_TEST_CONTEXT(text) {
      const auto rewritten = rewrite(text, nullptr, {});
      BOOST_REQUIRE_MESSAGE(rewritten, message_of(rewritten));
      BOOST_TEST(rewritten->text == text);
      BOOST_TEST(!rewritten->rewritten);
    }
  }
}

BOOST_AUTO_TEST_CASE(everything_else_is_refused) {
  for (const Refused& c : kRefused) {
    BOOST_TEST_CONTEXT(c.text) {
      const auto rewritten = rewrite(c.text, nullptr, {});
      BOOST_REQUIRE(!rewritten);
      BOOST_TEST(rewritten.error().sqlstate.text() == c.sqlstate);
      BOOST_TEST(rewritten.error().position == c.position);
      BOOST_TEST(rewritten.error().message.find(c.says) != std::string::npos,
                 rewritten.error().message);
    }
  }
}

BOOST_AUTO_TEST_CASE(every_row_of_the_relation_table_is_refused) {
  for (const std::string_view name : refused_relations()) {
    for (const std::string_view schema : {"", "pg_catalog."}) {
      const auto rewritten = rewrite(fmt::format("select * from {}{}", schema, name), nullptr, {});
      BOOST_REQUIRE_MESSAGE(!rewritten, name);
      BOOST_TEST(rewritten.error().sqlstate.text() == "42501");
    }
  }
}

BOOST_AUTO_TEST_CASE(every_row_of_the_function_table_is_refused) {
  for (const RefusedFunction& function : refused_functions()) {
    std::string name(function.name);
    if (name.back() == '*') name.back() = 'x';
    std::string arguments;
    for (int i = 0; i < function.only_with_arguments; ++i) arguments += i > 0 ? ", 1" : "1";
    const auto rewritten = rewrite("select s." + name + "(" + arguments + ")", nullptr, {});
    BOOST_REQUIRE_MESSAGE(!rewritten, name);
    BOOST_TEST(rewritten.error().sqlstate.text() == "42501");
    BOOST_TEST(!describe(function.reason).empty());
  }
}

BOOST_AUTO_TEST_CASE(a_host_refuses_more) {
  const RewriteOptions options{.refused_functions = {"Send_Mail"}};
  const auto rewritten = rewrite("select app.send_mail(1)", nullptr, options);
  BOOST_REQUIRE(!rewritten);
  BOOST_TEST(rewritten.error().sqlstate.text() == "42501");
}

BOOST_AUTO_TEST_CASE(sqlite_has_its_own_words) {
  const RewriteOptions lite{.dialect = Dialect::kSqlite};
  for (const std::string_view text : {"explain query plan select 1", "select * from [a b]",
                                      "select a from t where b glob 'x*' and c match 'y'"}) {
    BOOST_TEST(rewrite(text, nullptr, lite).has_value(), text);
  }
  for (const std::string_view text :
       {"pragma user_version = 1", "attach 'x' as y", "explain query plan delete from t"}) {
    const auto rewritten = rewrite(text, nullptr, lite);
    BOOST_REQUIRE_MESSAGE(!rewritten, text);
    BOOST_TEST(rewritten.error().sqlstate.text() == "25006", text);
  }
  BOOST_TEST(!rewrite("select load_extension('x')", nullptr, lite));
  BOOST_TEST(!rewrite("select [load_extension]('x') glob 'y'", nullptr, lite));
}

std::string repeated(std::string_view part, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += part;
  return out;
}

BOOST_AUTO_TEST_CASE(deep_nesting_is_an_error_and_long_chains_are_not) {
  const auto state = [](const std::string& text) {
    const auto rewritten = rewrite(text, nullptr, {});
    return rewritten ? std::string("fine") : std::string(rewritten.error().sqlstate.text());
  };
  BOOST_TEST(state("select " + repeated("(", 100000) + "1" + repeated(")", 100000)) == "54001");
  BOOST_TEST(state("select " + repeated("f(", 390) + "1" + repeated(")", 390)) == "fine");
  BOOST_TEST(state("select " + repeated("- ", 2000) + "a") == "54001");
  BOOST_TEST(state("select 1" + repeated("::int", 5000)) == "54001");
  BOOST_TEST(state("select " + repeated("case when true then ", 2000) + "1" +
                   repeated(" end", 2000)) == "54001");
  BOOST_TEST(state("select " + repeated("(", 100) + "1" + repeated(")", 100)) == "fine");
  BOOST_TEST(state("select 1" + repeated(" + 1", 20000)) == "fine");
  BOOST_TEST(state("select 1" + repeated(" union all select 1", 5000)) == "fine");
  BOOST_TEST(state("select true" + repeated(" or false and true", 5000)) == "fine");
  BOOST_TEST(state("select * from t" + repeated(" join t using (a)", 300)) == "fine");
  BOOST_TEST(state("select a in (?" + repeated(",?", 300'000) + ")") == "54000");
}

BOOST_AUTO_TEST_CASE(threads_do_not_meet) {
  std::vector<std::thread> threads;
  std::atomic<int> wrong = 0;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&wrong] {
      for (int j = 0; j < 200; ++j) {
        if (!rewrite("select a, b from t where c = ? and d in (1, 2, 3)", nullptr, {})) ++wrong;
        if (rewrite("select nextval('s') from t", nullptr, {})) ++wrong;
        if (rewrite("selec 1", nullptr, {})) ++wrong;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  BOOST_TEST(wrong == 0);
}

}  // namespace
}  // namespace pillion
