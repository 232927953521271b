// Relations derived from keys: the manual's "relations and their names", kind by kind.
#include <string>

#include <boost/test/unit_test.hpp>

#include "reflect/relation.h"
#include "reflect/relation_names.h"
#include "support/schema_text.h"

namespace pillion {
namespace {

using test::view_from_text;
using Names = std::vector<std::string>;

TableId id_of(const SchemaView& view, std::string_view name) {
  const std::size_t dot = name.find('.');
  const TableId id = dot == std::string_view::npos
                         ? view.schema.find_table("public", name)
                         : view.schema.find_table(name.substr(0, dot), name.substr(dot + 1));
  BOOST_REQUIRE_MESSAGE(id != kNoTable, "no table " << name);
  return id;
}

// What a name means, in words: "forward one shop_author", several joined by "; ", "" for nothing.
std::string meaning(const SchemaView& view, std::string_view table, std::string_view name) {
  std::string text;
  for (const Relation* relation : view.relations.find(id_of(view, table), name)) {
    static constexpr const char* kKinds[] = {"forward", "reverse", "through"};
    if (!text.empty()) text += "; ";
    text += kKinds[static_cast<int>(relation->kind)];
    text += relation->cardinality == Cardinality::kToOne ? " one " : " many ";
    text += view.schema.tables[relation->to].name;
  }
  return text;
}

Names unambiguous(const SchemaView& view, std::string_view table, std::string_view name) {
  Names names;
  for (const Relation* relation : view.relations.find(id_of(view, table), name)) {
    names.push_back(relation->unambiguous_name);
  }
  return names;
}

#define CHECK_NAMES(actual, ...)                                   \
  do {                                                             \
    const Names got = (actual), expected = {__VA_ARGS__};          \
    BOOST_TEST(got == expected, boost::test_tools::per_element()); \
  } while (false)

BOOST_AUTO_TEST_SUITE(names)

BOOST_AUTO_TEST_CASE(a_table_answers_to_every_tail) {
  CHECK_NAMES(table_names("my_app_order_item", "other"), "my_app_order_item", "app_order_item",
              "order_item", "item");
  CHECK_NAMES(table_names("book", "other"), "book");
  CHECK_NAMES(table_names("_x_", "other"), "_x_", "x_");
}

BOOST_AUTO_TEST_CASE(the_best_name_leaves_out_the_words_both_tables_begin_with) {
  CHECK_NAMES(table_names("shop_review", "shop_book"), "review", "shop_review");
  CHECK_NAMES(table_names("shop_book_tags", "shop_book"), "tags", "shop_book_tags", "book_tags");
  CHECK_NAMES(table_names("shop_book", "shop_book_tags"), "book", "shop_book");
  CHECK_NAMES(table_names("shop_author", "shop_author"), "shop_author", "author");
  CHECK_NAMES(table_names("shopper", "shop_book"), "shopper");
}

BOOST_AUTO_TEST_CASE(a_key_column_loses_its_suffix) {
  BOOST_TEST(without_key_suffix("author_id") == "author");
  BOOST_TEST(without_key_suffix("author_fk") == "author");
  BOOST_TEST(without_key_suffix("authorId") == "author");
  BOOST_TEST(without_key_suffix("authorID") == "author");
  BOOST_TEST(without_key_suffix("author") == "author");
  BOOST_TEST(without_key_suffix("paid") == "paid");
  BOOST_TEST(without_key_suffix("_id") == "");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(derive)

BOOST_AUTO_TEST_CASE(forward_relations_are_to_one) {
  const SchemaView view = view_from_text(test::kBookshop);
  BOOST_TEST(meaning(view, "shop_book", "author") == "forward one shop_author");
  BOOST_TEST(meaning(view, "shop_book", "editor") == "forward one shop_author");
  BOOST_TEST(meaning(view, "shop_review", "book") == "forward one shop_book");
  const Relation& author = *view.relations.find(id_of(view, "shop_book"), "author").front();
  const ColumnPair key{view.schema.tables[author.from].column_id("author_id"), 0};
  BOOST_TEST((author.columns == std::vector<ColumnPair>{key}));
}

BOOST_AUTO_TEST_CASE(reverse_relations_answer_to_each_name_and_its_set) {
  const SchemaView view = view_from_text(test::kBookshop);
  for (const char* name : {"review", "shop_review", "review_set", "shop_review_set",
                           "review_by_book", "shop_review_by_book"}) {
    BOOST_TEST(meaning(view, "shop_book", name) == "reverse many shop_review", name);
  }
  CHECK_NAMES(unambiguous(view, "shop_book", "shop_review"), "review");
}

BOOST_AUTO_TEST_CASE(two_keys_to_one_table_are_ambiguous_and_told_apart_by_the_forward_name) {
  const SchemaView view = view_from_text(test::kBookshop);
  BOOST_TEST(meaning(view, "shop_author", "book") ==
             "reverse many shop_book; reverse many shop_book");
  CHECK_NAMES(unambiguous(view, "shop_author", "book"), "book_by_author", "book_by_editor");
  BOOST_TEST(meaning(view, "shop_author", "book_by_editor") == "reverse many shop_book");
  BOOST_TEST(meaning(view, "shop_author", "shop_book_by_author") == "reverse many shop_book");
}

BOOST_AUTO_TEST_CASE(a_self_reference_goes_both_ways) {
  const SchemaView view = view_from_text(test::kBookshop);
  BOOST_TEST(meaning(view, "shop_author", "mentor") == "forward one shop_author");
  BOOST_TEST(meaning(view, "shop_author", "author") == "reverse many shop_author");
  BOOST_TEST(meaning(view, "shop_author", "author_by_mentor") == "reverse many shop_author");
}

BOOST_AUTO_TEST_CASE(a_junction_makes_many_to_many_relations) {
  const SchemaView view = view_from_text(test::kBookshop);
  for (const char* name : {"tag", "shop_tag", "tag_set", "shop_tag_set", "tags"}) {
    BOOST_TEST(meaning(view, "shop_book", name) == "through many shop_tag", name);
  }
  for (const char* name : {"book", "shop_book", "book_set", "shop_book_set"}) {
    BOOST_TEST(meaning(view, "shop_tag", name) == "through many shop_book", name);
  }
  BOOST_TEST(meaning(view, "shop_tag", "tags") == "");
  const Relation& tags = *view.relations.find(id_of(view, "shop_book"), "tags").front();
  BOOST_TEST(tags.columns.empty());
  BOOST_TEST(tags.junction.table == id_of(view, "shop_book_tags"));
  BOOST_TEST((tags.junction.near == std::vector<ColumnPair>{{0, 1}}));
  BOOST_TEST((tags.junction.far == std::vector<ColumnPair>{{2, 0}}));
}

BOOST_AUTO_TEST_CASE(the_junction_itself_is_reached_by_its_full_name_alone) {
  const SchemaView view = view_from_text(test::kBookshop);
  BOOST_TEST(meaning(view, "shop_book", "shop_book_tags") == "reverse many shop_book_tags");
  BOOST_TEST(meaning(view, "shop_book", "book_tags") == "");
  BOOST_TEST(meaning(view, "shop_book", "shop_book_tags_set") == "");
}

BOOST_AUTO_TEST_CASE(a_junction_needs_a_key_of_exactly_its_pair) {
  const char* const tables = "a(x)\nb(x)\n";
  const auto through = [&](const std::string& junction) {
    return meaning(view_from_text(tables + junction), "a", "b");
  };
  BOOST_TEST(through("link(a_id -> a, b_id -> b)") == "");
  BOOST_TEST(through("link(a_id -> a, b_id -> b, unique (b_id, a_id))") == "through many b");
  BOOST_TEST(through("link(a_id -> a, b_id -> b, primary key (a_id, b_id))") == "through many b");
  // Pairs may repeat here, and each would count twice.
  BOOST_TEST(through("link(a_id -> a, b_id -> b, role, unique (a_id, b_id, role))") == "");
  // One key alone is unique: this is a table that belongs to one row of `a`.
  BOOST_TEST(through("link(a_id -> a, b_id -> b, unique (a_id))") == "");
  // A third key makes it a table of its own.
  BOOST_TEST(through("link(a_id -> a, b_id -> b, c_id -> a, unique (a_id, b_id))") == "");
}

BOOST_AUTO_TEST_CASE(a_junction_of_composite_keys_may_share_a_column) {
  const SchemaView view = view_from_text(
      "a(tenant, no, primary key (tenant, no))\n"
      "b(tenant, no, primary key (tenant, no))\n"
      "link(tenant, a_no, b_no, foreign key (tenant, a_no) -> a (tenant, no),"
      " foreign key (tenant, b_no) -> b (tenant, no), unique (tenant, a_no, b_no))");
  BOOST_TEST(meaning(view, "a", "b") == "through many b");
}

BOOST_AUTO_TEST_CASE(a_junction_of_a_table_with_itself_is_told_apart_by_the_key_it_starts_at) {
  const SchemaView view = view_from_text(
      "person(name)\nfriendship(from_id -> person, to_id -> person, unique (from_id, to_id))");
  BOOST_TEST(meaning(view, "person", "person") == "through many person; through many person");
  CHECK_NAMES(unambiguous(view, "person", "person"), "person_by_from", "person_by_to");
  CHECK_NAMES(unambiguous(view, "person", "friendship"), "friendship_by_from", "friendship_by_to");
}

BOOST_AUTO_TEST_CASE(two_junctions_between_the_same_tables) {
  const SchemaView view = view_from_text(
      "book(x)\ntag(x)\n"
      "book_tags(book_id -> book, tag_id -> tag, unique (book_id, tag_id))\n"
      "hidden(book_id -> book, tag_id -> tag, unique (book_id, tag_id))");
  CHECK_NAMES(unambiguous(view, "book", "tag"), "tags", "tag_by_hidden");
  BOOST_TEST(meaning(view, "book", "tag_by_hidden") == "through many tag");
  CHECK_NAMES(unambiguous(view, "tag", "book"), "book_by_book_tags", "book_by_hidden");
}

BOOST_AUTO_TEST_CASE(a_unique_key_column_makes_the_reverse_to_one_without_set_names) {
  const SchemaView view =
      view_from_text("shop_user(name)\nshop_profile(user_id -> shop_user, unique (user_id))");
  BOOST_TEST(meaning(view, "shop_user", "profile") == "reverse one shop_profile");
  BOOST_TEST(meaning(view, "shop_user", "shop_profile") == "reverse one shop_profile");
  BOOST_TEST(meaning(view, "shop_user", "profile_set") == "");
}

BOOST_AUTO_TEST_CASE(a_key_that_is_checked_late_proves_nothing) {
  const SchemaView view =
      view_from_text("shop_user(name)\nprofile(user_id -> shop_user, deferrable (user_id))");
  BOOST_TEST(meaning(view, "shop_user", "profile") == "reverse many profile");
}

BOOST_AUTO_TEST_CASE(part_of_a_composite_key_is_not_unique) {
  const SchemaView view = view_from_text("a(x)\nb(a_id -> a, n, primary key (a_id, n))");
  BOOST_TEST(meaning(view, "a", "b") == "reverse many b");
}

BOOST_AUTO_TEST_CASE(inheritance_by_primary_key) {
  const SchemaView view = view_from_text(
      "shop_place(name)\n"
      "shop_restaurant(place_ptr_id -> shop_place, primary key (place_ptr_id))\n"
      "shop_bar(id -> shop_place, primary key (id))");
  BOOST_TEST(meaning(view, "shop_restaurant", "place_ptr") == "forward one shop_place");
  BOOST_TEST(meaning(view, "shop_restaurant", "place") == "forward one shop_place");
  BOOST_TEST(meaning(view, "shop_bar", "shop_place") == "forward one shop_place");
  BOOST_TEST(meaning(view, "shop_place", "restaurant") == "reverse one shop_restaurant");
  BOOST_TEST(meaning(view, "shop_place", "bar") == "reverse one shop_bar");
}

BOOST_AUTO_TEST_CASE(a_parents_name_gives_way_to_a_key_that_has_it) {
  const SchemaView view = view_from_text(
      "place(name)\n"
      "bar(place_ptr_id -> place, place_id -> place, primary key (place_ptr_id))");
  BOOST_TEST(meaning(view, "bar", "place") == "forward one place");
  const Relation& place = *view.relations.find(id_of(view, "bar"), "place").front();
  BOOST_TEST(view.schema.tables[place.from].columns[place.columns[0].first].name == "place_id");
}

BOOST_AUTO_TEST_CASE(composite_keys_answer_to_the_table_and_join_every_column) {
  const SchemaView view = view_from_text(
      "shop_line(order_no, line_no, primary key (order_no, line_no))\n"
      "shop_parcel(o, l, foreign key (o, l) -> shop_line (order_no, line_no))");
  BOOST_TEST(meaning(view, "shop_parcel", "line") == "forward one shop_line");
  BOOST_TEST(meaning(view, "shop_parcel", "shop_line") == "forward one shop_line");
  const Relation& line = *view.relations.find(id_of(view, "shop_parcel"), "line").front();
  BOOST_TEST((line.columns == std::vector<ColumnPair>{{1, 0}, {2, 1}}));
  const Relation& parcel = *view.relations.find(id_of(view, "shop_line"), "parcel").front();
  BOOST_TEST((parcel.columns == std::vector<ColumnPair>{{0, 1}, {1, 2}}));
  BOOST_TEST(meaning(view, "shop_line", "parcel_by_line") == "reverse many shop_parcel");
}

BOOST_AUTO_TEST_CASE(two_composite_keys_to_one_table_are_told_apart_by_their_columns) {
  const SchemaView view = view_from_text(
      "pt(x, y, primary key (x, y))\n"
      "seg(a, b, c, d, foreign key (a, b) -> pt (x, y), foreign key (c, d) -> pt (x, y))");
  CHECK_NAMES(unambiguous(view, "seg", "pt"), "pt_by_a_b", "pt_by_c_d");
  CHECK_NAMES(unambiguous(view, "pt", "seg"), "seg_by_a_b", "seg_by_c_d");
}

BOOST_AUTO_TEST_CASE(the_same_key_declared_twice_is_one_relation) {
  const SchemaView view = view_from_text("a(x)\nb(a_id -> a, foreign key (a_id) -> a (id))");
  BOOST_TEST(meaning(view, "b", "a") == "forward one a");
  BOOST_TEST(meaning(view, "a", "b") == "reverse many b");
}

BOOST_AUTO_TEST_CASE(tables_of_several_schemas_with_one_name) {
  const SchemaView view =
      view_from_text("author(name)\ncrm.book(author_id -> author)\nshop.book(author_id -> author)");
  BOOST_TEST(meaning(view, "author", "book") == "reverse many book; reverse many book");
  CHECK_NAMES(unambiguous(view, "author", "book"), "crm_book", "shop_book");
  BOOST_TEST(meaning(view, "crm.book", "author") == "forward one author");
}

// In the table's own schema, too, where no other name is one's own.
BOOST_AUTO_TEST_CASE(a_table_of_ones_own_schema_with_a_namesake_in_another) {
  const SchemaView view = view_from_text(
      "author(name)\nbook(author_id -> author, editor_id -> author)\n"
      "crm.book(author_id -> author, editor_id -> author)\n"
      "tag(label)\ncrm.tag(label)\n"
      "link(author_id -> author, tag_id -> tag, unique (author_id, tag_id))\n"
      "crm.link(author_id -> author, tag_id -> crm.tag, unique (author_id, tag_id))");
  CHECK_NAMES(unambiguous(view, "author", "book_by_author"), "crm_book_by_author",
              "public_book_by_author");
  CHECK_NAMES(unambiguous(view, "author", "tag"), "crm_tag", "public_tag");
  BOOST_TEST(meaning(view, "author", "public_book_by_editor") == "reverse many book");
  const SchemaView single = view_from_text("author(name)\nbook(author_id -> author)");
  BOOST_TEST(meaning(single, "author", "public_book") == "");
}

BOOST_AUTO_TEST_CASE(a_key_and_a_junction_with_one_name_have_names_of_their_own) {
  const SchemaView view = view_from_text(
      "author(name)\nbook(author_id -> author)\n"
      "book_authors(book_id -> book, author_id -> author, unique (book_id, author_id))");
  BOOST_TEST(meaning(view, "book", "author") == "forward one author; through many author");
  CHECK_NAMES(unambiguous(view, "book", "author"), "author_id", "authors");
  BOOST_TEST(meaning(view, "book", "author_id") == "forward one author");
}

BOOST_AUTO_TEST_CASE(partitions_have_forward_relations_and_stay_out_of_reverse_ones) {
  Schema schema = test::schema_from_text("a(x)\nlog(a_id -> a)\nlog_2024(a_id -> a)");
  for (ForeignKey& key : schema.foreign_keys) {
    key.inherited = schema.tables[key.table].name == "log_2024";
  }
  SchemaView view{.schema = std::move(schema), .relations = {}};
  view.relations = Relations::derive(view.schema);
  BOOST_TEST(meaning(view, "log_2024", "a") == "forward one a");
  BOOST_TEST(view.relations.of(id_of(view, "a")).size() == 1);
}

BOOST_AUTO_TEST_CASE(every_unambiguous_name_leads_to_its_relation_alone) {
  const SchemaView view = view_from_text(test::kBookshop);
  for (std::size_t i = 0; i < view.schema.tables.size(); ++i) {
    for (const Relation* relation : view.relations.of(static_cast<TableId>(i))) {
      const RelationMatches found = view.relations.find(relation->from, relation->unambiguous_name);
      BOOST_REQUIRE(found.size() == 1);
      BOOST_TEST(found.front() == relation);
    }
  }
}

BOOST_AUTO_TEST_CASE(relations_survive_a_move) {
  SchemaView first = view_from_text(test::kBookshop);
  const SchemaView view = std::move(first);
  BOOST_TEST(meaning(view, "shop_book", "author") == "forward one shop_author");
  BOOST_TEST(view.relations.of(id_of(view, "shop_book")).size() == 7);
}

BOOST_AUTO_TEST_CASE(unknown_names_and_tables_have_no_relations) {
  const SchemaView view = view_from_text(test::kBookshop);
  BOOST_TEST(meaning(view, "shop_book", "reviews") == "");
  BOOST_TEST(view.relations.find(kNoTable, "author").empty());
  BOOST_TEST(view.relations.of(kNoTable).empty());
  BOOST_TEST(view.relations.of(10000).empty());
  BOOST_TEST(Relations().find(0, "author").empty());
}

BOOST_AUTO_TEST_CASE(a_chain_of_a_thousand_tables) {
  std::string text = "t0(x)\n";
  for (int i = 1; i < 1000; ++i) {
    text += "t" + std::to_string(i) + "(next_id -> t" + std::to_string(i - 1) + ")\n";
  }
  const SchemaView view = view_from_text(text);
  BOOST_TEST(meaning(view, "t999", "next") == "forward one t998");
  BOOST_TEST(meaning(view, "t0", "t1") == "reverse many t1");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pillion
