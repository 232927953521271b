// Guests on SQLite: a file, and a host's own connection.
#include <filesystem>
#include <fstream>

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

BOOST_AUTO_TEST_SUITE_END()
