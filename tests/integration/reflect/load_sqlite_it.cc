// The snapshot of an SQLite database.
#include <boost/test/unit_test.hpp>
#include <sqlite3.h>

#include "core/type.h"
#include "reflect/load.h"
#include "session/pillion.h"
#include "session/sessions.h"

using namespace pillion;

namespace {

// A database in memory, lent for the time of a test.
class Lent {
 public:
  explicit Lent(const char* sql) {
    BOOST_REQUIRE(sqlite3_open(":memory:", &database_) == SQLITE_OK);
    char* message = nullptr;
    const int code = sqlite3_exec(database_, sql, nullptr, nullptr, &message);
    BOOST_REQUIRE_MESSAGE(code == SQLITE_OK, message);
    BOOST_REQUIRE(pillion_lend_sqlite(database_, nullptr, token_) == PILLION_OK);
  }
  ~Lent() {
    pillion_reclaim(token_);
    sqlite3_close(database_);
  }
  // An aggregate of the host's, or a function that is none.
  void define(const char* name, int arguments, bool aggregate) const {
    const auto call = [](sqlite3_context* context, int, sqlite3_value**) {
      sqlite3_result_int(context, 1);
    };
    const auto step = [](sqlite3_context*, int, sqlite3_value**) {};
    const auto final = [](sqlite3_context* context) { sqlite3_result_int(context, 1); };
    const int code = aggregate ? sqlite3_create_function(database_, name, arguments, SQLITE_UTF8,
                                                         nullptr, nullptr, step, final)
                               : sqlite3_create_function(database_, name, arguments, SQLITE_UTF8,
                                                         nullptr, call, nullptr, nullptr);
    BOOST_REQUIRE(code == SQLITE_OK);
  }
  Lent(const Lent&) = delete;
  Lent& operator=(const Lent&) = delete;

  std::shared_ptr<const SchemaView> load() const {
    const auto session = find_session(token_);
    BOOST_REQUIRE_MESSAGE(session, session.error().message);
    const auto loaded = load_schema(**session);
    BOOST_REQUIRE_MESSAGE(loaded, loaded.error().message);
    return *loaded;
  }

 private:
  sqlite3* database_ = nullptr;
  char token_[PILLION_TOKEN_SIZE] = {};
};

const Table& table(const SchemaView& view, std::string_view name) {
  const TableId id = view.schema.find_table("", name);
  BOOST_REQUIRE_MESSAGE(id != kNoTable, "no table " << name);
  return view.schema.tables[static_cast<std::size_t>(id)];
}

constexpr const char* kZoo =
    "CREATE TABLE keeper (id integer PRIMARY KEY, name varchar(40) NOT NULL UNIQUE);"
    "CREATE TABLE cage (row_no int, col_no int, size decimal(6,2) DEFAULT 1.5,"
    "  keeper_id integer REFERENCES keeper ON DELETE SET NULL, PRIMARY KEY (col_no, row_no));"
    "CREATE TABLE animal (id integer PRIMARY KEY, born date, cage_col int, cage_row int,"
    "  twice int GENERATED ALWAYS AS (cage_col * 2),"
    "  FOREIGN KEY (cage_col, cage_row) REFERENCES cage,"
    "  FOREIGN KEY (cage_row) REFERENCES CAGE (row_no), FOREIGN KEY (born) REFERENCES nowhere);"
    "CREATE UNIQUE INDEX partial ON animal (cage_col) WHERE born IS NULL;"
    "CREATE UNIQUE INDEX expression ON animal (cage_col + 1);"
    "CREATE INDEX by_birth ON animal (born DESC, id);"
    "CREATE VIEW animals AS SELECT id, born FROM animal;"
    "CREATE TEMP TABLE scratch (x text);";

}  // namespace

BOOST_AUTO_TEST_SUITE(load_sqlite)

