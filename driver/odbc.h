// The one include of ODBC's headers, at the version the driver is written for.
#pragma once

#ifndef ODBCVER
#define ODBCVER 0x0380
#endif

#include <sql.h>
#include <sqlext.h>
#include <sqlucode.h>

namespace pillion {
static_assert(sizeof(SQLWCHAR) == 2, "unixODBC's SQLWCHAR is a UTF-16 code unit");
static_assert(sizeof(SQLLEN) == 8, "ODBC on 64-bit systems has 64-bit lengths");
}  // namespace pillion
