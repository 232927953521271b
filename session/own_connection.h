// For Pillion's own command, which has no host beside it: opens a connection with the system's
// libpq and lends it, as a host would. The driver never opens one.
#pragma once

#include <memory>
#include <string>

#include "core/result.h"

namespace pillion {

class OwnConnection {
 public:
  // `conninfo` as libpq reads it: "dbname=shop host=/run/postgresql". 08001 says why not.
  static Result<std::unique_ptr<OwnConnection>> open(const std::string& conninfo);
  // Reclaims and closes.
  ~OwnConnection();
  OwnConnection(const OwnConnection&) = delete;
  OwnConnection& operator=(const OwnConnection&) = delete;

  const std::string& token() const { return token_; }

 private:
  struct Connection;
  OwnConnection(std::unique_ptr<Connection> connection, std::string token);

  std::unique_ptr<Connection> connection_;
  std::string token_;
};

}  // namespace pillion
