// A lease from beginning to end: terms, the host's lock, lost and closed connections, fork.
#include <cstring>

#include <sys/wait.h>
#include <unistd.h>

#include "support/host.h"

using namespace pillion;
using namespace pillion::test;

namespace {

// A host that answers `enter` as a test tells it to.
struct Door {
  int answer = PILLION_OK;
  int entered = 0;
  int left = 0;
  int released = 0;

  pillion_options options() {
    pillion_options options{};
    options.enter = [](void* self, int) {
      auto* const door = static_cast<Door*>(self);
      if (door->answer == PILLION_OK) ++door->entered;
      return door->answer;
    };
    options.leave = [](void* self) { ++static_cast<Door*>(self)->left; };
    options.release = [](void* self) { ++static_cast<Door*>(self)->released; };
    options.context = this;
    options.lock_timeout_ms = 50;
    return options;
  }
};

// Runs `body` in a forked child; it returns 0 for success.
template <class Body>
int exit_status_of_child(Body body) {
  const pid_t child = fork();
  if (child == 0) _exit(body());
  int status = -1;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 255;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(lifecycle)

BOOST_AUTO_TEST_CASE(every_enter_is_left_and_release_comes_once) {
  const HostConnection host = connect_host();
  Door door;
  {
    const Lent lent(host.get(), door.options());
    const auto session = lent.session();
    BOOST_TEST(door.entered == 0);
    state_of(*session, "SELECT 1");
    state_of(*session, "SELECT nonsense");
    session->is_alive();
    static_cast<void>(session->describe("SELECT 1", {}));
    BOOST_TEST(door.entered == 4);
    BOOST_TEST(door.left == 4);
    BOOST_TEST(door.released == 0);
  }
  BOOST_TEST(door.released == 1);
}

BOOST_AUTO_TEST_CASE(a_host_that_keeps_its_connection_gives_hyt00) {
  const HostConnection host = connect_host();
  Door door{.answer = PILLION_EBUSY};
  const Lent lent(host.get(), door.options());
  const auto session = lent.session();
  BOOST_TEST(state_of(*session, "SELECT 1") == "HYT00");
  BOOST_TEST(session->is_alive());
  door.answer = PILLION_OK;
  BOOST_TEST(state_of(*session, "SELECT 1") == "success");
}

// Under AddressSanitizer this shows that a freed PGconn is never looked at.
BOOST_AUTO_TEST_CASE(a_connection_that_the_host_closed_is_never_touched) {
  HostConnection host = connect_host();
  Door door;
  const Lent lent(host.get(), door.options());
  const auto session = lent.session();
  BOOST_TEST(state_of(*session, "SELECT 1") == "success");
  door.answer = PILLION_ECONNECTION;
  host.reset();
  BOOST_TEST(state_of(*session, "SELECT 1") == "08003");
  BOOST_TEST(!session->is_alive());
  BOOST_TEST(session->cancel().has_value());
  BOOST_TEST(!session->describe("SELECT 1", {}));
}

BOOST_AUTO_TEST_CASE(a_reconnected_host_must_lend_again) {
  const HostConnection host = connect_host();
  const Lent lent(host.get());
  const auto session = lent.session();
  PQreset(host.get());
  BOOST_TEST(state_of(*session, "SELECT 1") == "08003");
  BOOST_TEST(!session->is_alive());
}

// Ends a server process, and waits for that.
void terminate(PGconn* other, int process) {
  const std::string pid = std::to_string(process);
  host_sql(other, "SELECT pg_terminate_backend(" + pid + ")");
  host_sql(other, "DO $$ BEGIN WHILE EXISTS (SELECT FROM pg_stat_activity WHERE pid = " + pid +
                      ") LOOP PERFORM pg_stat_clear_snapshot(), pg_sleep(0.01); END LOOP; END $$");
}

BOOST_AUTO_TEST_CASE(a_lost_server_is_08s01_and_then_08003) {
  const HostConnection other = connect_host();
  for (const char* const start : {"SELECT 1", "BEGIN"}) {
    const HostConnection host = connect_host();
    host_sql(host.get(), start);
    const Lent lent(host.get());
    const auto session = lent.session();
    terminate(other.get(), PQbackendPID(host.get()));
    BOOST_TEST(state_of(*session, "SELECT 1") == "08S01");
    BOOST_TEST(state_of(*session, "SELECT 1") == "08003");
    BOOST_TEST(!session->is_alive());
  }
}

BOOST_AUTO_TEST_CASE(a_server_lost_in_mid_statement_is_08s01) {
  const HostConnection host = connect_host();
  host_sql(host.get(), "BEGIN");
  const Lent lent(host.get());
  const auto session = lent.session();
  BOOST_TEST(state_of(*session, "SELECT pg_terminate_backend(pg_backend_pid()), pg_sleep(5)") ==
             "08S01");
  BOOST_TEST(state_of(*session, "SELECT 1") == "08003");
}

BOOST_AUTO_TEST_CASE(a_forked_child_cannot_ride_and_can_lend_its_own) {
  const HostConnection host = connect_host();
  host_sql(host.get(), "BEGIN");
  const Lent lent(host.get());
  const auto session = lent.session();
  BOOST_TEST(state_of(*session, "SELECT 1") == "success");
  const int status = exit_status_of_child([&] {
    if (state_of(*session, "SELECT 1") != "08003") return 1;
    if (session->is_alive() || session->cancel() || session->info()) return 2;
    const auto found = find_session(lent.token());
    if (found || found.error().sqlstate != Sqlstate("08003")) return 3;
    if (found.error().message.find("belongs to process " + std::to_string(getppid())) ==
        std::string::npos)
      return 4;
    if (pillion_reclaim(lent.token()) != PILLION_ETOKEN) return 5;
    const HostConnection own = connect_host();
    const Lent own_lent(own.get());
    return state_of(*own_lent.session(), "SELECT 1") == "success" ? 0 : 6;
  });
  BOOST_TEST(status == 0);
  BOOST_TEST(state_of(*session, "SELECT 1") == "success");
  BOOST_TEST(PQtransactionStatus(host.get()) == PQTRANS_INTRANS);
}

BOOST_AUTO_TEST_CASE(lending_what_is_not_open_or_not_well_described_fails) {
  char token[PILLION_TOKEN_SIZE];
  const HostConnection closed(PQconnectStart("no connection string"));
  BOOST_TEST(pillion_lend(closed.get(), nullptr, token) == PILLION_ECONNECTION);
  BOOST_TEST(std::strlen(pillion_error()) > 0);
  BOOST_TEST(pillion_lend(nullptr, nullptr, token) == PILLION_EINVAL);
  const HostConnection host = connect_host();
  BOOST_TEST(pillion_lend(host.get(), nullptr, nullptr) == PILLION_EINVAL);
  pillion_options options{};  // size 0
  BOOST_TEST(pillion_lend(host.get(), &options, token) == PILLION_EINVAL);
  options = {.size = sizeof options, .leave = [](void*) {}};
  BOOST_TEST(pillion_lend(host.get(), &options, token) == PILLION_EINVAL);
  options = {.size = sizeof options, .thread_begin = [](void*) {}};
  BOOST_TEST(pillion_lend(host.get(), &options, token) == PILLION_EINVAL);
  options = {.size = sizeof options, .libpq = "/not/loaded/libpq.so"};
  BOOST_TEST(pillion_lend(host.get(), &options, token) == PILLION_ELIBPQ);
  BOOST_TEST(pillion_reclaim("1-1.00") == PILLION_ETOKEN);
  BOOST_TEST(pillion_reclaim(nullptr) == PILLION_EINVAL);
}

BOOST_AUTO_TEST_CASE(an_older_callers_shorter_options_are_taken) {
  const HostConnection host = connect_host();
  char token[PILLION_TOKEN_SIZE];
  pillion_options options{};
  options.size = offsetof(pillion_options, statement_timeout_ms);
  options.statement_timeout_ms = -5;  // beyond the caller's structure, so not looked at
  BOOST_TEST(pillion_lend(host.get(), &options, token) == PILLION_OK);
  BOOST_TEST(pillion_error() == std::string());
  BOOST_TEST(pillion_reclaim(token) == PILLION_OK);
}

BOOST_AUTO_TEST_CASE(info_tells_of_the_session_without_asking_it) {
  const HostConnection host = connect_host();
  host_sql(host.get(), "SET TimeZone = 'Europe/Berlin'");
  const Lent lent(host.get());
  const auto session = lent.session();
  const auto info = session->info();
  BOOST_REQUIRE(info);
  BOOST_TEST(info->database == PQdb(host.get()));
  BOOST_TEST(info->user == PQuser(host.get()));
  BOOST_TEST(info->server_name == "PostgreSQL");
  BOOST_TEST(info->server_version_number == PQserverVersion(host.get()));
  BOOST_TEST(info->time_zone == "Europe/Berlin");
  BOOST_TEST(info->server_version.find(' ') == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
