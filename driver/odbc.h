// The one include of ODBC's headers, at the version the driver is written for.
#pragma once

#ifndef ODBCVER
#define ODBCVER 0x0380
#endif

#include <sql.h>
#include <sqlext.h>
#include <sqlucode.h>

// Statement attributes of our own, in the range that ODBC 3.8 leaves to drivers.
#define SQL_ATTR_PILLION_FETCH 0x4050
#define SQL_ATTR_PILLION_FETCH_SIZE 0x4051
#define SQL_PILLION_FETCH_BUFFERED 0UL
#define SQL_PILLION_FETCH_AUTO 1UL
#define SQL_PILLION_FETCH_CURSOR 2UL

namespace pillion {
static_assert(sizeof(SQLWCHAR) == 2, "unixODBC's SQLWCHAR is a UTF-16 code unit");
static_assert(sizeof(SQLLEN) == 8, "ODBC on 64-bit systems has 64-bit lengths");
}  // namespace pillion
