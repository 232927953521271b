#include <boost/test/unit_test.hpp>

#include "core/utf.h"

using namespace pillion;
using namespace std::string_literals;

BOOST_AUTO_TEST_SUITE(utf)

BOOST_AUTO_TEST_CASE(round_trip_of_every_length) {
  const std::string text = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\0z"s;
  const auto wide = utf8_to_utf16(text);
  BOOST_REQUIRE(wide.has_value());
  BOOST_TEST((*wide == u"a\u00e9\u20ac\U0001F600\0z"s));
  BOOST_TEST(utf16_to_utf8(*wide).value() == text);
}

BOOST_AUTO_TEST_CASE(a_lone_surrogate_is_an_error) {
  for (const std::u16string& text :
       {std::u16string(1, 0xD83D), std::u16string(1, 0xDE00), std::u16string{0xDE00, 0xD83D},
        std::u16string{0xD83D, u'a'}}) {
    const auto result = utf16_to_utf8(text);
    BOOST_REQUIRE(!result.has_value());
    BOOST_TEST(result.error().sqlstate.text() == "22021");
  }
}

BOOST_AUTO_TEST_CASE(bad_utf8_is_an_error) {
  for (const std::string& text :
       {"\x80"s, "\xc3"s, "\xc0\xaf"s, "\xed\xa0\x80"s, "\xf5\x80\x80\x80"s})
    BOOST_TEST(!utf8_to_utf16(text).has_value());
}

BOOST_AUTO_TEST_CASE(counts_characters_and_cuts_between_them) {
  const std::string text = "a\xe2\x82\xac\xf0\x9f\x98\x80";
  BOOST_TEST(utf8_length(text) == 3U);
  const std::size_t expected[] = {0, 1, 1, 1, 4, 4, 4, 4, 8, 8};
  for (std::size_t limit = 0; limit < std::size(expected); ++limit)
    BOOST_TEST(utf8_prefix(text, limit) == expected[limit]);
}

BOOST_AUTO_TEST_SUITE_END()
