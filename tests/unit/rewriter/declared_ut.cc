// Declarations held against the bookshop, and what their names become in a statement.
#include <algorithm>

#include <boost/test/unit_test.hpp>

#include "core/type.h"
#include "reflect/relation.h"
#include "rewriter/declared/declared.h"
#include "rewriter/declared/expression.h"
#include "rewriter/rewriter.h"
#include "support/schema_text.h"

namespace pillion {
namespace {

std::shared_ptr<const SchemaView> bookshop() {
  static const auto view =
      std::make_shared<const SchemaView>(test::view_from_text(test::kBookshop));
  return view;
}

struct Bound {
  DeclaredPtr declared;
  std::vector<std::string> problems;

  explicit Bound(std::initializer_list<std::string_view> files) {
    std::vector<DeclarationsPtr> all;
    for (const std::string_view text : files) {
      auto parsed = parse_declarations(text, "file " + std::to_string(all.size()));
      BOOST_REQUIRE_MESSAGE(parsed.has_value(), text);
      all.push_back(std::move(*parsed));
    }
    std::vector<DeclarationProblem> found;
    declared = Declared::bind(all, bookshop(), found);
    for (const DeclarationProblem& problem : found) {
      BOOST_TEST((problem.error.sqlstate == "08001"));
      problems.push_back(problem.error.message);
    }
  }

  // The error, or what is sent.
  std::string sent(std::string_view sql) const {
    const auto made =
        rewrite(sql, bookshop().get(), {.plain = true, .declared = declared.get()}, true);
    return made ? made->text
                : std::string(made.error().sqlstate.text()) + ": " + made.error().message;
  }

