// The limits of a share and of its lease, as a guest meets them.
#include <cstring>
#include <ctime>
#include <vector>

#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "integration/share/shared_host.h"

using namespace pillion;
using namespace pillion::test;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(limits)

BOOST_AUTO_TEST_CASE(no_more_guests_than_agreed) {
  SharedHost host;
  pillion_share_options options{};
  options.max_guests = 2;
  host.share(options);
  ShareGuest first(host.conninfo());
  {
    const ShareGuest second(host.conninfo());
    BOOST_TEST(second.is_in());
    const ShareGuest third(host.conninfo());
    BOOST_TEST(!third.is_in());
    BOOST_TEST(third.said().find("2 clients already") != std::string::npos, third.said());
  }
  for (int i = 0; i < 100; ++i) {  // the one that left is noticed soon
    if (ShareGuest(host.conninfo()).is_in()) break;
    std::this_thread::sleep_for(20ms);
    BOOST_TEST(i < 99);
  }
  BOOST_TEST(first.ask("SELECT 1") == "1");
}

// A client that waits at the door then must not cost the host a processor.
BOOST_AUTO_TEST_CASE(a_host_that_has_no_descriptor_left_waits_for_one) {
  SharedHost host;
  host.share();
  const std::string conninfo = host.conninfo();
  const std::string path =
      conninfo.substr(5, conninfo.find(' ') - 5) + "/.s.PGSQL.5432";  // "host=..."
  const int client = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
  BOOST_REQUIRE(path.size() < sizeof address.sun_path);
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  rlimit before{};
  ::getrlimit(RLIMIT_NOFILE, &before);
  const int lowest_free = ::dup(client);
  ::close(lowest_free);
  const rlimit none{.rlim_cur = static_cast<rlim_t>(lowest_free), .rlim_max = before.rlim_max};
  ::setrlimit(RLIMIT_NOFILE, &none);
  const int connected = ::connect(client, reinterpret_cast<sockaddr*>(&address), sizeof address);
  const std::clock_t begun = std::clock();  // of the whole process
  std::this_thread::sleep_for(500ms);
  const std::clock_t spent = std::clock() - begun;
  ::setrlimit(RLIMIT_NOFILE, &before);
  BOOST_TEST(connected == 0);
  BOOST_TEST(spent < CLOCKS_PER_SEC / 20);
  BOOST_TEST(ShareGuest(conninfo).is_in());
  ::close(client);
}

BOOST_AUTO_TEST_CASE(an_idle_guest_is_dropped) {
  SharedHost host;
  pillion_share_options options{};
  options.idle_timeout_ms = 200;
  host.share(options);
  ShareGuest guest(host.conninfo());
  BOOST_TEST(guest.ask("SELECT 1") == "1");
  BOOST_TEST(guest.ask("SELECT pg_sleep(1.5)") == "");  // busy is not idle
  std::this_thread::sleep_for(2500ms);
  // PQexec would give the last of the errors, which is that nobody answers any more.
  PQsendQuery(guest.get(), "SELECT 1");
  const GuestResult result(PQgetResult(guest.get()));
  const char* const state = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
  BOOST_TEST((state != nullptr ? state : "none") == std::string("57P05"));
}

BOOST_AUTO_TEST_CASE(a_result_has_no_more_rows_than_agreed) {
  SharedHost host;
  pillion_share_options options{};
  options.row_limit = 10;
  host.share(options);
  ShareGuest guest(host.conninfo());
  BOOST_TEST(guest.ask("SELECT g FROM generate_series(1, 10) g") == "1");
  BOOST_TEST(guest.ask("SELECT g FROM generate_series(1, 11) g") == "54000");
  BOOST_TEST(guest.ask("SELECT generate_series(1, 1000000000)") == "54000");
  BOOST_TEST(guest.ask("SELECT 1") == "1");
}

