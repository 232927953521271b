// The environment handle: what an application chose before it connects.
#pragma once

#include "driver/handles/handle.h"

namespace pillion {

class Environment : public Handle {
 public:
  static constexpr HandleKind kKind = HandleKind::kEnvironment;

  bool is_odbc2() const { return odbc_version == SQL_OV_ODBC2; }

  SQLINTEGER odbc_version = SQL_OV_ODBC3;
  SQLUINTEGER connection_pooling = SQL_CP_OFF;
  SQLUINTEGER cp_match = SQL_CP_STRICT_MATCH;
  int connections = 0;  // that are allocated; guarded by the slot's lock
};

}  // namespace pillion