  std::string problem() const {
    BOOST_REQUIRE(problems.size() == 1U);
    return problems.front();
  }
};

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

TableId table(std::string_view name) {
  const auto& tables = bookshop()->schema.tables;
  const auto found = std::ranges::find(tables, name, &Table::name);
  return static_cast<TableId>(found - tables.begin());
}

BOOST_AUTO_TEST_SUITE(declared)

BOOST_AUTO_TEST_CASE(a_column_has_another_name) {
  const Bound bound({"[column.shop_book]\nreleased = 'published'\n"});
  BOOST_TEST(bound.problems.empty());
  BOOST_TEST(bound.sent("SELECT released FROM shop_book") ==
             "SELECT shop_book.published AS released FROM shop_book");
  BOOST_TEST(
      bound.sent("SELECT b.released + 1 AS x FROM shop_book b WHERE released > '2020-01-01'") ==
      "SELECT b.published + 1 AS x FROM shop_book b WHERE b.published > '2020-01-01'");
}

BOOST_AUTO_TEST_CASE(a_measure_is_written_out_in_parentheses) {
  const Bound bound({"[measure.shop_book]\ngross = 'price + 1'\ntwice = 'gross * 2'\n"});
  BOOST_TEST(bound.problems.empty());
  BOOST_TEST(bound.sent("SELECT twice FROM shop_book") ==
             "SELECT ((shop_book.price + 1) * 2) AS twice FROM shop_book");
}

BOOST_AUTO_TEST_CASE(what_a_measure_is) {
  const Bound bound({R"([measure.shop_book]
plain = 'price * 2'
rated = 'avg(review__rating)'
total = 'sum(price)'
both = 'total / rated'
)"});
  BOOST_TEST(bound.problems.empty());
  const auto columns = bound.declared->columns_of(table("shop_book"));
  BOOST_REQUIRE(columns.size() == 4U);
  const auto flags = [&](std::size_t i) {
    return std::pair(columns[i].aggregates, columns[i].of_many_rows);
  };
  BOOST_TEST((flags(0) == std::pair(false, false)));
  BOOST_TEST((flags(1) == std::pair(true, false)));
  BOOST_TEST((flags(2) == std::pair(true, true)));
  BOOST_TEST((flags(3) == std::pair(true, true)));
  BOOST_TEST(bound.declared->things().size() == 4U);
  BOOST_TEST((bound.declared->tables_with_columns() == std::vector{table("shop_book")}));
}

BOOST_AUTO_TEST_CASE(a_measure_at_the_end_of_a_path) {
  const Bound bound({"[measure.shop_author]\nlabel = \"name || ', ' || country\"\n"});
  const std::string sent = bound.sent("SELECT title, author__label FROM shop_book");
  BOOST_TEST(has(sent, "LEFT JOIN"), sent);
  BOOST_TEST(has(sent, "|| ', ' ||"), sent);
  BOOST_TEST(has(sent, "AS author__label"), sent);
}

BOOST_AUTO_TEST_CASE(where_a_measure_cannot_stand) {
  const Bound bound({"[measure.shop_book]\nrated = 'avg(review__rating)'\ntotal = 'sum(price)'\n"});
  BOOST_TEST(has(bound.sent("SELECT sum(book__rated) FROM shop_publisher"), "42803: "));
  BOOST_TEST(has(bound.sent("SELECT book__total FROM shop_review"), "42803: "));
}

BOOST_AUTO_TEST_CASE(declared_relations_are_paths) {
  const Bound bound({R"(
[[relation]]
name = "dearer"
from = "shop_book"
to = "shop_book"
many = true
on = "dearer.price > shop_book.price"

[[relation]]
name = "stocked_in"
from = "shop_book"
to = "shop_store"
through = "shop_sale"
near = { id = "book_id" }
far = { store_id = "id" }
)"});
  BOOST_TEST(bound.problems.empty());
  const auto relations = bound.declared->relations_of(table("shop_book"));
  BOOST_REQUIRE(relations.size() == 2U);
  BOOST_TEST(bound.declared->all_relations_of(table("shop_book")).size() > 2U);
  BOOST_TEST(bound.declared->relations_of(table("shop_tag")).empty());
  const std::string sent =
      bound.sent("SELECT title, count(dearer), count(stocked_in) FROM shop_book");
  BOOST_TEST(has(sent, "dearer_1.price > shop_book.price"), sent);
  BOOST_TEST(has(sent, "shop_sale"), sent);
}

BOOST_AUTO_TEST_CASE(one_row_at_most_is_proved_or_trusted) {
  const std::string relation =
      "[[relation]]\nname = 'sold'\nfrom = 'shop_book'\nto = 'shop_sale'\ncolumns = { id = "
      "'book_id' }\n";
  BOOST_TEST(has(Bound({relation}).problem(), "nothing in the database says"));
  BOOST_TEST(Bound({relation + "trusted = true\n"}).problems.empty());
  BOOST_TEST(Bound({relation + "many = true\n"}).problems.empty());
  const std::string writer =
      "[[relation]]\nname = 'writer'\nfrom = 'shop_book'\nto = 'shop_author'\n";
  BOOST_TEST(Bound({writer + "on = 'writer.id = author_id'\n"}).problems.empty());
  BOOST_TEST(has(Bound({writer + "on = 'writer.id > author_id'\n"}).problem(), "nothing in the"));
  BOOST_TEST(has(Bound({writer + "on = 'writer.id = author_id OR true'\n"}).problem(), "nothing"));
}

BOOST_AUTO_TEST_CASE(the_first_of_two_files_counts) {
  const Bound bound(
      {"[measure.shop_book]\nx = 'price'\n", "[measure.shop_book]\nx = 'id'\ny = 'x + 1'\n"});
  BOOST_TEST(bound.problems.empty());
  BOOST_TEST(has(bound.sent("SELECT x FROM shop_book"), "shop_book.price"));
  BOOST_TEST(has(bound.sent("SELECT y FROM shop_book"), "shop_book.price"));
}

BOOST_AUTO_TEST_CASE(problems_name_their_file_and_line_and_leave_the_rest) {
  const Bound bound({"[measure.shop_book]\nx = 'pricee'\nok = 'price'\n",
                     "[column.shop_bok]\ny = 'id'\n[measure.shop_book]\ntitle = 'id'\n"});
  BOOST_REQUIRE(bound.problems.size() == 3U);
  BOOST_TEST(bound.problems[0].starts_with("file 0, line 2: measure x: "));
  BOOST_TEST(has(bound.problems[0], "Did you mean price?"));
  BOOST_TEST(bound.problems[1].starts_with("file 1, line 2: column y: there is no table shop_bok"));
  BOOST_TEST(bound.problems[2].starts_with("file 1, line 4: measure title: "));
  BOOST_TEST(has(bound.sent("SELECT ok FROM shop_book"), "shop_book.price"));
  BOOST_TEST(has(bound.sent("SELECT x FROM shop_book"), "x is declared, and cannot be used"));
}

BOOST_AUTO_TEST_CASE(a_measure_that_uses_a_broken_one_is_broken) {
  const Bound bound(
      {"[measure.shop_book]\nx = 'y'\ny = 'nothing'\n[measure.shop_publisher]\nz = "
       "'sum(book__x)'\n"});
  BOOST_REQUIRE(bound.problems.size() == 3U);
  BOOST_TEST(has(bound.problems[0], "it uses y, which cannot be used"));
  BOOST_TEST(has(bound.problems[2], "it uses x, which cannot be used"));
  BOOST_TEST(has(Bound({"[measure.shop_book]\nx = 'y'\ny = 'z'\nz = 'x'\n"}).problems.back(),
                 "may not come round to itself"));
}

BOOST_AUTO_TEST_CASE(measures_that_double_end_soon) {
  std::string doubling = "[measure.shop_book]\nm0 = 'price'\n";
  for (int i = 1; i <= 40; ++i) {
    doubling += "m" + std::to_string(i) + " = 'm" + std::to_string(i - 1) + " + m" +
                std::to_string(i - 1) + "'\n";
  }
  const Bound bound({doubling});
  BOOST_TEST(bound.problems.size() > 20U);
  BOOST_TEST(has(bound.problems.front(), "too long when they are written out"));
  BOOST_TEST(has(bound.problems.back(), "it uses m39, which cannot be used"));
}

BOOST_AUTO_TEST_CASE(a_table_inside_a_measure_may_not_capture_the_row) {
  const Bound bound(
      {"[measure.shop_book]\nx = '(SELECT max(s.qty) FROM shop_sale s WHERE s.book_id = "
       "shop_book.id)'\n"});
  BOOST_TEST(bound.problems.empty());
  BOOST_TEST(bound.declared->is_inner_name("s"));
  BOOST_TEST(has(bound.sent("SELECT x FROM shop_book s"), "42712: "));
  BOOST_TEST(has(bound.sent("SELECT x FROM shop_book b"), "s.book_id = b.id"));
}

BOOST_AUTO_TEST_CASE(what_is_no_expression) {
  const sql::Names names(*bookshop(), nullptr);
  const auto problem_of = [&](std::string expression) {
    VirtualColumn measure{.name = "x", .expression = std::move(expression)};
    std::vector<const VirtualColumn*> used;
    const Status read = sql::read_measure(measure, table("shop_book"), names, used);
    return read ? std::string() : read.error().message;
  };
  BOOST_TEST(problem_of("price").empty());
  BOOST_TEST(problem_of("1").empty());
  for (const char* const wrong :
       {"price)", "(price", "price, id", "price; id", "SELECT 1", "price AS x", "'open", "?", "$1",
        "price FROM shop_book", "price -- and", "/* open", "*", "",
        "1) FROM pg_shadow, (SELECT 2"}) {
    const std::string problem = problem_of(wrong);
    if (std::string_view(wrong) == "price -- and") {
      BOOST_TEST(problem.empty(), problem);  // it is written on lines of its own
    } else {
      BOOST_TEST(!problem.empty(), wrong);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pillion
