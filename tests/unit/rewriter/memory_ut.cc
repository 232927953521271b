// Where a statement's nodes and its new text are kept.
#include <cstdint>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "rewriter/arena.h"
#include "rewriter/stable_deque.h"
#include "rewriter/text_buffer.h"

namespace pillion::sql {
namespace {

BOOST_AUTO_TEST_CASE(pieces_of_an_arena_do_not_overlap) {
  Arena arena;
  std::vector<std::uint64_t*> numbers;
  for (std::uint64_t i = 0; i < 5000; ++i) {
    arena.take(i % 7, 1);  // so that the next one has to be aligned
    auto* const number = static_cast<std::uint64_t*>(arena.take(sizeof(i), alignof(std::uint64_t)));
    BOOST_REQUIRE(reinterpret_cast<std::uintptr_t>(number) % alignof(std::uint64_t) == 0U);
    *number = i;
    numbers.push_back(number);
  }
  for (std::uint64_t i = 0; i < 5000; ++i) BOOST_REQUIRE(*numbers[i] == i);
}

BOOST_AUTO_TEST_CASE(an_arena_has_room_for_what_is_larger_than_its_blocks) {
  Arena arena;
  std::pmr::vector<int> many(&arena);
  for (int i = 0; i < 100'000; ++i) many.push_back(i);
  BOOST_TEST((many.front() == 0 && many.back() == 99'999));
}

BOOST_AUTO_TEST_CASE(a_text_grows_with_what_it_has) {
  TextBuffer text;
  text.append({});  // where there is no memory yet
  BOOST_TEST(text.view().empty());
  std::string same;
  for (int i = 0; i < 1000; ++i) {
    text.append("piece ");
    text.append({});
    append_identifier(text, i % 2 == 0 ? "bare" : "two words");
    same += i % 2 == 0 ? "piece bare" : "piece \"two words\"";
  }
  BOOST_TEST(text.view() == same);
  BOOST_TEST(text.size() == same.size());
}

BOOST_AUTO_TEST_CASE(items_of_a_stable_deque_stay_where_they_are) {
  StableDeque<std::string> items;
  std::vector<const std::string*> places;
  places.reserve(100);
  for (int i = 0; i < 100; ++i) places.push_back(&items.emplace_back(std::to_string(i)));
  const StableDeque<std::string> moved = std::move(items);
  for (std::size_t i = 0; i < places.size(); ++i) {
    BOOST_TEST(places[i] == &moved[i]);
    BOOST_TEST(*places[i] == std::to_string(i));
  }
}

BOOST_AUTO_TEST_CASE(an_empty_stable_deque_takes_the_items_of_another) {
  StableDeque<int> items;
  StableDeque<int> others;
  others.push_back(7);
  items = std::move(others);
  BOOST_TEST((items.size() == 1U && items.front() == 7));
}

}  // namespace
}  // namespace pillion::sql
