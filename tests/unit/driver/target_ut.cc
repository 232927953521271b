#include "driver/convert/target.h"
#include "unit/driver/canary.h"

using namespace pillion;
using namespace pillion::test;

BOOST_AUTO_TEST_SUITE(target)

// "a", a letter of two bytes, one of three, and one outside the basic plane: 10 bytes, 5 units.
const std::string kText = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80";

BOOST_AUTO_TEST_CASE(a_bound_narrow_buffer_of_any_size_ends_between_characters) {
  const std::size_t kept[] = {0, 0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10};
  for (std::size_t size = 0; size < std::size(kept); ++size) {
    BOOST_TEST_CONTEXT("size " << size) {
      CanaryBuffer buffer(size);
      const Conversion result = put_narrow(kText, buffer.target());
      BOOST_TEST((result == (size > kText.size() ? Conversion::kOk : Conversion::kTruncated)));
      BOOST_TEST(buffer.length == static_cast<SQLLEN>(kText.size()));
      if (size > 0) BOOST_TEST(buffer.text() == kText.substr(0, kept[size]));
      buffer.check_untouched(size > 0 ? kept[size] + 1 : 0);
      buffer.check();
    }
  }
}

BOOST_AUTO_TEST_CASE(a_bound_wide_buffer_never_cuts_a_pair) {
  const std::u16string whole = u"a\u00e9\u20ac\U0001F600";
  const std::size_t kept[] = {0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 3, 3, 5, 5};
  for (std::size_t size = 0; size < std::size(kept); ++size) {
    BOOST_TEST_CONTEXT("size " << size) {
      CanaryBuffer buffer(size);
      const Conversion result = put_wide(kText, buffer.target());
      BOOST_TEST((result == (size >= 12 ? Conversion::kOk : Conversion::kTruncated)));
      BOOST_TEST(buffer.length == 10);
      if (size > 1) BOOST_TEST((buffer.wide() == whole.substr(0, kept[size])));
      buffer.check();
    }
  }
}

template <class Put>
std::string read_in_pieces(Put put, std::size_t size, std::size_t unit, std::size_t terminator) {
  Delivery pieces;
  std::string whole;
  for (int call = 0; call < 1000; ++call) {
    CanaryBuffer buffer(size);
    const Conversion result = put(buffer.target(&pieces));
    buffer.check();
    if (result == Conversion::kNoData) break;
    const std::size_t room = (size / unit) * unit - terminator;
    const auto rest = static_cast<std::size_t>(buffer.length);
    // pyodbc counts on full buffers: all but the terminator is data.
    BOOST_TEST((result == Conversion::kTruncated) == (rest > room));
    whole.append(buffer.data(), std::min(rest, room));
  }
  return whole;
}

BOOST_AUTO_TEST_CASE(pieces_of_text_join_to_the_whole) {
  std::string text;
  for (int i = 0; i < 20; ++i) text += kText;
  for (std::size_t size = 2; size < 40; ++size)
    BOOST_TEST(read_in_pieces([&](const Target& t) { return put_narrow(text, t); }, size, 1, 1) ==
               text);
}

BOOST_AUTO_TEST_CASE(pieces_of_wide_text_join_to_the_whole) {
  std::string text;
  std::u16string expected;
  for (int i = 0; i < 20; ++i) {
    text += kText;
    expected += u"a\u00e9\u20ac\U0001F600";
  }
  const std::string bytes(reinterpret_cast<const char*>(expected.data()), expected.size() * 2);
  for (std::size_t size = 4; size < 40; ++size)
    BOOST_TEST(
        (read_in_pieces([&](const Target& t) { return put_wide(text, t); }, size, 2, 2) == bytes));
}

BOOST_AUTO_TEST_CASE(pieces_of_bytes_join_to_the_whole) {
  const std::string bytes("\0\1\2\xff\0abc", 8);
  for (std::size_t size = 1; size < 12; ++size)
    BOOST_TEST(read_in_pieces([&](const Target& t) { return put_bytes(bytes, t); }, size, 1, 0) ==
               bytes);
}

BOOST_AUTO_TEST_CASE(the_length_can_be_asked_first) {
  Delivery pieces;
  SQLLEN length = 0;
  char none = 0;
  Target target{.buffer = &none, .capacity = 0, .length = &length, .pieces = &pieces};
  BOOST_TEST((put_narrow(kText, target) == Conversion::kTruncated));
  BOOST_TEST(length == 10);
  CanaryBuffer buffer(11);
  BOOST_TEST((put_narrow(kText, buffer.target(&pieces)) == Conversion::kOk));
  BOOST_TEST(buffer.text() == kText);
}

BOOST_AUTO_TEST_CASE(an_empty_text_is_delivered_once) {
  for (const auto put : {put_narrow, put_wide, put_bytes}) {
    Delivery pieces;
    CanaryBuffer buffer(8);
    BOOST_TEST((put("", buffer.target(&pieces)) == Conversion::kOk));
    BOOST_TEST(buffer.length == 0);
    BOOST_TEST((put("", buffer.target(&pieces)) == Conversion::kNoData));
    buffer.check();
  }
}

BOOST_AUTO_TEST_CASE(null_needs_an_indicator) {
  SQLLEN indicator = 0;
  SQLLEN length = 5;
  BOOST_TEST((put_null({.length = &length, .indicator = &indicator}) == Conversion::kOk));
  BOOST_TEST(indicator == SQL_NULL_DATA);
  BOOST_TEST(length == 5);
  BOOST_TEST((put_null({}) == Conversion::kNoIndicator));
}

BOOST_AUTO_TEST_CASE(a_negative_capacity_writes_nothing) {
  CanaryBuffer buffer(4);
  Target target = buffer.target();
  target.capacity = -1;
  for (const auto put : {put_narrow, put_wide, put_bytes})
    BOOST_TEST((put("text", target) == Conversion::kBadLength));
  buffer.check_untouched(0);
}

BOOST_AUTO_TEST_CASE(bytes_are_hexadecimal_text) {
  CanaryBuffer narrow(8);
  BOOST_TEST((put_hex_narrow("\xde\xad", narrow.target()) == Conversion::kOk));
  BOOST_TEST(narrow.text() == "DEAD");
  CanaryBuffer wide(16);
  BOOST_TEST((put_hex_wide("\x0f", wide.target()) == Conversion::kOk));
  BOOST_TEST((wide.wide() == u"0F"));
}

BOOST_AUTO_TEST_CASE(text_that_is_not_utf8_is_shown_rather_than_refused) {
  CanaryBuffer wide(16);
  BOOST_TEST((put_wide("\xe9t", wide.target()) == Conversion::kOk));
  BOOST_TEST((wide.wide() == u"\u00e9t"));
}

BOOST_AUTO_TEST_CASE(every_outcome_has_its_row) {
  for (int i = 0; i <= static_cast<int>(Conversion::kMalformed); ++i) {
    const ConversionRow& row = conversion_row(static_cast<Conversion>(i));
    BOOST_TEST((row.conversion == static_cast<Conversion>(i)));
    BOOST_TEST(row.warning == (row.sqlstate.sql_class() == "01"));
    BOOST_TEST((row.message.empty() == (row.conversion == Conversion::kOk)));
  }
}

BOOST_AUTO_TEST_SUITE_END()
