// The tables of the driver, row by row.
#include <set>

#include <boost/test/unit_test.hpp>

#include "driver/handles/connection_attributes.h"
#include "driver/handles/functions.h"
#include "driver/handles/info.h"
#include "driver/handles/record_fields.h"
#include "driver/handles/statement_attributes.h"

using namespace pillion;

BOOST_AUTO_TEST_SUITE(tables)

BOOST_AUTO_TEST_CASE(info_types) {
  std::set<SQLUSMALLINT> seen;
  for (const InfoRow& row : all_info_types()) {
    BOOST_TEST_CONTEXT(row.name) {
      BOOST_TEST(seen.insert(row.type).second);
      BOOST_TEST(find_info_type(row.type) == &row);
      const bool text = row.kind == InfoKind::kText;
      BOOST_TEST((text || row.text.empty()));
      BOOST_TEST((!text || (row.number == 0 && row.ask_number == nullptr)));
      BOOST_TEST((text || row.ask == nullptr));
      if (row.kind == InfoKind::kShort) BOOST_TEST(row.number <= UINT16_MAX);
    }
  }
  BOOST_TEST(find_info_type(60000) == nullptr);
}

BOOST_AUTO_TEST_CASE(info_that_clients_look_at) {
  BOOST_TEST(find_info_type(SQL_DRIVER_ODBC_VER)->text == "03.80");
  BOOST_TEST(find_info_type(SQL_DRIVER_VER)->text.size() == 10U);
  BOOST_TEST(find_info_type(SQL_DESCRIBE_PARAMETER)->text == "Y");
  BOOST_TEST(find_info_type(SQL_DATA_SOURCE_READ_ONLY)->text == "Y");
  BOOST_TEST(find_info_type(SQL_CURSOR_ROLLBACK_BEHAVIOR)->number == SQL_CB_PRESERVE);
}

BOOST_AUTO_TEST_CASE(statement_attributes) {
  std::set<SQLINTEGER> seen;
  for (const StatementAttributeRow& row : all_statement_attributes()) {
    BOOST_TEST_CONTEXT(row.name) {
      BOOST_TEST(seen.insert(row.attribute).second);
      BOOST_TEST(row.name.starts_with("SQL_"));
      BOOST_TEST((row.get != nullptr));
    }
  }
}

BOOST_AUTO_TEST_CASE(connection_attributes) {
  std::set<SQLINTEGER> seen;
  for (const ConnectionAttributeRow& row : all_connection_attributes()) {
    BOOST_TEST_CONTEXT(row.name) {
      BOOST_TEST(seen.insert(row.attribute).second);
      BOOST_TEST((row.get != nullptr || row.set != nullptr || row.get_text != nullptr));
      BOOST_TEST((row.width == 0) == (row.get_text != nullptr));
    }
  }
}

BOOST_AUTO_TEST_CASE(record_fields) {
  std::set<SQLSMALLINT> seen;
  DescriptorRecord record;
  for (const RecordField& row : all_record_fields()) {
    BOOST_TEST_CONTEXT(row.name) {
      BOOST_TEST(seen.insert(row.field).second);
      BOOST_TEST((row.text != nullptr) == (row.width == 0));
      BOOST_TEST((row.text != nullptr) != (row.number != nullptr));
      if (row.text != nullptr) BOOST_TEST(row.text(record).empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(functions) {
  std::set<SQLUSMALLINT> seen;
  for (const FunctionRow& row : all_functions()) {
    BOOST_TEST_CONTEXT(row.name) {
      BOOST_TEST(seen.insert(row.id).second);
      BOOST_TEST(row.name.starts_with("SQL"));
    }
  }
}

BOOST_AUTO_TEST_CASE(verbose_and_concise_types_belong_together) {
  for (const SQLSMALLINT concise : {SQL_TYPE_DATE, SQL_TYPE_TIME, SQL_TYPE_TIMESTAMP,
                                    SQL_INTERVAL_DAY_TO_SECOND, SQL_INTEGER, SQL_WVARCHAR}) {
    DescriptorRecord record;
    set_concise_type(record, concise);
    DescriptorRecord again;
    set_verbose_type(again, record.type, record.datetime_interval_code);
    BOOST_TEST(again.concise_type == concise);
  }
  DescriptorRecord record;
  set_concise_type(record, SQL_TIMESTAMP);
  BOOST_TEST(record.concise_type == SQL_TYPE_TIMESTAMP);
  BOOST_TEST(to_odbc2_type(record.concise_type) == SQL_TIMESTAMP);
}

BOOST_AUTO_TEST_CASE(diagnostics_put_errors_first) {
  Diagnostics diagnostics;
  diagnostics.server = "PostgreSQL";
  diagnostics.add_warning("01000", "a notice");
  diagnostics.add_error({.sqlstate = "42P01",
                         .message = "no table",
                         .detail = "d",
                         .hint = "h",
                         .position = 8,
                         .native = 7});
  diagnostics.add_error({.sqlstate = "HY000", .message = "ours"});
  BOOST_REQUIRE(diagnostics.records().size() == 3U);
  BOOST_TEST(diagnostics.records()[0].message ==
             "[Pillion][PostgreSQL]no table (at character 8)\nDETAIL: d\nHINT: h");
  BOOST_TEST(diagnostics.records()[1].message == "[Pillion]ours");
  BOOST_TEST(diagnostics.records()[2].message == "[Pillion]a notice");
  diagnostics.clear();
  BOOST_TEST(diagnostics.empty());
  BOOST_TEST(class_origin("IM001") == "ODBC 3.0");
  BOOST_TEST(subclass_origin("HY010") == "ISO 9075");
  BOOST_TEST(subclass_origin("HYT00") == "ODBC 3.0");
}

BOOST_AUTO_TEST_SUITE_END()
