// Guests on SQLite: a file, and a host's own connection.
#include <atomic>
#include <chrono>
#include <filesystem>
#include <thread>

#include <sqlite3.h>
#include <unistd.h>

#include "core/type.h"
#include "support/host.h"

using namespace pillion;
using namespace pillion::test;

namespace {

// A database file that is gone when the test ends.
class File {
 public:
  explicit File(const char* sql) {
    sqlite3* database = nullptr;
    BOOST_REQUIRE(sqlite3_open(path_.c_str(), &database) == SQLITE_OK);
    char* why = nullptr;
    sqlite3_exec(database, sql, nullptr, nullptr, &why);
    BOOST_REQUIRE_MESSAGE(why == nullptr, why);
    sqlite3_close(database);
  }
  ~File() { std::filesystem::remove(path_); }
  const std::string& path() const { return path_; }

 private:
  const std::string path_ =
      std::filesystem::temp_directory_path() / ("pillion-" + std::to_string(getpid()) + ".sqlite3");
};

std::shared_ptr<Session> open(const File& file) {
  auto session = find_session("sqlite:" + file.path());
  BOOST_REQUIRE_MESSAGE(session, session.error().message);
  return *session;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sqlite)

BOOST_AUTO_TEST_CASE(a_file_is_read) {
  const File file(
      "CREATE TABLE t (id integer primary key, name varchar(20));"
      "INSERT INTO t VALUES (1, 'one'), (2, NULL)");
  const auto session = open(file);
  const auto result = run(*session, "SELECT name, id FROM t WHERE id <= $1 ORDER BY id",
                          {{.type = oid::kInt4, .value = "2"}});
  BOOST_REQUIRE_MESSAGE(result, result.error().message);
  BOOST_TEST((*result)->row_count() == 2);
  BOOST_TEST(text_of(**result, 0, 0) == "one");
  BOOST_TEST((*result)->cell(1, 0).is_null());
  BOOST_TEST((*result)->columns()[1].type == oid::kInt8);
  BOOST_TEST(((*result)->columns()[1].format == Format::kBinary));
  BOOST_TEST(state_of(*session, "DELETE FROM t") == "25006");
}

// The value of an integer or float cell, which is written in binary.
std::uint64_t bits_of(const ResultSet& result, int row, int column) {
  std::uint64_t bits = 0;
  for (const char byte : text_of(result, row, column))
    bits = bits << 8 | static_cast<unsigned char>(byte);
  return bits;
}

void check_column(const ResultSet& result, int column, Oid type, Format format) {
  const ResultColumn& found = result.columns()[static_cast<std::size_t>(column)];
  BOOST_TEST(found.type == type, found.name << " is of type " << found.type);
  BOOST_TEST((found.format == format), found.name);
}

BOOST_AUTO_TEST_CASE(django_types_come_as_postgresqls) {
  const File file(
      "CREATE TABLE t (id integer PRIMARY KEY, big bigint, small smallint, yes bool,"
      " name varchar(20), body text, price decimal, ratio real, at datetime, day date,"
      " hour time, data BLOB, uuid char(32), doc json);"
      "INSERT INTO t VALUES (1, 5000000000, -2, 1, 'n', 'b', 12.5, 1.25,"
      " '2024-05-06 07:08:09.123456', '2024-05-06', '07:08:09', x'00ff',"
      " '0123456789abcdef0123456789abcdef', '{}')");
  const auto result = run(*open(file), "SELECT * FROM t");
  BOOST_REQUIRE_MESSAGE(result, result.error().message);
  const ResultSet& rows = **result;
  struct Expected {
    Oid type;
    Format format;
    std::string text;  // empty: binary
  };
  const std::vector<Expected> expected = {
      {oid::kInt8, Format::kBinary, ""},
      {oid::kInt8, Format::kBinary, ""},
      {oid::kInt2, Format::kBinary, ""},
      {oid::kBool, Format::kBinary, ""},
      {oid::kVarchar, Format::kText, "n"},
      {oid::kText, Format::kText, "b"},
      {oid::kNumeric, Format::kText, "12.5"},
      {oid::kFloat8, Format::kBinary, ""},
      {oid::kTimestamp, Format::kText, "2024-05-06 07:08:09.123456"},
      {oid::kDate, Format::kText, "2024-05-06"},
      {oid::kTime, Format::kText, "07:08:09"},
      {oid::kBytea, Format::kBinary, ""},
      {oid::kUuid, Format::kText, "01234567-89ab-cdef-0123-456789abcdef"},
      {oid::kJson, Format::kText, "{}"},
  };
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const int column = static_cast<int>(i);
    check_column(rows, column, expected[i].type, expected[i].format);
    if (!expected[i].text.empty()) BOOST_TEST(text_of(rows, 0, column) == expected[i].text);
  }
  BOOST_TEST(bits_of(rows, 0, 0) == 1U);
  BOOST_TEST(bits_of(rows, 0, 1) == 5000000000U);
  BOOST_TEST(bits_of(rows, 0, 2) == 0xfffeU);
  BOOST_TEST(bits_of(rows, 0, 3) == 1U);
  BOOST_TEST(bits_of(rows, 0, 7) == 0x3ff4000000000000U);
  BOOST_TEST(bits_of(rows, 0, 11) == 0x00ffU);
}

