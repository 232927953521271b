#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include "session/registry.h"
#include "session/token.h"

using namespace pillion;

namespace {

class QuietLease final : public LendableLease {
 public:
  QuietLease() : LendableLease(LeaseOptions()) {}
  std::shared_ptr<Session> make_session(std::shared_ptr<LendableLease>) override { return nullptr; }

 private:
  Status check_connection() override { return {}; }
  void interrupt() override {}
};

std::string lend() {
  const auto token = register_lease(std::make_shared<QuietLease>());
  BOOST_REQUIRE(token);
  return *token;
}

std::string state_of(const Result<std::shared_ptr<LendableLease>>& found) {
  return found ? "found" : std::string(found.error().sqlstate.text());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(registry)

BOOST_AUTO_TEST_CASE(a_token_finds_its_lease_until_it_is_removed) {
  const std::string token = lend();
  BOOST_TEST(state_of(find_lease(token)) == "found");
  BOOST_TEST(state_of(find_lease(token)) == "found");
  BOOST_TEST(state_of(remove_lease(token)) == "found");
  BOOST_TEST(state_of(remove_lease(token)) == "08003");
  BOOST_TEST(state_of(find_lease(token)) == "08003");
}

BOOST_AUTO_TEST_CASE(a_wrong_secret_finds_nothing_and_removes_nothing) {
  const std::string token = lend();
  std::string guess = token;
  guess.back() = guess.back() == '0' ? '1' : '0';
  BOOST_TEST(state_of(find_lease(guess)) == "08003");
  BOOST_TEST(state_of(remove_lease(guess)) == "08003");
  BOOST_TEST(state_of(find_lease(token.substr(0, token.size() - 1))) == "08003");
  BOOST_TEST(state_of(find_lease(token + "0")) == "08003");
  BOOST_TEST(state_of(find_lease(token.substr(0, token.find('.') + 1))) == "08003");
  BOOST_TEST(state_of(find_lease(token)) == "found");
}

BOOST_AUTO_TEST_CASE(what_is_lent_here_is_told_by_its_id_alone) {
  const std::string token = lend();
  BOOST_TEST(is_lent_here(token));
  BOOST_TEST(is_lent_here(token + "0"));
  BOOST_TEST(!is_lent_here(std::to_string(getpid()) + "-987654.00"));  // another namespace's
  BOOST_TEST(!is_lent_here("1-1.00"));
  BOOST_TEST(!is_lent_here("sqlite:file"));
  BOOST_TEST(state_of(remove_lease(token)) == "found");
  BOOST_TEST(!is_lent_here(token));
}

BOOST_AUTO_TEST_CASE(another_processs_token_says_whose_it_is) {
  const auto found = find_lease("1-1.00000000000000000000000000000000");
  BOOST_REQUIRE(!found);
  BOOST_TEST((found.error().sqlstate == Sqlstate("08003")));
  BOOST_TEST(found.error().message.find("belongs to process 1") != std::string::npos);
}

// Another thread is inside the registry all the time, so the child's copy of the lock is often
// held by a thread that the child does not have: it must not wait for it.
BOOST_AUTO_TEST_CASE(a_child_never_waits_for_its_parents_lock) {
  const std::string token = lend();
  std::atomic<bool> over{false};
  std::thread busy([&] {
    while (!over) static_cast<void>(find_lease(token));
  });
  for (int i = 0; i < 50; ++i) {
    const pid_t child = fork();
    if (child == 0) {
      alarm(10);
      if (state_of(find_lease(token)) != "08003") _exit(1);
      const auto own = register_lease(std::make_shared<QuietLease>());
      if (!own || state_of(find_lease(*own)) != "found") _exit(2);
      _exit(parse_token(*own)->process == getpid() ? 0 : 3);
    }
    int status = -1;
    waitpid(child, &status, 0);
    BOOST_TEST((WIFEXITED(status) && WEXITSTATUS(status) == 0), status);
  }
  over = true;
  busy.join();
  BOOST_TEST(state_of(find_lease(token)) == "found");
}

BOOST_AUTO_TEST_SUITE_END()
