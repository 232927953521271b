#include <algorithm>
#include <chrono>
#include <set>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "session/token.h"

using namespace pillion;

BOOST_AUTO_TEST_SUITE(token)

BOOST_AUTO_TEST_CASE(parts_of_a_token) {
  const auto parts = parse_token("4711-3.00ff");
  BOOST_REQUIRE(parts);
  BOOST_TEST(parts->lease_id == "4711-3");
  BOOST_TEST(parts->process == 4711);
  BOOST_TEST(parts->secret == "00ff");
}

BOOST_AUTO_TEST_CASE(what_is_not_a_token_is_08001) {
  for (const char* const text : {"", ".", "x", "4711.00", "-3.00", "4711-.00", "x-3.00", "-1-3.00",
                                 "0-1.00", "99999999999999999999-1.00", "4711-3"}) {
    const auto parts = parse_token(text);
    BOOST_REQUIRE_MESSAGE(!parts, text);
    BOOST_TEST((parts.error().sqlstate == Sqlstate("08001")));
  }
}

BOOST_AUTO_TEST_CASE(secrets_are_128_bits_and_never_the_same) {
  std::set<std::string> secrets;
  for (int i = 0; i < 1000; ++i) {
    const auto secret = make_secret();
    BOOST_REQUIRE(secret);
    BOOST_TEST(secret->size() == 32);
    BOOST_TEST(secret->find_first_not_of("0123456789abcdef") == std::string::npos);
    secrets.insert(*secret);
  }
  BOOST_TEST(secrets.size() == 1000);
}

BOOST_AUTO_TEST_CASE(equality_is_right) {
  BOOST_TEST(equal_in_constant_time("abc", "abc"));
  BOOST_TEST(equal_in_constant_time("", ""));
  BOOST_TEST(!equal_in_constant_time("abc", "abd"));
  BOOST_TEST(!equal_in_constant_time("abc", "xbc"));
  BOOST_TEST(!equal_in_constant_time("abc", "ab"));
  BOOST_TEST(!equal_in_constant_time("abc", "abcabc"));
  BOOST_TEST(!equal_in_constant_time("abc", ""));
  BOOST_TEST(!equal_in_constant_time("", "abc"));
}

// A loop that stops at the first difference would be some thousand times faster on a guess whose
// first byte is wrong than on one whose last byte is. The texts are made so long that the clock
// cannot miss that, and the best of many runs keeps the machine's other work out.
BOOST_AUTO_TEST_CASE(the_place_of_the_difference_does_not_show) {
  using Clock = std::chrono::steady_clock;
  const std::string expected(1 << 16, 'a');
  std::string wrong_first = expected;
  std::string wrong_last = expected;
  wrong_first.front() = 'b';
  wrong_last.back() = 'b';
  const auto best_time = [&](const std::string& given) {
    auto best = Clock::duration::max();
    for (int i = 0; i < 50; ++i) {
      const auto start = Clock::now();
      BOOST_REQUIRE(!equal_in_constant_time(expected, given));
      best = std::min(best, Clock::now() - start);
    }
    return std::chrono::duration<double>(best).count();
  };
  const double first = best_time(wrong_first);
  const double last = best_time(wrong_last);
  BOOST_TEST(first > last / 2, first << " s against " << last << " s");
  BOOST_TEST(last > first / 2, last << " s against " << first << " s");
}

BOOST_AUTO_TEST_SUITE_END()
