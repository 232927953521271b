/*
 * Pillion's public interface for hosts: lend an open connection, reclaim it.
 *
 * Every function is safe to call from any thread. Strings are UTF-8. Functions return 0 for
 * success and a PILLION_E... number otherwise; pillion_error() then says why.
 */
#ifndef PILLION_H
#define PILLION_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PILLION_API __attribute__((visibility("default")))

/* NOLINTBEGIN(readability-identifier-naming): a C interface has C's names */

struct pg_conn; /* libpq's PGconn */
struct sqlite3;

enum {
  PILLION_OK = 0,
  PILLION_EINVAL = 1,      /* an argument is wrong */
  PILLION_ELIBPQ = 2,      /* the libpq that made the connection was not found, or is too old */
  PILLION_ECONNECTION = 3, /* the connection is not open */
  PILLION_ETOKEN = 4,      /* no such lease in this process */
  PILLION_EBUSY = 5,       /* enter: the host did not let go of the connection in time */
  PILLION_ESHARE = 6,      /* the share cannot be opened: its name is taken, or its place unsafe */
  PILLION_ESCHEMA = 7      /* the schema cannot be read now; what was known of it stays */
};

/* Room for a token and its terminating NUL. */
#define PILLION_TOKEN_SIZE 96
/* Room for the directory of a share's socket and its terminating NUL. */
#define PILLION_DIRECTORY_SIZE 108

typedef struct pillion_options {
  size_t size; /* sizeof(pillion_options); fields added later are off for older callers */

  /* Path of the library that made the connection, or of one that is linked to it (psycopg's
     extension module, say). It must be loaded already. NULL: the only libpq of the process. */
  const char* libpq;

  /* Called around every use of the connection, from the guest's thread. `enter` takes the host's
     lock, waiting at most timeout_ms, and returns PILLION_OK, PILLION_EBUSY, or
     PILLION_ECONNECTION where the connection is no longer what was lent. After PILLION_EBUSY it is
     called again until the lock timeout: a long wait comes in short pieces, so that a cancel or a
     reclaim can end it. `leave` follows every `enter` that returned PILLION_OK, in the same thread.
     NULL: no lock is needed, because the host only uses the connection in the thread that the
     guests run in. */
  int (*enter)(void* context, int timeout_ms);
  void (*leave)(void* context);
  /* Called once, when the lease is over and no guest will call enter again. */
  void (*release)(void* context);
  void* context;

  int statement_timeout_ms; /* longest run of a guest's statement; 0: the session's own limit */
  int lock_timeout_ms;      /* longest wait in `enter`; 0: 10 seconds; -1: for ever */
  const char* role;         /* role that guests run as, by SET LOCAL ROLE; NULL: the host's */

  /* What the host declares: the text of a relations file (the manual's page of that name). What of
     it the database does not have is left out, because a host's code may be ahead of its schema; a
     text that is no relations file keeps guests from connecting. NULL: nothing. */
  const char* relations;
  const char* relations_name; /* what messages call it; NULL: "the host's relations" */

  /* Called in each thread that a share of this lease starts for a guest: before its first enter,
     and as its last act. For a host whose enter needs something of its thread, such as an
     interpreter's thread state, which it would otherwise make and drop with each call. Both or
     neither; NULL: nothing is needed. */
  void (*thread_begin)(void* context);
  void (*thread_end)(void* context);
} pillion_options;

/* Lends an open connection. `options` may be NULL. Writes the token that names and unlocks the
   lease to `token` (PILLION_TOKEN_SIZE bytes). The connection stays the host's: it is neither
   opened, closed nor changed, and must not be closed before pillion_reclaim unless `enter` says
   that it is gone. */
PILLION_API int pillion_lend(struct pg_conn* connection, const pillion_options* options,
                             char* token);

/* The same for an SQLite connection. */
PILLION_API int pillion_lend_sqlite(struct sqlite3* connection, const pillion_options* options,
                                    char* token);

typedef struct pillion_share_options {
  size_t size; /* sizeof(pillion_share_options) */

  const char* name;    /* of its directory; NULL: the part of the token before the dot */
  int max_guests;      /* at the same time; 0: 16 */
  int idle_timeout_ms; /* a guest that asks nothing for so long is dropped; 0: none is */
  long long row_limit; /* of one result; a larger one is an error; 0: no limit */
} pillion_share_options;

/* Lets other processes of this user ride on a lease, through a Unix socket that speaks PostgreSQL's
   protocol. `options` may be NULL. Writes the socket's directory, which libpq takes as its host, to
   `directory` (PILLION_DIRECTORY_SIZE bytes; may be NULL). The password is the token's part behind
   the dot. It ends with the lease. Where guests and the host use the connection in different
   threads, as they do here, the lease needs its `enter` and `leave`. */
PILLION_API int pillion_share(const char* token, const pillion_share_options* options,
                              char* directory);

/* Ends the share alone; the lease goes on. PILLION_ETOKEN where there is no such lease or share. */
PILLION_API int pillion_unshare(const char* token);

/* Reads the schema that guests of this lease use, where it is not known yet or has changed; else
   the first guest that needs it does. A host that wants no guest to wait for it calls this as soon
   as it has lent, and after a migration. Leases that see the same schema share it, so that the
   second one costs one small query. With `anew`, it is read whatever is known: for what cannot be
   seen to have changed (the planner's estimates, the name of a role). Uses the connection as a
   guest would, in the calling thread. */
PILLION_API int pillion_reflect(const char* token, int anew);

/* Ends a lease. A guest's statement that runs is cancelled and waited for; afterwards every call
   of a guest returns 08003. PILLION_ETOKEN where there is no such lease. */
PILLION_API int pillion_reclaim(const char* token);

/* What the last failing call in this thread has to say; "" where nothing failed. Valid until the
   next call in this thread. */
PILLION_API const char* pillion_error(void);

/* "0.1.0" */
PILLION_API const char* pillion_version(void);

/* NOLINTEND(readability-identifier-naming) */

#ifdef __cplusplus
}
#endif

#endif
