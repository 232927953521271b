// The snapshot of a PostgreSQL database, against what the host itself sees.
#include "reflect/load.h"
#include "support/host.h"

using namespace pillion;
using namespace pillion::test;

namespace {

std::shared_ptr<const SchemaView> load(PGconn* host) {
  const Lent lent(host);
  const auto loaded = load_schema(*lent.session());
  BOOST_REQUIRE_MESSAGE(loaded, loaded.error().message);
  return *loaded;
}

const Table& table(const SchemaView& view, std::string_view schema, std::string_view name) {
  const TableId id = view.schema.find_table(schema, name);
  BOOST_REQUIRE_MESSAGE(id != kNoTable, "no table " << name);
  return view.schema.tables[static_cast<std::size_t>(id)];
}

std::string names(const Table& table, const std::vector<ColumnId>& columns) {
  std::string text;
  for (const ColumnId id : columns) {
    if (!text.empty()) text += ',';
    text += id < 0 ? "?" : table.columns[static_cast<std::size_t>(id)].name;
  }
  return text;
}

// One line for each key, as the host's own query below spells it.
std::string keys_of(const SchemaView& view, const Table& of) {
  std::string text;
  for (const ForeignKey& key : view.schema.foreign_keys) {
    const Table& from = view.schema.tables[static_cast<std::size_t>(key.table)];
    const Table& to = view.schema.tables[static_cast<std::size_t>(key.referenced_table)];
    if (&from != &of) continue;
    text += key.name + ":" + names(from, key.columns) + "->" + to.name + "." +
            names(to, key.referenced_columns) + ":" + key.referenced_key + "\n";
  }
  return text;
}

struct Fixture {
  Fixture() {
    host_sql(host.get(),
             "SET client_min_messages = warning; CREATE SCHEMA zoo; SET search_path = zoo, public;"
             "CREATE TABLE keeper (id serial PRIMARY KEY, name varchar(40) NOT NULL UNIQUE);"
             "CREATE TABLE cage (row_no int, col_no int, gone int, size numeric(6,2) DEFAULT 1.5,"
             "  keeper_id int REFERENCES keeper ON DELETE SET NULL ON UPDATE CASCADE"
             "    DEFERRABLE INITIALLY DEFERRED, PRIMARY KEY (row_no, col_no));"
             "ALTER TABLE cage DROP COLUMN gone;"
             "CREATE TABLE animal (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
             "  born date, cage_col int, cage_row int, twice int GENERATED ALWAYS AS (cage_col * 2)"
             "  STORED, FOREIGN KEY (cage_row, cage_col) REFERENCES cage (row_no, col_no),"
             "  CONSTRAINT late UNIQUE (born) DEFERRABLE);"
             "CREATE UNIQUE INDEX partial ON animal (cage_col) WHERE born IS NULL;"
             "CREATE UNIQUE INDEX expression ON animal ((cage_col + 1));"
             "CREATE UNIQUE INDEX covering ON animal (cage_row DESC, id) INCLUDE (born);"
             "ALTER TABLE animal ADD CONSTRAINT nv FOREIGN KEY (cage_col) REFERENCES keeper"
             "  NOT VALID;"
             "CREATE VIEW animals AS SELECT id, born FROM animal;"
             "CREATE MATERIALIZED VIEW frozen AS SELECT 1 AS one;"
             "CREATE TABLE feeding (animal_id bigint REFERENCES animal, at timestamptz,"
             "  PRIMARY KEY (animal_id, at)) PARTITION BY RANGE (at);"
             "CREATE TABLE feeding_old PARTITION OF feeding FOR VALUES FROM (MINVALUE) TO "
             "  ('2024-01-01');"
             "CREATE TABLE note (animal_id bigint, at timestamptz, FOREIGN KEY (animal_id, at)"
             "  REFERENCES feeding);"
             "COMMENT ON TABLE animal IS 'who lives here';"
             "COMMENT ON COLUMN animal.born IS 'in the zoo''s own books'");
  }
  ~Fixture() { PQclear(PQexec(host.get(), "DROP SCHEMA zoo CASCADE")); }
  HostConnection host = connect_host();
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(load_postgres, Fixture)

BOOST_AUTO_TEST_CASE(every_column_is_what_the_information_schema_says) {
  const auto view = load(host.get());
  std::string ours;
  for (const Table& each : view->schema.tables) {
    if (each.schema != "zoo" || each.kind == TableKind::kMaterializedView) continue;
    for (const Column& column : each.columns) {
      ours += each.name + "." + column.name + " " + std::to_string(column.ordinal) + " " +
              std::to_string(column.type) + " " + (column.nullable ? "YES" : "NO") + " " +
              (column.identity ? "YES" : "NO") + " " + column.default_expression + "\n";
    }
  }
  const std::string theirs = host_sql(
      host.get(),
      "SELECT string_agg(format(E'%s.%s %s %s %s %s %s\\n', table_name, column_name,"
      " ordinal_position, (udt_schema || '.' || udt_name)::regtype::oid, is_nullable, is_identity,"
      " column_default), '' ORDER BY table_name COLLATE \"C\", ordinal_position)"
      " FROM information_schema.columns WHERE table_schema = 'zoo'");
  BOOST_TEST(ours == theirs);
}

BOOST_AUTO_TEST_CASE(types_are_spelled_with_their_modifiers) {
  const auto view = load(host.get());
  BOOST_TEST(table(*view, "zoo", "keeper").find_column("name")->type_name ==
             "character varying(40)");
  BOOST_TEST(table(*view, "zoo", "cage").find_column("size")->type_name == "numeric(6,2)");
  BOOST_TEST(table(*view, "zoo", "animal").find_column("twice")->generated);
}

BOOST_AUTO_TEST_CASE(keys_come_from_constraints_and_plain_unique_indexes) {
  const auto view = load(host.get());
  const Table& animal = table(*view, "zoo", "animal");
  std::string ours;
  for (const Key& key : animal.keys) {
    ours += key.name + ":" + names(animal, key.columns) + (key.primary ? " primary" : "") +
            (key.deferrable ? " late" : "") + "\n";
  }
  BOOST_TEST(ours == "animal_pkey:id primary\ncovering:cage_row,id\nlate:born late\n");
  BOOST_TEST(names(table(*view, "zoo", "cage"), table(*view, "zoo", "cage").keys[0].columns) ==
             "row_no,col_no");
  BOOST_TEST(animal.indexes.size() == 5);
}

BOOST_AUTO_TEST_CASE(foreign_keys_pair_their_columns_in_order) {
  const auto view = load(host.get());
  BOOST_TEST(keys_of(*view, table(*view, "zoo", "animal")) ==
             "animal_cage_row_cage_col_fkey:cage_row,cage_col->cage.row_no,col_no:cage_pkey\n"
             "nv:cage_col->keeper.id:keeper_pkey\n");
  const auto& keys = view->schema.foreign_keys;
  const auto keeper = std::find_if(keys.begin(), keys.end(), [](const ForeignKey& key) {
    return key.name == "cage_keeper_id_fkey";
  });
  BOOST_REQUIRE(keeper != keys.end());
  BOOST_TEST(keeper->deferrable);
  BOOST_TEST(keeper->initially_deferred);
  BOOST_TEST((keeper->on_delete == ReferentialAction::kSetNull));
  BOOST_TEST((keeper->on_update == ReferentialAction::kCascade));
}

BOOST_AUTO_TEST_CASE(a_key_to_a_partitioned_table_is_there_once) {
  const auto view = load(host.get());
  BOOST_TEST(keys_of(*view, table(*view, "zoo", "note")) ==
             "note_animal_id_at_fkey:animal_id,at->feeding.animal_id,at:feeding_pkey\n");
  const TableId animal = view->schema.find_table("zoo", "animal");
  BOOST_TEST(view->relations.find(animal, "feeding").size() == 1);
  BOOST_TEST(view->relations.find(animal, "feeding_old").empty());
  const TableId partition = view->schema.find_table("zoo", "feeding_old");
  BOOST_TEST(view->relations.find(partition, "animal").size() == 1);
}

BOOST_AUTO_TEST_CASE(kinds_and_comments) {
  const auto view = load(host.get());
  BOOST_TEST((table(*view, "zoo", "animals").kind == TableKind::kView));
  BOOST_TEST((table(*view, "zoo", "frozen").kind == TableKind::kMaterializedView));
  BOOST_TEST((table(*view, "zoo", "feeding").kind == TableKind::kPartitionedTable));
  BOOST_TEST((table(*view, "pg_catalog", "pg_class").kind == TableKind::kSystemTable));
  BOOST_TEST(table(*view, "zoo", "animal").comment == "who lives here");
  BOOST_TEST(table(*view, "zoo", "animal").find_column("born")->comment ==
             "in the zoo's own books");
}

BOOST_AUTO_TEST_CASE(names_follow_the_search_path_of_the_moment) {
  host_sql(host.get(), "CREATE TABLE public.keeper (x int)");
  host_sql(host.get(), "SET search_path = public, zoo");
  const auto before = load(host.get());
  BOOST_TEST(before->schema.tables[before->schema.find_table("", "keeper")].schema == "public");
  host_sql(host.get(), "SET search_path = zoo, public");
  const auto after = load(host.get());
  BOOST_TEST(after->schema.tables[after->schema.find_table("", "keeper")].schema == "zoo");
  host_sql(host.get(), "DROP TABLE public.keeper");
}

BOOST_AUTO_TEST_CASE(uncommitted_and_temporary_tables_are_seen_by_their_own_session_alone) {
  host_sql(host.get(), "CREATE TEMP TABLE scratch (x int)");
  host_sql(host.get(), "BEGIN");
  host_sql(host.get(), "CREATE TABLE zoo.newborn (animal_id bigint REFERENCES zoo.animal)");
  const auto view = load(host.get());
  BOOST_TEST(view->schema.find_table("zoo", "newborn") != kNoTable);
  BOOST_TEST(view->schema.find_table("pg_temp", "scratch") != kNoTable);
  BOOST_TEST(view->schema.find_table("", "scratch") != kNoTable);
  const HostConnection other = connect_host();
  const auto others = load(other.get());
  BOOST_TEST(others->schema.find_table("zoo", "newborn") == kNoTable);
  for (const Table& each : others->schema.tables) BOOST_TEST(each.name != "scratch");
  host_sql(host.get(), "ROLLBACK");
  BOOST_TEST(load(host.get())->schema.find_table("zoo", "newborn") == kNoTable);
}

BOOST_AUTO_TEST_CASE(aggregates_that_somebody_made) {
  host_sql(
      host.get(),
      "BEGIN; CREATE SCHEMA stats;"
      "CREATE AGGREGATE stats.product(int) (SFUNC = int4mul, STYPE = int);"
      "CREATE FUNCTION stats.add(text, VARIADIC text[]) RETURNS text LANGUAGE sql AS 'SELECT $1';"
      "CREATE AGGREGATE stats.each(VARIADIC text[]) (SFUNC = stats.add, STYPE = text)");
  const auto view = load(host.get());
  BOOST_REQUIRE(view->schema.aggregates.size() == 2U);
  const Aggregate& each = view->schema.aggregates[0];
  BOOST_TEST((each.schema == "stats" && each.name == "each" && each.argument_count == -1));
  const Aggregate& product = view->schema.aggregates[1];
  BOOST_TEST((product.name == "product" && product.argument_count == 1));
  host_sql(host.get(), "ROLLBACK");
}

BOOST_AUTO_TEST_SUITE_END()
