// Access control lists, as PostgreSQL writes them.
#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "reflect/access_list.h"

namespace pillion {
namespace {

std::string spelled(std::string_view list) {
  std::string text;
  for (const Grant& grant : parse_access_list(list)) {
    text += fmt::format("[{}] to [{}] {:08b} {:08b}\n", grant.grantor, grant.grantee,
                        grant.privileges, grant.grantable);
  }
  return text;
}

BOOST_AUTO_TEST_SUITE(access_list)

BOOST_AUTO_TEST_CASE(every_letter) {
  BOOST_TEST(spelled("owner=arwdDxtm/owner") == "[owner] to [owner] 11111111 00000000\n");
  BOOST_TEST(spelled("reader=r/owner,writer=aw/owner") ==
             "[owner] to [reader] 00010000 00000000\n[owner] to [writer] 10000010 00000000\n");
}

BOOST_AUTO_TEST_CASE(a_star_is_the_right_to_grant) {
  BOOST_TEST(spelled("reader=a*r/owner") == "[owner] to [reader] 00010010 00000010\n");
}

BOOST_AUTO_TEST_CASE(nobody_is_everybody) {
  BOOST_TEST(spelled("=r/owner") == "[owner] to [] 00010000 00000000\n");
}

BOOST_AUTO_TEST_CASE(quoted_names) {
  BOOST_TEST(spelled(R"("a ""b"", c/=d"=r/"x y",second=r/"x y")") ==
             "[x y] to [a \"b\", c/=d] 00010000 00000000\n[x y] to [second] 00010000 00000000\n");
}

BOOST_AUTO_TEST_CASE(letters_of_a_later_server_are_left_out) {
  BOOST_TEST(spelled("reader=Z*r?/owner") == "[owner] to [reader] 00010000 00000000\n");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_ends_the_list) {
  BOOST_TEST(spelled("") == "");
  for (const std::string_view bad : {"reader", "reader=r", "\"reader=r/owner", "=", ","}) {
    BOOST_TEST(spelled(bad) == "", bad);
    BOOST_TEST(
        spelled("reader=r/owner," + std::string(bad)) == "[owner] to [reader] 00010000 00000000\n",
        bad);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pillion
