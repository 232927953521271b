// Chapter "Connecting": to a lease by its token, or to a data source that holds one.
#include "driver/api/entry.h"
#include "driver/api/text.h"
#include "driver/handles/connection.h"

namespace pillion {
namespace {

template <OdbcChar Char>
SQLRETURN connect(SQLHDBC handle, const Char* dsn, SQLSMALLINT length) {
  return entry<Connection>(handle, [&](Connection& c) -> Outcome {
    PILLION_TRY(name, text_argument(dsn, length));
    return finish(c.connect_to_dsn(name));
  });
}

template <OdbcChar Char>
SQLRETURN driver_connect(SQLHDBC handle, const Char* in, SQLSMALLINT in_length, Char* out,
                         SQLSMALLINT capacity, SQLSMALLINT* out_length) {
  return entry<Connection>(handle, [&](Connection& c) -> Outcome {
    PILLION_TRY(text, text_argument(in, in_length));
    PILLION_CHECK(c.connect(text));
    if (!return_text<LengthIn::kCharacters>(c.completed_string(), out, capacity, out_length))
      warn_truncated(c.diagnostics);
    return success();
  });
}

// There is one thing to ask for, so browsing ends at the second call at the latest.
template <OdbcChar Char>
SQLRETURN browse_connect(SQLHDBC handle, const Char* in, SQLSMALLINT in_length, Char* out,
                         SQLSMALLINT capacity, SQLSMALLINT* out_length) {
  return entry<Connection>(handle, [&](Connection& c) -> Outcome {
    PILLION_TRY(text, text_argument(in, in_length));
    PILLION_TRY(missing, c.browse(text));
    const std::string answer = missing ? "SESSION:Token of the lease=?" : c.completed_string();
    if (!return_text<LengthIn::kCharacters>(answer, out, capacity, out_length))
      warn_truncated(c.diagnostics);
    return missing ? SQL_NEED_DATA : SQL_SUCCESS;
  });
}

}  // namespace
}  // namespace pillion

using namespace pillion;

extern "C" {

SQLRETURN SQL_API SQLConnect(SQLHDBC handle, SQLCHAR* dsn, SQLSMALLINT dsn_length, SQLCHAR*,
                             SQLSMALLINT, SQLCHAR*, SQLSMALLINT) {
  return connect(handle, dsn, dsn_length);
}

SQLRETURN SQL_API SQLConnectW(SQLHDBC handle, SQLWCHAR* dsn, SQLSMALLINT dsn_length, SQLWCHAR*,
                              SQLSMALLINT, SQLWCHAR*, SQLSMALLINT) {
  return connect(handle, dsn, dsn_length);
}

// There is no dialog: what the string lacks is an error, whatever the last argument asks for.
SQLRETURN SQL_API SQLDriverConnect(SQLHDBC handle, SQLHWND, SQLCHAR* in, SQLSMALLINT in_length,
                                   SQLCHAR* out, SQLSMALLINT capacity, SQLSMALLINT* out_length,
                                   SQLUSMALLINT) {
  return driver_connect(handle, in, in_length, out, capacity, out_length);
}

SQLRETURN SQL_API SQLDriverConnectW(SQLHDBC handle, SQLHWND, SQLWCHAR* in, SQLSMALLINT in_length,
                                    SQLWCHAR* out, SQLSMALLINT capacity, SQLSMALLINT* out_length,
                                    SQLUSMALLINT) {
  return driver_connect(handle, in, in_length, out, capacity, out_length);
}

SQLRETURN SQL_API SQLBrowseConnect(SQLHDBC handle, SQLCHAR* in, SQLSMALLINT in_length, SQLCHAR* out,
                                   SQLSMALLINT capacity, SQLSMALLINT* out_length) {
  return browse_connect(handle, in, in_length, out, capacity, out_length);
}

SQLRETURN SQL_API SQLBrowseConnectW(SQLHDBC handle, SQLWCHAR* in, SQLSMALLINT in_length,
                                    SQLWCHAR* out, SQLSMALLINT capacity, SQLSMALLINT* out_length) {
  return browse_connect(handle, in, in_length, out, capacity, out_length);
}

SQLRETURN SQL_API SQLDisconnect(SQLHDBC handle) {
  return entry<Connection>(handle, [](Connection& c) { return finish(c.disconnect()); });
}

}  // extern "C"
