// For Pillion's own command, which has no host beside it: opens a connection with the system's
// libpq and lends it, as a host would. The driver never opens one.
#pragma once

#include <memory>
#include <string>

#include "core/result.h"
#include "session/pillion.h"

namespace pillion {

class Libpq;

class OwnConnection {
 public:
  // `conninfo` as libpq reads it: "dbname=shop host=/run/postgresql"; `limits`: those of the lease,
  // or nullptr. 08001 says why not.
  static Result<std::unique_ptr<OwnConnection>> open(const std::string& conninfo,
                                                     const pillion_options* limits = nullptr);
  // 08001: libpq is missing or too old.
  static Status check_libpq();
  // Reclaims and closes.
  ~OwnConnection();
  OwnConnection(const OwnConnection&) = delete;
  OwnConnection& operator=(const OwnConnection&) = delete;

  const std::string& token() const { return token_; }

 private:
  OwnConnection(std::shared_ptr<const Libpq> libpq, pg_conn* connection);

  const std::shared_ptr<const Libpq> libpq_;
  pg_conn* const connection_;
  std::string token_;
};

}  // namespace pillion