BOOST_AUTO_TEST_CASE(columns) {
  const Lent lent(kZoo);
  const auto view = lent.load();
  const Table& keeper = table(*view, "keeper");
  BOOST_REQUIRE(keeper.columns.size() == 2);
  BOOST_TEST(keeper.columns[0].type == oid::kInt8);
  BOOST_TEST(!keeper.columns[0].nullable);
  BOOST_TEST(keeper.columns[0].identity);
  BOOST_TEST(!table(*view, "cage").columns[0].identity);
  BOOST_TEST(keeper.columns[1].type == oid::kVarchar);
  BOOST_TEST(keeper.columns[1].type_modifier == 44);
  BOOST_TEST(keeper.columns[1].type_name == "varchar(40)");
  BOOST_TEST(!keeper.columns[1].nullable);
  BOOST_TEST(table(*view, "cage").find_column("size")->default_expression == "1.5");
  BOOST_TEST(table(*view, "animal").find_column("twice")->generated);
  BOOST_TEST((table(*view, "animals").kind == TableKind::kView));
  BOOST_TEST(table(*view, "animals").columns.size() == 2);
  BOOST_TEST(table(*view, "scratch").schema == "temp");
}

BOOST_AUTO_TEST_CASE(keys_and_indexes) {
  const Lent lent(kZoo);
  const auto view = lent.load();
  const Table& cage = table(*view, "cage");
  BOOST_REQUIRE(cage.keys.size() == 1);
  BOOST_TEST((cage.keys[0].columns == std::vector<ColumnId>{1, 0}));
  BOOST_TEST(cage.keys[0].primary);
  const Table& animal = table(*view, "animal");
  BOOST_TEST(animal.keys.size() == 1);
  BOOST_REQUIRE(animal.indexes.size() == 3);
  BOOST_TEST(animal.indexes[0].name == "by_birth");
  BOOST_TEST((animal.indexes[0].columns == std::vector<ColumnId>{1, 0}));
  BOOST_TEST((animal.indexes[0].descending == std::vector<bool>{true, false}));
  BOOST_TEST((animal.indexes[0].nulls_first == std::vector<bool>{false, true}));
  BOOST_TEST((animal.indexes[1].columns == std::vector<ColumnId>{-1}));
  BOOST_TEST(animal.indexes[2].partial);
}

BOOST_AUTO_TEST_CASE(foreign_keys_to_something_that_is_a_key) {
  const Lent lent(kZoo);
  const auto view = lent.load();
  // Not among them: a key to half of a primary key, and one to a table that is not there.
  BOOST_REQUIRE(view->schema.foreign_keys.size() == 2);
  const TableId animal = view->schema.find_table("", "animal");
  const RelationMatches cage = view->relations.find(animal, "cage");
  BOOST_REQUIRE(cage.size() == 1);
  BOOST_TEST((cage.front()->columns == std::vector<ColumnPair>{{2, 1}, {3, 0}}));
}

BOOST_AUTO_TEST_CASE(aggregates_that_the_host_has_made) {
  const Lent lent(kZoo);
  lent.define("Longest", 1, true);
  lent.define("widest", -1, true);
  lent.define("plain", 1, false);
  const auto view = lent.load();
  BOOST_REQUIRE(view->schema.aggregates.size() == 2);
  BOOST_TEST(view->schema.aggregates[0].name == "longest");
  BOOST_TEST(view->schema.aggregates[0].argument_count == 1);
  BOOST_TEST(view->schema.aggregates[1].name == "widest");
  BOOST_TEST(view->schema.aggregates[1].argument_count == -1);
}

BOOST_AUTO_TEST_CASE(a_broken_view_hides_no_tables) {
  const Lent lent(
      "CREATE TABLE a (id integer PRIMARY KEY, x int); CREATE VIEW v AS SELECT y FROM "
      "a; CREATE VIEW w AS SELECT x FROM gone");
  const auto view = lent.load();
  BOOST_TEST(table(*view, "a").columns.size() == 2);
}

BOOST_AUTO_TEST_SUITE_END()
