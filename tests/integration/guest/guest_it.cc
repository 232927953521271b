// A guest on a PostgreSQL host: what is translated, what is sent, and how errors come back.
#include <chrono>
#include <thread>

#include "guest/guest.h"
#include "guest/shape_costs.h"
#include "support/host.h"

using namespace pillion;
using namespace pillion::test;

namespace {

std::unique_ptr<Guest> guest_of(const Lent& lent) {
  auto guest = Guest::connect(lent.token(), {});
  BOOST_REQUIRE_MESSAGE(guest, guest.error().message);
  return std::move(*guest);
}

Result<std::unique_ptr<ResultSet>> run(Guest& guest, std::string_view text,
                                       std::vector<Parameter> parameters = {}) {
  PILLION_TRY(statement, guest.translate(text));
  return guest.execute(*statement, parameters, std::chrono::milliseconds(0));
}

// The first value in text form, or the SQLSTATE of the failure.
std::string value(Guest& guest, std::string_view text) {
  const auto result = run(guest, text);
  if (!result) return std::string(result.error().sqlstate.text());
  return text_of(**result, 0, 0);
}

}  // namespace

// Whether the schema that the catalog functions are served from has this table.
bool has_table(Guest& guest, const char* table) {
  // Longer than a check is trusted for.
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
  const auto view = guest.schema();
  BOOST_REQUIRE_MESSAGE(view, view.error().message);
  return (*view)->schema.find_table("", table) != kNoTable;
}

// The same as soon as other sessions' changes are looked for again.
bool has_table_soon(Guest& guest, const char* table, bool expected) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(2);
  while (std::chrono::steady_clock::now() < end && has_table(guest, table) != expected) continue;
  return has_table(guest, table);
}

BOOST_AUTO_TEST_SUITE(guest)

BOOST_AUTO_TEST_CASE(an_unknown_session_says_what_to_do) {
  const auto guest = Guest::connect("nobody.0123456789abcdef", {});
  BOOST_REQUIRE(!guest);
  BOOST_TEST(!guest.error().message.empty());
}

BOOST_AUTO_TEST_CASE(plain_sql_runs_without_a_snapshot) {
  const HostConnection host = connect_host();
  const Lent lent(host.get());
  const auto guest = guest_of(lent);
  BOOST_TEST(value(*guest, "SELECT 'plain'::text") == "plain");
  const auto statement = guest->translate("SELECT 'plain'::text");
  BOOST_REQUIRE(statement);
  BOOST_TEST((*statement)->schema_version == 0);
}

BOOST_AUTO_TEST_CASE(a_translation_is_remembered_by_its_text) {
  const HostConnection host = connect_host();
  const Lent lent(host.get());
  const auto first = guest_of(lent), second = guest_of(lent);
  const auto one = first->translate("SELECT {fn UCASE('a')}");
  BOOST_REQUIRE_MESSAGE(one, one.error().message);
  BOOST_TEST((*one).get() == (*second->translate("SELECT {fn UCASE('a')}")).get());
  const auto unscanned = second->translate("SELECT ?", false);
  BOOST_REQUIRE(unscanned);
  BOOST_TEST((*unscanned).get() != (*second->translate("SELECT ?", true)).get());
}

BOOST_AUTO_TEST_CASE(an_error_points_into_the_users_own_text) {
  const HostConnection host = connect_host();
  const Lent lent(host.get());
  const auto guest = guest_of(lent);
  const std::string text = "SELECT 'ä', {fn UCASE('b')}, ?::int, 1/0, nonsense('x')";
  const auto result = run(*guest, text, {{.value = "1"}});
  BOOST_REQUIRE(!result);
  BOOST_TEST(result.error().sqlstate.text() == "42883");
  // In characters, from 1; the text has one character of two bytes before it.
  BOOST_TEST(result.error().position == static_cast<int>(text.find("nonsense")));
}

BOOST_AUTO_TEST_CASE(a_table_that_is_younger_than_the_snapshot_is_found) {
  const HostConnection host = connect_host();
  const Lent lent(host.get());
  const auto guest = guest_of(lent);
  BOOST_REQUIRE(guest->schema());
  host_sql(host.get(), "BEGIN; CREATE TABLE fresh AS SELECT 'new'::text AS word");
  BOOST_TEST(value(*guest, "SELECT word FROM fresh") == "new");
  host_sql(host.get(), "ROLLBACK");
  BOOST_TEST(value(*guest, "SELECT word FROM fresh") == "42P01");
}

