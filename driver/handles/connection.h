// The connection handle. What its statements need of a connection is in Link, which they share, so
// a statement never waits for the connection's lock.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "driver/handles/connection_string.h"
#include "driver/handles/environment.h"
#include "guest/guest.h"

namespace pillion {

// An open connection: immutable but for the guest, which is safe to use from several threads.
struct Link {
  std::unique_ptr<Guest> guest;
  ConnectionOptions options;
  std::string server;  // "PostgreSQL" or "SQLite"
};

// Attributes that a statement begins with (SQLSetConnectAttr of a statement attribute, ODBC 2).
struct StatementDefaults {
  SQLULEN query_timeout = 0;
  SQLULEN max_rows = 0;
  SQLULEN max_length = 0;
  SQLULEN noscan = SQL_NOSCAN_OFF;
  SQLULEN metadata_id = SQL_FALSE;
};

class Connection : public Handle {
 public:
  static constexpr HandleKind kKind = HandleKind::kConnection;
  explicit Connection(std::shared_ptr<Environment> environment)
      : environment_(std::move(environment)) {}

  // 08002 where it is connected, 08001 where the string is wrong, 08003 where the lease is over.
  Status connect(std::string_view connection_string);
  Status connect_to_dsn(std::string_view dsn);
  // SQLBrowseConnect: connects where the string says enough; true: Session is missing.
  Result<bool> browse(std::string_view connection_string);
  Status disconnect();

  bool is_connected() const { return link_ != nullptr; }
  // 08003 where there is no connection.
  Result<std::shared_ptr<Link>> require_connected() const;
  bool is_odbc2() const { return environment_->is_odbc2(); }
  const std::shared_ptr<Environment>& environment() const { return environment_; }

  // Handles allocated on this connection, which end with it.
  void add_child(const Handle& child);
  void remove_child(const Handle& child);
  bool has_children();

  std::string completed_string() const;  // SQLDriverConnect's output

  // Attributes that are kept and told, and change nothing: the transaction is the host's.
  SQLUINTEGER access_mode = SQL_MODE_READ_ONLY;
  SQLUINTEGER autocommit = SQL_AUTOCOMMIT_ON;
  SQLUINTEGER login_timeout = 0;
  SQLUINTEGER connection_timeout = 0;
  SQLUINTEGER transaction_isolation = SQL_TXN_READ_COMMITTED;
  SQLUINTEGER packet_size = 0;
  SQLPOINTER quiet_mode = nullptr;
  StatementDefaults statement_defaults;

 private:
  Status open(std::vector<KeyValue> pairs);

  std::shared_ptr<Environment> environment_;
  std::shared_ptr<Link> link_;
  std::vector<KeyValue> pairs_;    // as the user gave them
  std::vector<KeyValue> browsed_;  // by SQLBrowseConnect so far
  std::mutex children_lock_;
  std::map<Slot*, const Handle*> children_;
};

}  // namespace pillion