// The rows that came in time are the guest's, and then the error.
BOOST_AUTO_TEST_CASE(a_statement_may_run_out_of_time_in_the_middle_of_its_rows) {
  pillion_options limits{};
  limits.statement_timeout_ms = 300;
  SharedHost host(limits);
  host.share();
  ShareGuest guest(host.conninfo());
  BOOST_REQUIRE(PQsendQuery(guest.get(),
                            "SELECT g, CASE WHEN g > 20000 THEN pg_sleep(60)::text END"
                            " FROM generate_series(1, 30000) g") == 1);
  PQsetSingleRowMode(guest.get());
  int rows = 0;
  std::string state;
  while (const GuestResult result{PQgetResult(guest.get())}) {
    rows += PQresultStatus(result.get()) == PGRES_SINGLE_TUPLE ? 1 : 0;
    if (const char* const said = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE)) state = said;
  }
  BOOST_TEST(state == "57014");
  BOOST_TEST(rows > 0);
  BOOST_TEST(rows <= 20000);
  BOOST_TEST(guest.ask("SELECT 1") == "1");
  BOOST_TEST(host.sql("SHOW statement_timeout") == "0");
}

BOOST_AUTO_TEST_CASE(a_statement_runs_no_longer_than_agreed) {
  pillion_options limits{};
  limits.statement_timeout_ms = 200;
  SharedHost host(limits);
  host.share();
  ShareGuest guest(host.conninfo());
  BOOST_TEST(guest.ask("SELECT pg_sleep(30)") == "57014");
  BOOST_TEST(guest.ask("SET statement_timeout = 0") == "");  // its own cannot make it longer
  BOOST_TEST(guest.ask("SELECT pg_sleep(30)") == "57014");
  BOOST_TEST(host.sql("SHOW statement_timeout") == "0");
}

BOOST_AUTO_TEST_CASE(a_guest_waits_for_the_host_no_longer_than_agreed) {
  pillion_options limits{};
  limits.lock_timeout_ms = 200;
  SharedHost host(limits);
  host.share();
  ShareGuest guest(host.conninfo());
  {
    const std::lock_guard<std::mutex> host_is_at_work(host.mutex());
    BOOST_TEST(guest.ask("SELECT 1") == "55P03");
  }
  BOOST_TEST(guest.ask("SELECT 1") == "1");
}

BOOST_AUTO_TEST_CASE(guests_run_as_the_role_of_the_lease) {
  {
    const HostConnection other = connect_host();
    host_sql(other.get(), "CREATE ROLE share_reader; CREATE TABLE secret AS SELECT 1 AS x");
  }
  pillion_options limits{};
  limits.role = "share_reader";
  SharedHost host(limits);
  host.share();
  ShareGuest guest(host.conninfo());
  BOOST_TEST(guest.ask("SELECT current_user") == "share_reader");
  BOOST_TEST(guest.ask("SELECT x FROM secret") == "42501");
  BOOST_TEST(guest.ask("SET ROLE pillion") != "");
  BOOST_TEST(guest.ask("RESET ROLE") == "42501");
  BOOST_TEST(guest.ask("SET SESSION AUTHORIZATION DEFAULT") != "");
  BOOST_TEST(guest.ask("SELECT current_user") == "share_reader");
  BOOST_TEST(host.sql("SELECT current_user") != "share_reader");
  host.sql("DROP TABLE secret; DROP ROLE share_reader");
}

// A client that does not read holds the host's connection for some seconds at most.
BOOST_AUTO_TEST_CASE(a_guest_that_does_not_read_lets_go_of_the_host) {
  SharedHost host;
  host.share();
  ShareGuest guest(host.conninfo());
  BOOST_TEST(PQsendQuery(guest.get(), "SELECT repeat('x', 1000) FROM generate_series(1, 200000)") ==
             1);
  std::this_thread::sleep_for(100ms);
  const auto start = std::chrono::steady_clock::now();
  BOOST_TEST(host.sql("SELECT 1") == "1");
  BOOST_TEST((std::chrono::steady_clock::now() - start < 30s));
  const GuestResult result(PQgetResult(guest.get()));
  const char* const state = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
  BOOST_TEST((state != nullptr ? state : "none") == std::string("54000"));
}

BOOST_AUTO_TEST_SUITE_END()