BOOST_AUTO_TEST_CASE(a_path_is_rewritten_where_the_server_does_not_know_the_name) {
  const HostConnection host = connect_host();
  host_sql(host.get(),
           "CREATE TEMP TABLE author (id int PRIMARY KEY, name text);"
           "CREATE TEMP TABLE book (id int PRIMARY KEY, author_id int REFERENCES author);"
           "INSERT INTO author VALUES (1, 'Ann'); INSERT INTO book VALUES (7, 1)");
  const Lent lent(host.get());
  const auto guest = guest_of(lent);
  const char* const text = "SELECT author__name FROM book WHERE id = 7";
  const auto open = guest->translate(text);
  BOOST_REQUIRE_MESSAGE(open, open.error().message);
  BOOST_TEST(!(*open)->rewritten);
  BOOST_TEST(value(*guest, text) == "Ann");
  // Once it is settled the text goes out rewritten, and the first translation knows of it too.
  const auto settled = guest->translate(text);
  BOOST_REQUIRE_MESSAGE(settled, settled.error().message);
  BOOST_TEST((*settled)->rewritten);
  BOOST_TEST((*guest->native_sql(text))->text == (*settled)->text);
  const auto described = guest->describe(**open, {});
  BOOST_REQUIRE_MESSAGE(described, described.error().message);
  BOOST_REQUIRE(described->columns.size() == 1);
  BOOST_TEST(described->columns[0].name == "author__name");
}

BOOST_AUTO_TEST_CASE(an_aggregate_that_somebody_made_is_one) {
  const HostConnection host = connect_host();
  host_sql(host.get(),
           "BEGIN; CREATE SCHEMA stats;"
           "CREATE TEMP TABLE author (id int PRIMARY KEY, name text);"
           "CREATE TEMP TABLE book (id int PRIMARY KEY, author_id int REFERENCES author, n int);"
           "INSERT INTO author VALUES (1, 'Ann'), (2, 'Bob');"
           "INSERT INTO book VALUES (7, 1, 3), (8, 1, 5);"
           "CREATE AGGREGATE pg_temp.product(int) (SFUNC = int4mul, STYPE = int, INITCOND = '1');"
           "CREATE AGGREGATE stats.product(int) (SFUNC = int4mul, STYPE = int, INITCOND = '2');"
           "CREATE FUNCTION stats.product(int, int) RETURNS int LANGUAGE sql AS 'SELECT $1 * $2'");
  const Lent lent(host.get());
  const auto guest = guest_of(lent);
  const auto of = [&](const std::string& call, int author) {
    return value(*guest,
                 "SELECT (" + call + ")::text FROM author WHERE id = " + std::to_string(author));
  };
  BOOST_TEST(of("stats.product(book__n)", 1) == "30");
  BOOST_TEST(of("stats.product(book__n)", 2) == "2");
  // Beside another relation's rows each is still its own.
  BOOST_TEST(of("stats.product(book__n) + count(book)", 1) == "32");
  BOOST_TEST(of("stats.product(book__n, book__n)", 1) == "42803");  // a function of two
  BOOST_TEST(of("pg_temp.product(book__n)", 1) == "15");
  BOOST_TEST(of("pg_temp.product(book__n)", 2) == "1");
  BOOST_TEST(of("product(book__n)", 1) == "42803");  // no search path finds a temporary one
  host_sql(host.get(), "SET LOCAL search_path = stats, public");
  BOOST_TEST(of("product(book__n)", 1) == "30");
  host_sql(host.get(), "ROLLBACK");
}

// An array that gathers arrays would come apart into their elements.
BOOST_AUTO_TEST_CASE(
    an_array_that_only_the_server_knows_is_refused_inside_an_aggregate_of_a_group) {
  const HostConnection host = connect_host();
  host_sql(
      host.get(),
      "CREATE TEMP TABLE author (id int PRIMARY KEY, land text);"
      "CREATE TEMP TABLE book (id int PRIMARY KEY, author_id int REFERENCES author);"
      "INSERT INTO author VALUES (1, 'NO'), (2, 'NO'); INSERT INTO book VALUES (7, 1), (8, 2)");
  const Lent lent(host.get());
  const auto guest = guest_of(lent);
  const auto of = [&](const std::string& made) {
    return value(*guest, "SELECT json_agg(x ORDER BY book__id)::text FROM (SELECT *, " + made +
                             " AS x FROM author) a");
  };
  BOOST_TEST(of("'{\"a\": 1}'::json") == "[{\"a\": 1}, {\"a\": 1}]");
  BOOST_TEST(of("id + 1") == "[2, 3]");
  BOOST_TEST(of("ARRAY[id, 5]") == "42804");
  BOOST_TEST(of("string_to_array(land, 'x')") == "42804");
}

