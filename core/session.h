// What the layers above need of a live connection: run a read-only query, describe one, cancel.
// The PostgreSQL and the SQLite session implement it (session/); reflect/ uses the QueryRunner
// half alone. Nothing above session/ asks which of the two it has, except through dialect().
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace pillion {

using Oid = std::uint32_t;  // PostgreSQL's object identifier; SQLite types are mapped to one

enum class Dialect : std::uint8_t { kPostgres, kSqlite };
enum class Format : std::int16_t { kText = 0, kBinary = 1 };  // the wire protocol's format codes

// One column of a result, as the server describes it.
struct ResultColumn {
  std::string name;
  Oid type = 0;
  std::int32_t type_modifier = -1;  // -1: none
  std::int16_t type_size = -1;      // bytes; negative: variable
  Oid table = 0;                    // 0: not a plain column of a table
  std::int16_t table_column = 0;    // attribute number in that table, from 1
  Format format = Format::kText;    // how the cells of this result are written
};

// One value on the wire. Points into the result it came from and lives as long.
struct Cell {
  const char* data = nullptr;  // nullptr: SQL NULL
  std::int32_t size = 0;       // bytes; text is not counted on to end in NUL
  bool is_null() const { return data == nullptr; }
};

// A message the server sent beside the result (NOTICE, WARNING, ...).
struct Notice {
  Sqlstate sqlstate;
  std::string message;
  std::shared_ptr<const MessageFields> fields;  // its detail and hint too; nullptr: none
};

// A result, or one page of it; immutable. Rows and columns count from 0. Safe to read from
// several threads, and independent of the connection once made.
class ResultSet {
 public:
  ResultSet() = default;
  ResultSet(const ResultSet&) = delete;
  ResultSet& operator=(const ResultSet&) = delete;
  virtual ~ResultSet() = default;

  virtual const std::vector<ResultColumn>& columns() const = 0;
  virtual std::int64_t row_count() const = 0;
  virtual Cell cell(std::int64_t row, int column) const = 0;
  // The first cells of a row, as many as there is room for: cheaper than one by one.
  virtual void read_row(std::int64_t row, std::span<Cell> cells) const {
    for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = cell(row, static_cast<int>(i));
  }
  virtual std::span<const Notice> notices() const { return {}; }
};

// A value for a parameter marker; no value is NULL. type 0 lets the server infer the type.
struct Parameter {
  Oid type = 0;
  Format format = Format::kText;
  std::optional<std::string> value;
};

// A setting of the server for the time of one statement, as SET LOCAL would set it.
struct Setting {
  std::string name;
  std::string value;
  bool operator==(const Setting&) const = default;
};

// Takes rows while they arrive, so that a large result is never held whole. Called in the thread
// of run(), which holds the host's connection meanwhile. An error stops the statement.
class RowSink {
 public:
  RowSink() = default;
  RowSink(const RowSink&) = delete;
  RowSink& operator=(const RowSink&) = delete;
  virtual ~RowSink() = default;

  virtual Status begin(const std::vector<ResultColumn>& columns) = 0;  // once, before any row
  virtual Status row(std::span<const Cell> cells) = 0;
};

// One statement to run. The text has PostgreSQL's $1..$n as markers, in both dialects.
struct Query {
  std::string_view text;
  std::span<const Parameter> parameters;
  std::chrono::milliseconds timeout{0};  // 0: the lease's own limit only
  // How values are to be written: none: as the driver reads them best; one: all of them in this
  // form; else one for each column. An SQLite session writes as it does.
  std::span<const Format> formats;
  std::span<const Setting> settings;  // names and values that the caller vouches for
  // Where rows go; the ResultSet then has none, and with `formats` no columns either.
  RowSink* sink = nullptr;
};

// The rest of a result that is read by pages: it waits in a cursor of the server's, and between
// the pages the connection is the host's own. For one thread at a time. Closed when destroyed;
// where the host cannot be reached then, before the next statement on its connection.
class Cursor {
 public:
  Cursor() = default;
  Cursor(const Cursor&) = delete;
  Cursor& operator=(const Cursor&) = delete;
  virtual ~Cursor() = default;

  // The next rows, at most `count`. 24000: the host has ended the transaction that the cursor was
  // opened in, or closed it; or an earlier page failed.
  virtual Result<std::unique_ptr<ResultSet>> fetch(std::int64_t count,
                                                   std::chrono::milliseconds timeout) = 0;
  virtual bool at_end() const = 0;
};

struct OpenedResult {
  std::unique_ptr<ResultSet> first;
  std::unique_ptr<Cursor> rest;  // nullptr: `first` is all
};

struct Paging {
  std::int64_t rows = 0;  // of one page; at least 1
  // Buffers the whole result where it is not longer than a page; a longer one is stopped, and
  // started again as a cursor.
  bool buffer_first = false;
};

class QueryRunner {
 public:
  QueryRunner() = default;
  QueryRunner(const QueryRunner&) = delete;
  QueryRunner& operator=(const QueryRunner&) = delete;
  virtual ~QueryRunner() = default;

  virtual Dialect dialect() const = 0;
  // Runs one read-only statement under the guard, and buffers its whole result.
  virtual Result<std::unique_ptr<ResultSet>> run(const Query& query) = 0;
};

// What the server says of a statement it has not run.
struct Description {
  std::vector<ResultColumn> columns;  // empty: returns no rows
  std::vector<Oid> parameter_types;
};

// What a guest may ask about the connection it rides on. Empty where there is no such thing.
struct SessionInfo {
  std::string database;
  std::string user;  // the session's current role
  std::string server_host;
  std::string server_name;                 // "PostgreSQL" or "SQLite"
  std::string server_version;              // as the server spells it: "15.18"
  std::int32_t server_version_number = 0;  // PQserverVersion's form: 150018
  std::string time_zone;                   // of the session, for showing timestamptz
  std::string search_path;
  // What a server tells each client by itself (the protocol's ParameterStatus). Another object
  // where a value has changed; nullptr: nothing is told.
  std::shared_ptr<const std::vector<Setting>> reported;
};

// All functions may be called from any thread; statements of one session run one at a time.
// After the lease ended, or its connection closed, each returns 08003.
class Session : public QueryRunner {
 public:
  // `parameter_types`: 0 where the server is to infer.
  virtual Result<Description> describe(std::string_view text, std::span<const Oid> parameter_types,
                                       std::span<const Setting> settings) = 0;
  Result<Description> describe(std::string_view text, std::span<const Oid> parameter_types) {
    return describe(text, parameter_types, {});
  }
  // Runs a statement of which no more than a page is held at a time. Buffered whole where no cursor
  // can be made: of EXPLAIN and SHOW, with `sink`, `formats` or `settings`, and in SQLite.
  virtual Result<OpenedResult> open(const Query& query, const Paging& /*paging*/) {
    PILLION_TRY(whole, run(query));
    return OpenedResult{.first = std::move(whole), .rest = nullptr};
  }
  // Asks the server to cancel the statement that runs now on behalf of `run` or `describe`; a
  // statement of the host itself is never touched. Success also when nothing runs.
  virtual Status cancel() = 0;
  // Whether the connection can be used, told without sending anything.
  virtual bool is_alive() = 0;
  // What the host is at, for a person to read, told without sending anything: "idle",
  // "in a transaction" ...; "busy" where it cannot be told now, empty where it never can.
  virtual std::string host_state() { return {}; }
  // As of now, without sending anything (database, user, version) or from the last run.
  virtual Result<SessionInfo> info() = 0;
  // Its `reported` alone, for who looks after every statement.
  virtual std::shared_ptr<const std::vector<Setting>> reported() {
    const Result<SessionInfo> known = info();
    return known ? known->reported : nullptr;
  }
};

}  // namespace pillion
