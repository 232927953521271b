// Relations files as declarations: every key, and what is said of one that is wrong.
#include <algorithm>
#include <filesystem>
#include <fstream>

#include <boost/test/unit_test.hpp>
#include <unistd.h>

#include "reflect/declared/declarations.h"

namespace pillion {
namespace {

DeclarationsPtr parse(std::string_view text) {
  auto parsed = parse_declarations(text, "shop.toml");
  BOOST_REQUIRE_MESSAGE(parsed.has_value(), text);
  return *parsed;
}

std::string error_of(std::string_view text) {
  const auto parsed = parse_declarations(text, "shop.toml");
  BOOST_REQUIRE_MESSAGE(!parsed.has_value(), text);
  BOOST_TEST((parsed.error().sqlstate == "08001"));
  return parsed.error().message;
}

void check_error(std::string_view text, std::string_view start, std::string_view part = {}) {
  const std::string message = error_of(text);
  BOOST_TEST(message.starts_with(start), message << " does not start with " << start);
  BOOST_TEST(message.find(part) != std::string::npos, message << " does not say " << part);
}

BOOST_AUTO_TEST_SUITE(declarations)

BOOST_AUTO_TEST_CASE(an_empty_file_declares_nothing) {
  const DeclarationsPtr made = parse("# nothing yet\n");
  BOOST_TEST(made->source == "shop.toml");
  BOOST_TEST((made->relations.empty() && made->columns.empty() && made->measures.empty()));
}

BOOST_AUTO_TEST_CASE(a_relation_by_columns) {
  const DeclarationsPtr made = parse(R"(
[[relation]]
name = "writer"
also = ["penman", "ghost"]
from = "shop_book"
to = "people.author"
trusted = true
columns = { author_id = "id", tenant = "tenant_id" }
)");
  BOOST_REQUIRE(made->relations.size() == 1U);
  const DeclaredRelation& relation = made->relations.front();
  BOOST_TEST(relation.name == "writer");
  BOOST_TEST((relation.also == std::vector<std::string>{"penman", "ghost"}));
  BOOST_TEST((relation.from == "shop_book" && relation.to == "people.author"));
  BOOST_TEST((relation.trusted && !relation.many));
  BOOST_TEST((relation.line == 2 && relation.link.line == 8));
  auto columns = relation.link.columns;
  std::ranges::sort(columns);
  const decltype(columns) expected = {{"author_id", "id"}, {"tenant", "tenant_id"}};
  BOOST_TEST((columns == expected));
}

BOOST_AUTO_TEST_CASE(a_relation_by_a_condition) {
  const DeclarationsPtr made = parse(R"(
[[relation]]
name = "dearer"
from = "shop_book"
to = "shop_book"
many = true
on = "dearer.price > shop_book.price"
)");
  const DeclaredRelation& relation = made->relations.front();
  BOOST_TEST(relation.many);
  BOOST_TEST(relation.link.columns.empty());
  BOOST_TEST(relation.link.condition == "dearer.price > shop_book.price");
}

BOOST_AUTO_TEST_CASE(a_relation_through_a_junction_leads_to_many) {
  const DeclarationsPtr made = parse(R"(
[[relation]]
name = "stocked_in"
from = "shop_book"
to = "shop_store"
through = "shop_sale"
near = { id = "book_id" }
far = "stocked_in.id = shop_sale.store_id AND shop_sale.qty > 0"
)");
  const DeclaredRelation& relation = made->relations.front();
  BOOST_TEST((relation.many && relation.through == "shop_sale"));
  BOOST_TEST(relation.near.columns.size() == 1U);
  BOOST_TEST(relation.far.condition.starts_with("stocked_in.id"));
  BOOST_TEST(relation.link.line == 0);
}

BOOST_AUTO_TEST_CASE(columns_and_measures_keep_the_order_of_the_file) {
  const DeclarationsPtr made = parse(R"(
[measure.zoo]
second = "b"
first = "a"

[column.shop_book]
released = "published"
)");
  BOOST_REQUIRE(made->measures.size() == 2U);
  BOOST_TEST((made->measures[0].name == "second" && made->measures[1].name == "first"));
  BOOST_TEST((made->measures[0].table == "zoo" && made->measures[0].line == 3));
  BOOST_REQUIRE(made->columns.size() == 1U);
  BOOST_TEST((made->columns[0].name == "released" && made->columns[0].column == "published"));
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_told_with_its_line) {
  check_error("[[relation]\n", "shop.toml, line 1: ");
  check_error("\n[::]\n", "shop.toml, line 2: ");
  check_error("[[relation]]\n[[ ?x]]\n", "shop.toml, line 2: ");
  // Next to white space of other scripts, and none itself: U+00E9, U+2C60, U+FDFF.
  check_error("\n[column\u00e9]\n", "shop.toml, line 2: ");
  check_error("\n[column\u2c60]\n", "shop.toml, line 2: ");
  check_error("\nrelation\ufdff = 1\n", "shop.toml, line 2: ");
  check_error("\n[[relatoin]]\nname = 'x'\n", "shop.toml, line 2: ", "Did you mean relation?");
  check_error("[relation]\nname = 'x'\n", "shop.toml, line 1: ", "[[relation]]");
  check_error("relation = 3\n", "shop.toml, line 1: ", "[[relation]]");
  check_error("relation = [3]\n", "shop.toml, line 1: ", "[[relation]]");
  check_error("[[relation]]\nname = 'x'\nfrm = 'x'\n", "shop.toml, line 3: ", "Did you mean from?");
  check_error("[[relation]]\nmany = 'yes'\n", "shop.toml, line 2: ", "true or false");
  check_error("[[relation]]\nname = ''\n", "shop.toml, line 2: ", "empty");
  check_error("[[relation]]\nname = \"a\\u0000b\"\n", "shop.toml, line 2: ", "NUL");
  check_error("[[relation]]\nalso = 'x'\n", "shop.toml, line 2: ", "[\"name\", \"name\"]");
  check_error("[[relation]]\ncolumns = { }\n", "shop.toml, line 2: ", "{ column = \"column\" }");
  check_error("[[relation]]\ncolumns = { a = 1 }\n", "shop.toml, line 2: ", "text in quotes");
  check_error("[measure]\nx = 'id'\n", "shop.toml, line 2: ", "[measure.<table>]");
  check_error("measure = 1\n", "shop.toml, line 1: ", "[measure.<table>]");
  check_error("[column.main.book]\nx = 'id'\n", "shop.toml, line 1: ", "[column.\"main.book\"]");
  check_error("[measure.book]\nx = 1\n", "shop.toml, line 2: ", "text in quotes");
  check_error("[measure.book]\n'' = 'id'\n", "shop.toml, line 2: ", "a name is empty");
  check_error("[measure.book]\n" + std::string(64, 'x') + " = 'id'\n",
              "shop.toml, line 2: ", "longer than a name");
  check_error("x = " + std::string(100'000, '['), "shop.toml, line 1: ");
  check_error("\xff\xfe", "shop.toml, line 1: ");
}

BOOST_AUTO_TEST_CASE(what_a_relation_lacks) {
  const std::string named = "[[relation]]\nname = 'x'\n";
  const std::string ends = named + "from = 'a'\nto = 'b'\n";
  check_error("[[relation]]\nfrom = 'a'\n", "shop.toml, line 1: relation has no name", "name =");
  check_error(named, "shop.toml, line 1: relation x has no table it leaves from");
  check_error(named + "from = 'a'\n", "shop.toml, line 1: relation x has no table it leads to");
  check_error(ends, "shop.toml, line 1: relation x has no condition");
  check_error(ends + "on = 'true'\ncolumns = { a = 'b' }\n", "shop.toml, line 5: ", "not both");
  check_error(ends + "on = 'true'\nnear = { a = 'b' }\n",
              "shop.toml, line 1: ", "without a junction");
  check_error(ends + "on = 'true'\nthrough = 'c'\n", "shop.toml, line 1: ", "near and far for on");
  check_error(ends + "through = 'c'\nnear = 'true'\n", "shop.toml, line 1: ", "far = { ... }");
  check_error(ends + "through = 'c'\nnear = 'true'\nfar = 'true'\nmany = false\n",
              "shop.toml, line 1: ", "leave many = false out");
}

BOOST_AUTO_TEST_CASE(files) {
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("pillion-declarations-" + std::to_string(getpid()));
  std::filesystem::create_directory(folder);
  const auto error = [](const std::filesystem::path& path) {
    const auto text = read_declarations(path);
    BOOST_REQUIRE(!text.has_value());
    BOOST_TEST((text.error().sqlstate == "08001"));
    return text.error().message;
  };
  const std::filesystem::path file = folder / "shop.toml";
  std::ofstream(file) << "# one line\n";
  BOOST_TEST(read_declarations(file).value() == "# one line\n");
  BOOST_TEST(error(folder / "absent").find("No such file") != std::string::npos);
  BOOST_TEST(error(folder).find("not a file") != std::string::npos);
  std::filesystem::resize_file(file, kLargestDeclarations);
  BOOST_TEST(read_declarations(file).value().size() == kLargestDeclarations);
  std::filesystem::resize_file(file, kLargestDeclarations + 1);
  BOOST_TEST(error(file).find("4194305 bytes") != std::string::npos);
  std::filesystem::remove_all(folder);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pillion
