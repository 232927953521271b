// What tools send unasked, recognised by its words; everything else left to the gate.
#include <boost/test/unit_test.hpp>

#include "rewriter/lex/lexer.h"
#include "share/tool_statement.h"

using namespace pillion::share;

namespace {

template <class Statement>
Statement read(std::string_view text) {
  const auto found = outline_of(text).tool;
  BOOST_REQUIRE_MESSAGE(found && std::holds_alternative<Statement>(*found), text);
  return std::get<Statement>(*found);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tool_statements)

BOOST_AUTO_TEST_CASE(transactions) {
  BOOST_TEST(read<BeginStatement>("begin").tag == "BEGIN");
  BOOST_TEST(read<BeginStatement>("BEGIN ISOLATION LEVEL SERIALIZABLE;").tag == "BEGIN");
  BOOST_TEST(read<BeginStatement>("START TRANSACTION READ ONLY").tag == "START TRANSACTION");
  BOOST_TEST(read<EndStatement>("/* done */ COMMIT").commit);
  BOOST_TEST(read<EndStatement>("END WORK").commit);
  BOOST_TEST(!read<EndStatement>("ROLLBACK").commit);
  BOOST_TEST(read<EndStatement>("COMMIT AND CHAIN").chain);
  BOOST_TEST(read<SavepointStatement>("SAVEPOINT \"a b\"").tag == "SAVEPOINT");
  BOOST_TEST(read<SavepointStatement>("ROLLBACK TO SAVEPOINT x").tag == "ROLLBACK");
  BOOST_TEST(read<SavepointStatement>("RELEASE x").tag == "RELEASE");
}

BOOST_AUTO_TEST_CASE(settings) {
  const auto style = read<SetStatement>("SET datestyle TO 'ISO', DMY");
  BOOST_TEST(style.name == "datestyle");
  BOOST_TEST(*style.value == "ISO, dmy");
  BOOST_TEST(*read<SetStatement>("set extra_float_digits = -3").value == "-3");
  BOOST_TEST(*read<SetStatement>("SET search_path = app, \"$user\", 'Odd'").value ==
             "app, \"$user\", \"Odd\"");
  BOOST_TEST(*read<SetStatement>("SET application_name = 'it''s'").value == "it's");
  BOOST_TEST(*read<SetStatement>("SET TIME ZONE 'UTC'").value == "UTC");
  BOOST_TEST(*read<SetStatement>("SET NAMES 'utf8'").value == "utf8");
  BOOST_TEST(read<SetStatement>("SET LOCAL jit = off").local);
  BOOST_TEST(!read<SetStatement>("SET work_mem TO DEFAULT").value.has_value());
  read<SetTransactionStatement>("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
  read<SetTransactionStatement>("SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE");
  BOOST_TEST(read<ResetStatement>("RESET ALL").name.empty());
  BOOST_TEST(read<ResetStatement>("RESET TIME ZONE").name == "timezone");
  BOOST_TEST(read<ShowStatement>("SHOW application_name").name == "application_name");
}

BOOST_AUTO_TEST_CASE(the_rest) {
  BOOST_TEST(read<DiscardStatement>("DISCARD ALL").all);
  BOOST_TEST(read<DeallocateStatement>("DEALLOCATE PREPARE x").name == "x");
  BOOST_TEST(read<DeallocateStatement>("DEALLOCATE ALL").name.empty());
  read<UnlistenStatement>("UNLISTEN *");
}

BOOST_AUTO_TEST_CASE(what_is_not_quite_one_is_left_to_the_gate) {
  for (const std::string_view text :
       {"SELECT 1", "COMMIT PREPARED 'x'", "ROLLBACK PREPARED 'x'", "SET ROLE postgres",
        "SET SESSION AUTHORIZATION x", "SET x = E'a\\nb'", "COMMIT; DROP TABLE t", "SET", "SET x",
        "RELEASE", "DISCARD", "COMMIT AND", "BEGIN_ALL", "", "--", "LISTEN x"})
    BOOST_TEST(!outline_of(text).tool.has_value(), text);
}

BOOST_AUTO_TEST_CASE(a_simple_query_is_split) {
  const auto pieces = split_statements("SELECT ';'; ; SELECT $a$;$a$ -- ;\n; (SELECT 1)").value();
  BOOST_REQUIRE_EQUAL(pieces.size(), 3U);
  BOOST_TEST(pieces[0] == "SELECT ';'");
  BOOST_TEST(pieces[1] == " SELECT $a$;$a$ -- ;\n");
  BOOST_TEST(pieces[2] == " (SELECT 1)");
  BOOST_TEST(split_statements("")->empty());
  BOOST_TEST(split_statements(" ; -- nothing")->empty());
}

BOOST_AUTO_TEST_CASE(a_simple_query_has_so_many_statements) {
  std::string text;
  for (int i = 0; i < 10'000; ++i) text += "BEGIN;";
  BOOST_TEST(split_statements(text)->size() == 10'000U);
  const auto refused = split_statements(text + "BEGIN");
  BOOST_REQUIRE(!refused);
  BOOST_TEST((refused.error().sqlstate == pillion::Sqlstate("54000")));
}

// Refused before there are tokens of all of it.
BOOST_AUTO_TEST_CASE(a_simple_query_has_so_many_words_and_signs) {
  const std::string semicolons(pillion::sql::kMostTokens, ';');
  BOOST_TEST(split_statements(semicolons)->empty());
  const auto refused = split_statements(semicolons + ";SELECT 1");
  BOOST_REQUIRE(!refused);
  BOOST_TEST((refused.error().sqlstate == pillion::Sqlstate("54000")));
}

// What follows its first words is not known: it is left to the gate, which refuses it.
BOOST_AUTO_TEST_CASE(a_statement_that_is_cut_off_is_nothing_of_a_tools) {
  const std::string semicolons(pillion::sql::kMostTokens, ';');
  BOOST_TEST(outline_of(semicolons).empty);
  BOOST_TEST(outline_of("BEGIN" + semicolons.substr(1)).tool.has_value());
  for (const std::string& text : {semicolons + ";SELECT 1", "BEGIN" + semicolons + ";DROP"}) {
    BOOST_TEST(!outline_of(text).empty);
    BOOST_TEST(!outline_of(text).tool.has_value());
  }
}

BOOST_AUTO_TEST_CASE(tags) {
  const auto tag = [](std::string_view text) { return rows_tag(outline_of(text).verb, 1); };
  BOOST_TEST(tag("VALUES (1)") == "SELECT 1");
  BOOST_TEST(tag(" /* x */ show all") == "SHOW");
  BOOST_TEST(tag("EXPLAIN SELECT 1") == "EXPLAIN");
  for (const char* const nothing : {"", " ; -- nothing", ";;"})
    BOOST_TEST(outline_of(nothing).empty);
}

BOOST_AUTO_TEST_SUITE_END()