BOOST_AUTO_TEST_CASE(a_relation_that_changed_after_the_snapshot_is_looked_up_again) {
  const HostConnection host = connect_host();
  host_sql(host.get(),
           "CREATE TEMP TABLE author (id int PRIMARY KEY, name text);"
           "CREATE TEMP TABLE book (id int PRIMARY KEY, author_id int REFERENCES author);"
           "INSERT INTO author VALUES (1, 'Ann'); INSERT INTO book VALUES (7, 1)");
  const Lent lent(host.get());
  const auto guest = guest_of(lent);
  BOOST_TEST(value(*guest, "SELECT author__name FROM book") == "Ann");
  host_sql(host.get(), "ALTER TABLE author RENAME COLUMN name TO label");
  BOOST_TEST(value(*guest, "SELECT author__name FROM book") == "42703");
  BOOST_TEST(value(*guest, "SELECT author__label FROM book") == "Ann");
  host_sql(host.get(), "ALTER TABLE author RENAME COLUMN label TO name");
  BOOST_TEST(value(*guest, "SELECT author__name FROM book") == "Ann");
}

BOOST_AUTO_TEST_CASE(the_schema_is_the_hosts_of_this_moment) {
  const HostConnection host = connect_host();
  const Lent lent(host.get());
  const auto guest = guest_of(lent);
  const auto knows = [&](const char* table) { return has_table(*guest, table); };
  BOOST_TEST(!knows("fresh"));
  host_sql(host.get(), "BEGIN");
  BOOST_TEST(!knows("fresh"));
  host_sql(host.get(), "CREATE TABLE fresh (x int)");
  BOOST_TEST(knows("fresh"));
  host_sql(host.get(), "SAVEPOINT s; CREATE TABLE fresher (x int)");
  BOOST_TEST(knows("fresher"));
  host_sql(host.get(), "ROLLBACK TO s");
  BOOST_TEST(!knows("fresher"));
  BOOST_TEST(knows("fresh"));
  host_sql(host.get(), "ROLLBACK");
  BOOST_TEST(!knows("fresh"));
  host_sql(host.get(), "CREATE TABLE fresh (x int)");
  BOOST_TEST(knows("fresh"));
  host_sql(host.get(), "DROP TABLE fresh");
  BOOST_TEST(!knows("fresh"));
}

BOOST_AUTO_TEST_CASE(a_schema_that_has_not_changed_is_shared_between_leases) {
  const HostConnection first = connect_host(), second = connect_host();
  const Lent one(first.get()), two(second.get());
  const auto view = guest_of(one)->schema();
  const auto again = guest_of(two)->schema();
  BOOST_REQUIRE((view && again));
  BOOST_TEST((*view).get() == (*again).get());
  host_sql(second.get(), "CREATE SCHEMA apart; SET search_path = apart");
  // A snapshot that was verified less than two milliseconds ago is not asked for again.
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
  const auto apart = guest_of(two)->schema();
  BOOST_REQUIRE(apart);
  BOOST_TEST((*apart)->schema.search_path.back() == "apart");
  host_sql(second.get(), "DROP SCHEMA apart");
}

BOOST_AUTO_TEST_CASE(a_table_renamed_in_the_transaction_that_made_it_has_its_new_name) {
  for (const char* counts : {"on", "off"}) {
    const HostConnection host = connect_host();
    host_sql(host.get(), std::string("SET track_counts = ") + counts);
    const Lent lent(host.get());
    const auto guest = guest_of(lent);
    host_sql(host.get(), "BEGIN; CREATE TABLE chrysalis (x int)");
    BOOST_TEST(has_table(*guest, "chrysalis"));
    host_sql(host.get(), "ALTER TABLE chrysalis RENAME TO butterfly");
    BOOST_TEST(!has_table(*guest, "chrysalis"));
    BOOST_TEST(has_table(*guest, "butterfly"));
    host_sql(host.get(), "ROLLBACK");
    BOOST_TEST(!has_table(*guest, "butterfly"));
  }
}

