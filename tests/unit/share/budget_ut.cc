// What a share keeps for its clients, counted.
#include <boost/test/unit_test.hpp>

#include "share/budget.h"

using namespace pillion::share;

namespace {

constexpr std::size_t kMegabyte = std::size_t{1} << 20U;

}  // namespace

BOOST_AUTO_TEST_SUITE(budget)

BOOST_AUTO_TEST_CASE(what_is_held_is_counted_as_long_as_it_is_held) {
  Budget budget(100);
  BOOST_TEST(budget.left() == 100U);
  {
    HeldBytes one(budget, 60);
    HeldBytes moved = std::move(one);
    BOOST_TEST(budget.left() == 40U);
    moved = HeldBytes(budget, 10);
    BOOST_TEST(budget.left() == 90U);
    const HeldBytes too_much(budget, 1000);
    BOOST_TEST(budget.left() == 0U);
  }
  BOOST_TEST(budget.left() == 100U);
}

BOOST_AUTO_TEST_CASE(the_share_of_all_may_be_nearer_than_ones_own) {
  Budget all(4 * kMegabyte);
  Budget one(3 * kMegabyte, &all);
  BOOST_TEST(one.left() == 3 * kMegabyte);
  BOOST_TEST(!one.is_short_of_whole());
  const HeldBytes others(all, 2 * kMegabyte);
  BOOST_TEST(one.left() == 2 * kMegabyte);
  BOOST_TEST(one.is_short_of_whole());
}

BOOST_AUTO_TEST_CASE(a_little_is_always_left_to_each) {
  Budget all(4 * kMegabyte);
  Budget one(3 * kMegabyte, &all);
  const HeldBytes others(all, 5 * kMegabyte);
  BOOST_TEST(one.left() == kAlwaysKept);
  const HeldBytes own(one, kAlwaysKept - 7);
  BOOST_TEST(one.left() == 7U);
  Budget small(50, &all);
  BOOST_TEST(small.left() == 50U);
  BOOST_TEST(!small.is_short_of_whole());
}

BOOST_AUTO_TEST_SUITE_END()
