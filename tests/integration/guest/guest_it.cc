// A guest on a PostgreSQL host: what is translated, what is sent, and how errors come back.
#include "guest/guest.h"
#include "support/host.h"

using namespace pillion;
using namespace pillion::test;

namespace {

std::unique_ptr<Guest> guest_of(const Lent& lent) {
  auto guest = Guest::connect(lent.token(), {});
  BOOST_REQUIRE_MESSAGE(guest, guest.error().message);
  return std::move(*guest);
}

Result<std::unique_ptr<ResultSet>> run(Guest& guest, std::string_view text,
                                       std::vector<Parameter> parameters = {}) {
  PILLION_TRY(statement, guest.translate(text));
  return guest.execute(*statement, parameters, std::chrono::milliseconds(0));
}

// The first value in text form, or the SQLSTATE of the failure.
std::string value(Guest& guest, std::string_view text) {
  const auto result = run(guest, text);
  if (!result) return std::string(result.error().sqlstate.text());
  return text_of(**result, 0, 0);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(guest)

BOOST_AUTO_TEST_CASE(an_unknown_session_says_what_to_do) {
  const auto guest = Guest::connect("nobody.0123456789abcdef", {});
  BOOST_REQUIRE(!guest);
  BOOST_TEST(!guest.error().message.empty());
}

BOOST_AUTO_TEST_CASE(plain_sql_runs_without_a_snapshot) {
  const HostConnection host = connect_host();
  const Lent lent(host.get());
  const auto guest = guest_of(lent);
  BOOST_TEST(value(*guest, "SELECT 'plain'::text") == "plain");
  const auto statement = guest->translate("SELECT 'plain'::text");
  BOOST_REQUIRE(statement);
  BOOST_TEST((*statement)->schema_version == 0);
}

BOOST_AUTO_TEST_CASE(a_translation_is_remembered_by_its_text) {
  const HostConnection host = connect_host();
  const Lent lent(host.get());
  const auto first = guest_of(lent), second = guest_of(lent);
  const auto one = first->translate("SELECT {fn UCASE('a')}");
  BOOST_REQUIRE_MESSAGE(one, one.error().message);
  BOOST_TEST((*one).get() == (*second->translate("SELECT {fn UCASE('a')}")).get());
  const auto unscanned = second->translate("SELECT ?", false);
  BOOST_REQUIRE(unscanned);
  BOOST_TEST((*unscanned).get() != (*second->translate("SELECT ?", true)).get());
}

BOOST_AUTO_TEST_CASE(an_error_points_into_the_users_own_text) {
  const HostConnection host = connect_host();
  const Lent lent(host.get());
  const auto guest = guest_of(lent);
  const std::string text = "SELECT 'ä', {fn UCASE('b')}, ?::int, 1/0, nonsense('x')";
  const auto result = run(*guest, text, {{.value = "1"}});
  BOOST_REQUIRE(!result);
  BOOST_TEST(result.error().sqlstate.text() == "42883");
  // In characters, from 1; the text has one character of two bytes before it.
  BOOST_TEST(result.error().position == static_cast<int>(text.find("nonsense")));
}

BOOST_AUTO_TEST_CASE(a_table_that_is_younger_than_the_snapshot_is_found) {
  const HostConnection host = connect_host();
  const Lent lent(host.get());
  const auto guest = guest_of(lent);
  BOOST_REQUIRE(guest->schema());
  host_sql(host.get(), "BEGIN; CREATE TABLE fresh AS SELECT 'new'::text AS word");
  BOOST_TEST(value(*guest, "SELECT word FROM fresh") == "new");
  host_sql(host.get(), "ROLLBACK");
  BOOST_TEST(value(*guest, "SELECT word FROM fresh") == "42P01");
}

BOOST_AUTO_TEST_CASE(a_write_does_not_pass_the_gate) {
  const HostConnection host = connect_host();
  const Lent lent(host.get());
  const auto guest = guest_of(lent);
  BOOST_TEST(value(*guest, "CREATE TABLE nope (x int)") == "25006");
  BOOST_TEST(value(*guest, "COMMIT") == "25006");
}

BOOST_AUTO_TEST_CASE(a_reclaimed_lease_is_08003_and_so_is_its_snapshot) {
  const HostConnection host = connect_host();
  auto lent = std::make_unique<Lent>(host.get());
  const auto guest = guest_of(*lent);
  const auto statement = guest->translate("SELECT 1");
  BOOST_REQUIRE(statement);
  lent.reset();
  const auto result = guest->execute(**statement, {}, std::chrono::milliseconds(0));
  BOOST_REQUIRE(!result);
  BOOST_TEST(result.error().sqlstate.text() == "08003");
  BOOST_TEST(!guest->is_alive());
  BOOST_REQUIRE(!guest->schema());
  BOOST_TEST(guest->schema().error().sqlstate.text() == "08003");
}

BOOST_AUTO_TEST_SUITE_END()