BOOST_AUTO_TEST_CASE(what_another_session_commits_is_seen_without_waiting_for_its_statistics) {
  const HostConnection host = connect_host(), other = connect_host();
  const Lent lent(host.get());
  const auto guest = guest_of(lent);
  BOOST_TEST(!has_table(*guest, "elsewhere"));
  host_sql(other.get(), "BEGIN; CREATE TABLE elsewhere (x int)");
  BOOST_TEST(!has_table(*guest, "elsewhere"));
  host_sql(other.get(), "COMMIT");
  BOOST_TEST(has_table_soon(*guest, "elsewhere", true));
  host_sql(other.get(), "DROP TABLE elsewhere");
  BOOST_TEST(!has_table_soon(*guest, "elsewhere", false));
}

BOOST_AUTO_TEST_CASE(a_repeatable_read_host_goes_on_seeing_what_it_saw) {
  const HostConnection host = connect_host(), other = connect_host();
  const Lent lent(host.get());
  const auto guest = guest_of(lent);
  host_sql(host.get(), "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1");
  BOOST_TEST(!has_table(*guest, "later"));
  host_sql(other.get(), "CREATE TABLE later (x int)");
  BOOST_TEST(!has_table(*guest, "later"));
  host_sql(host.get(), "COMMIT");
  BOOST_TEST(has_table_soon(*guest, "later", true));
  host_sql(other.get(), "DROP TABLE later");
}

BOOST_AUTO_TEST_CASE(two_leases_that_need_a_snapshot_at_once_load_it_once) {
  const HostConnection first = connect_host(), second = connect_host(), other = connect_host();
  host_sql(other.get(), "CREATE TABLE unheard_of (x int)");
  const Lent one(first.get()), two(second.get());
  const auto guest_one = guest_of(one), guest_two = guest_of(two);
  std::shared_ptr<const SchemaView> views[2];
  std::thread beside([&] { views[0] = guest_one->schema().value_or(nullptr); });
  views[1] = guest_two->schema().value_or(nullptr);
  beside.join();
  BOOST_REQUIRE(views[0] != nullptr);
  BOOST_TEST(views[0].get() == views[1].get());
  host_sql(other.get(), "DROP TABLE unheard_of");
}

BOOST_AUTO_TEST_CASE(a_snapshot_stays_when_the_next_one_cannot_be_loaded) {
  const HostConnection host = connect_host();
  const Lent lent(host.get());
  const auto guest = guest_of(lent);
  const auto before = guest->schema();
  BOOST_REQUIRE(before);
  host_sql(host.get(), "BEGIN");
  PQclear(PQexec(host.get(), "SELECT 1/0"));  // a failed transaction takes no statement
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
  BOOST_TEST(guest->schema().error().sqlstate.text() == "25P02");
  host_sql(host.get(), "ROLLBACK");
  const auto after = guest->schema();
  BOOST_REQUIRE(after);
  BOOST_TEST((*before).get() == (*after).get());
}

BOOST_AUTO_TEST_CASE(a_write_does_not_pass_the_gate) {
  const HostConnection host = connect_host();
  const Lent lent(host.get());
  const auto guest = guest_of(lent);
  BOOST_TEST(value(*guest, "CREATE TABLE nope (x int)") == "25006");
  BOOST_TEST(value(*guest, "COMMIT") == "25006");
}

BOOST_AUTO_TEST_CASE(a_reclaimed_lease_is_08003_and_so_is_its_snapshot) {
  const HostConnection host = connect_host();
  auto lent = std::make_unique<Lent>(host.get());
  const auto guest = guest_of(*lent);
  const auto statement = guest->translate("SELECT 1");
  BOOST_REQUIRE(statement);
  lent.reset();
  const auto result = guest->execute(**statement, {}, std::chrono::milliseconds(0));
  BOOST_REQUIRE(!result);
  BOOST_TEST(result.error().sqlstate.text() == "08003");
  BOOST_TEST(!guest->is_alive());
  BOOST_REQUIRE(!guest->schema());
  BOOST_TEST(guest->schema().error().sqlstate.text() == "08003");
}

