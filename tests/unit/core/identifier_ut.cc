#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "core/identifier.h"

using namespace pillion;

BOOST_AUTO_TEST_SUITE(identifier)

struct Pair {
  const char* in;
  const char* out;
};
std::ostream& operator<<(std::ostream& out, const Pair& pair) {
  return out << pair.in;
}

const Pair kQuoted[] = {
    {"book", "book"},
    {"Book", "\"Book\""},
    {"select", "\"select\""},
    {"a b", "\"a b\""},
    {"1a", "\"1a\""},
    {"a1_", "a1_"},
    {"", "\"\""},
    {"a\"b", "\"a\"\"b\""},
    {"left", "\"left\""},
    {"\xc3\xa9", "\"\xc3\xa9\""},
    {"between", "\"between\""},
    {"title", "title"},
};
BOOST_DATA_TEST_CASE(quotes_where_needed, boost::unit_test::data::make(kQuoted), pair) {
  BOOST_TEST(quote_identifier(pair.in) == pair.out);
}

BOOST_AUTO_TEST_CASE(folds_ascii_only) {
  BOOST_TEST(fold_identifier("Author__NAME\xc3\x89") == "author__name\xc3\x89");
}

BOOST_AUTO_TEST_CASE(compares_as_if_folded) {
  BOOST_TEST(same_folded("Author", "aUTHOR"));
  BOOST_TEST(!same_folded("author", "author_"));
  BOOST_TEST(!same_folded("@", "`"));  // a bit apart, as capitals are
  BOOST_TEST(same_folded("", ""));
}

BOOST_AUTO_TEST_CASE(equal_names_look_alike) {
  BOOST_TEST(look_of("Author") == look_of("author"));
  BOOST_TEST(look_of("author") != look_of("authors"));
  BOOST_TEST(look_of("") != 0U);
}

BOOST_AUTO_TEST_CASE(doubles_quotes_of_a_literal) {
  BOOST_TEST(quote_literal("it's \\ so") == "'it''s \\ so'");
}

BOOST_AUTO_TEST_SUITE_END()
