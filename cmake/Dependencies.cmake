# What the build needs from outside. ARCHITECTURE.md says why each is there.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(SQLite3 3.39 REQUIRED)  # IS NOT DISTINCT FROM
pkg_check_modules(ODBC REQUIRED IMPORTED_TARGET odbc)
pkg_check_modules(PROTOBUF_C REQUIRED libprotobuf-c)
find_path(PILLION_EXPECTED_INCLUDE tl/expected.hpp REQUIRED)
find_path(PILLION_TOML_INCLUDE toml++/toml.h REQUIRED)
find_path(PILLION_UTF8_INCLUDE utf8.h PATH_SUFFIXES utf8cpp utf8 REQUIRED)

# libpq: its header alone. The functions come from whichever libpq made the host's connection.
find_path(PILLION_LIBPQ_INCLUDE libpq-fe.h PATH_SUFFIXES postgresql REQUIRED)

# libpg_query and protobuf-c, linked statically so that the driver brings nothing into a
# stranger's process. The parse tree is read in place, so the server's node headers of the same
# major version are needed.
find_path(PILLION_PG_QUERY_INCLUDE pg_query.h REQUIRED)
find_library(PILLION_PG_QUERY_LIBRARY libpg_query.a REQUIRED)
find_library(PILLION_PROTOBUF_C_LIBRARY libprotobuf-c.a REQUIRED)
file(STRINGS ${PILLION_PG_QUERY_INCLUDE}/pg_query.h pg_major_line REGEX "define PG_MAJORVERSION ")
string(REGEX MATCH "[0-9]+" PILLION_PG_QUERY_MAJOR "${pg_major_line}")
find_path(PILLION_PG_SERVER_INCLUDE nodes/parsenodes.h
          PATHS /usr/include/postgresql/${PILLION_PG_QUERY_MAJOR}/server NO_DEFAULT_PATH REQUIRED)

add_library(pillion_pg_query INTERFACE)
target_include_directories(pillion_pg_query SYSTEM INTERFACE
  ${PILLION_PG_QUERY_INCLUDE} ${PILLION_PG_SERVER_INCLUDE})
target_link_libraries(pillion_pg_query INTERFACE
  ${PILLION_PG_QUERY_LIBRARY} ${PILLION_PROTOBUF_C_LIBRARY} Threads::Threads)

add_library(pillion_libpq_header INTERFACE)
target_include_directories(pillion_libpq_header SYSTEM INTERFACE ${PILLION_LIBPQ_INCLUDE})

add_library(pillion_toml INTERFACE)
target_include_directories(pillion_toml SYSTEM INTERFACE ${PILLION_TOML_INCLUDE})

# Header-only helpers that every folder may use.
add_library(pillion_base INTERFACE)
target_include_directories(pillion_base SYSTEM INTERFACE
  ${PILLION_EXPECTED_INCLUDE} ${PILLION_UTF8_INCLUDE})
target_link_libraries(pillion_base INTERFACE fmt::fmt-header-only)