// What EXPLAIN's first lines say, and how two estimates are compared.
BOOST_AUTO_TEST_CASE(estimates_are_read_from_a_plan) {
  const std::vector<std::string> plan{
      "Aggregate  (cost=10.50..2000.25 rows=3 width=8)",
      "  ->  Seq Scan on shop_book b  (cost=0.00..900.00 rows=1000 width=4)", "  SubPlan 1",
      "    ->  Seq Scan on shop_review  (cost=0.00..9.00 rows=500000 width=4)"};
  const auto estimate = read_estimate(plan);
  BOOST_REQUIRE(estimate.has_value());
  BOOST_TEST(estimate->cost == 2000.25);
  BOOST_TEST(estimate->rows == 1000);
  BOOST_TEST(!read_estimate(std::vector<std::string>{"no plan"}).has_value());

  Rewritten rows;
  BOOST_TEST(is_cheaper(ShapeChoice::kLateral, {.cost = 1999}, rows, *estimate));
  BOOST_TEST(is_cheaper(ShapeChoice::kSets, {.cost = 1999}, rows, *estimate));
  BOOST_TEST(!is_cheaper(ShapeChoice::kSets, {.cost = 2001}, rows, *estimate));
  BOOST_TEST(!is_cheaper(ShapeChoice::kSets, {.cost = 1200, .on_disk = true}, rows, *estimate));
  // Keys of groups, which the planner takes for few, are looked up for every row.
  rows.gathered = 3;
  BOOST_TEST(is_cheaper(ShapeChoice::kSets, {.cost = 13000}, rows, *estimate));
  BOOST_TEST(!is_cheaper(ShapeChoice::kSets, {.cost = 14000}, rows, *estimate));
  BOOST_TEST(
      read_estimate(std::vector<std::string>{"GroupAggregate  (cost=1.00..2.00 rows=3)"})->on_disk);
}

BOOST_AUTO_TEST_CASE(shapes_are_chosen_by_the_planners_costs_and_remembered) {
  const HostConnection host = connect_host();
  const Lent lent(host.get());
  host_sql(
      host.get(),
      "CREATE TEMP TABLE shelf (id int PRIMARY KEY, room int);"
      "CREATE TEMP TABLE volume (id int PRIMARY KEY, shelf_id int REFERENCES shelf, pages int);"
      "CREATE INDEX ON volume (shelf_id);"
      "INSERT INTO shelf SELECT i, i % 7 FROM generate_series(1, 3000) i;"
      "INSERT INTO volume SELECT i, 1 + i % 3000, i FROM generate_series(1, 60000) i;"
      "ANALYZE shelf, volume");
  const auto guest = guest_of(lent);
  const auto sent = [&](std::string_view text) {
    const auto result = run(*guest, text);
    BOOST_REQUIRE_MESSAGE(result, result.error().message);
    const auto statement = guest->translate(text);
    BOOST_REQUIRE(statement);
    BOOST_TEST((*statement)->alternatives.empty());  // chosen, and remembered
    const auto native = guest->native_sql(text);
    BOOST_REQUIRE(native);
    BOOST_TEST((*native)->text == (*statement)->text);
    return (*statement)->text;
  };
  const auto has = [](const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
  };
  // All rows of the relation, for one group: a join. A few of them: by their keys.
  BOOST_TEST(has(sent("SELECT count(*) AS n, sum(volume__pages) FROM shelf"), "LEFT JOIN (SELECT"));
  BOOST_TEST(has(sent("SELECT id, count(volume), sum(volume__pages) FROM shelf WHERE room = 3 "
                      "AND id < 20"),
                 "WHERE volume"));
  const std::string total = "SELECT room, sum(volume__pages) AS s FROM shelf GROUP BY room";
  BOOST_TEST(value(*guest, "SELECT sum(s)::text FROM (" + total + ") t") == "1800030000");
}

BOOST_AUTO_TEST_CASE(with_parameters_other_shapes_are_not_remembered) {
  const HostConnection host = connect_host();
  const Lent lent(host.get());
  host_sql(
      host.get(),
      "CREATE TEMP TABLE shelf (id int PRIMARY KEY);"
      "CREATE TEMP TABLE volume (id int PRIMARY KEY, shelf_id int REFERENCES shelf, pages int);"
      "CREATE INDEX ON volume (shelf_id);"
      "INSERT INTO shelf SELECT i FROM generate_series(1, 3000) i;"
      "INSERT INTO volume SELECT i, 1 + i % 3000, i FROM generate_series(1, 60000) i;"
      "ANALYZE shelf, volume");
  const auto guest = guest_of(lent);
  const std::string text = "SELECT sum(volume__pages)::text AS s FROM shelf WHERE id <= ?";
  BOOST_REQUIRE(run(*guest, "SELECT sum(volume__pages) AS s FROM shelf WHERE id <= 1"));
  const auto result = run(*guest, text, {{.type = 23, .value = "3000"}});
  BOOST_REQUIRE_MESSAGE(result, result.error().message);
  BOOST_TEST(text_of(**result, 0, 0) == "1800030000");
  const auto statement = guest->translate(text);
  BOOST_REQUIRE(statement);
  BOOST_TEST(!(*statement)->alternatives.empty());
}

BOOST_AUTO_TEST_SUITE_END()
