#include "session/sqlite_session.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include "core/type.h"
#include "session/sqlite_result.h"
#include "session/sqlite_statement.h"

namespace pillion {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr int kProgressSteps = 2'000;  // virtual machine steps between two looks at the clock

milliseconds shorter(milliseconds a, milliseconds b) {
  if (a.count() <= 0) return b;
  return b.count() <= 0 ? a : std::min(a, b);
}

// Ends a statement that runs too long. On a connection of our own SQLite calls back while it
// works; a host's connection has one such slot, which is the host's and cannot be read, so there
// the clock is looked at between rows alone.
class Deadline {
 public:
  Deadline(const SqliteLease& lease, milliseconds limit) : lease_(lease), limit_(limit) {
    if (is_set() && lease_.is_own())
      sqlite3_progress_handler(lease_.connection(), kProgressSteps, &Deadline::look, this);
  }
  ~Deadline() {
    if (is_set() && lease_.is_own())
      sqlite3_progress_handler(lease_.connection(), 0, nullptr, nullptr);
  }
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

  bool has_passed() const { return is_set() && Clock::now() - start_ >= limit_; }

 private:
  bool is_set() const { return limit_.count() > 0; }
  static int look(void* self) { return static_cast<Deadline*>(self)->has_passed() ? 1 : 0; }

  const SqliteLease& lease_;
  const milliseconds limit_;
  const Clock::time_point start_ = Clock::now();
};

Status read_rows(const SqliteStatement& statement, const Lease::Use& use, const Deadline& deadline,
                 SqliteResultBuilder& rows) {
  while (true) {
    const int code = sqlite3_step(statement.get());
    if (code == SQLITE_DONE) return {};
    if (code == SQLITE_ROW && !deadline.has_passed() && !use.cancel_requested()) {
      rows.add_row(statement.get());
      continue;
    }
    if (use.cancel_requested()) return fail("HY008", "The statement was cancelled.");
    if (deadline.has_passed()) return fail("HYT00", "The statement took longer than its timeout.");
    return fail(statement.error(sqlite3_extended_errcode(sqlite3_db_handle(statement.get()))));
  }
}

}  // namespace

Result<std::unique_ptr<ResultSet>> SqliteSession::run(const Query& query) {
  if (query.sink != nullptr)
    return fail("HYC00", "An SQLite session gives its rows in one piece. Read the result itself.");
  PILLION_TRY(use, lease_->use(this));
  PILLION_TRY(statement, SqliteStatement::prepare(lease_->connection(), query.text));
  PILLION_CHECK(statement.bind(query.parameters));
  SqliteResultBuilder rows(statement.columns());
  const Deadline deadline(*lease_, shorter(query.timeout, lease_->options().statement_timeout));
  lease_->allow_interrupt(lease_->is_own() || !statement.has_company());
  use.allow_cancel();
  const Status read = read_rows(statement, use, deadline, rows);
  // Before the statement is reset: an interrupt after that could meet the host's next one.
  use.forbid_cancel();
  PILLION_CHECK(read);
  return rows.finish();
}

Result<Description> SqliteSession::describe(std::string_view text,
                                            std::span<const Oid> parameter_types,
                                            std::span<const Setting> /*settings*/) {
  PILLION_TRY(use, lease_->use(this));
  PILLION_TRY(statement, SqliteStatement::prepare(lease_->connection(), text));
  Description description{.columns = statement.columns()};
  // What an expression gives shows when it is run.
  for (ResultColumn& column : description.columns)
    if (column.type == 0) column.type = oid::kText;
  for (int i = 0; i < statement.parameter_count(); ++i) {
    const auto at = static_cast<std::size_t>(i);
    const bool given = at < parameter_types.size() && parameter_types[at] != 0;
    description.parameter_types.push_back(given ? parameter_types[at] : oid::kText);
  }
  return description;
}

Result<SessionInfo> SqliteSession::info() {
  PILLION_TRY(use, lease_->use(this));
  const char* const file = sqlite3_db_filename(lease_->connection(), "main");
  return SessionInfo{.database = file != nullptr ? file : "",
                     .server_name = "SQLite",
                     .server_version = sqlite3_libversion(),
                     .server_version_number = sqlite3_libversion_number(),
                     .time_zone = "UTC",
                     .search_path = "main"};
}

}  // namespace pillion
