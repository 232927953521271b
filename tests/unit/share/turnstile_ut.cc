// Turns in the order of arrival; waits that end by a limit or a cancel.
#include <atomic>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "share/turnstile.h"

using namespace pillion::share;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(turnstile)

BOOST_AUTO_TEST_CASE(first_come_first_served) {
  Turnstile turnstile(5s, true);
  Turnstile::Place first;
  auto held = turnstile.take(first);
  BOOST_REQUIRE(held);
  std::vector<std::thread> threads;
  std::atomic<int> next = 0;
  std::atomic<int> wrong = 0;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      Turnstile::Place place;
      const auto turn = turnstile.take(place);
      if (!turn || next++ != i) ++wrong;
    });
    std::this_thread::sleep_for(30ms);
  }
  { const auto done = std::move(*held); }
  for (std::thread& thread : threads) thread.join();
  BOOST_TEST(wrong == 0);
}

BOOST_AUTO_TEST_CASE(a_wait_has_an_end) {
  Turnstile turnstile(20ms, true);
  Turnstile::Place first;
  Turnstile::Place second;
  const auto held = turnstile.take(first);
  const auto late = turnstile.take(second);
  BOOST_REQUIRE(!late);
  BOOST_TEST(late.error().sqlstate.text() == "HYT00");
}

BOOST_AUTO_TEST_CASE(a_wait_can_be_cancelled) {
  Turnstile turnstile(std::nullopt, true);
  Turnstile::Place first;
  Turnstile::Place second;
  const auto held = turnstile.take(first);
  std::thread canceller([&] {
    std::this_thread::sleep_for(50ms);
    turnstile.cancel(second);
  });
  const auto cancelled = turnstile.take(second);
  canceller.join();
  BOOST_REQUIRE(!cancelled);
  BOOST_TEST(cancelled.error().sqlstate.text() == "HY008");
}

BOOST_AUTO_TEST_SUITE_END()
