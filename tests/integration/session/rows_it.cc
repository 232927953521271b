// What a client of the wire protocol asks of a session beyond ODBC: rows as they come, a format
// for each column, settings of its own.
#include <chrono>
#include <new>

#include "support/host.h"

using namespace pillion;
using namespace pillion::test;

namespace {

struct Collector final : RowSink {
  std::vector<ResultColumn> columns;
  std::vector<std::vector<std::string>> rows;
  std::size_t limit = 1'000'000;
  bool out_of_memory = false;  // at the limit

  Status begin(const std::vector<ResultColumn>& given) override {
    columns = given;
    return {};
  }
  Status row(std::span<const Cell> cells) override {
    if (rows.size() == limit && out_of_memory) throw std::bad_alloc();
    if (rows.size() == limit) return fail("54000", "enough");
    std::vector<std::string> values;
    for (const Cell& cell : cells)
      values.push_back(
          cell.is_null() ? "NULL" : std::string(cell.data, static_cast<std::size_t>(cell.size)));
    rows.push_back(std::move(values));
    return {};
  }
};

constexpr Format kText[] = {Format::kText};

}  // namespace

BOOST_AUTO_TEST_SUITE(rows)

BOOST_AUTO_TEST_CASE(rows_come_in_order_and_the_host_stays_as_it_was) {
  const HostConnection host = connect_host();
  const Lent lent(host.get());
  const auto session = lent.session();
  for (const bool in_transaction : {false, true}) {
    if (in_transaction) host_sql(host.get(), "BEGIN");
    Collector got;
    const auto result =
        session->run({.text = "SELECT g, nullif(g, 2) FROM generate_series(1, 700) g",
                      .formats = kText,
                      .sink = &got});
    BOOST_REQUIRE_MESSAGE(result, result.error().message);
    BOOST_REQUIRE_EQUAL(got.rows.size(), 700U);
    BOOST_TEST(got.rows[1][0] == "2");
    BOOST_TEST(got.rows[1][1] == "NULL");
    BOOST_TEST(got.rows[699][0] == "700");
    BOOST_TEST((*result)->row_count() == 0);
  }
  BOOST_TEST(PQtransactionStatus(host.get()) == PQTRANS_INTRANS);
  BOOST_TEST(host_sql(host.get(), "SELECT 5") == "5");
}

BOOST_AUTO_TEST_CASE(a_result_without_rows_has_columns) {
  const HostConnection host = connect_host();
  const Lent lent(host.get());
  Collector got;
  BOOST_REQUIRE(
      lent.session()->run({.text = "SELECT 1 AS a WHERE false", .formats = kText, .sink = &got}));
  BOOST_REQUIRE_EQUAL(got.columns.size(), 1U);
  BOOST_TEST(got.columns[0].name == "a");
  BOOST_TEST(got.rows.empty());
}

BOOST_AUTO_TEST_CASE(a_sink_that_has_enough_stops_the_statement) {
  const HostConnection host = connect_host();
  const Lent lent(host.get());
  host_sql(host.get(), "BEGIN");
  Collector got;
  got.limit = 10;
  const auto result = lent.session()->run(
      {.text = "SELECT g FROM generate_series(1, 100000000) g", .formats = kText, .sink = &got});
  BOOST_REQUIRE(!result);
  BOOST_TEST(result.error().sqlstate.text() == "54000");
  BOOST_TEST(PQtransactionStatus(host.get()) == PQTRANS_INTRANS);
  BOOST_TEST(host_sql(host.get(), "SELECT 5") == "5");
}