BOOST_AUTO_TEST_CASE(a_column_that_breaks_its_declaration_says_what_it_holds) {
  const File file(
      "CREATE TABLE t (day date, yes bool, small smallint, at datetime, n integer);"
      "INSERT INTO t VALUES (20240506, 2, 70000, 'soon', 'word'), "
      "(NULL, NULL, NULL, '2024-05-06 00:00:00', 5)");
  const auto result = run(*open(file), "SELECT * FROM t");
  BOOST_REQUIRE(result);
  check_column(**result, 0, oid::kInt8, Format::kBinary);
  check_column(**result, 1, oid::kInt8, Format::kBinary);
  check_column(**result, 2, oid::kInt8, Format::kBinary);
  check_column(**result, 3, oid::kText, Format::kText);
  check_column(**result, 4, oid::kText, Format::kText);
  BOOST_TEST(bits_of(**result, 0, 2) == 70000U);
  BOOST_TEST(text_of(**result, 1, 4) == "5");
}

BOOST_AUTO_TEST_CASE(expressions_are_of_the_type_of_their_values) {
  const File file("");
  const auto result = run(*open(file),
                          "SELECT 1, 1.5, 'x', x'01', NULL, '' UNION ALL "
                          "SELECT 2, 3, 'y', x'', NULL, 'z'");
  BOOST_REQUIRE(result);
  check_column(**result, 0, oid::kInt8, Format::kBinary);
  check_column(**result, 1, oid::kFloat8, Format::kBinary);
  check_column(**result, 2, oid::kText, Format::kText);
  check_column(**result, 3, oid::kBytea, Format::kBinary);
  check_column(**result, 4, oid::kText, Format::kText);
  BOOST_TEST(bits_of(**result, 1, 1) == 0x4008000000000000U);
  BOOST_TEST(!(*result)->cell(1, 3).is_null());  // an empty blob and an empty text are not NULL
  BOOST_TEST(!(*result)->cell(0, 5).is_null());
}

