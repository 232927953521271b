// Every pair of tests/rewriter, on both databases: what the rewriter makes of a path query gives
// what the query written by hand gives.
#include <algorithm>
#include <fstream>
#include <sstream>

#include <sqlite3.h>

#include "pair_file.h"
#include "reflect/load.h"
#include "rewriter/declared/declared.h"
#include "rewriter/rewriter.h"
#include "support/host.h"

using namespace pillion;
using namespace pillion::test;

namespace {

const std::string kFolder = PILLION_PAIRS;

std::string content(const std::string& name) {
  std::ifstream file(kFolder + "/" + name);
  BOOST_REQUIRE_MESSAGE(file, name);
  std::ostringstream out;
  out << file.rdbuf();
  return out.str();
}

struct Shop {
  std::shared_ptr<Session> session;
  DeclaredPtr declared;
  std::shared_ptr<const SchemaView> view;
  Dialect dialect = Dialect::kPostgres;

  void load() {
    auto loaded = load_schema(*session);
    BOOST_REQUIRE_MESSAGE(loaded, loaded.error().message);
    view = *loaded;
    dialect = session->dialect();
  }
  Result<Rewritten> rewrite_text(std::string_view text, bool served,
                                 ShapeChoice shapes = ShapeChoice::kAuto) const {
    return rewrite(text, view.get(),
                   {.dialect = dialect, .shapes = shapes, .declared = declared.get()}, served);
  }
  // From here on statements may use what relations.toml declares.
  void declare() {
    const auto parsed = parse_declarations(content("relations.toml"), "relations.toml");
    BOOST_REQUIRE_MESSAGE(parsed, parsed.error().message);
    std::vector<DeclarationProblem> problems;
    declared = Declared::bind({&*parsed, 1}, view, problems);
    for (const DeclarationProblem& problem : problems) BOOST_ERROR(problem.error.message);
  }
};

struct PostgresShop : Shop {
  HostConnection host = connect_host();
  Lent lent{host.get()};
  PostgresShop() {
    host_sql(host.get(),
             "SET client_min_messages = error; DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    host_sql(host.get(), content("schema.postgres.sql"));
    host_sql(host.get(), content("data.sql"));
    host_sql(host.get(), content("data.postgres.sql"));
    session = lent.session();
    load();
  }
};

struct SqliteShop : Shop {
  sqlite3* database = nullptr;
  char token[PILLION_TOKEN_SIZE] = {};
  SqliteShop() {
    BOOST_REQUIRE(sqlite3_open(":memory:", &database) == SQLITE_OK);
    for (const char* file : {"schema.sqlite.sql", "data.sql"}) {
      char* message = nullptr;
      const int code = sqlite3_exec(database, content(file).c_str(), nullptr, nullptr, &message);
      BOOST_REQUIRE_MESSAGE(code == SQLITE_OK, (message != nullptr ? message : ""));
    }
    BOOST_REQUIRE(pillion_lend_sqlite(database, nullptr, token) == PILLION_OK);
    session = *find_session(token);
    load();
  }
  ~SqliteShop() {
    pillion_reclaim(token);
    sqlite3_close(database);
  }
};

// A whole result as text: labels, then the rows, sorted where the statement does not order them.
std::vector<std::string> rows_of(Session& session, const std::string& text, const Pair& pair) {
  std::vector<Parameter> parameters;
  for (const auto& value : pair.parameters) parameters.push_back({.value = value});
  const auto result = run(session, text, parameters);
  if (!result)
    return {"error " + std::string(result.error().sqlstate.text()) + " " + result.error().message +
            " in " + text};
  std::vector<std::string> rows;
  const auto columns = static_cast<int>((*result)->columns().size());
  for (int row = 0; row < (*result)->row_count(); ++row) {
    std::string line;
    for (int column = 0; column < columns; ++column) {
      line += text_of(**result, row, column) + "|";
    }
    rows.push_back(std::move(line));
  }
  const std::size_t order = pair.by_hand.rfind("ORDER BY");
  const std::size_t bracket = pair.by_hand.rfind(')');
  const bool ordered =
      order != std::string::npos && (bracket == std::string::npos || order > bracket);
  if (!ordered) std::sort(rows.begin(), rows.end());
  std::string labels;
  for (const ResultColumn& column : (*result)->columns()) {
    labels += column.name + ":" + std::to_string(column.type) + "|";
  }
  rows.insert(rows.begin(), labels);
  return rows;
}

void check(const Shop& shop, const Pair& pair) {
  const Result<Rewritten> first = shop.rewrite_text(pair.in, false);
  BOOST_TEST_REQUIRE(first.has_value(), pair.in << "\n" << first.error().message);
  if (pair.as_it_is) {
    BOOST_TEST(!first->rewritten);
    BOOST_TEST(first->text == pair.in);
    const auto rows = rows_of(*shop.session, first->text, pair);
    BOOST_TEST(!rows[0].starts_with("error"), rows[0]);
    return;
  }
  const bool asks = pair.served && shop.dialect == Dialect::kPostgres;
  BOOST_TEST(first->server_decides == asks, "server_decides is " << first->server_decides);
  if (first->server_decides) {
    const auto description = shop.session->describe(first->text, {});
    BOOST_REQUIRE(!description);
    const std::string_view state = description.error().sqlstate.text();
    BOOST_TEST((state == "42703" || state == "42P01"), state);
  }
  const Result<Rewritten> sent = asks ? shop.rewrite_text(pair.in, true) : first;
  BOOST_TEST_REQUIRE(sent.has_value(), pair.in << "\n" << sent.error().message);
  const auto ours = rows_of(*shop.session, sent->text, pair);
  const auto theirs = rows_of(*shop.session, pair.by_hand, pair);
  BOOST_TEST(ours.size() > 1U, sent->text);
  BOOST_TEST(ours == theirs, boost::test_tools::per_element());
  BOOST_TEST(shop.session->describe(sent->text, {}).has_value());
  if (pair.same_text) BOOST_TEST(sent->text == pair.by_hand);
  if (pair.same_plan) {
    const auto plan = [&](const std::string& text) {
      return rows_of(*shop.session, "EXPLAIN (COSTS OFF) " + text, {.by_hand = "ORDER BY"});
    };
    BOOST_TEST(plan(sent->text) == plan(pair.by_hand), boost::test_tools::per_element());
  }

  // However aggregates are computed.
  for (const ShapeChoice shapes :
       {ShapeChoice::kByRow, ShapeChoice::kSubqueries, ShapeChoice::kLateral, ShapeChoice::kSets}) {
    const Result<Rewritten> shaped = shop.rewrite_text(pair.in, asks, shapes);
    BOOST_TEST_REQUIRE(shaped.has_value(), pair.in << "\n" << shaped.error().message);
    if (shaped->text == sent->text) continue;
    BOOST_TEST_CONTEXT(shaped->text) {
      BOOST_TEST(rows_of(*shop.session, shaped->text, pair) == theirs,
                 boost::test_tools::per_element());
      const Result<Rewritten> still = shop.rewrite_text(shaped->text, true);
      BOOST_TEST_REQUIRE(still.has_value(), still.error().message);
      BOOST_TEST(still->text == shaped->text);
    }
  }

  const Result<Rewritten> again = shop.rewrite_text(sent->text, true);
  BOOST_TEST_REQUIRE(again.has_value(), sent->text << "\n" << again.error().message);
  BOOST_TEST(again->text == sent->text);
  BOOST_TEST(shop.rewrite_text(pair.in, asks)->text == sent->text);
}

void check_refused(const Shop& shop, const Pair& pair) {
  const auto rewritten = shop.rewrite_text(pair.in, true);
  BOOST_TEST_REQUIRE(!rewritten.has_value(), rewritten->text);
  const Error& error = rewritten.error();
  const std::size_t at = pair.by_hand.find(" at ");
  const std::size_t colon = pair.by_hand.find(": ");
  BOOST_TEST(error.sqlstate.text() == pair.by_hand.substr(0, at));
  BOOST_TEST(std::to_string(error.position) == pair.by_hand.substr(at + 4, colon - at - 4));
  const std::string says = pair.by_hand.substr(colon + 2);
  BOOST_TEST(error.message.find(says) != std::string::npos, error.message);
}

template <class Check>
void check_all(const Shop& shop, const std::vector<Pair>& pairs, const Check& check_one) {
  for (const Pair& pair : pairs) {
    if (shop.dialect == Dialect::kPostgres ? !pair.on_postgres : !pair.on_sqlite) continue;
    BOOST_TEST_CONTEXT(pair.where << " " << pair.title) {
      check_one(shop, pair);
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rewriter_pairs)

BOOST_AUTO_TEST_CASE(paths_on_postgres) {
  check_all(PostgresShop(), read_pairs(kFolder + "/pairs", "-- by hand"), check);
}

BOOST_AUTO_TEST_CASE(paths_on_sqlite) {
  check_all(SqliteShop(), read_pairs(kFolder + "/pairs", "-- by hand"), check);
}

BOOST_AUTO_TEST_CASE(refused_on_postgres) {
  check_all(PostgresShop(), read_pairs(kFolder + "/refused", "-- "), check_refused);
}

BOOST_AUTO_TEST_CASE(refused_on_sqlite) {
  check_all(SqliteShop(), read_pairs(kFolder + "/refused", "-- "), check_refused);
}

// A path beside it takes nothing of what is wrong with a name: the server says so as before.
BOOST_AUTO_TEST_CASE(a_name_that_two_tables_have_stays_ambiguous) {
  const PostgresShop shop;
  for (const char* text : {
           "SELECT id, b.author__name FROM shop_book b, shop_store s",
           "SELECT b.author__name FROM shop_book b CROSS JOIN shop_store ORDER BY id",
           "SELECT b.author__name FROM shop_book b WHERE EXISTS (SELECT id FROM shop_tag, "
           "shop_store)",
           "SELECT b.author__name, id FROM shop_book b, (SELECT * FROM shop_tag) AS t",
           "SELECT b.author__name, id FROM shop_book b, json_to_record('{}') AS r(id int)",
       }) {
    BOOST_TEST_CONTEXT(text) {
      const Result<Rewritten> sent = shop.rewrite_text(text, true);
      BOOST_TEST_REQUIRE(sent.has_value(), sent.error().message);
      const auto answer = rows_of(*shop.session, sent->text, {});
      BOOST_TEST(answer[0].starts_with("error 42702"), answer[0]);
    }
  }
}

BOOST_AUTO_TEST_CASE(an_aggregate_that_the_host_made_on_sqlite) {
  SqliteShop shop;
  const auto step = [](sqlite3_context* context, int, sqlite3_value**) {
    ++*static_cast<int*>(sqlite3_aggregate_context(context, sizeof(int)));
  };
  const auto final = [](sqlite3_context* context) {
    const void* const count = sqlite3_aggregate_context(context, 0);
    sqlite3_result_int(context, count == nullptr ? 0 : *static_cast<const int*>(count));
  };
  BOOST_REQUIRE(sqlite3_create_function(shop.database, "Tally", 1, SQLITE_UTF8, nullptr, nullptr,
                                        step, final) == SQLITE_OK);
  shop.load();
  check(shop,
        {.in = "SELECT title, TALLY(review__id) AS n, sum(sale__qty) AS q FROM shop_book",
         .by_hand = "SELECT title, (SELECT count(*) FROM shop_review r WHERE r.book_id = b.id) "
                    "AS n, (SELECT sum(qty) FROM shop_sale s WHERE s.book_id = b.id) AS q "
                    "FROM shop_book b"});
  check(shop,
        {.in = "SELECT publisher_id, tally(review__id) AS n FROM shop_book GROUP BY 1",
         .by_hand = "SELECT publisher_id, (SELECT count(*) FROM shop_review r JOIN shop_book o "
                    "ON o.id = r.book_id WHERE o.publisher_id IS b.publisher_id) AS n FROM "
                    "shop_book b GROUP BY 1"});
}

template <class Shop>
void check_declared() {
  Shop shop;
  shop.declare();
  check_all(shop, read_pairs(kFolder + "/declared", "-- by hand"), check);
  check_all(shop, read_pairs(kFolder + "/declared_refused", "-- "), check_refused);
  // What is declared leaves other statements as they were.
  check_all(shop, read_pairs(kFolder + "/pairs", "-- by hand"), check);
}

BOOST_AUTO_TEST_CASE(declared_on_postgres) {
  check_declared<PostgresShop>();
}

BOOST_AUTO_TEST_CASE(declared_on_sqlite) {
  check_declared<SqliteShop>();
}

BOOST_AUTO_TEST_SUITE_END()