BOOST_AUTO_TEST_CASE(a_sink_without_memory_leaves_the_host_as_it_was) {
  const HostConnection host = connect_host();
  const Lent lent(host.get());
  for (const bool in_transaction : {false, true}) {
    if (in_transaction) host_sql(host.get(), "BEGIN");
    Collector got;
    got.limit = 10;
    got.out_of_memory = true;
    const auto result = lent.session()->run(
        {.text = "SELECT g FROM generate_series(1, 100000000) g", .formats = kText, .sink = &got});
    BOOST_REQUIRE(!result);
    BOOST_TEST(result.error().sqlstate.text() == "HY001");
    BOOST_TEST(got.rows.size() == 10U);
    BOOST_TEST(host_sql(host.get(), "SELECT 5") == "5");
  }
  BOOST_TEST(PQtransactionStatus(host.get()) == PQTRANS_INTRANS);
}

// The rows before the end of its time are there already when the server says that it is over.
BOOST_AUTO_TEST_CASE(a_time_limit_ends_a_statement_in_the_middle_of_its_rows) {
  const HostConnection host = connect_host();
  const Lent lent(host.get());
  for (const bool in_transaction : {false, true}) {
    if (in_transaction) host_sql(host.get(), "BEGIN");
    Collector got;
    const auto start = std::chrono::steady_clock::now();
    const auto result =
        lent.session()->run({.text = "SELECT g, CASE WHEN g > 3000 THEN pg_sleep(60)::text END"
                                     " FROM generate_series(1, 5000) g",
                             .timeout = std::chrono::milliseconds(300),
                             .formats = kText,
                             .sink = &got});
    BOOST_REQUIRE(!result);
    BOOST_TEST(result.error().sqlstate.text() == "HYT00");
    BOOST_TEST((std::chrono::steady_clock::now() - start < std::chrono::seconds(20)));
    BOOST_TEST(got.rows.size() > 0U);
    BOOST_TEST(got.rows.size() <= 3000U);
    BOOST_TEST(host_sql(host.get(), "SELECT 5") == "5");
  }
  BOOST_TEST(PQtransactionStatus(host.get()) == PQTRANS_INTRANS);
}

BOOST_AUTO_TEST_CASE(each_column_comes_in_the_format_asked_for) {
  const HostConnection host = connect_host();
  const Lent lent(host.get());
  Collector got;
  constexpr Format kWanted[] = {Format::kBinary, Format::kText, Format::kText, Format::kText};
  const auto result = lent.session()->run(
      {.text = "SELECT 1::int4 AS a, 1.50::numeric AS b, NULL::date AS c, true AS d -- the end;",
       .formats = kWanted,
       .sink = &got});
  BOOST_REQUIRE_MESSAGE(result, result.error().message);
  BOOST_REQUIRE_EQUAL(got.rows.size(), 1U);
  BOOST_TEST(got.rows[0][0] == std::string("\0\0\0\1", 4));
  BOOST_TEST(got.rows[0][1] == "1.50");
  BOOST_TEST(got.rows[0][2] == "NULL");
  BOOST_TEST(got.rows[0][3] == "t");
  BOOST_TEST(got.columns[1].type == 1700U);
  BOOST_TEST(got.columns[1].name == "b");
  BOOST_TEST((got.columns[1].format == Format::kText));
}

BOOST_AUTO_TEST_CASE(settings_of_a_guest_hold_for_its_statement_alone) {
  const HostConnection host = connect_host();
  const Lent lent(host.get());
  const auto session = lent.session();
  const std::vector<Setting> settings = {{"DateStyle", "German"}, {"TimeZone", "Asia/Tokyo"}};
  for (const bool in_transaction : {false, true}) {
    if (in_transaction) host_sql(host.get(), "BEGIN");
    Collector got;
    const auto result =
        session->run({.text = "SELECT date '2024-12-31', current_setting('TimeZone')",
                      .formats = kText,
                      .settings = settings,
                      .sink = &got});
    BOOST_REQUIRE_MESSAGE(result, result.error().message);
    BOOST_TEST(got.rows.at(0)[0] == "31.12.2024");
    BOOST_TEST(got.rows.at(0)[1] == "Asia/Tokyo");
    BOOST_TEST(host_sql(host.get(), "SELECT date '2024-12-31'") == "2024-12-31");
  }
}

BOOST_AUTO_TEST_SUITE_END()
