// From a place in the sent text back to the user's.
#include <boost/test/unit_test.hpp>

#include "rewriter/lex/edit_list.h"
#include "rewriter/rewriter.h"

namespace pillion {
namespace {

BOOST_AUTO_TEST_CASE(without_changes_a_place_is_itself) {
  const auto rewritten = rewrite("select x from t", nullptr, {});
  BOOST_TEST(rewritten->positions.to_user(7) == 7U);
}

BOOST_AUTO_TEST_CASE(markers_and_escapes_map_back) {
  const std::string_view user = "select {fn ucase(name)}, ?, missing from t";
  const auto rewritten = rewrite(user, nullptr, {});
  BOOST_REQUIRE(rewritten);
  const auto back = [&](std::string_view word) {
    return rewritten->positions.to_user(rewritten->text.find(word));
  };
  BOOST_TEST(back("upper") == user.find('{'));
  BOOST_TEST(back("name") == user.find("name"));
  BOOST_TEST(back("$1") == user.find('?'));
  BOOST_TEST(back("missing") == user.find("missing"));
  BOOST_TEST(back("from") == user.find("from"));
}

BOOST_AUTO_TEST_CASE(edits_apply_in_order_of_place) {
  sql::EditList edits;
  edits.replace(4, 5, "XYZ");
  edits.insert(2, "_", 4);
  edits.insert(2, "+", 0);
  const auto applied = edits.apply("abcdefg");
  BOOST_TEST(applied.text == "ab_+cdXYZfg");
  BOOST_TEST(applied.positions.to_user(2) == 4U);
  BOOST_TEST(applied.positions.to_user(3) == 0U);
  BOOST_TEST(applied.positions.to_user(5) == 3U);
  BOOST_TEST(applied.positions.to_user(7) == 4U);
  BOOST_TEST(applied.positions.to_user(9) == 5U);
}

BOOST_AUTO_TEST_CASE(maps_compose) {
  sql::EditList first;
  first.replace(2, 3, "12345");  // ab c de -> ab12345de
  const auto one = first.apply("abcde");
  sql::EditList second;
  second.insert(4, "__", 8);  // ab12__345de
  const auto two = second.apply(one.text);
  BOOST_TEST(two.text == "ab12__345de");
  const PositionMap all = PositionMap(two.positions).after(one.positions);
  BOOST_TEST(all.to_user(1) == 1U);
  BOOST_TEST(all.to_user(3) == 2U);  // inside what was made of c
  BOOST_TEST(all.to_user(4) == 4U);  // caused by e
  BOOST_TEST(all.to_user(7) == 2U);
  BOOST_TEST(all.to_user(9) == 3U);
  BOOST_TEST(all.to_user(10) == 4U);
}

}  // namespace
}  // namespace pillion
