// bench_catalog CASE ROUNDS OUR_LIBRARY PSQLODBC_LIBRARY
//
// What reflection and the catalog functions cost on a large schema, which bench/catalog.py makes.
// Prints one JSON object: what each round took, by peer, in milliseconds (memory: in megabytes).
//
//   load           a new snapshot, against its catalog query through libpq, every value touched
//   all-columns    SQLColumns of every table, all 18 columns bound, against psqlODBC
//   one-table      SQLColumns of one table after another
//   after-a-pause  the same, so late that the schema has to be looked at again
//   memory         what a snapshot keeps; and at most, while it is made
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include <libpq-fe.h>
#include <malloc.h>
#include <sql.h>
#include <sqlext.h>

#include "reflect/postgres_catalog.h"
#include "session/pillion.h"

namespace bench {
namespace {

constexpr int kTables = 10000;
constexpr int kTablesPerRound = 200;
constexpr std::chrono::milliseconds kPause{3};

using Samples = std::map<std::string, std::vector<double>>;

[[noreturn]] void give_up(const std::string& why) {
  std::fprintf(stderr, "%s\n", why.c_str());
  std::exit(1);
}

double milliseconds(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

PGconn* connect() {
  PGconn* connection = PQconnectdb("");
  if (PQstatus(connection) != CONNECTION_OK) give_up(PQerrorMessage(connection));
  return connection;
}

std::string environment(const char* name) {
  const char* const value = std::getenv(name);
  return value != nullptr ? value : "";
}

// A connection that is lent, and its token.
struct Host {
  Host() {
    token.resize(PILLION_TOKEN_SIZE);
    if (pillion_lend(connection, nullptr, token.data()) != PILLION_OK) give_up(pillion_error());
    token.resize(token.find('\0'));
  }
  void reflect() const {
    if (pillion_reflect(token.c_str(), 1) != PILLION_OK) give_up(pillion_error());
  }
  PGconn* connection = connect();
  std::string token;
};

// What a program without a driver would do: the same query, and a look at every value.
std::uint64_t read_catalog(PGconn* connection) {
  PGresult* const result = PQexecParams(connection, pillion::postgres_catalog_query().c_str(), 0,
                                        nullptr, nullptr, nullptr, nullptr, 1);
  if (PQresultStatus(result) != PGRES_TUPLES_OK) give_up(PQerrorMessage(connection));
  std::uint64_t sum = 0;
  const int rows = PQntuples(result), columns = PQnfields(result);
  for (int row = 0; row < rows; ++row) {
    for (int column = 0; column < columns; ++column) {
      const char* const value = PQgetvalue(result, row, column);
      for (int i = 0; i < PQgetlength(result, row, column); ++i) {
        sum += static_cast<unsigned char>(value[i]);
      }
    }
  }
  PQclear(result);
  return sum;
}

// SQLColumns of a driver, with every column bound as text.
class ColumnReader {
 public:
  explicit ColumnReader(std::string connection_string) {
    SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, &environment_);
    SQLSetEnvAttr(environment_, SQL_ATTR_ODBC_VERSION, reinterpret_cast<SQLPOINTER>(SQL_OV_ODBC3),
                  0);  // NOLINT: ODBC's own idiom
    SQLAllocHandle(SQL_HANDLE_DBC, environment_, &connection_);
    check(SQL_HANDLE_DBC, connection_,
          SQLDriverConnect(connection_, nullptr, text(connection_string), SQL_NTS, nullptr, 0,
                           nullptr, SQL_DRIVER_NOPROMPT));
    SQLAllocHandle(SQL_HANDLE_STMT, connection_, &statement_);
    // NOLINTNEXTLINE: ODBC passes integers as pointers
    SQLSetStmtAttr(statement_, SQL_ATTR_ROW_ARRAY_SIZE, reinterpret_cast<SQLPOINTER>(kRowset), 0);
    SQLSetStmtAttr(statement_, SQL_ATTR_ROWS_FETCHED_PTR, &fetched_, 0);
    for (SQLUSMALLINT i = 0; i < kColumns; ++i) {
      SQLBindCol(statement_, i + 1, SQL_C_CHAR, cells_[i].data(), kCellBytes, lengths_[i].data());
    }
  }
  ColumnReader(const ColumnReader&) = delete;
  ColumnReader& operator=(const ColumnReader&) = delete;
  ~ColumnReader() {
    SQLFreeHandle(SQL_HANDLE_STMT, statement_);
    SQLDisconnect(connection_);
    SQLFreeHandle(SQL_HANDLE_DBC, connection_);
    SQLFreeHandle(SQL_HANDLE_ENV, environment_);
  }

  // Returns the number of rows. An empty table is every table.
  std::uint64_t read(std::string schema, std::string table) {
    check(SQL_HANDLE_STMT, statement_,
          SQLColumns(statement_, nullptr, 0, text(schema), SQL_NTS,
                     table.empty() ? nullptr : text(table), SQL_NTS, nullptr, 0));
    std::uint64_t rows = 0;
    for (SQLRETURN code; (code = SQLFetch(statement_)) != SQL_NO_DATA;) {
      check(SQL_HANDLE_STMT, statement_, code);
      rows += fetched_;
    }
    SQLFreeStmt(statement_, SQL_CLOSE);
    return rows;
  }

 private:
  static constexpr SQLULEN kRowset = 1000;
  static constexpr SQLLEN kCellBytes = 128;
  static constexpr SQLUSMALLINT kColumns = 18;

  static SQLCHAR* text(std::string& value) { return reinterpret_cast<SQLCHAR*>(value.data()); }
  static void check(SQLSMALLINT kind, SQLHANDLE handle, SQLRETURN code) {
    if (SQL_SUCCEEDED(code)) return;
    std::array<SQLCHAR, 1024> message{};
    SQLGetDiagRec(kind, handle, 1, nullptr, nullptr, message.data(), message.size(), nullptr);
    give_up(reinterpret_cast<char*>(message.data()));
  }

  SQLHENV environment_ = nullptr;
  SQLHDBC connection_ = nullptr;
  SQLHSTMT statement_ = nullptr;
  SQLULEN fetched_ = 0;
  std::vector<std::vector<char>> cells_ =
      std::vector<std::vector<char>>(kColumns, std::vector<char>(kRowset* kCellBytes));
  std::vector<std::vector<SQLLEN>> lengths_ =
      std::vector<std::vector<SQLLEN>>(kColumns, std::vector<SQLLEN>(kRowset));
};

std::string table_name(int number) {
  return "t" + std::to_string(1 + number % kTables);
}

Samples load(int rounds) {
  const Host host;
  PGconn* const plain = connect();
  PQclear(PQexec(plain, "SET jit = off"));
  host.reflect();
  read_catalog(plain);
  Samples samples;
  for (int round = 0; round < rounds; ++round) {
    samples["pillion"].push_back(milliseconds([&] { host.reflect(); }));
    samples["libpq"].push_back(milliseconds([&] { read_catalog(plain); }));
  }
  return samples;
}

using Readers = std::map<std::string, ColumnReader*>;

Samples all_columns(const Readers& readers, int rounds) {
  Samples samples;
  for (int round = -1; round < rounds; ++round) {
    for (const auto& [name, reader] : readers) {
      std::uint64_t rows = 0;
      const double took = milliseconds([&] { rows = reader->read("big", ""); });
      if (rows < kTables * 10) give_up(name + ": columns are missing");
      if (round >= 0) samples[name].push_back(took);
    }
  }
  return samples;
}

Samples one_table(const Readers& readers, int rounds, std::chrono::milliseconds pause) {
  Samples samples;
  int number = 0;
  for (int round = -1; round < rounds; ++round) {
    for (const auto& [name, reader] : readers) {
      double took = 0;
      for (int i = 0; i < kTablesPerRound; ++i) {
        if (pause.count() > 0) std::this_thread::sleep_for(pause);
        const std::string table = table_name(number += 7);
        std::uint64_t rows = 0;
        took += milliseconds([&] { rows = reader->read("big", table); });
        if (rows < 10) give_up(name + ": columns are missing");
      }
      if (round >= 0) samples[name].push_back(took / kTablesPerRound);
    }
  }
  return samples;
}

double megabytes(std::size_t bytes) {
  return static_cast<double>(bytes) / 1e6;
}

std::size_t status_bytes(const std::string& field) {
  std::ifstream status("/proc/self/status");
  std::string line;
  while (std::getline(status, line)) {
    if (line.starts_with(field)) return std::stoul(line.substr(field.size())) * 1024;
  }
  give_up("/proc/self/status has no " + field);
}

Samples memory() {
  const Host host;
  malloc_trim(0);
  const std::size_t before = mallinfo2().uordblks, resident = status_bytes("VmRSS:");
  host.reflect();
  const std::size_t after = mallinfo2().uordblks;
  return {{"pillion", {megabytes(after - before)}},
          {"at most", {megabytes(status_bytes("VmHWM:") - resident)}}};
}

void print(const Samples& samples) {
  std::string text;
  for (const auto& [peer, values] : samples) {
    text += text.empty() ? "{" : ", ";
    text += '"' + peer + "\": [";
    for (std::size_t i = 0; i < values.size(); ++i) {
      text += (i == 0 ? "" : ", ") + std::to_string(values[i]);
    }
    text += ']';
  }
  std::printf("%s}\n", text.c_str());
}

Samples run(const std::string& name, int rounds, const std::string& ours,
            const std::string& psqlodbc) {
  if (name == "load") return load(rounds);
  if (name == "memory") return memory();
  const Host host;
  host.reflect();
  ColumnReader our_reader("Driver=" + ours + ";Session=" + host.token);
  ColumnReader their_reader("Driver=" + psqlodbc + ";Servername=" + environment("PGHOST") +
                            ";Port=" + environment("PGPORT") + ";Database=" +
                            environment("PGDATABASE") + ";Username=" + environment("PGUSER"));
  const Readers readers = {{"pillion", &our_reader}, {"psqlodbc", &their_reader}};
  if (name == "all-columns") return all_columns(readers, rounds);
  if (name == "one-table") return one_table(readers, rounds, std::chrono::milliseconds{0});
  if (name == "after-a-pause") return one_table(readers, rounds, kPause);
  give_up("no such case: " + name);
}

}  // namespace
}  // namespace bench

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fprintf(stderr,
                 "usage: bench_catalog load|all-columns|one-table|after-a-pause|memory ROUNDS "
                 "OUR_LIBRARY PSQLODBC_LIBRARY\n");
    return 2;
  }
  bench::print(bench::run(argv[1], std::atoi(argv[2]), argv[3], argv[4]));
  return 0;
}
