// What the command prints, on schemas written down by hand.
#include <boost/test/unit_test.hpp>

#include "support/schema_text.h"
#include "tools/json.h"
#include "tools/path_tree.h"
#include "tools/schema_text.h"

namespace pillion {
namespace {

using test::view_from_text;

TableId id_of(const SchemaView& view, std::string_view name) {
  return view.schema.find_table("public", name);
}

BOOST_AUTO_TEST_SUITE(tools)

BOOST_AUTO_TEST_CASE(a_table_with_its_keys) {
  const SchemaView view = view_from_text(
      "a(x, y, primary key (x, y))\nb(x?, y?, foreign key (x, y) -> a (x, y), unique (x))");
  BOOST_TEST(schema_as_table(view, {id_of(view, "b")}) ==
             "b (table)\n"
             "  id  integer  primary key, not null\n"
             "  x   integer\n"
             "  y   integer\n"
             "  unique (x)\n"
             "  foreign key (x, y) -> a (x, y)\n");
}

BOOST_AUTO_TEST_CASE(a_table_outside_the_search_path_is_shown_with_its_schema) {
  const SchemaView view = view_from_text("zoo.animal(name:text)");
  BOOST_TEST(schema_as_table(view, {0}).starts_with("zoo.animal (table)\n"));
}

BOOST_AUTO_TEST_CASE(the_tree_of_paths) {
  const SchemaView view =
      view_from_text("shop_book(author_id -> shop_author)\nshop_author(name:text)");
  BOOST_TEST(path_tree(view, id_of(view, "shop_author"), 1) ==
             "shop_author\n"
             "├── id    integer\n"
             "├── name  text\n"
             "└── book  to-many shop_book (or shop_book)\n"
             "    ├── id         integer\n"
             "    └── author_id  integer\n");
  BOOST_TEST(path_tree(view, id_of(view, "shop_author"), 0) ==
             "shop_author\n├── id    integer\n└── name  text\n");
}

BOOST_AUTO_TEST_CASE(an_ambiguous_relation_is_shown_by_its_unambiguous_name) {
  const SchemaView view = view_from_text(test::kBookshop);
  const std::string tree = path_tree(view, id_of(view, "shop_author"), 1);
  BOOST_TEST(tree.find("book_by_author") != std::string::npos);
  BOOST_TEST(tree.find("book_by_editor") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(json_texts) {
  BOOST_TEST(json_text("a\"b\\c\n\x01ü") == "\"a\\\"b\\\\c\\n\\u0001ü\"");
}

BOOST_AUTO_TEST_CASE(diagrams_name_only_keys_between_printed_tables) {
  const SchemaView view = view_from_text(test::kBookshop);
  const TableIds two = {id_of(view, "shop_review"), id_of(view, "shop_book")};
  const std::string mermaid = schema_as_mermaid(view, two);
  BOOST_TEST(mermaid.find("shop_book ||--o{ shop_review : \"book_id\"") != std::string::npos);
  BOOST_TEST(mermaid.find("shop_author") == std::string::npos);
  const std::string dot = schema_as_dot(view, two);
  BOOST_TEST(dot.find("\"shop_review\" -> \"shop_book\" [label = \"book_id\"];") !=
             std::string::npos);
  BOOST_TEST(dot.find("\n\"") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pillion
