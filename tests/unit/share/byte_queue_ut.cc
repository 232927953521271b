// Bytes that wait: in their order, together as they came, and counted.
#include <string>

#include <boost/test/unit_test.hpp>

#include "share/byte_queue.h"

using namespace pillion::share;

namespace {

constexpr std::size_t kAll = std::size_t{100} << 20U;
constexpr std::size_t kMegabyte = std::size_t{1} << 20U;

struct Scene {
  Budget budget{kAll};
  ByteQueue queue{budget};

  std::size_t kept() const { return kAll - budget.left(); }
  // All that waits, `at_once` bytes at a time.
  std::string take(std::size_t at_once) {
    std::string all;
    while (!queue.empty()) {
      const std::string_view next = queue.front().substr(0, at_once);
      BOOST_REQUIRE(!next.empty());
      all += next;
      queue.pop(next.size());
    }
    return all;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(byte_queue, Scene)

BOOST_AUTO_TEST_CASE(bytes_come_in_their_order) {
  for (const std::size_t at_once : {std::size_t{1}, std::size_t{1000}, kMegabyte}) {
    std::string pushed;
    for (std::size_t i = 0; i < 2000; ++i) {
      const std::string bytes(i % 700, static_cast<char>('a' + i % 26));
      queue.push(bytes);
      pushed += bytes;
    }
    BOOST_TEST((take(at_once) == pushed));
    BOOST_TEST(queue.front().empty());
  }
}

BOOST_AUTO_TEST_CASE(what_came_together_stands_together) {
  const std::string large(3 * kMegabyte, 'x');
  const std::string row(100'000, 'y');
  queue.push("ab");
  queue.push(large);
  queue.push(row);
  queue.push(row);
  BOOST_TEST(queue.front() == "ab");
  queue.pop(1);
  BOOST_TEST(queue.front() == "b");
  queue.pop(1);
  BOOST_TEST((queue.front() == large));
  queue.pop(large.size());
  BOOST_TEST((queue.front().substr(0, row.size()) == row));
}

BOOST_AUTO_TEST_CASE(what_waits_is_counted_and_no_more_than_that) {
  BOOST_TEST(kept() == 0U);
  const std::size_t cost = queue.cost(1);
  queue.push("a");
  BOOST_TEST(kept() == cost);
  BOOST_TEST(queue.cost(100) == 0U);
  queue.push(std::string(100, 'b'));
  BOOST_TEST(kept() == cost);
  BOOST_TEST(queue.cost(5 * kMegabyte) == 5 * kMegabyte);
  queue.push(std::string(5 * kMegabyte, 'c'));
  BOOST_TEST(kept() == cost + 5 * kMegabyte);
  queue.pop(101);
  BOOST_TEST(kept() == 5 * kMegabyte);
  take(kMegabyte);
  BOOST_TEST(kept() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