BOOST_AUTO_TEST_CASE(parameters_are_bound_by_number_and_type) {
  const File file(
      "CREATE TABLE t (id integer, uuid char(32)); INSERT INTO t VALUES "
      "(7, '0123456789abcdef0123456789abcdef')");
  const auto session = open(file);
  const auto result =
      run(*session, "SELECT typeof($2), typeof($1), typeof($3), typeof($4), typeof($5), $1 + 1",
          {{.type = oid::kInt4, .value = "41"},
           {.type = oid::kFloat8, .format = Format::kBinary, .value = std::string(8, '\0')},
           {.type = oid::kBytea, .value = "\\x0001"},
           {.type = oid::kNumeric, .value = "1.50"},
           {.value = std::nullopt}});
  BOOST_REQUIRE_MESSAGE(result, result.error().message);
  const std::vector<std::string> types = {"real", "integer", "blob", "real", "null"};
  for (int i = 0; i < 5; ++i)
    BOOST_TEST(text_of(**result, 0, i) == types[static_cast<std::size_t>(i)]);
  BOOST_TEST(bits_of(**result, 0, 5) == 42U);
  const auto by_uuid = run(*session, "SELECT id FROM t WHERE uuid = $1",
                           {{.type = oid::kUuid, .value = "01234567-89AB-CDEF-0123-456789abcdef"}});
  BOOST_REQUIRE(by_uuid);
  BOOST_TEST((*by_uuid)->row_count() == 1);
  BOOST_TEST(
      run(*session, "SELECT $1", {{.type = oid::kInt4, .value = "x"}}).error().sqlstate.text() ==
      "22018");
  BOOST_TEST(state_of(*session, "SELECT $1") == "07002");
}

BOOST_AUTO_TEST_CASE(errors_have_sqlstates_and_positions) {
  const File file("CREATE TABLE t (id integer)");
  const auto session = open(file);
  BOOST_TEST(state_of(*session, "SELECT * FROM nowhere") == "42P01");
  BOOST_TEST(state_of(*session, "SELECT absent FROM t") == "42703");
  BOOST_TEST(state_of(*session, "SELECT nonsense(1)") == "42883");
  BOOST_TEST(state_of(*session, "SELECT abs(-9223372036854775808)") == "22003");
  BOOST_TEST(state_of(*session, "SELECT 1; SELECT 2") == "42601");
  BOOST_TEST(state_of(*session, "SELECT 1; -- no more\n ;") == "success");
  const auto wrong = run(*session, "SELECT '\u00e4' FROM t WHERE WHERE");
  BOOST_REQUIRE(!wrong);
  BOOST_TEST(wrong.error().sqlstate.text() == "42601");
  BOOST_TEST(wrong.error().position == 25);  // in characters
}

BOOST_AUTO_TEST_CASE(only_reading_passes) {
  const File file("CREATE TABLE t (id integer)");
  const auto session = open(file);
  for (const char* const text :
       {"INSERT INTO t VALUES (1)", "DELETE FROM t", "CREATE TABLE u (x)", "BEGIN", "COMMIT",
        "SAVEPOINT s", "PRAGMA journal_mode = wal", "ATTACH ':memory:' AS other", "VACUUM",
        "WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x", "", "  ", "-- nothing",
        "/* SELECT */ DROP TABLE t"})
    BOOST_TEST(state_of(*session, text) == "25006", text);
  for (const char* const text :
       {"select 1", "/* a */ -- b\n VALUES (1)", "EXPLAIN SELECT 1",
        "WITH x AS (SELECT 1) SELECT * FROM x", "SELECT * FROM pragma_table_xinfo('t')"})
    BOOST_TEST(state_of(*session, text) == "success", text);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_opened_is_08001) {
  for (const char* const name : {"sqlite:", "sqlite:/no/such/file", "sqlite:/",
                                 "sqlite:/etc/passwd", "sqlite:file:x?mode=memory"}) {
    const auto session = find_session(name);
    BOOST_REQUIRE_MESSAGE(!session, name);
    BOOST_TEST(session.error().sqlstate.text() == "08001", name);
    BOOST_TEST(!session.error().message.empty());
  }
}

constexpr const char* kEndless =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";

BOOST_AUTO_TEST_CASE(a_long_statement_times_out_or_is_cancelled) {
  const File file("");
  const auto session = open(file);
  BOOST_TEST(state_of(*session, kEndless, 50) == "HYT00");
  std::string outcome;
  std::atomic<bool> ended = false;
  std::thread running([&] {
    outcome = state_of(*session, kEndless);
    ended = true;
  });
  // A cancel that comes before the statement runs cancels nothing: it is sent until one has met it.
  do {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    BOOST_TEST(session->cancel().has_value());
  } while (!ended);
  running.join();
  BOOST_TEST(outcome == "HY008");
  BOOST_TEST(state_of(*session, "SELECT 1") == "success");
}

