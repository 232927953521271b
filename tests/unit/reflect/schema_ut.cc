// Finding tables and columns by name and number.
#include <boost/test/unit_test.hpp>

#include "reflect/schema.h"
#include "support/schema_text.h"

namespace pillion {
namespace {

using test::schema_from_text;

BOOST_AUTO_TEST_SUITE(schema)

BOOST_AUTO_TEST_CASE(a_qualified_name_is_found_in_its_schema_only) {
  const Schema schema = schema_from_text("a.book(x)\nb.book(y)\npublic.tag(z)");
  const TableId found = schema.find_table("b", "book");
  BOOST_REQUIRE(found != kNoTable);
  BOOST_TEST(schema.tables[found].schema == "b");
  BOOST_TEST(schema.find_table("b", "tag") == kNoTable);
  BOOST_TEST(schema.find_table("a", "Book") == kNoTable);
}

BOOST_AUTO_TEST_CASE(an_unqualified_name_follows_the_search_path_in_order) {
  Schema schema = schema_from_text("a.book(x)\nb.book(y)\npublic.tag(z)");
  schema.search_path = {"nowhere", "b", "a"};
  BOOST_TEST(schema.tables[schema.find_table("", "book")].schema == "b");
  schema.index();
  BOOST_TEST(schema.tables[schema.find_table("b", "book")].visible);
  BOOST_TEST(!schema.tables[schema.find_table("a", "book")].visible);
  BOOST_TEST(schema.find_table("", "tag") == kNoTable);
}

BOOST_AUTO_TEST_CASE(pg_temp_means_the_sessions_own_temporary_schema) {
  Schema schema = schema_from_text("pg_temp_7.scratch(x)");
  schema.search_path = {"pg_temp_7", "pg_catalog", "public"};
  BOOST_TEST(schema.find_table("pg_temp", "scratch") == 0);
  BOOST_TEST(schema.find_table("", "scratch") == 0);
  schema.search_path = {"public"};
  BOOST_TEST(schema.find_table("pg_temp", "scratch") == kNoTable);
}

BOOST_AUTO_TEST_CASE(tables_are_found_by_object_identifier_and_after_a_copy) {
  const Schema original = schema_from_text(test::kBookshop);
  const Schema copy = original;
  const TableId id = copy.find_table("public", "shop_tag");
  BOOST_REQUIRE(id != kNoTable);
  BOOST_TEST(copy.find_table(copy.tables[id].oid) == id);
  BOOST_TEST(copy.find_table(Oid{1}) == kNoTable);
}

BOOST_AUTO_TEST_CASE(an_empty_schema_knows_nothing) {
  Schema schema;
  BOOST_TEST(schema.find_table("public", "book") == kNoTable);
  schema.index();
  BOOST_TEST(schema.find_table("public", "book") == kNoTable);
  BOOST_TEST(schema.find_table(Oid{16384}) == kNoTable);
}

BOOST_AUTO_TEST_CASE(columns_are_found_by_their_exact_name) {
  const Schema schema = schema_from_text("book(title, author_id)");
  BOOST_TEST(schema.tables[0].column_id("author_id") == 2);
  BOOST_TEST(schema.tables[0].column_id("AUTHOR_ID") == -1);
  BOOST_TEST(schema.tables[0].find_column("title")->name == "title");
  BOOST_TEST(schema.tables[0].find_column("rating") == nullptr);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pillion
