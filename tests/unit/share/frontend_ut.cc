// The decoder of what clients send: whole messages, cut ones, impossible ones.
#include <string>

#include <boost/test/unit_test.hpp>

#include "share/wire/frontend.h"

using namespace pillion;
using namespace pillion::wire;
using namespace std::string_literals;

namespace {

FrontendMessage must_decode(const std::string& bytes) {
  const auto frame = next_frame(bytes, {});
  BOOST_REQUIRE(frame && *frame);
  BOOST_TEST((*frame)->size == bytes.size());
  auto message = decode(**frame);
  BOOST_REQUIRE_MESSAGE(message, message.error().message);
  return *message;
}

std::string state_of(const std::string& bytes) {
  const auto frame = next_frame(bytes, {});
  if (!frame) return std::string(frame.error().sqlstate.text());
  if (!*frame) return "more";
  const auto message = decode(**frame);
  return message ? "good" : std::string(message.error().sqlstate.text());
}

const std::string kBind =
    "B\0\0\0\x27p\0s\0\0\1\0\1\0\3\0\0\0\2ab\xff\xff\xff\xff\0\0\0\0\0\2\0\1\0\0"s;

}  // namespace

BOOST_AUTO_TEST_SUITE(frontend)

BOOST_AUTO_TEST_CASE(a_query) {
  const std::string bytes = "Q\0\0\0\x0dSELECT 1\0"s;
  BOOST_TEST(std::get<SimpleQuery>(must_decode(bytes)).text == "SELECT 1");
}

BOOST_AUTO_TEST_CASE(a_parse_with_types) {
  const std::string bytes = "P\0\0\0\x12s\0$1\0\0\2\0\0\0\x17\0\0\0\0"s;
  std::string fixed = bytes;
  fixed[4] = static_cast<char>(bytes.size() - 1);
  const auto message = std::get<Parse>(must_decode(fixed));
  BOOST_TEST(message.statement == "s");
  BOOST_TEST(message.text == "$1");
  BOOST_REQUIRE_EQUAL(message.types.size(), 2U);
  BOOST_TEST(message.types[0] == 23U);
}

BOOST_AUTO_TEST_CASE(a_bind_with_null_and_formats) {
  std::string bytes = kBind;
  bytes[4] = static_cast<char>(bytes.size() - 1);
  const auto message = std::get<Bind>(must_decode(bytes));
  BOOST_TEST(message.portal == "p");
  BOOST_REQUIRE_EQUAL(message.values.size(), 3U);
  BOOST_TEST(*message.values[0] == "ab");
  BOOST_TEST(!message.values[1].has_value());
  BOOST_TEST(message.values[2]->empty());
  BOOST_REQUIRE_EQUAL(message.result_formats.size(), 2U);
  BOOST_TEST((message.result_formats[0] == Format::kBinary));
}

BOOST_AUTO_TEST_CASE(every_cut_of_a_message_asks_for_more_or_is_malformed) {
  std::string whole = kBind;
  whole[4] = static_cast<char>(whole.size() - 1);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    BOOST_TEST(state_of(whole.substr(0, size)) == "more");
    if (size < 5) continue;
    std::string shorter = whole.substr(0, size);
    shorter[4] = static_cast<char>(size - 1);
    BOOST_TEST(state_of(shorter) == "08P01");
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_message) {
  BOOST_TEST(state_of("Z\0\0\0\4"s) == "08P01");
  BOOST_TEST(state_of("S\0\0\0\3"s) == "08P01");
  BOOST_TEST(state_of("S\0\0\0\5x"s) == "08P01");
  BOOST_TEST(state_of("S\x7f\0\0\0"s) == "54000");
  BOOST_TEST(state_of("Q\xff\xff\xff\xff"s) == "54000");
  BOOST_TEST(state_of("D\0\0\0\6Xa"s) == "08P01");
  BOOST_TEST(state_of("Q\0\0\0\7abc"s) == "08P01");
}

BOOST_AUTO_TEST_CASE(first_messages) {
  const auto first = [](std::string bytes) {
    bytes[3] = static_cast<char>(bytes.size());
    const auto frame = next_first_frame(bytes);
    BOOST_REQUIRE(frame && *frame);
    return decode_first(**frame).map([](const FirstMessage& message) { return message.index(); });
  };
  BOOST_TEST(*first("\0\0\0\0\x04\xd2\x16\x2f"s) == 0U);
  BOOST_TEST(*first("\0\0\0\0\x04\xd2\x16\x30"s) == 1U);
  BOOST_TEST(*first("\0\0\0\0\x04\xd2\x16\x2e\0\0\0\1\0\0\0\2"s) == 2U);
  BOOST_TEST(*first("\0\0\0\0\0\3\0\0user\0me\0\0"s) == 3U);
  BOOST_TEST(first("\0\0\0\0\0\2\0\0"s).error().sqlstate.text() == "0A000");
  BOOST_TEST(first("\0\0\0\0\0\3\0\0user\0me\0"s).error().sqlstate.text() == "08P01");
  BOOST_TEST(!next_first_frame("\x7f\0\0\0"s));
}

BOOST_AUTO_TEST_SUITE_END()
