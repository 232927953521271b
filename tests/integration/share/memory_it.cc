// What guests that do not read cost the host's process, and for how long.
#include <atomic>
#include <fstream>
#include <functional>
#include <vector>

#include <poll.h>
#include <unistd.h>

#include "integration/share/shared_host.h"
#include "share/guest_rider.h"
#include "support/sanitized.h"

using namespace pillion;
using namespace pillion::test;
using namespace std::chrono_literals;

namespace {

constexpr long kRow = 50;  // megabytes of the row that is not read
const std::string kLargeRow = "SELECT repeat('x', 50 << 20)";

long megabytes() {
  std::ifstream statm("/proc/self/statm");
  long size = 0;
  long resident = 0;
  statm >> size >> resident;
  return resident * ::sysconf(_SC_PAGESIZE) >> 20;
}

bool comes_true(const std::function<bool()>& what) {
  for (int i = 0; i < 400; ++i) {
    if (what()) return true;
    std::this_thread::sleep_for(50ms);
  }
  return false;
}

// Whether the share has ended its connection.
bool has_hung_up(const ShareGuest& guest) {
  pollfd socket{.fd = PQsocket(guest.get()), .events = POLLHUP, .revents = 0};
  return ::poll(&socket, 1, 0) == 1 && (socket.revents & POLLHUP) != 0;
}

// A guest that asks, and reads nothing of the answer.
class SilentGuest {
 public:
  explicit SilentGuest(const SharedHost& host) : guest_(host.conninfo()) {
    BOOST_REQUIRE(guest_.is_in());
  }
  void ask(const std::string& sql) { BOOST_REQUIRE(PQsendQuery(guest_.get(), sql.c_str()) == 1); }
  bool is_let_go() const { return has_hung_up(guest_); }
  // Reads after all.
  std::string answer() {
    std::string state = "success";
    while (const GuestResult result{PQgetResult(guest_.get())}) {
      if (PQresultStatus(result.get()) != PGRES_FATAL_ERROR) continue;
      const char* const said = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
      state = said != nullptr ? said : "lost";
    }
    return state;
  }

 private:
  ShareGuest guest_;
};

// A guest for whom the share keeps 56 MB of statements: each counts twice.
class KeepingGuest {
 public:
  explicit KeepingGuest(const SharedHost& host) : guest_(host.conninfo()) {
    BOOST_REQUIRE(guest_.is_in());
    const std::string text = "SELECT length('" + std::string(14 << 20, 'x') + "')";
    for (const char* const name : {"one", "other"}) {
      const GuestResult prepared{PQprepare(guest_.get(), name, text.c_str(), 0, nullptr)};
      BOOST_REQUIRE(PQresultStatus(prepared.get()) == PGRES_COMMAND_OK);
    }
  }
  std::string answer() {
    const GuestResult one{PQexecPrepared(guest_.get(), "one", 0, nullptr, nullptr, nullptr, 0)};
    return PQresultStatus(one.get()) == PGRES_TUPLES_OK ? PQgetvalue(one.get(), 0, 0) : "";
  }
  bool is_let_go() const { return has_hung_up(guest_); }

