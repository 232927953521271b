// Search patterns, ordinary arguments and identifiers of catalog functions.
#include <boost/test/unit_test.hpp>

#include "reflect/name_filter.h"

namespace pillion {
namespace {

bool pattern_matches(const char* pattern, std::string_view name) {
  return NameFilter::pattern(pattern, Dialect::kPostgres, false)->matches(name);
}

bool identifier_matches(const char* identifier, std::string_view name,
                        Dialect dialect = Dialect::kPostgres) {
  return NameFilter::pattern(identifier, dialect, true)->matches(name);
}

BOOST_AUTO_TEST_SUITE(name_filter)

BOOST_AUTO_TEST_CASE(wildcards) {
  BOOST_TEST(pattern_matches("shop%", "shop_book"));
  BOOST_TEST(pattern_matches("%book", "shop_book"));
  BOOST_TEST(pattern_matches("%o%o%", "shop_book"));
  BOOST_TEST(pattern_matches("shop_book", "shop_book"));
  BOOST_TEST(pattern_matches("shop_book", "shopXbook"));
  BOOST_TEST(pattern_matches("%", ""));
  BOOST_TEST(pattern_matches("a%", "a"));
  BOOST_TEST(!pattern_matches("shop", "shop_book"));
  BOOST_TEST(!pattern_matches("_", ""));
  BOOST_TEST(!pattern_matches("Shop%", "shop_book"));
  BOOST_TEST(!pattern_matches("", "shop_book"));
  BOOST_TEST(!pattern_matches("%x", "shop_book"));
}

BOOST_AUTO_TEST_CASE(one_wildcard_is_one_character_of_any_size) {
  BOOST_TEST(pattern_matches("_", "ä"));
  BOOST_TEST(pattern_matches("b_cher", "bücher"));
  BOOST_TEST(!pattern_matches("__", "ü"));
  BOOST_TEST(pattern_matches("%_r", "bücher"));
}

BOOST_AUTO_TEST_CASE(escapes) {
  BOOST_TEST(pattern_matches("shop\\_book", "shop_book"));
  BOOST_TEST(!pattern_matches("shop\\_book", "shopXbook"));
  BOOST_TEST(pattern_matches("100\\%", "100%"));
  BOOST_TEST(pattern_matches("a\\\\b", "a\\b"));
  BOOST_TEST(pattern_matches("%\\_book", "shop_book"));
  BOOST_TEST(!pattern_matches("%\\_book", "shopXbook"));
  BOOST_TEST(pattern_matches("a\\b", "a\\b"));
  BOOST_TEST(pattern_matches("a\\", "a\\"));
  BOOST_TEST(pattern_matches("%\\", "a\\"));
}

BOOST_AUTO_TEST_CASE(a_pattern_that_backtracks_ends) {
  const std::string name(2000, 'a');
  std::string pattern;
  for (int i = 0; i < 100; ++i) pattern += "%a";
  BOOST_TEST(!NameFilter::pattern(pattern + "b", Dialect::kPostgres, false)->matches(name));
}

BOOST_AUTO_TEST_CASE(no_argument_is_any_name_and_an_empty_one_is_none) {
  BOOST_TEST(NameFilter::pattern(std::nullopt, Dialect::kPostgres, false)->matches("x"));
  BOOST_TEST(NameFilter::ordinary(std::nullopt, Dialect::kPostgres, false)->matches("x"));
  BOOST_TEST(!NameFilter::ordinary("", Dialect::kPostgres, false)->matches("x"));
}

BOOST_AUTO_TEST_CASE(an_ordinary_argument_is_the_name_itself) {
  const auto matches = [](const char* argument, std::string_view name) {
    return NameFilter::ordinary(argument, Dialect::kPostgres, false)->matches(name);
  };
  BOOST_TEST(matches("shop_book", "shop_book"));
  BOOST_TEST(!matches("shop_book", "shopXbook"));
  BOOST_TEST(!matches("%", "shop_book"));
  BOOST_TEST(!matches("SHOP_BOOK", "shop_book"));
}

BOOST_AUTO_TEST_CASE(identifiers_fold_unless_they_are_quoted) {
  BOOST_TEST(identifier_matches("Shop_Book  ", "shop_book"));
  BOOST_TEST(!identifier_matches("Shop_Book", "Shop_Book"));
  BOOST_TEST(identifier_matches("\"Shop_Book\"", "Shop_Book"));
  BOOST_TEST(identifier_matches("\"a\"\"b\"", "a\"b"));
  BOOST_TEST(!identifier_matches("shop%", "shop_book"));
  BOOST_TEST(identifier_matches("shop_book", "Shop_Book", Dialect::kSqlite));
  BOOST_REQUIRE(!NameFilter::pattern(std::nullopt, Dialect::kPostgres, true));
  BOOST_TEST(NameFilter::pattern(std::nullopt, Dialect::kPostgres, true).error().sqlstate.text() ==
             "HY009");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pillion
