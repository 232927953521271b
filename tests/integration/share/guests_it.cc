// Several guests in threads, a host that works meanwhile, cancels, a fork.
#include <atomic>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

#include "integration/share/shared_host.h"
#include "support/fingerprint.h"

using namespace pillion;
using namespace pillion::test;
using namespace std::chrono_literals;

namespace {

constexpr int kGuests = 6;
constexpr int kRounds = 40;

// What is read is as it was written, in whatever moment.
void read_much(const std::string& conninfo, std::atomic<int>& wrong) {
  ShareGuest guest(conninfo);
  if (!guest.is_in()) ++wrong;
  for (int round = 0; round < kRounds; ++round) {
    if (guest.ask("SELECT count(*) FROM busy WHERE note <> 'n' || id") != "0") ++wrong;
    if (guest.ask("SELECT $1::int + 1", std::to_string(round)) != std::to_string(round + 1))
      ++wrong;
    if (round % 8 == 0 && guest.ask("SELECT 1/0") != "22012") ++wrong;
    if (round % 8 == 1 && guest.ask("DELETE FROM busy") != "25006") ++wrong;
    if (round % 8 == 2 && !guest.ask("BEGIN; COMMIT").empty()) ++wrong;
    if (round % 8 == 3 && !guest.ask("SET DateStyle = 'German'").empty()) ++wrong;
    if (round % 8 == 4 && guest.ask("SELECT g FROM generate_series(1, 500) g") != "1") ++wrong;
  }
}

// Transactions that commit, and some that do not; how many rows there must be then.
int write_until(SharedHost& host, const std::atomic<bool>& done) {
  int rows = 0;
  for (int id = 1; !done; ++id) {
    const std::string insert =
        "INSERT INTO busy VALUES (" + std::to_string(id) + ", 'n" + std::to_string(id) + "')";
    const bool commits = id % 3 != 0;
    if (id % 2 == 0) host.sql("BEGIN");
    if (id % 2 == 0 || commits) host.sql(insert);
    if (id % 2 == 0) host.sql(commits ? "COMMIT" : "ROLLBACK");
    rows += commits ? 1 : 0;
    std::this_thread::sleep_for(1ms);
  }
  return rows;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(guests)

BOOST_AUTO_TEST_CASE(many_read_while_the_host_writes) {
  SharedHost host;
  host.sql("CREATE TABLE busy (id int PRIMARY KEY, note text)");
  const std::string before = fingerprint(host.connection());
  host.share();
  std::atomic<int> wrong = 0;
  std::atomic<bool> done = false;
  int rows = 0;
  std::thread writer([&] { rows = write_until(host, done); });
  std::vector<std::thread> readers;
  for (int i = 0; i < kGuests; ++i)
    readers.emplace_back([&] { read_much(host.conninfo(), wrong); });
  for (std::thread& reader : readers) reader.join();
  done = true;
  writer.join();
  BOOST_TEST(wrong == 0);
  BOOST_TEST(rows > 0);
  host.unshare();
  BOOST_TEST(host.sql("SELECT count(*) FROM busy") == std::to_string(rows));
  host.sql("TRUNCATE busy");
  BOOST_TEST(fingerprint(host.connection()) == before);
  host.sql("DROP TABLE busy");
}

BOOST_AUTO_TEST_CASE(a_cancel_ends_one_guests_statement_alone) {
  SharedHost host;
  host.share();
  ShareGuest first(host.conninfo()), second(host.conninfo());
  std::string slow, queued;
  std::thread runs([&] { slow = first.ask("SELECT pg_sleep(60)"); });
  std::this_thread::sleep_for(200ms);
  std::thread waits([&] { queued = second.ask("SELECT 'served'"); });
  std::this_thread::sleep_for(200ms);
  PGcancel* const cancel = PQgetCancel(first.get());
  char reason[256];
  BOOST_TEST(PQcancel(cancel, reason, sizeof reason) == 1, reason);
  PQfreeCancel(cancel);
  runs.join();
  waits.join();
  BOOST_TEST(slow == "57014");
  BOOST_TEST(queued == "served");
  BOOST_TEST(first.ask("SELECT 'again'") == "again");
}

BOOST_AUTO_TEST_CASE(a_fork_in_the_middle_is_the_parents_affair_alone) {
  SharedHost host;
  host.share();
  std::atomic<bool> done = false;
  std::atomic<int> wrong = 0;
  std::thread guest([&] {
    ShareGuest rider(host.conninfo());
    while (!done)
      if (rider.ask("SELECT 7") != "7") ++wrong;
  });
  const auto lease = find_session(host.token());
  BOOST_REQUIRE(lease);
  for (int i = 0; i < 5; ++i) {
    pid_t child = 0;
    {
      const std::lock_guard<std::mutex> between_guests(host.mutex());
      child = fork();
    }
    if (child == 0) _exit(state_of(**lease, "SELECT 1") == "08003" ? 0 : 1);
    int status = -1;
    waitpid(child, &status, 0);
    BOOST_TEST((WIFEXITED(status) && WEXITSTATUS(status) == 0), "status " << status);
    std::this_thread::sleep_for(10ms);
  }
  done = true;
  guest.join();
  BOOST_TEST(wrong == 0);
}

BOOST_AUTO_TEST_SUITE_END()
