#include "driver/handles/info.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "rewriter/odbc/scalar_functions.h"

namespace pillion {
namespace {

constexpr std::string_view kDriverVersion = PILLION_ODBC_VERSION;  // "00.01.0000"

// PostgreSQL's reserved words that ODBC's own list (Appendix C, "Reserved Keywords") has not.
constexpr std::string_view kKeywords =
    "ANALYSE,ANALYZE,ARRAY,ASYMMETRIC,AUTHORIZATION,BINARY,CONCURRENTLY,CURRENT_CATALOG,"
    "CURRENT_ROLE,CURRENT_SCHEMA,DO,FREEZE,ILIKE,ISNULL,LATERAL,LIMIT,LOCALTIME,LOCALTIMESTAMP,"
    "NOTNULL,OFFSET,PLACING,RETURNING,SIMILAR,SYMMETRIC,TABLESAMPLE,VARIADIC,VERBOSE,WINDOW";

constexpr std::uint64_t kConvertible =
    SQL_CVT_BIGINT | SQL_CVT_BIT | SQL_CVT_CHAR | SQL_CVT_DATE | SQL_CVT_DECIMAL | SQL_CVT_DOUBLE |
    SQL_CVT_FLOAT | SQL_CVT_INTEGER | SQL_CVT_LONGVARCHAR | SQL_CVT_NUMERIC | SQL_CVT_REAL |
    SQL_CVT_SMALLINT | SQL_CVT_TIME | SQL_CVT_TIMESTAMP | SQL_CVT_TINYINT | SQL_CVT_VARCHAR |
    SQL_CVT_WCHAR | SQL_CVT_WLONGVARCHAR | SQL_CVT_WVARCHAR;

template <std::string SessionInfo::*Member>
Result<std::string> session_text(Connection& connection) {
  PILLION_TRY(link, connection.require_connected());
  PILLION_TRY(info, link->guest->info());
  return info.*Member;
}

Result<std::string> data_source_name(Connection& connection) {
  if (!connection.is_connected()) return std::string();
  PILLION_TRY(link, connection.require_connected());
  return link->options.dsn;
}

// ODBC wants "##.##.####"; the server's own spelling follows.
Result<std::string> dbms_version(Connection& connection) {
  PILLION_TRY(link, connection.require_connected());
  PILLION_TRY(info, link->guest->info());
  const std::int32_t number = info.server_version_number;
  constexpr std::int32_t kMajor = 10000;
  return fmt::format("{:02}.{:02}.{:04} {}", number / kMajor, number / 100 % 100, number % kMajor,
                     info.server_version);
}

Result<Dialect> dialect_of(Connection& connection) {
  PILLION_TRY(link, connection.require_connected());
  PILLION_TRY(info, link->guest->info());
  return info.server_name == "SQLite" ? Dialect::kSqlite : Dialect::kPostgres;
}

template <ScalarGroup Group>
Result<std::uint64_t> functions(Connection& connection) {
  PILLION_TRY(dialect, dialect_of(connection));
  return scalar_function_bits(Group, dialect);
}

template <std::string_view TimestampInterval::*Postgres,
          std::string_view TimestampInterval::*Sqlite>
Result<std::uint64_t> intervals(Connection& connection) {
  PILLION_TRY(dialect, dialect_of(connection));
  std::uint64_t bits = 0;
  for (const TimestampInterval& interval : timestamp_intervals())
    if (!(interval.*(dialect == Dialect::kPostgres ? Postgres : Sqlite)).empty())
      bits |= interval.info_bit;
  return bits;
}

constexpr auto* const add_intervals =  // NOLINT(readability-identifier-naming): a function
    intervals<&TimestampInterval::add_postgres, &TimestampInterval::add_sqlite>;
constexpr auto* const difference_intervals =  // NOLINT(readability-identifier-naming): a function
    intervals<&TimestampInterval::difference_postgres, &TimestampInterval::difference_sqlite>;

constexpr auto* const database_name = session_text<&SessionInfo::database>;   // NOLINT
constexpr auto* const server_name = session_text<&SessionInfo::server_host>;  // NOLINT
constexpr auto* const dbms_name = session_text<&SessionInfo::server_name>;    // NOLINT
constexpr auto* const user_name = session_text<&SessionInfo::user>;           // NOLINT

constexpr std::array kInfo = std::to_array<InfoRow>({
    {.type = SQL_DRIVER_NAME,
     .name = "SQL_DRIVER_NAME",
     .kind = InfoKind::kText,
     .text = "libpillion.so"},
    {.type = SQL_DRIVER_VER,
     .name = "SQL_DRIVER_VER",
     .kind = InfoKind::kText,
     .text = kDriverVersion},
    {.type = SQL_DRIVER_ODBC_VER,
     .name = "SQL_DRIVER_ODBC_VER",
     .kind = InfoKind::kText,
     .text = "03.80"},
    {.type = SQL_ODBC_VER, .name = "SQL_ODBC_VER", .kind = InfoKind::kText, .text = "03.80"},
    {.type = SQL_DATA_SOURCE_NAME,
     .name = "SQL_DATA_SOURCE_NAME",
     .kind = InfoKind::kText,
     .ask = data_source_name},
    {.type = SQL_DATABASE_NAME,
     .name = "SQL_DATABASE_NAME",
     .kind = InfoKind::kText,
     .ask = database_name},
    {.type = SQL_SERVER_NAME,
     .name = "SQL_SERVER_NAME",
     .kind = InfoKind::kText,
     .ask = server_name},
    {.type = SQL_DBMS_NAME, .name = "SQL_DBMS_NAME", .kind = InfoKind::kText, .ask = dbms_name},
    {.type = SQL_DBMS_VER, .name = "SQL_DBMS_VER", .kind = InfoKind::kText, .ask = dbms_version},
    {.type = SQL_USER_NAME, .name = "SQL_USER_NAME", .kind = InfoKind::kText, .ask = user_name},
    {.type = SQL_DATA_SOURCE_READ_ONLY,
     .name = "SQL_DATA_SOURCE_READ_ONLY",
     .kind = InfoKind::kText,
     .text = "Y"},
    {.type = SQL_ACTIVE_ENVIRONMENTS,
     .name = "SQL_ACTIVE_ENVIRONMENTS",
     .kind = InfoKind::kShort,
     .number = 0},
    {.type = SQL_MAX_DRIVER_CONNECTIONS,
     .name = "SQL_MAX_DRIVER_CONNECTIONS",
     .kind = InfoKind::kShort,
     .number = 0},
    {.type = SQL_MAX_CONCURRENT_ACTIVITIES,
     .name = "SQL_MAX_CONCURRENT_ACTIVITIES",
     .kind = InfoKind::kShort,
     .number = 0},
    {.type = SQL_ACCESSIBLE_TABLES,
     .name = "SQL_ACCESSIBLE_TABLES",
     .kind = InfoKind::kText,
     .text = "N"},
    {.type = SQL_ACCESSIBLE_PROCEDURES,
     .name = "SQL_ACCESSIBLE_PROCEDURES",
     .kind = InfoKind::kText,
     .text = "N"},
    {.type = SQL_PROCEDURES, .name = "SQL_PROCEDURES", .kind = InfoKind::kText, .text = "N"},
    {.type = SQL_PROCEDURE_TERM,
     .name = "SQL_PROCEDURE_TERM",
     .kind = InfoKind::kText,
     .text = "function"},
    {.type = SQL_CATALOG_NAME, .name = "SQL_CATALOG_NAME", .kind = InfoKind::kText, .text = "Y"},
    {.type = SQL_CATALOG_NAME_SEPARATOR,
     .name = "SQL_CATALOG_NAME_SEPARATOR",
     .kind = InfoKind::kText,
     .text = "."},
    {.type = SQL_CATALOG_TERM,
     .name = "SQL_CATALOG_TERM",
     .kind = InfoKind::kText,
     .text = "database"},
    {.type = SQL_SCHEMA_TERM, .name = "SQL_SCHEMA_TERM", .kind = InfoKind::kText, .text = "schema"},
    {.type = SQL_TABLE_TERM, .name = "SQL_TABLE_TERM", .kind = InfoKind::kText, .text = "table"},
    {.type = SQL_CATALOG_LOCATION,
     .name = "SQL_CATALOG_LOCATION",
     .kind = InfoKind::kShort,
     .number = SQL_CL_START},
    {.type = SQL_CATALOG_USAGE, .name = "SQL_CATALOG_USAGE", .number = 0},
    {.type = SQL_SCHEMA_USAGE, .name = "SQL_SCHEMA_USAGE", .number = SQL_SU_DML_STATEMENTS},
    {.type = SQL_COLLATION_SEQ, .name = "SQL_COLLATION_SEQ", .kind = InfoKind::kText, .text = ""},
    {.type = SQL_COLUMN_ALIAS, .name = "SQL_COLUMN_ALIAS", .kind = InfoKind::kText, .text = "Y"},
    {.type = SQL_DESCRIBE_PARAMETER,
     .name = "SQL_DESCRIBE_PARAMETER",
     .kind = InfoKind::kText,
     .text = "Y"},
    {.type = SQL_EXPRESSIONS_IN_ORDERBY,
     .name = "SQL_EXPRESSIONS_IN_ORDERBY",
     .kind = InfoKind::kText,
     .text = "Y"},
    {.type = SQL_INTEGRITY, .name = "SQL_INTEGRITY", .kind = InfoKind::kText, .text = "Y"},
    {.type = SQL_KEYWORDS, .name = "SQL_KEYWORDS", .kind = InfoKind::kText, .text = kKeywords},
    {.type = SQL_LIKE_ESCAPE_CLAUSE,
     .name = "SQL_LIKE_ESCAPE_CLAUSE",
     .kind = InfoKind::kText,
     .text = "Y"},
    {.type = SQL_MAX_ROW_SIZE_INCLUDES_LONG,
     .name = "SQL_MAX_ROW_SIZE_INCLUDES_LONG",
     .kind = InfoKind::kText,
     .text = "Y"},
    {.type = SQL_MULT_RESULT_SETS,
     .name = "SQL_MULT_RESULT_SETS",
     .kind = InfoKind::kText,
     .text = "Y"},
    {.type = SQL_MULTIPLE_ACTIVE_TXN,
     .name = "SQL_MULTIPLE_ACTIVE_TXN",
     .kind = InfoKind::kText,
     .text = "N"},
    {.type = SQL_NEED_LONG_DATA_LEN,
     .name = "SQL_NEED_LONG_DATA_LEN",
     .kind = InfoKind::kText,
     .text = "N"},
    {.type = SQL_ORDER_BY_COLUMNS_IN_SELECT,
     .name = "SQL_ORDER_BY_COLUMNS_IN_SELECT",
     .kind = InfoKind::kText,
     .text = "N"},
    {.type = SQL_OUTER_JOINS, .name = "SQL_OUTER_JOINS", .kind = InfoKind::kText, .text = "Y"},
    {.type = SQL_ROW_UPDATES, .name = "SQL_ROW_UPDATES", .kind = InfoKind::kText, .text = "N"},
    {.type = SQL_SEARCH_PATTERN_ESCAPE,
     .name = "SQL_SEARCH_PATTERN_ESCAPE",
     .kind = InfoKind::kText,
     .text = "\\"},
    {.type = SQL_SPECIAL_CHARACTERS,
     .name = "SQL_SPECIAL_CHARACTERS",
     .kind = InfoKind::kText,
     .text = "$"},
    {.type = SQL_XOPEN_CLI_YEAR,
     .name = "SQL_XOPEN_CLI_YEAR",
     .kind = InfoKind::kText,
     .text = "1995"},
    {.type = SQL_IDENTIFIER_QUOTE_CHAR,
     .name = "SQL_IDENTIFIER_QUOTE_CHAR",
     .kind = InfoKind::kText,
     .text = "\""},
    {.type = SQL_CONCAT_NULL_BEHAVIOR,
     .name = "SQL_CONCAT_NULL_BEHAVIOR",
     .kind = InfoKind::kShort,
     .number = SQL_CB_NULL},
    {.type = SQL_CORRELATION_NAME,
     .name = "SQL_CORRELATION_NAME",
     .kind = InfoKind::kShort,
     .number = SQL_CN_ANY},
    {.type = SQL_CURSOR_COMMIT_BEHAVIOR,
     .name = "SQL_CURSOR_COMMIT_BEHAVIOR",
     .kind = InfoKind::kShort,
     .number = SQL_CB_PRESERVE},
    {.type = SQL_CURSOR_ROLLBACK_BEHAVIOR,
     .name = "SQL_CURSOR_ROLLBACK_BEHAVIOR",
     .kind = InfoKind::kShort,
     .number = SQL_CB_PRESERVE},
    {.type = SQL_FILE_USAGE,
     .name = "SQL_FILE_USAGE",
     .kind = InfoKind::kShort,
     .number = SQL_FILE_NOT_SUPPORTED},
    {.type = SQL_GROUP_BY,
     .name = "SQL_GROUP_BY",
     .kind = InfoKind::kShort,
     .number = SQL_GB_GROUP_BY_CONTAINS_SELECT},
    {.type = SQL_IDENTIFIER_CASE,
     .name = "SQL_IDENTIFIER_CASE",
     .kind = InfoKind::kShort,
     .number = SQL_IC_LOWER},
    {.type = SQL_QUOTED_IDENTIFIER_CASE,
     .name = "SQL_QUOTED_IDENTIFIER_CASE",
     .kind = InfoKind::kShort,
     .number = SQL_IC_SENSITIVE},
    {.type = SQL_NON_NULLABLE_COLUMNS,
     .name = "SQL_NON_NULLABLE_COLUMNS",
     .kind = InfoKind::kShort,
     .number = SQL_NNC_NON_NULL},
    {.type = SQL_NULL_COLLATION,
     .name = "SQL_NULL_COLLATION",
     .kind = InfoKind::kShort,
     .number = SQL_NC_HIGH},
    {.type = SQL_TXN_CAPABLE,
     .name = "SQL_TXN_CAPABLE",
     .kind = InfoKind::kShort,
     .number = SQL_TC_NONE},
    {.type = SQL_MAX_CATALOG_NAME_LEN,
     .name = "SQL_MAX_CATALOG_NAME_LEN",
     .kind = InfoKind::kShort,
     .number = 63},
    {.type = SQL_MAX_COLUMN_NAME_LEN,
     .name = "SQL_MAX_COLUMN_NAME_LEN",
     .kind = InfoKind::kShort,
     .number = 63},
    {.type = SQL_MAX_COLUMNS_IN_GROUP_BY,
     .name = "SQL_MAX_COLUMNS_IN_GROUP_BY",
     .kind = InfoKind::kShort,
     .number = 0},
    {.type = SQL_MAX_COLUMNS_IN_INDEX,
     .name = "SQL_MAX_COLUMNS_IN_INDEX",
     .kind = InfoKind::kShort,
     .number = 32},
    {.type = SQL_MAX_COLUMNS_IN_ORDER_BY,
     .name = "SQL_MAX_COLUMNS_IN_ORDER_BY",
     .kind = InfoKind::kShort,
     .number = 0},
    {.type = SQL_MAX_COLUMNS_IN_SELECT,
     .name = "SQL_MAX_COLUMNS_IN_SELECT",
     .kind = InfoKind::kShort,
     .number = 1664},
    {.type = SQL_MAX_COLUMNS_IN_TABLE,
     .name = "SQL_MAX_COLUMNS_IN_TABLE",
     .kind = InfoKind::kShort,
     .number = 1600},
    {.type = SQL_MAX_CURSOR_NAME_LEN,
     .name = "SQL_MAX_CURSOR_NAME_LEN",
     .kind = InfoKind::kShort,
     .number = 63},
    {.type = SQL_MAX_IDENTIFIER_LEN,
     .name = "SQL_MAX_IDENTIFIER_LEN",
     .kind = InfoKind::kShort,
     .number = 63},
    {.type = SQL_MAX_PROCEDURE_NAME_LEN,
     .name = "SQL_MAX_PROCEDURE_NAME_LEN",
     .kind = InfoKind::kShort,
     .number = 63},
    {.type = SQL_MAX_SCHEMA_NAME_LEN,
     .name = "SQL_MAX_SCHEMA_NAME_LEN",
     .kind = InfoKind::kShort,
     .number = 63},
    {.type = SQL_MAX_TABLE_NAME_LEN,
     .name = "SQL_MAX_TABLE_NAME_LEN",
     .kind = InfoKind::kShort,
     .number = 63},
    {.type = SQL_MAX_TABLES_IN_SELECT,
     .name = "SQL_MAX_TABLES_IN_SELECT",
     .kind = InfoKind::kShort,
     .number = 0},
    {.type = SQL_MAX_USER_NAME_LEN,
     .name = "SQL_MAX_USER_NAME_LEN",
     .kind = InfoKind::kShort,
     .number = 63},
    {.type = SQL_MAX_BINARY_LITERAL_LEN, .name = "SQL_MAX_BINARY_LITERAL_LEN", .number = 0},
    {.type = SQL_MAX_CHAR_LITERAL_LEN, .name = "SQL_MAX_CHAR_LITERAL_LEN", .number = 0},
    {.type = SQL_MAX_INDEX_SIZE, .name = "SQL_MAX_INDEX_SIZE", .number = 0},
    {.type = SQL_MAX_ROW_SIZE, .name = "SQL_MAX_ROW_SIZE", .number = 0},
    {.type = SQL_MAX_STATEMENT_LEN, .name = "SQL_MAX_STATEMENT_LEN", .number = 0},
    {.type = SQL_MAX_ASYNC_CONCURRENT_STATEMENTS,
     .name = "SQL_MAX_ASYNC_CONCURRENT_STATEMENTS",
     .number = 0},
    {.type = SQL_ASYNC_MODE, .name = "SQL_ASYNC_MODE", .number = SQL_AM_NONE},
    {.type = SQL_ASYNC_DBC_FUNCTIONS,
     .name = "SQL_ASYNC_DBC_FUNCTIONS",
     .number = SQL_ASYNC_DBC_NOT_CAPABLE},
    {.type = SQL_ASYNC_NOTIFICATION,
     .name = "SQL_ASYNC_NOTIFICATION",
     .number = SQL_ASYNC_NOTIFICATION_NOT_CAPABLE},
    {.type = SQL_DRIVER_AWARE_POOLING_SUPPORTED,
     .name = "SQL_DRIVER_AWARE_POOLING_SUPPORTED",
     .number = SQL_DRIVER_AWARE_POOLING_NOT_CAPABLE},
    {.type = SQL_DEFAULT_TXN_ISOLATION, .name = "SQL_DEFAULT_TXN_ISOLATION", .number = 0},
    {.type = SQL_TXN_ISOLATION_OPTION, .name = "SQL_TXN_ISOLATION_OPTION", .number = 0},
    {.type = SQL_BATCH_ROW_COUNT, .name = "SQL_BATCH_ROW_COUNT", .number = SQL_BRC_EXPLICIT},
    {.type = SQL_BATCH_SUPPORT, .name = "SQL_BATCH_SUPPORT", .number = 0},
    {.type = SQL_PARAM_ARRAY_ROW_COUNTS,
     .name = "SQL_PARAM_ARRAY_ROW_COUNTS",
     .number = SQL_PARC_BATCH},
    {.type = SQL_PARAM_ARRAY_SELECTS, .name = "SQL_PARAM_ARRAY_SELECTS", .number = SQL_PAS_BATCH},
    {.type = SQL_BOOKMARK_PERSISTENCE,
     .name = "SQL_BOOKMARK_PERSISTENCE",
     .number = SQL_BP_SCROLL | SQL_BP_TRANSACTION},
    {.type = SQL_SCROLL_OPTIONS,
     .name = "SQL_SCROLL_OPTIONS",
     .number = SQL_SO_FORWARD_ONLY | SQL_SO_STATIC},
    {.type = SQL_SCROLL_CONCURRENCY,
     .name = "SQL_SCROLL_CONCURRENCY",
     .number = SQL_SCCO_READ_ONLY},
    {.type = SQL_CURSOR_SENSITIVITY, .name = "SQL_CURSOR_SENSITIVITY", .number = SQL_INSENSITIVE},
    {.type = SQL_STATIC_SENSITIVITY, .name = "SQL_STATIC_SENSITIVITY", .number = 0},
    {.type = SQL_LOCK_TYPES, .name = "SQL_LOCK_TYPES", .number = 0},
    {.type = SQL_POS_OPERATIONS,
     .name = "SQL_POS_OPERATIONS",
     .number = SQL_POS_POSITION | SQL_POS_REFRESH},
    {.type = SQL_POSITIONED_STATEMENTS, .name = "SQL_POSITIONED_STATEMENTS", .number = 0},
    {.type = SQL_FETCH_DIRECTION,
     .name = "SQL_FETCH_DIRECTION",
     .number = SQL_FD_FETCH_NEXT | SQL_FD_FETCH_FIRST | SQL_FD_FETCH_LAST | SQL_FD_FETCH_PRIOR |
               SQL_FD_FETCH_ABSOLUTE | SQL_FD_FETCH_RELATIVE | SQL_FD_FETCH_BOOKMARK},
    {.type = SQL_GETDATA_EXTENSIONS,
     .name = "SQL_GETDATA_EXTENSIONS",
     .number = SQL_GD_ANY_COLUMN | SQL_GD_ANY_ORDER | SQL_GD_BLOCK | SQL_GD_BOUND},
    {.type = SQL_FORWARD_ONLY_CURSOR_ATTRIBUTES1,
     .name = "SQL_FORWARD_ONLY_CURSOR_ATTRIBUTES1",
     .number = SQL_CA1_NEXT | SQL_CA1_POS_POSITION | SQL_CA1_POS_REFRESH},
    {.type = SQL_FORWARD_ONLY_CURSOR_ATTRIBUTES2,
     .name = "SQL_FORWARD_ONLY_CURSOR_ATTRIBUTES2",
     .number = SQL_CA2_READ_ONLY_CONCURRENCY | SQL_CA2_MAX_ROWS_SELECT | SQL_CA2_CRC_EXACT},
    {.type = SQL_STATIC_CURSOR_ATTRIBUTES1,
     .name = "SQL_STATIC_CURSOR_ATTRIBUTES1",
     .number = SQL_CA1_NEXT | SQL_CA1_ABSOLUTE | SQL_CA1_RELATIVE | SQL_CA1_BOOKMARK |
               SQL_CA1_LOCK_NO_CHANGE | SQL_CA1_POS_POSITION | SQL_CA1_POS_REFRESH |
               SQL_CA1_BULK_FETCH_BY_BOOKMARK},
    {.type = SQL_STATIC_CURSOR_ATTRIBUTES2,
     .name = "SQL_STATIC_CURSOR_ATTRIBUTES2",
     .number = SQL_CA2_READ_ONLY_CONCURRENCY | SQL_CA2_MAX_ROWS_SELECT | SQL_CA2_CRC_EXACT},
    {.type = SQL_KEYSET_CURSOR_ATTRIBUTES1, .name = "SQL_KEYSET_CURSOR_ATTRIBUTES1", .number = 0},
    {.type = SQL_KEYSET_CURSOR_ATTRIBUTES2, .name = "SQL_KEYSET_CURSOR_ATTRIBUTES2", .number = 0},
    {.type = SQL_DYNAMIC_CURSOR_ATTRIBUTES1, .name = "SQL_DYNAMIC_CURSOR_ATTRIBUTES1", .number = 0},
    {.type = SQL_DYNAMIC_CURSOR_ATTRIBUTES2, .name = "SQL_DYNAMIC_CURSOR_ATTRIBUTES2", .number = 0},
    {.type = SQL_ALTER_DOMAIN, .name = "SQL_ALTER_DOMAIN", .number = 0},
    {.type = SQL_ALTER_TABLE, .name = "SQL_ALTER_TABLE", .number = 0},
    {.type = SQL_CREATE_ASSERTION, .name = "SQL_CREATE_ASSERTION", .number = 0},
    {.type = SQL_CREATE_CHARACTER_SET, .name = "SQL_CREATE_CHARACTER_SET", .number = 0},
    {.type = SQL_CREATE_COLLATION, .name = "SQL_CREATE_COLLATION", .number = 0},
    {.type = SQL_CREATE_DOMAIN, .name = "SQL_CREATE_DOMAIN", .number = 0},
    {.type = SQL_CREATE_SCHEMA, .name = "SQL_CREATE_SCHEMA", .number = 0},
    {.type = SQL_CREATE_TABLE, .name = "SQL_CREATE_TABLE", .number = 0},
    {.type = SQL_CREATE_TRANSLATION, .name = "SQL_CREATE_TRANSLATION", .number = 0},
    {.type = SQL_CREATE_VIEW, .name = "SQL_CREATE_VIEW", .number = 0},
    {.type = SQL_DROP_ASSERTION, .name = "SQL_DROP_ASSERTION", .number = 0},
    {.type = SQL_DROP_CHARACTER_SET, .name = "SQL_DROP_CHARACTER_SET", .number = 0},
    {.type = SQL_DROP_COLLATION, .name = "SQL_DROP_COLLATION", .number = 0},
    {.type = SQL_DROP_DOMAIN, .name = "SQL_DROP_DOMAIN", .number = 0},
    {.type = SQL_DROP_SCHEMA, .name = "SQL_DROP_SCHEMA", .number = 0},
    {.type = SQL_DROP_TABLE, .name = "SQL_DROP_TABLE", .number = 0},
    {.type = SQL_DROP_TRANSLATION, .name = "SQL_DROP_TRANSLATION", .number = 0},
    {.type = SQL_DROP_VIEW, .name = "SQL_DROP_VIEW", .number = 0},
    {.type = SQL_INSERT_STATEMENT, .name = "SQL_INSERT_STATEMENT", .number = 0},
    {.type = SQL_DDL_INDEX, .name = "SQL_DDL_INDEX", .number = 0},
    {.type = SQL_INDEX_KEYWORDS, .name = "SQL_INDEX_KEYWORDS", .number = 0},
    {.type = SQL_SQL92_GRANT, .name = "SQL_SQL92_GRANT", .number = 0},
    {.type = SQL_SQL92_REVOKE, .name = "SQL_SQL92_REVOKE", .number = 0},
    {.type = SQL_SQL92_FOREIGN_KEY_DELETE_RULE,
     .name = "SQL_SQL92_FOREIGN_KEY_DELETE_RULE",
     .number = 0},
    {.type = SQL_SQL92_FOREIGN_KEY_UPDATE_RULE,
     .name = "SQL_SQL92_FOREIGN_KEY_UPDATE_RULE",
     .number = 0},
    {.type = SQL_INFO_SCHEMA_VIEWS,
     .name = "SQL_INFO_SCHEMA_VIEWS",
     .number = SQL_ISV_TABLES | SQL_ISV_COLUMNS | SQL_ISV_VIEWS | SQL_ISV_SCHEMATA |
               SQL_ISV_KEY_COLUMN_USAGE | SQL_ISV_REFERENTIAL_CONSTRAINTS |
               SQL_ISV_TABLE_CONSTRAINTS | SQL_ISV_CHECK_CONSTRAINTS},
    {.type = SQL_AGGREGATE_FUNCTIONS,
     .name = "SQL_AGGREGATE_FUNCTIONS",
     .number = SQL_AF_ALL | SQL_AF_AVG | SQL_AF_COUNT | SQL_AF_DISTINCT | SQL_AF_MAX | SQL_AF_MIN |
               SQL_AF_SUM},
    {.type = SQL_DATETIME_LITERALS,
     .name = "SQL_DATETIME_LITERALS",
     .number = SQL_DL_SQL92_DATE | SQL_DL_SQL92_TIME | SQL_DL_SQL92_TIMESTAMP},
    {.type = SQL_ODBC_INTERFACE_CONFORMANCE,
     .name = "SQL_ODBC_INTERFACE_CONFORMANCE",
     .number = SQL_OIC_CORE},
    {.type = SQL_ODBC_API_CONFORMANCE,
     .name = "SQL_ODBC_API_CONFORMANCE",
     .kind = InfoKind::kShort,
     .number = SQL_OAC_LEVEL1},
    {.type = SQL_ODBC_SQL_CONFORMANCE,
     .name = "SQL_ODBC_SQL_CONFORMANCE",
     .kind = InfoKind::kShort,
     .number = SQL_OSC_CORE},
    {.type = SQL_ODBC_SAG_CLI_CONFORMANCE,
     .name = "SQL_ODBC_SAG_CLI_CONFORMANCE",
     .kind = InfoKind::kShort,
     .number = SQL_OSCC_COMPLIANT},
    {.type = SQL_SQL_CONFORMANCE, .name = "SQL_SQL_CONFORMANCE", .number = SQL_SC_SQL92_ENTRY},
    {.type = SQL_STANDARD_CLI_CONFORMANCE,
     .name = "SQL_STANDARD_CLI_CONFORMANCE",
     .number = SQL_SCC_XOPEN_CLI_VERSION1 | SQL_SCC_ISO92_CLI},
    {.type = SQL_OJ_CAPABILITIES,
     .name = "SQL_OJ_CAPABILITIES",
     .number = SQL_OJ_LEFT | SQL_OJ_RIGHT | SQL_OJ_FULL | SQL_OJ_NESTED | SQL_OJ_NOT_ORDERED |
               SQL_OJ_INNER | SQL_OJ_ALL_COMPARISON_OPS},
    {.type = SQL_SUBQUERIES,
     .name = "SQL_SUBQUERIES",
     .number = SQL_SQ_COMPARISON | SQL_SQ_EXISTS | SQL_SQ_IN | SQL_SQ_QUANTIFIED |
               SQL_SQ_CORRELATED_SUBQUERIES},
    {.type = SQL_UNION, .name = "SQL_UNION", .number = SQL_U_UNION | SQL_U_UNION_ALL},
    {.type = SQL_SQL92_PREDICATES,
     .name = "SQL_SQL92_PREDICATES",
     .number = SQL_SP_EXISTS | SQL_SP_ISNOTNULL | SQL_SP_ISNULL | SQL_SP_OVERLAPS | SQL_SP_LIKE |
               SQL_SP_IN | SQL_SP_BETWEEN | SQL_SP_COMPARISON | SQL_SP_QUANTIFIED_COMPARISON},
    {.type = SQL_SQL92_RELATIONAL_JOIN_OPERATORS,
     .name = "SQL_SQL92_RELATIONAL_JOIN_OPERATORS",
     .number = SQL_SRJO_CROSS_JOIN | SQL_SRJO_EXCEPT_JOIN | SQL_SRJO_FULL_OUTER_JOIN |
               SQL_SRJO_INNER_JOIN | SQL_SRJO_INTERSECT_JOIN | SQL_SRJO_LEFT_OUTER_JOIN |
               SQL_SRJO_NATURAL_JOIN | SQL_SRJO_RIGHT_OUTER_JOIN},
    {.type = SQL_SQL92_ROW_VALUE_CONSTRUCTOR,
     .name = "SQL_SQL92_ROW_VALUE_CONSTRUCTOR",
     .number = SQL_SRVC_VALUE_EXPRESSION | SQL_SRVC_NULL | SQL_SRVC_ROW_SUBQUERY},
    {.type = SQL_SQL92_DATETIME_FUNCTIONS,
     .name = "SQL_SQL92_DATETIME_FUNCTIONS",
     .number = SQL_SDF_CURRENT_DATE | SQL_SDF_CURRENT_TIME | SQL_SDF_CURRENT_TIMESTAMP},
    {.type = SQL_SQL92_NUMERIC_VALUE_FUNCTIONS,
     .name = "SQL_SQL92_NUMERIC_VALUE_FUNCTIONS",
     .number = SQL_SNVF_BIT_LENGTH | SQL_SNVF_CHAR_LENGTH | SQL_SNVF_CHARACTER_LENGTH |
               SQL_SNVF_EXTRACT | SQL_SNVF_OCTET_LENGTH | SQL_SNVF_POSITION},
    {.type = SQL_SQL92_STRING_FUNCTIONS,
     .name = "SQL_SQL92_STRING_FUNCTIONS",
     .number = SQL_SSF_LOWER | SQL_SSF_UPPER | SQL_SSF_SUBSTRING | SQL_SSF_TRIM_BOTH |
               SQL_SSF_TRIM_LEADING | SQL_SSF_TRIM_TRAILING},
    {.type = SQL_SQL92_VALUE_EXPRESSIONS,
     .name = "SQL_SQL92_VALUE_EXPRESSIONS",
     .number = SQL_SVE_CASE | SQL_SVE_CAST | SQL_SVE_COALESCE | SQL_SVE_NULLIF},
    {.type = SQL_CONVERT_FUNCTIONS,
     .name = "SQL_CONVERT_FUNCTIONS",
     .number = SQL_FN_CVT_CAST | SQL_FN_CVT_CONVERT},
    {.type = SQL_CONVERT_BIGINT, .name = "SQL_CONVERT_BIGINT", .number = kConvertible},
    {.type = SQL_CONVERT_BIT, .name = "SQL_CONVERT_BIT", .number = kConvertible},
    {.type = SQL_CONVERT_CHAR, .name = "SQL_CONVERT_CHAR", .number = kConvertible},
    {.type = SQL_CONVERT_DATE, .name = "SQL_CONVERT_DATE", .number = kConvertible},
    {.type = SQL_CONVERT_DECIMAL, .name = "SQL_CONVERT_DECIMAL", .number = kConvertible},
    {.type = SQL_CONVERT_DOUBLE, .name = "SQL_CONVERT_DOUBLE", .number = kConvertible},
    {.type = SQL_CONVERT_FLOAT, .name = "SQL_CONVERT_FLOAT", .number = kConvertible},
    {.type = SQL_CONVERT_INTEGER, .name = "SQL_CONVERT_INTEGER", .number = kConvertible},
    {.type = SQL_CONVERT_LONGVARCHAR, .name = "SQL_CONVERT_LONGVARCHAR", .number = kConvertible},
    {.type = SQL_CONVERT_NUMERIC, .name = "SQL_CONVERT_NUMERIC", .number = kConvertible},
    {.type = SQL_CONVERT_REAL, .name = "SQL_CONVERT_REAL", .number = kConvertible},
    {.type = SQL_CONVERT_SMALLINT, .name = "SQL_CONVERT_SMALLINT", .number = kConvertible},
    {.type = SQL_CONVERT_TIME, .name = "SQL_CONVERT_TIME", .number = kConvertible},
    {.type = SQL_CONVERT_TIMESTAMP, .name = "SQL_CONVERT_TIMESTAMP", .number = kConvertible},
    {.type = SQL_CONVERT_TINYINT, .name = "SQL_CONVERT_TINYINT", .number = kConvertible},
    {.type = SQL_CONVERT_VARCHAR, .name = "SQL_CONVERT_VARCHAR", .number = kConvertible},
    {.type = SQL_CONVERT_WCHAR, .name = "SQL_CONVERT_WCHAR", .number = kConvertible},
    {.type = SQL_CONVERT_WLONGVARCHAR, .name = "SQL_CONVERT_WLONGVARCHAR", .number = kConvertible},
    {.type = SQL_CONVERT_WVARCHAR, .name = "SQL_CONVERT_WVARCHAR", .number = kConvertible},
    {.type = SQL_CONVERT_BINARY, .name = "SQL_CONVERT_BINARY", .number = 0},
    {.type = SQL_CONVERT_LONGVARBINARY, .name = "SQL_CONVERT_LONGVARBINARY", .number = 0},
    {.type = SQL_CONVERT_VARBINARY, .name = "SQL_CONVERT_VARBINARY", .number = 0},
    {.type = SQL_CONVERT_GUID, .name = "SQL_CONVERT_GUID", .number = 0},
    {.type = SQL_CONVERT_INTERVAL_DAY_TIME, .name = "SQL_CONVERT_INTERVAL_DAY_TIME", .number = 0},
    {.type = SQL_CONVERT_INTERVAL_YEAR_MONTH,
     .name = "SQL_CONVERT_INTERVAL_YEAR_MONTH",
     .number = 0},
    {.type = SQL_NUMERIC_FUNCTIONS,
     .name = "SQL_NUMERIC_FUNCTIONS",
     .ask_number = functions<ScalarGroup::kNumeric>},
    {.type = SQL_STRING_FUNCTIONS,
     .name = "SQL_STRING_FUNCTIONS",
     .ask_number = functions<ScalarGroup::kString>},
    {.type = SQL_SYSTEM_FUNCTIONS,
     .name = "SQL_SYSTEM_FUNCTIONS",
     .ask_number = functions<ScalarGroup::kSystem>},
    {.type = SQL_TIMEDATE_FUNCTIONS,
     .name = "SQL_TIMEDATE_FUNCTIONS",
     .ask_number = functions<ScalarGroup::kTimeDate>},
    {.type = SQL_TIMEDATE_ADD_INTERVALS,
     .name = "SQL_TIMEDATE_ADD_INTERVALS",
     .ask_number = add_intervals},
    {.type = SQL_TIMEDATE_DIFF_INTERVALS,
     .name = "SQL_TIMEDATE_DIFF_INTERVALS",
     .ask_number = difference_intervals},
    {.type = SQL_DTC_TRANSITION_COST, .name = "SQL_DTC_TRANSITION_COST", .number = 0},
});

}  // namespace

std::span<const InfoRow> all_info_types() {
  return kInfo;
}

const InfoRow* find_info_type(SQLUSMALLINT type) {
  const auto* const row =
      std::find_if(kInfo.begin(), kInfo.end(), [&](const InfoRow& r) { return r.type == type; });
  return row != kInfo.end() ? row : nullptr;
}

}  // namespace pillion