// A host's own handle: its transaction, its half-read statement, its hooks.
struct SqliteHost {
  sqlite3* handle = nullptr;
  char token[PILLION_TOKEN_SIZE] = {};

  SqliteHost() {
    BOOST_REQUIRE(sqlite3_open(":memory:", &handle) == SQLITE_OK);
    exec("CREATE TABLE t (id integer); INSERT INTO t VALUES (1), (2), (3)");
    BOOST_REQUIRE(pillion_lend_sqlite(handle, nullptr, token) == PILLION_OK);
  }
  ~SqliteHost() {
    pillion_reclaim(token);
    sqlite3_close(handle);
  }
  SqliteHost(const SqliteHost&) = delete;
  SqliteHost& operator=(const SqliteHost&) = delete;
  void exec(const char* sql) const {
    BOOST_REQUIRE(sqlite3_exec(handle, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
  }
};

BOOST_AUTO_TEST_CASE(a_lent_handle_is_left_as_it_was) {
  const SqliteHost host;
  host.exec("BEGIN; INSERT INTO t VALUES (4)");
  const auto session = *find_session(host.token);
  const auto result = run(*session, "SELECT count(*) FROM t");
  BOOST_REQUIRE(result);
  BOOST_TEST(bits_of(**result, 0, 0) == 4U);
  BOOST_TEST(state_of(*session, "INSERT INTO t VALUES (5)") == "25006");
  BOOST_TEST(state_of(*session, "COMMIT") == "25006");
  BOOST_TEST(sqlite3_get_autocommit(host.handle) == 0);
  host.exec("ROLLBACK");
  BOOST_TEST(bits_of(**run(*session, "SELECT count(*) FROM t"), 0, 0) == 3U);
  BOOST_TEST(sqlite3_get_autocommit(host.handle) == 1);
}

BOOST_AUTO_TEST_CASE(a_lent_handles_progress_handler_stays_the_hosts) {
  const SqliteHost host;
  int looks = 0;
  sqlite3_progress_handler(
      host.handle, 10, [](void* count) { return ++*static_cast<int*>(count), 0; }, &looks);
  const auto session = *find_session(host.token);
  BOOST_TEST(state_of(*session, "SELECT * FROM t AS a, t AS b, t AS c", 10'000) == "success");
  looks = 0;
  host.exec("SELECT * FROM t AS a, t AS b, t AS c");
  BOOST_TEST(looks > 0);
}

BOOST_AUTO_TEST_CASE(a_hosts_half_read_statement_is_not_interrupted) {
  const SqliteHost host;
  sqlite3_stmt* half_read = nullptr;
  BOOST_REQUIRE(sqlite3_prepare_v2(host.handle, "SELECT id FROM t", -1, &half_read, nullptr) == 0);
  BOOST_TEST(sqlite3_step(half_read) == SQLITE_ROW);
  const auto session = *find_session(host.token);
  std::atomic<bool> over{false};
  std::thread canceller([&] {
    while (!over) static_cast<void>(session->cancel());
  });
  for (int i = 0; i < 200; ++i)
    state_of(*session,
             "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 500) "
             "SELECT i FROM n");
  over = true;
  canceller.join();
  BOOST_TEST(sqlite3_step(half_read) == SQLITE_ROW);
  BOOST_TEST(sqlite3_step(half_read) == SQLITE_ROW);
  BOOST_TEST(sqlite3_step(half_read) == SQLITE_DONE);
  sqlite3_finalize(half_read);
}

BOOST_AUTO_TEST_CASE(a_reclaimed_sqlite_lease_answers_08003) {
  std::shared_ptr<Session> session;
  {
    const SqliteHost host;
    session = *find_session(host.token);
    BOOST_TEST(session->is_alive());
  }
  BOOST_TEST(state_of(*session, "SELECT 1") == "08003");
  BOOST_TEST(!session->is_alive());
  BOOST_TEST(!session->info());
}

BOOST_AUTO_TEST_SUITE_END()
