// The rows of the catalog functions, on schemas written down by hand.
#include <boost/test/unit_test.hpp>

#include "core/type.h"
#include "reflect/catalog.h"
#include "support/result_text.h"
#include "support/schema_text.h"

namespace pillion {
namespace {

using test::header_text;
using test::result_text;
using test::schema_from_text;

Schema bookshop() {
  Schema schema = schema_from_text(test::kBookshop);
  schema.database = "shop";
  schema.schemas = {"pg_catalog", "public"};
  return schema;
}

// The result of a catalog function that must succeed.
template <class ResultType>
const ResultSet& value(const ResultType& result) {
  BOOST_REQUIRE_MESSAGE(result, result.error().message);
  return **result;
}

constexpr CatalogOptions kOptions;
const CatalogArgument kNull;

BOOST_AUTO_TEST_SUITE(catalog)

BOOST_AUTO_TEST_CASE(headers_of_odbc_3_and_odbc_2) {
  const Schema schema = bookshop();
  const CatalogName book{.catalog = kNull, .schema = kNull, .table = "shop_book"};
  const CatalogOptions odbc2{.odbc2 = true};
  BOOST_TEST(header_text(value(catalog_tables(schema, book, kNull, kOptions))) ==
             "TABLE_CAT TABLE_SCHEM TABLE_NAME TABLE_TYPE REMARKS");
  BOOST_TEST(header_text(value(catalog_tables(schema, book, kNull, odbc2))) ==
             "TABLE_QUALIFIER TABLE_OWNER TABLE_NAME TABLE_TYPE REMARKS");
  BOOST_TEST(header_text(value(catalog_columns(schema, book, kNull, kOptions))) ==
             "TABLE_CAT TABLE_SCHEM TABLE_NAME COLUMN_NAME DATA_TYPE TYPE_NAME COLUMN_SIZE "
             "BUFFER_LENGTH DECIMAL_DIGITS NUM_PREC_RADIX NULLABLE REMARKS COLUMN_DEF "
             "SQL_DATA_TYPE SQL_DATETIME_SUB CHAR_OCTET_LENGTH ORDINAL_POSITION IS_NULLABLE");
  BOOST_TEST(header_text(value(catalog_columns(schema, book, kNull, odbc2))) ==
             "TABLE_QUALIFIER TABLE_OWNER TABLE_NAME COLUMN_NAME DATA_TYPE TYPE_NAME PRECISION "
             "LENGTH SCALE RADIX NULLABLE REMARKS COLUMN_DEF "
             "SQL_DATA_TYPE SQL_DATETIME_SUB CHAR_OCTET_LENGTH ORDINAL_POSITION IS_NULLABLE");
  BOOST_TEST(header_text(value(catalog_primary_keys(schema, book, kOptions))) ==
             "TABLE_CAT TABLE_SCHEM TABLE_NAME COLUMN_NAME KEY_SEQ PK_NAME");
  BOOST_TEST(header_text(value(catalog_foreign_keys(schema, book, {}, kOptions))) ==
             "PKTABLE_CAT PKTABLE_SCHEM PKTABLE_NAME PKCOLUMN_NAME FKTABLE_CAT FKTABLE_SCHEM "
             "FKTABLE_NAME FKCOLUMN_NAME KEY_SEQ UPDATE_RULE DELETE_RULE FK_NAME PK_NAME "
             "DEFERRABILITY");
  BOOST_TEST(header_text(value(catalog_statistics(schema, book, false, kOptions))) ==
             "TABLE_CAT TABLE_SCHEM TABLE_NAME NON_UNIQUE INDEX_QUALIFIER INDEX_NAME TYPE "
             "ORDINAL_POSITION COLUMN_NAME ASC_OR_DESC CARDINALITY PAGES FILTER_CONDITION");
  BOOST_TEST(header_text(value(catalog_special_columns(schema, book, false, true, kOptions))) ==
             "SCOPE COLUMN_NAME DATA_TYPE TYPE_NAME COLUMN_SIZE BUFFER_LENGTH DECIMAL_DIGITS "
             "PSEUDO_COLUMN");
  BOOST_TEST(header_text(*catalog_type_info(0, kOptions)) ==
             "TYPE_NAME DATA_TYPE COLUMN_SIZE LITERAL_PREFIX LITERAL_SUFFIX CREATE_PARAMS NULLABLE "
             "CASE_SENSITIVE SEARCHABLE UNSIGNED_ATTRIBUTE FIXED_PREC_SCALE AUTO_UNIQUE_VALUE "
             "LOCAL_TYPE_NAME MINIMUM_SCALE MAXIMUM_SCALE SQL_DATA_TYPE SQL_DATETIME_SUB "
             "NUM_PREC_RADIX INTERVAL_PRECISION");
}

BOOST_AUTO_TEST_CASE(columns_of_a_result_have_the_specified_types) {
  const auto result = catalog_columns(bookshop(), {}, kNull, kOptions);
  const std::vector<ResultColumn>& columns = value(result).columns();
  BOOST_TEST(columns[0].type == oid::kVarchar);
  BOOST_TEST(columns[4].type == oid::kInt2);
  BOOST_TEST(columns[6].type == oid::kInt4);
  BOOST_TEST((columns[6].format == Format::kBinary));
  BOOST_TEST(columns[16].type == oid::kInt4);
}

BOOST_AUTO_TEST_CASE(tables_are_ordered_by_type_and_name) {
  Schema schema = schema_from_text("b(x)\na(x)\nv(x)\nz.a(x)\npg_temp_3.t(x)");
  for (Table& table : schema.tables) {
    if (table.name == "v") table.kind = TableKind::kView;
  }
  schema.tables[0].comment = "kept";
  BOOST_TEST(result_text(value(catalog_tables(schema, {}, kNull, kOptions))) ==
             "-|pg_temp_3|t|LOCAL TEMPORARY|kept\n"
             "-|public|a|TABLE|-\n"
             "-|public|b|TABLE|-\n"
             "-|z|a|TABLE|-\n"
             "-|public|v|VIEW|-\n");
}

BOOST_AUTO_TEST_CASE(tables_of_some_types) {
  Schema schema = schema_from_text("b(x)\nv(x)\nm(x)");
  schema.tables[schema.find_table("public", "v")].kind = TableKind::kView;
  schema.tables[schema.find_table("public", "m")].kind = TableKind::kMaterializedView;
  const auto names = [&](const char* types) {
    return result_text(value(catalog_tables(schema, {}, types, kOptions)), {"TABLE_NAME"});
  };
  BOOST_TEST(names("VIEW") == "v\n");
  BOOST_TEST(names("'TABLE', 'VIEW'") == "b\nv\n");
  BOOST_TEST(names("table,materialized view") == "m\nb\n");
  BOOST_TEST(names("ALIAS") == "");
  BOOST_TEST(names("%") == "m\nb\nv\n");
  BOOST_TEST(names("") == "m\nb\nv\n");
}

BOOST_AUTO_TEST_CASE(enumerations) {
  const Schema schema = bookshop();
  const auto all = [&](const char* catalog, const char* schema_name, const char* types) {
    const CatalogName name{.catalog = catalog, .schema = schema_name, .table = ""};
    return result_text(value(catalog_tables(schema, name, types, kOptions)));
  };
  BOOST_TEST(all("%", "", "") == "shop|-|-|-|-\n");
  BOOST_TEST(all("", "%", "") == "-|pg_catalog|-|-|-\n-|public|-|-|-\n");
  BOOST_TEST(all("", "", "%") ==
             "-|-|-|FOREIGN TABLE|-\n-|-|-|LOCAL TEMPORARY|-\n-|-|-|MATERIALIZED VIEW|-\n"
             "-|-|-|SYSTEM TABLE|-\n-|-|-|TABLE|-\n-|-|-|VIEW|-\n");
}

BOOST_AUTO_TEST_CASE(an_empty_catalog_or_schema_holds_no_table_and_null_holds_any) {
  const Schema schema = bookshop();
  const auto count = [&](const CatalogName& name) {
    return value(catalog_tables(schema, name, kNull, kOptions)).row_count();
  };
  BOOST_TEST(count({}) == 8);
  BOOST_TEST(count({.catalog = "shop", .schema = "public", .table = "%"}) == 8);
  BOOST_TEST(count({.catalog = "", .schema = kNull, .table = kNull}) == 0);
  BOOST_TEST(count({.catalog = kNull, .schema = "", .table = kNull}) == 0);
  BOOST_TEST(count({.catalog = "other", .schema = kNull, .table = kNull}) == 0);
  BOOST_TEST(count({.catalog = kNull, .schema = kNull, .table = "shop\\_book%"}) == 2);
}

BOOST_AUTO_TEST_CASE(columns) {
  Schema schema = schema_from_text(
      "t(n? :numeric, b :bool, d :date, at? :timestamptz, word :varchar, raw :bytea)");
  Table& table = schema.tables[0];
  table.columns[1].type_modifier = ((10 << 16) | 2) + 4;
  table.columns[1].comment = "amount";
  table.columns[2].default_expression = "false";
  table.columns[5].type_modifier = 44;
  BOOST_TEST(result_text(value(catalog_columns(schema, {}, kNull, kOptions))) ==
             "-|public|t|id|4|integer|10|4|0|10|0|-|-|4|-|-|1|NO\n"
             "-|public|t|n|2|numeric|10|12|2|10|1|amount|-|2|-|-|2|YES\n"
             "-|public|t|b|-7|boolean|1|1|-|-|0|-|false|-7|-|-|3|NO\n"
             "-|public|t|d|91|date|10|6|-|-|0|-|-|9|1|-|4|NO\n"
             "-|public|t|at|93|timestamp with time zone|26|16|6|-|1|-|-|9|3|-|5|YES\n"
             "-|public|t|word|-9|character varying|40|160|-|-|0|-|-|-9|-|160|6|NO\n"
             "-|public|t|raw|-3|bytea|65535|65535|-|-|0|-|-|-3|-|65535|7|NO\n");
  BOOST_TEST(result_text(value(catalog_columns(schema, {}, "d", {.odbc2 = true})), {"DATA_TYPE"}) ==
             "9\n");
}

BOOST_AUTO_TEST_CASE(ordinal_positions_have_no_gaps_where_columns_were_dropped) {
  Schema schema = schema_from_text("t(a, b)");
  schema.tables[0].columns[1].ordinal = 5;
  schema.tables[0].columns[2].ordinal = 9;
  BOOST_TEST(result_text(value(catalog_columns(schema, {}, kNull, kOptions)),
                         {"COLUMN_NAME", "ORDINAL_POSITION"}) == "id|1\na|2\nb|3\n");
}

BOOST_AUTO_TEST_CASE(identifiers_instead_of_patterns) {
  const Schema schema = bookshop();
  const CatalogOptions options{.metadata_id = true};
  const CatalogName name{.catalog = "SHOP", .schema = "PUBLIC", .table = "SHOP_BOOK "};
  BOOST_TEST(value(catalog_columns(schema, name, "Title", options)).row_count() == 1);
  const auto refused = catalog_columns(schema, {}, "title", options);
  BOOST_REQUIRE(!refused);
  BOOST_TEST(refused.error().sqlstate.text() == "HY009");
}

BOOST_AUTO_TEST_CASE(primary_keys_are_in_key_order) {
  const Schema schema = schema_from_text("t(a, b, primary key (b, a))\nu(x)");
  const CatalogName t{.catalog = kNull, .schema = kNull, .table = "t"};
  BOOST_TEST(result_text(value(catalog_primary_keys(schema, t, kOptions))) ==
             "-|public|t|b|1|b_a_pkey\n-|public|t|a|2|b_a_pkey\n");
  BOOST_TEST(catalog_primary_keys(schema, {}, kOptions).error().sqlstate.text() == "HY009");
}

BOOST_AUTO_TEST_CASE(a_table_name_without_schema_follows_the_search_path) {
  Schema schema = schema_from_text("a.t(x)\nb.t(y)\nb.u(z)");
  schema.search_path = {"b"};
  const auto schemas = [&](const char* table) {
    const CatalogName name{.catalog = kNull, .schema = kNull, .table = table};
    return result_text(value(catalog_primary_keys(schema, name, kOptions)), {"TABLE_SCHEM"});
  };
  BOOST_TEST(schemas("t") == "b\n");
  schema.search_path = {"nowhere"};
  BOOST_TEST(schemas("t") == "a\nb\n");
}

BOOST_AUTO_TEST_CASE(foreign_keys_in_all_three_forms) {
  Schema schema = bookshop();
  for (ForeignKey& key : schema.foreign_keys) {
    if (key.name != "shop_book_editor_id_fkey") continue;
    key.deferrable = key.initially_deferred = true;
    key.on_delete = ReferentialAction::kSetNull;
  }
  const CatalogName author{.catalog = kNull, .schema = kNull, .table = "shop_author"};
  const CatalogName book{.catalog = kNull, .schema = kNull, .table = "shop_book"};
  const std::vector<std::string> names = {"PKTABLE_NAME", "FKTABLE_NAME", "FKCOLUMN_NAME"};
  const auto keys = [&](const CatalogName& primary, const CatalogName& foreign) {
    return result_text(value(catalog_foreign_keys(schema, primary, foreign, kOptions)), names);
  };
  BOOST_TEST(keys(author, {}) ==
             "shop_author|shop_author|mentor_id\nshop_author|shop_book|author_id\n"
             "shop_author|shop_book|editor_id\n");
  BOOST_TEST(keys({}, book) ==
             "shop_author|shop_book|author_id\nshop_author|shop_book|editor_id\n"
             "shop_publisher|shop_book|publisher_id\n");
  BOOST_TEST(keys(author, book) ==
             "shop_author|shop_book|author_id\nshop_author|shop_book|editor_id\n");
  BOOST_TEST(result_text(value(catalog_foreign_keys(schema, author, book, kOptions)),
                         {"KEY_SEQ", "UPDATE_RULE", "DELETE_RULE", "FK_NAME", "PK_NAME",
                          "DEFERRABILITY"}) ==
             "1|3|3|shop_book_author_id_fkey|shop_author_pkey|7\n"
             "1|3|2|shop_book_editor_id_fkey|shop_author_pkey|5\n");
  BOOST_TEST(catalog_foreign_keys(schema, {}, {}, kOptions).error().sqlstate.text() == "HY009");
}

BOOST_AUTO_TEST_CASE(statistics) {
  Schema schema = schema_from_text("t(a, b)");
  Table& table = schema.tables[0];
  table.row_estimate = 1200;
  table.pages = 7;
  table.indexes = {{.name = "t_by_a",
                    .columns = {1, -1},
                    .descending = {true, false},
                    .expressions = {"", "lower(b)"},
                    .partial = true,
                    .predicate = "(a > 0)"},
                   {.name = "t_pkey",
                    .columns = {0},
                    .descending = {false},
                    .expressions = {""},
                    .unique = true,
                    .row_estimate = 1200,
                    .pages = 5},
                   {.name = "t_hash",
                    .columns = {2},
                    .descending = {false},
                    .expressions = {""},
                    .method = "hash"}};
  const CatalogName name{.catalog = kNull, .schema = kNull, .table = "t"};
  BOOST_TEST(result_text(value(catalog_statistics(schema, name, false, kOptions))) ==
             "-|public|t|-|-|-|0|-|-|-|1200|7|-\n"
             "-|public|t|0|public|t_pkey|3|1|id|A|1200|5|-\n"
             "-|public|t|1|public|t_hash|2|1|b|-|-|-|-\n"
             "-|public|t|1|public|t_by_a|3|1|a|D|-|-|(a > 0)\n"
             "-|public|t|1|public|t_by_a|3|2|lower(b)|A|-|-|(a > 0)\n");
  BOOST_TEST(value(catalog_statistics(schema, name, true, kOptions)).row_count() == 2);
}

BOOST_AUTO_TEST_CASE(the_best_row_identifier) {
  const auto columns = [](const char* text, bool nullable) {
    const Schema schema = schema_from_text(text);
    const CatalogName name{.catalog = kNull, .schema = kNull, .table = "t"};
    return result_text(value(catalog_special_columns(schema, name, false, nullable, kOptions)),
                       {"SCOPE", "COLUMN_NAME", "DATA_TYPE", "PSEUDO_COLUMN"});
  };
  BOOST_TEST(columns("t(a, unique (a))", true) == "2|id|4|1\n");
  BOOST_TEST(columns("t(keyless, a?, b, unique (a), unique (b))", true) == "2|b|4|1\n");
  BOOST_TEST(columns("t(keyless, a?, unique (a))", true) == "2|a|4|1\n");
  BOOST_TEST(columns("t(keyless, a?, unique (a))", false) == "");
  BOOST_TEST(columns("t(keyless, a, deferrable (a))", true) == "");
  const Schema schema = schema_from_text("t(a)");
  const CatalogName name{.catalog = kNull, .schema = kNull, .table = "t"};
  BOOST_TEST(value(catalog_special_columns(schema, name, true, true, kOptions)).row_count() == 0);
}

Schema with_routines() {
  Schema schema = schema_from_text("t(a)");
  const auto argument = [](std::string name, Oid type, ArgumentMode mode) {
    return RoutineArgument{.name = std::move(name), .type = type, .mode = mode};
  };
  schema.routines = {{.schema = "public",
                      .name = "count_up",
                      .returns_set = true,
                      .arguments = {argument("", oid::kInt4, ArgumentMode::kIn)},
                      .result = {.type = oid::kInt8}},
                     {.schema = "public",
                      .name = "divide",
                      .arguments = {argument("rest", oid::kInt4, ArgumentMode::kOut),
                                    argument("a", oid::kInt4, ArgumentMode::kIn),
                                    argument("b", oid::kInt4, ArgumentMode::kInOut)},
                      .comment = "by b"},
                     {.schema = "public",
                      .name = "rows",
                      .returns_set = true,
                      .arguments = {argument("n", oid::kNumeric, ArgumentMode::kVariadic),
                                    argument("id", oid::kInt4, ArgumentMode::kTable),
                                    argument("born", oid::kDate, ArgumentMode::kTable)}},
                     {.schema = "public", .name = "tidy", .kind = RoutineKind::kProcedure},
                     {.schema = "public", .name = "today", .result = {.type = oid::kDate}}};
  return schema;
}

BOOST_AUTO_TEST_CASE(procedures) {
  const Schema schema = with_routines();
  const std::vector<Routine> system = {{.schema = "pg_catalog", .name = "now"}};
  const auto header = header_text(value(catalog_procedures(schema, {}, {}, kOptions)));
  BOOST_TEST(header ==
             "PROCEDURE_CAT PROCEDURE_SCHEM PROCEDURE_NAME NUM_INPUT_PARAMS NUM_OUTPUT_PARAMS "
             "NUM_RESULT_SETS REMARKS PROCEDURE_TYPE");
  BOOST_TEST(result_text(value(catalog_procedures(schema, system, {}, kOptions))) ==
             "-|pg_catalog|now|0|0|0|-|2\n-|public|count_up|1|0|1|-|2\n"
             "-|public|divide|2|2|0|by b|2\n-|public|rows|1|0|1|-|2\n"
             "-|public|tidy|0|0|0|-|1\n-|public|today|0|0|0|-|2\n");
  const CatalogName name{.catalog = kNull, .schema = "public", .table = "t%"};
  BOOST_TEST(value(catalog_procedures(schema, system, name, kOptions)).row_count() == 2);
  const CatalogName nowhere{.catalog = "other", .schema = kNull, .table = kNull};
  BOOST_TEST(value(catalog_procedures(schema, system, nowhere, kOptions)).row_count() == 0);
}

BOOST_AUTO_TEST_CASE(procedure_columns) {
  const Schema schema = with_routines();
  const std::vector<std::string> some = {"PROCEDURE_NAME", "COLUMN_NAME", "COLUMN_TYPE",
                                         "DATA_TYPE", "ORDINAL_POSITION"};
  const auto all = catalog_procedure_columns(schema, {}, {}, kNull, kOptions);
  BOOST_TEST(result_text(value(all), some) ==
             "count_up||1|4|1\ncount_up||3|-5|1\n"
             "divide|a|1|4|2\ndivide|b|2|4|3\ndivide|rest|4|4|1\n"
             "rows|n|1|2|1\nrows|id|3|4|1\nrows|born|3|91|2\ntoday||5|91|0\n");
  const CatalogName name{.catalog = kNull, .schema = kNull, .table = "divide"};
  const auto one = catalog_procedure_columns(schema, {}, name, "b", kOptions);
  BOOST_TEST(value(one).row_count() == 1);
  const CatalogOptions odbc2{.odbc2 = true};
  const CatalogName today{.catalog = kNull, .schema = kNull, .table = "today"};
  const auto old = catalog_procedure_columns(schema, {}, today, kNull, odbc2);
  BOOST_TEST(result_text(value(old), {"PROCEDURE_OWNER", "DATA_TYPE", "LENGTH"}) == "public|9|6\n");
}

BOOST_AUTO_TEST_CASE(privileges) {
  Schema schema = schema_from_text("t(b, a)");
  constexpr std::uint8_t select = Grant::bit(Privilege::kSelect);
  constexpr std::uint8_t update = Grant::bit(Privilege::kUpdate);
  constexpr std::uint8_t trigger = Grant::bit(Privilege::kTrigger);
  schema.tables[0].grants = {
      {.grantor = "own",
       .grantee = "own",
       .privileges = select | trigger,
       .grantable = select | trigger},
      {.grantor = "own", .grantee = "", .privileges = select},
      {.grantor = "own", .grantee = "ann", .privileges = select | update, .column = 1},
      {.grantor = "own", .grantee = "own", .privileges = select, .column = 2}};
  const CatalogName t{.catalog = kNull, .schema = kNull, .table = "t"};
  BOOST_TEST(result_text(value(catalog_table_privileges(schema, t, kOptions))) ==
             "-|public|t|own|PUBLIC|SELECT|NO\n-|public|t|own|own|SELECT|YES\n"
             "-|public|t|own|own|TRIGGER|YES\n");
  BOOST_TEST(result_text(value(catalog_column_privileges(schema, t, kNull, kOptions)),
                         {"COLUMN_NAME", "GRANTEE", "PRIVILEGE", "IS_GRANTABLE"}) ==
             "a|PUBLIC|SELECT|NO\na|own|SELECT|YES\n"
             "b|PUBLIC|SELECT|NO\nb|ann|SELECT|NO\nb|own|SELECT|YES\nb|ann|UPDATE|NO\n"
             "id|PUBLIC|SELECT|NO\nid|own|SELECT|YES\n");
  BOOST_TEST(value(catalog_column_privileges(schema, t, "b", kOptions)).row_count() == 4);
  BOOST_TEST(catalog_column_privileges(schema, {}, kNull, kOptions).error().sqlstate.text() ==
             "HY009");
}

BOOST_AUTO_TEST_CASE(type_info) {
  const std::vector<std::string> some = {"TYPE_NAME", "DATA_TYPE", "COLUMN_SIZE", "SQL_DATA_TYPE",
                                         "SQL_DATETIME_SUB"};
  BOOST_TEST(result_text(*catalog_type_info(93, kOptions), some) ==
             "timestamp without time zone|93|26|9|3\ntimestamp with time zone|93|26|9|3\n");
  BOOST_TEST(result_text(*catalog_type_info(93, {.odbc2 = true}), {"DATA_TYPE"}) == "11\n11\n");
  BOOST_TEST(result_text(*catalog_type_info(-3, kOptions), some) == "bytea|-3|1073741823|-3|-\n");
  BOOST_TEST(result_text(*catalog_type_info(2, kOptions)) ==
             "numeric|2|1000|-|-|precision,scale|1|0|2|0|0|0|numeric|0|1000|2|-|10|-\n");
  BOOST_TEST(catalog_type_info(12345, kOptions)->row_count() == 0);
  const auto all = catalog_type_info(0, kOptions);
  std::string previous = "-32768";
  for (std::int64_t row = 0; row < all->row_count(); ++row) {
    const std::string code = test::cell_text(*all, row, 1);
    BOOST_TEST(std::stoi(previous) <= std::stoi(code));
    previous = code;
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pillion