 private:
  ShareGuest guest_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(memory)

BOOST_AUTO_TEST_CASE(a_guest_that_reads_nothing_is_let_go_and_its_memory_given_back) {
  SharedHost host;
  host.share(share::ShareTerms{.unread_timeout = 1s});
  ShareGuest other(host.conninfo());
  BOOST_TEST(other.ask("SELECT 1") == "1");
  const long before = megabytes();
  SilentGuest silent(host);
  silent.ask(kLargeRow);
  BOOST_TEST(comes_true([&] { return megabytes() > before + kRow; }));
  BOOST_TEST(other.ask("SELECT 2") == "2");  // the silent guest's has ended
  const long waiting = megabytes();
  BOOST_TEST(comes_true([&] { return silent.is_let_go(); }));
  BOOST_TEST((kSanitized || comes_true([&] { return megabytes() < waiting - kRow * 9 / 10; })));
  BOOST_TEST(silent.answer() == "lost");
  BOOST_TEST(other.ask("SELECT 3") == "3");
}

// Else the host would wait for it to the end, for nobody.
BOOST_AUTO_TEST_CASE(what_a_guest_that_is_let_go_runs_is_cancelled) {
  SharedHost host;
  host.share(share::ShareTerms{.unread_timeout = 1s});
  SilentGuest silent(host);
  silent.ask("SELECT repeat('x', 3 << 20); SELECT pg_sleep(120)");
  BOOST_TEST(comes_true([&] { return silent.is_let_go(); }));
  BOOST_TEST(host.sql("SELECT 1") == "1");
}

BOOST_AUTO_TEST_CASE(a_guest_that_reads_late_has_all_of_a_small_result) {
  SharedHost host;
  host.share(share::ShareTerms{.unread_timeout = 500ms});
  SilentGuest late(host);
  late.ask("SELECT repeat('x', 1000) FROM generate_series(1, 900)");
  std::this_thread::sleep_for(2500ms);
  BOOST_TEST(late.answer() == "success");
}

// Nothing is sent while its next statement runs, and that is not the guest's doing.
BOOST_AUTO_TEST_CASE(a_guest_that_reads_all_it_is_sent_is_not_let_go) {
  SharedHost host;
  host.share(share::ShareTerms{.unread_timeout = 500ms});
  ShareGuest guest(host.conninfo());
  BOOST_TEST(guest.ask("SELECT repeat('x', 5000000); SELECT 'end' FROM pg_sleep(2.5)") == "end");
  BOOST_TEST(guest.ask("SELECT 1") == "1");
}

BOOST_AUTO_TEST_CASE(guests_that_read_nothing_leave_the_others_what_they_need) {
  SharedHost host;
  host.share(share::ShareTerms{});
  ShareGuest reader(host.conninfo());
  BOOST_TEST(reader.ask("SELECT 1") == "1");
  const long before = megabytes();
  std::vector<std::unique_ptr<SilentGuest>> silent;
  for (int i = 0; i < 8; ++i) {
    silent.push_back(std::make_unique<SilentGuest>(host));
    silent.back()->ask(kLargeRow);
    BOOST_TEST(reader.ask("SELECT 7") == "7");
  }
  // Five rows wait, and libpq has had one more in its hands.
  BOOST_TEST((kSanitized || megabytes() - before < 9 * kRow));
  BOOST_TEST(reader.ask("SELECT $1::int + 1", "8") == "9");
  BOOST_TEST(reader.ask("SELECT length(repeat('x', 50 << 20))") == std::to_string(kRow << 20));
  BOOST_TEST(reader.ask("SELECT max(length(t)) FROM (SELECT repeat('x', 1000) t"
                        " FROM generate_series(1, 5000)) s") == "1000");
  BOOST_TEST(reader.ask(kLargeRow) == "53200");
  int refused = 0;
  for (auto& guest : silent) refused += guest->answer() == "53200" ? 1 : 0;
  BOOST_TEST(refused == 3);
  BOOST_TEST(reader.ask(kLargeRow).size() == std::size_t{50} << 20U);
}

// As long as nobody else is short of it, a guest keeps what it keeps.
BOOST_AUTO_TEST_CASE(of_guests_that_keep_much_the_idlest_is_let_go_where_memory_is_short) {
  const std::string size = std::to_string(14 << 20);
  SharedHost host;
  host.share(share::ShareTerms{.unread_timeout = 1s});
  std::vector<std::unique_ptr<KeepingGuest>> keeping;
  for (int i = 0; i < 3; ++i) keeping.push_back(std::make_unique<KeepingGuest>(host));
  std::this_thread::sleep_for(2500ms);
  for (auto& guest : keeping) BOOST_TEST(guest->answer() == size);
  keeping.push_back(std::make_unique<KeepingGuest>(host));
  BOOST_TEST(comes_true([&] { return keeping.front()->is_let_go(); }));
  std::this_thread::sleep_for(1500ms);
  for (int i = 1; i < 4; ++i) BOOST_TEST(keeping[i]->answer() == size);
  ShareGuest reader(host.conninfo());
  BOOST_TEST(reader.ask(kLargeRow).size() == std::size_t{50} << 20U);
}

// To read one takes more than a hundred times its size.
BOOST_AUTO_TEST_CASE(large_statements_are_read_one_at_a_time_and_small_ones_at_once) {
  const SharedHost host;
  share::Turnstile turnstile(std::nullopt, false);
  Mutex reading;
  auto guest = Guest::connect(host.token(), {.plain_sql = true});
  BOOST_TEST_REQUIRE(guest.has_value());
  share::GuestRider rider(std::move(*guest), turnstile, reading, 0ms);
  std::atomic<int> read = 0;
  std::thread reader;
  {
    const MutexLock of_another_guest(reading);
    reader = std::thread([&] {
      for (const std::size_t size : {1'000U, 100'000U})
        read += rider.translate("SELECT '" + std::string(size, 'x') + "'", false) ? 1 : 0;
    });
    BOOST_TEST(comes_true([&] { return read == 1; }));
    std::this_thread::sleep_for(200ms);
    BOOST_TEST(read == 1);
  }
  reader.join();
  BOOST_TEST(read == 2);
}

BOOST_AUTO_TEST_SUITE_END()
