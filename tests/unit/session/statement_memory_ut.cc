#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "session/statement_memory.h"

using namespace pillion;

namespace {

KnownStatementPtr known(const char* column) {
  return std::make_shared<const KnownStatement>(
      KnownStatement{.description = {.columns = {{.name = column}}}});
}

using Types = std::vector<Oid>;

}  // namespace

BOOST_AUTO_TEST_SUITE(statement_memory)

BOOST_AUTO_TEST_CASE(text_and_types_are_the_key) {
  StatementMemory memory(10);
  memory.remember("SELECT $1", Types{23}, known("int"));
  memory.remember("SELECT $1", Types{25}, known("text"));
  BOOST_REQUIRE(memory.find("SELECT $1", Types{23}));
  BOOST_TEST(memory.find("SELECT $1", Types{23})->description.columns[0].name == "int");
  BOOST_TEST(memory.find("SELECT $1", Types{25})->description.columns[0].name == "text");
  BOOST_TEST(!memory.find("SELECT $1", Types{}));
  BOOST_TEST(!memory.find("SELECT $2", Types{23}));
}

BOOST_AUTO_TEST_CASE(the_one_not_used_for_longest_is_forgotten) {
  StatementMemory memory(2);
  memory.remember("a", Types{}, known("a"));
  memory.remember("b", Types{}, known("b"));
  BOOST_TEST(memory.find("a", Types{}) != nullptr);
  memory.remember("c", Types{}, known("c"));
  BOOST_TEST(memory.find("a", Types{}) != nullptr);
  BOOST_TEST(memory.find("b", Types{}) == nullptr);
  BOOST_TEST(memory.find("c", Types{}) != nullptr);
}

BOOST_AUTO_TEST_CASE(remembering_again_replaces) {
  StatementMemory memory(2);
  memory.remember("a", Types{}, known("old"));
  memory.remember("a", Types{}, known("new"));
  BOOST_TEST(memory.find("a", Types{})->description.columns[0].name == "new");
  memory.forget("a", Types{});
  BOOST_TEST(memory.find("a", Types{}) == nullptr);
  memory.forget("a", Types{});
}

BOOST_AUTO_TEST_SUITE_END()
