// Shares that begin and end, and leases that are reclaimed, while guests ride.
#include <atomic>
#include <vector>

#include "integration/share/shared_host.h"

using namespace pillion;
using namespace pillion::test;
using namespace std::chrono_literals;

namespace {

// Comes in again and again, until told to stop; how often it was served.
int ride_until(const std::string& conninfo, const std::atomic<bool>& done) {
  int served = 0;
  while (!done) {
    ShareGuest guest(conninfo);
    while (guest.is_in() && guest.ask("SELECT 'x' FROM generate_series(1, 50)") == "x") ++served;
  }
  return served;
}

// What the host was told of the threads of its guests.
std::atomic<int> threads_begun = 0;
std::atomic<int> threads_ended = 0;
thread_local bool known_to_host = false;

}  // namespace

BOOST_AUTO_TEST_SUITE(begin_end)

BOOST_AUTO_TEST_CASE(the_host_is_told_of_each_guests_thread) {
  pillion_options options{};
  options.thread_begin = [](void*) {
    known_to_host = true;
    ++threads_begun;
  };
  options.thread_end = [](void*) { threads_ended += known_to_host ? 1 : 100; };
  SharedHost host(options);
  host.share();
  BOOST_TEST(threads_begun == 0);
  ShareGuest stays(host.conninfo());
  BOOST_TEST(ShareGuest(host.conninfo()).ask("SELECT 1") == "1");
  BOOST_TEST(stays.ask("SELECT 2") == "2");
  BOOST_TEST(threads_begun == 2);
  for (int i = 0; i < 250 && threads_ended == 0; ++i) std::this_thread::sleep_for(20ms);
  BOOST_TEST(threads_ended == 1);
  host.unshare();
  BOOST_TEST(threads_ended == 2);
  BOOST_TEST(threads_begun == 2);
}

BOOST_AUTO_TEST_CASE(shares_come_and_go_under_their_guests) {
  SharedHost host;
  pillion_share_options options{};
  options.name = "revolving";
  host.share(options);
  std::atomic<bool> done = false;
  std::atomic<int> served = 0;
  std::vector<std::thread> guests;
  for (int i = 0; i < 4; ++i)
    guests.emplace_back([&] { served += ride_until(host.conninfo(), done); });
  for (int round = 0; round < 12; ++round) {
    std::this_thread::sleep_for(30ms);
    BOOST_TEST(host.sql("SELECT 1") == "1");
    host.unshare();
    BOOST_TEST(host.sql("SELECT 2") == "2");
    host.share(options);
  }
  std::this_thread::sleep_for(100ms);
  done = true;
  host.unshare();
  for (std::thread& guest : guests) guest.join();
  BOOST_TEST(served > 0);
}

BOOST_AUTO_TEST_CASE(a_reclaim_cancels_what_a_guest_runs) {
  SharedHost host;
  host.sql("BEGIN");
  host.share();
  ShareGuest guest(host.conninfo());
  std::string outcome;
  std::thread runs([&] { outcome = guest.ask("SELECT pg_sleep(60)"); });
  std::this_thread::sleep_for(200ms);
  const auto start = std::chrono::steady_clock::now();
  host.reclaim();
  BOOST_TEST((std::chrono::steady_clock::now() - start < 10s));
  runs.join();
  BOOST_TEST((outcome == "57014" || outcome == "57P01"), outcome);
  BOOST_TEST((PQtransactionStatus(host.connection()) == PQTRANS_INTRANS));
  BOOST_TEST(guest.ask("SELECT 1") != "1");
}

BOOST_AUTO_TEST_CASE(a_reclaim_does_not_wait_for_guests_that_queue) {
  SharedHost host;
  host.share();
  std::vector<std::thread> guests;
  std::atomic<int> refused = 0;
  std::vector<std::unique_ptr<ShareGuest>> riders;
  for (int i = 0; i < 4; ++i) riders.push_back(std::make_unique<ShareGuest>(host.conninfo()));
  for (auto& rider : riders)
    guests.emplace_back([&] { refused += rider->ask("SELECT pg_sleep(60)").empty() ? 0 : 1; });
  std::this_thread::sleep_for(300ms);
  const auto start = std::chrono::steady_clock::now();
  host.reclaim();
  for (std::thread& guest : guests) guest.join();
  BOOST_TEST((std::chrono::steady_clock::now() - start < 20s));
  BOOST_TEST(refused == 4);
}

BOOST_AUTO_TEST_CASE(guests_that_never_come_in_hold_nothing_up) {
  SharedHost host;
  host.share();
  std::vector<HostConnection> half_in;
  for (int i = 0; i < 8; ++i) half_in.emplace_back(PQconnectStart(host.conninfo().c_str()));
  ShareGuest guest(host.conninfo());
  BOOST_TEST(guest.ask("SELECT 'in'") == "in");
  host.reclaim();
  BOOST_TEST(host.connection() != nullptr);
}

BOOST_AUTO_TEST_SUITE_END()
