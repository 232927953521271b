// PostgreSQL's headers, tamed. Only the sources of this folder include this file.
#pragma once

// Each header needs the one before it.
// clang-format off
extern "C" {
#include <pg_query.h>
#include <pg_query/pg_query_internal.h>
#include <nodes/parsenodes.h>
}
// clang-format on
// postgres.h defines common words as macros.
#undef printf
#undef fprintf
#undef snprintf
#undef vsnprintf
#undef sprintf
#undef vsprintf
#undef vprintf
#undef vfprintf
#undef strerror
#undef gettext
#undef ngettext
#undef Min
#undef Max
#undef Abs
#undef _
