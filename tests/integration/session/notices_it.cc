// Notices: a guest's come with the guest's result, and the host's receiver is left as it was.
#include "session/libpq.h"
#include "session/notice_hooks.h"
#include "support/host.h"

using namespace pillion;
using namespace pillion::test;

namespace {

struct Heard {
  std::vector<std::string> messages;
};

void hear(void* self, const PGresult* notice) {
  static_cast<Heard*>(self)->messages.emplace_back(
      PQresultErrorField(notice, PG_DIAG_MESSAGE_PRIMARY));
}

void add_noisy_function(PGconn* host) {
  PQsetNoticeReceiver(
      host, [](void*, const PGresult*) {}, nullptr);
  host_sql(host,
           "CREATE OR REPLACE FUNCTION pg_temp.noisy(text) RETURNS text LANGUAGE plpgsql AS "
           "$$ BEGIN RAISE WARNING '%', $1; RAISE INFO 'info'; RETURN $1; END $$");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(notices)

BOOST_AUTO_TEST_CASE(a_guests_notices_do_not_reach_the_host) {
  const HostConnection host = connect_host();
  add_noisy_function(host.get());
  Heard heard;
  PQsetNoticeReceiver(host.get(), hear, &heard);
  const Lent lent(host.get());
  const auto result = run(*lent.session(), "SELECT pg_temp.noisy('of the guest')");
  BOOST_REQUIRE_MESSAGE(result, result.error().message);
  BOOST_TEST(heard.messages.empty());
  BOOST_REQUIRE_EQUAL((*result)->notices().size(), 2);
  BOOST_TEST((*result)->notices()[0].message == "WARNING: of the guest");
  BOOST_TEST(((*result)->notices()[0].sqlstate == Sqlstate("01000")));
  host_sql(host.get(), "SELECT pg_temp.noisy('of the host')");
  BOOST_REQUIRE_EQUAL(heard.messages.size(), 2);
  BOOST_TEST(heard.messages[0] == "of the host");
}

// A statement can raise one a row.
BOOST_AUTO_TEST_CASE(so_many_notices_and_how_many_more) {
  const HostConnection host = connect_host();
  PQsetNoticeReceiver(
      host.get(), [](void*, const PGresult*) {}, nullptr);
  host_sql(host.get(),
           "CREATE FUNCTION pg_temp.loud(text) RETURNS text LANGUAGE plpgsql AS "
           "$$ BEGIN RAISE NOTICE '%', $1; RETURN ''; END $$");
  const Lent lent(host.get());
  const auto last = [&lent](const std::string& text, std::size_t count) {
    const auto result = run(*lent.session(), text);
    BOOST_REQUIRE_MESSAGE(result, result.error().message);
    BOOST_REQUIRE_EQUAL((*result)->notices().size(), count);
    return (*result)->notices().back().message;
  };
  BOOST_TEST(last("SELECT pg_temp.loud(g::text) FROM generate_series(1, 1000) g", 1000) ==
             "NOTICE: 1000");
  BOOST_TEST(last("SELECT pg_temp.loud(g::text) FROM generate_series(1, 5000) g", 1001) ==
             "NOTICE: 4000 more notices of this statement are left out.");
  BOOST_TEST(last("SELECT pg_temp.loud(repeat('x', 600000)) FROM generate_series(1, 5)", 3) ==
             "NOTICE: 3 more notices of this statement are left out.");
  BOOST_TEST(last("SELECT pg_temp.loud('again')", 1) == "NOTICE: again");
}

BOOST_AUTO_TEST_CASE(receiver_and_argument_are_what_they_were) {
  const HostConnection host = connect_host();
  Heard heard;
  PQsetNoticeReceiver(host.get(), hear, &heard);
  const auto libpq = Libpq::resolve(nullptr);
  BOOST_REQUIRE(libpq);
  const auto layout = NoticeLayout::calibrate(**libpq);
  BOOST_REQUIRE(layout.has_value());
  const Lent lent(host.get());
  for (const char* const text : {"SELECT 1", "SELECT nonsense", "SELECT pg_sleep(1)"}) {
    state_of(*lent.session(), text, 20);
    const auto now = layout->read(**libpq, host.get());
    BOOST_REQUIRE(now.has_value());
    BOOST_TEST((now->function == hear));
    BOOST_TEST(now->argument == &heard);
  }
}

// A processor is called by libpq's own receiver: that pair has to come back as well.
BOOST_AUTO_TEST_CASE(a_notice_processor_still_hears_the_host) {
  const HostConnection host = connect_host();
  host_sql(host.get(),
           "CREATE FUNCTION pg_temp.noisy(text) RETURNS text LANGUAGE plpgsql AS "
           "$$ BEGIN RAISE WARNING '%', $1; RETURN $1; END $$");
  std::string heard;
  PQsetNoticeProcessor(
      host.get(), [](void* to, const char* text) { *static_cast<std::string*>(to) += text; },
      &heard);
  const Lent lent(host.get());
  BOOST_TEST(state_of(*lent.session(), "SELECT pg_temp.noisy('guest')") == "success");
  BOOST_TEST(heard.empty());
  host_sql(host.get(), "SELECT pg_temp.noisy('host')");
  BOOST_TEST(heard.find("host") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(without_a_layout_nothing_is_swapped) {
  const HostConnection host = connect_host();
  Heard heard;
  PQsetNoticeReceiver(host.get(), hear, &heard);
  const auto libpq = Libpq::resolve(nullptr);
  BOOST_REQUIRE(libpq);
  {
    const NoticeCapture capture(**libpq, std::nullopt, host.get());
    BOOST_TEST(!capture.captures());
    BOOST_TEST((PQsetNoticeReceiver(host.get(), nullptr, nullptr) == hear));
  }
  BOOST_TEST((PQsetNoticeReceiver(host.get(), nullptr, nullptr) == hear));
}

BOOST_AUTO_TEST_SUITE_END()
