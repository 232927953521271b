#include "rewriter/odbc/scalar_functions.h"

namespace pillion {
namespace {

using enum ScalarGroup;

// Arguments that a database would have to infer a type for are cast, so that a marker may stand
// there. Times keep their type in HOUR, MINUTE and SECOND: a time has no cast to timestamp.
constexpr ScalarFunction kScalarFunctions[] = {
    // name, group, info bit, arguments, PostgreSQL, SQLite
    {"ASCII", kString, 0x00002000, 1, "ascii({1})", "unicode({1})"},
    {"BIT_LENGTH", kString, 0x00080000, 1, "bit_length({1})", "(8 * length(cast({1} as blob)))"},
    {"CHAR", kString, 0x00004000, 1, "chr({1})", "char({1})"},
    {"CHAR_LENGTH", kString, 0x00100000, 1, "char_length({1})", "length({1})"},
    {"CHARACTER_LENGTH", kString, 0x00200000, 1, "char_length({1})", "length({1})"},
    {"CONCAT", kString, 0x00000001, 2, "({1} || {2})", "({1} || {2})"},
    {"DIFFERENCE", kString, 0x00008000, 2, "", ""},
    {"INSERT", kString, 0x00000002, 4, "overlay({1} placing {4} from {2} for {3})",
     "(substr({1}, 1, {2} - 1) || {4} || substr({1}, {2} + {3}))"},
    {"LCASE", kString, 0x00000040, 1, "lower({1})", "lower({1})"},
    {"LEFT", kString, 0x00000004, 2, "\"left\"({1}, {2})", "substr({1}, 1, {2})"},
    {"LENGTH", kString, 0x00000010, 1, "length(rtrim({1}, ' '))", "length(rtrim({1}, ' '))"},
    {"LOCATE", kString, 0x00010000, 2, "strpos({2}, {1})", "instr({2}, {1})"},
    {"LOCATE", kString, 0x00000020, 3,
     "(case when strpos(substr({2}, {3}), {1}) = 0 then 0 "
     "else strpos(substr({2}, {3}), {1}) + {3} - 1 end)",
     "(case when instr(substr({2}, {3}), {1}) = 0 then 0 "
     "else instr(substr({2}, {3}), {1}) + {3} - 1 end)"},
    {"LTRIM", kString, 0x00000008, 1, "ltrim({1})", "ltrim({1})"},
    {"OCTET_LENGTH", kString, 0x00400000, 1, "octet_length({1})", "length(cast({1} as blob))"},
    {"POSITION", kString, 0x00800000, 1, "position({1})", ""},
    {"REPEAT", kString, 0x00000080, 2, "repeat({1}, {2})",
     "replace(hex(zeroblob({2})), '00', {1})"},
    {"REPLACE", kString, 0x00000100, 3, "replace({1}, {2}, {3})", "replace({1}, {2}, {3})"},
    {"RIGHT", kString, 0x00000200, 2, "\"right\"({1}, {2})",
     "(case when {2} > 0 then substr({1}, -{2}) else '' end)"},
    {"RTRIM", kString, 0x00000400, 1, "rtrim({1})", "rtrim({1})"},
    {"SOUNDEX", kString, 0x00020000, 1, "", ""},
    {"SPACE", kString, 0x00040000, 1, "repeat(' ', {1})", "replace(hex(zeroblob({1})), '00', ' ')"},
    {"SUBSTRING", kString, 0x00000800, 3, "substr({1}, {2}, {3})", "substr({1}, {2}, {3})"},
    {"SUBSTRING", kString, 0x00000800, 2, "substr({1}, {2})", "substr({1}, {2})"},
    {"UCASE", kString, 0x00001000, 1, "upper({1})", "upper({1})"},

    {"ABS", kNumeric, 0x00000001, 1, "abs({1})", "abs({1})"},
    {"ACOS", kNumeric, 0x00000002, 1, "acos({1})", "acos({1})"},
    {"ASIN", kNumeric, 0x00000004, 1, "asin({1})", "asin({1})"},
    {"ATAN", kNumeric, 0x00000008, 1, "atan({1})", "atan({1})"},
    {"ATAN2", kNumeric, 0x00000010, 2, "atan2({1}, {2})", "atan2({1}, {2})"},
    {"CEILING", kNumeric, 0x00000020, 1, "ceiling({1})", "ceiling({1})"},
    {"COS", kNumeric, 0x00000040, 1, "cos({1})", "cos({1})"},
    {"COT", kNumeric, 0x00000080, 1, "cot({1})", "(1.0 / tan({1}))"},
    {"DEGREES", kNumeric, 0x00040000, 1, "degrees({1})", "degrees({1})"},
    {"EXP", kNumeric, 0x00000100, 1, "exp({1})", "exp({1})"},
    {"FLOOR", kNumeric, 0x00000200, 1, "floor({1})", "floor({1})"},
    {"LOG", kNumeric, 0x00000400, 1, "ln({1})", "ln({1})"},
    {"LOG10", kNumeric, 0x00080000, 1, "log({1})", "log10({1})"},
    {"MOD", kNumeric, 0x00000800, 2, "mod({1}, {2})", "({1} % {2})"},
    {"PI", kNumeric, 0x00010000, 0, "pi()", "pi()"},
    {"POWER", kNumeric, 0x00100000, 2, "power({1}, {2})", "power({1}, {2})"},
    {"RADIANS", kNumeric, 0x00200000, 1, "radians({1})", "radians({1})"},
    {"RAND", kNumeric, 0x00020000, 0, "random()", "(abs(random() / 9223372036854775808.0))"},
    {"ROUND", kNumeric, 0x00400000, 2, "round(cast({1} as numeric), {2})", "round({1}, {2})"},
    {"SIGN", kNumeric, 0x00001000, 1, "sign({1})", "sign({1})"},
    {"SIN", kNumeric, 0x00002000, 1, "sin({1})", "sin({1})"},
    {"SQRT", kNumeric, 0x00004000, 1, "sqrt({1})", "sqrt({1})"},
    {"TAN", kNumeric, 0x00008000, 1, "tan({1})", "tan({1})"},
    {"TRUNCATE", kNumeric, 0x00800000, 2, "trunc(cast({1} as numeric), {2})",
     "(trunc({1} * power(10, {2})) / power(10, {2}))"},

    {"CURRENT_DATE", kTimeDate, 0x00020000, 0, "current_date", "date('now')"},
    {"CURRENT_TIME", kTimeDate, 0x00040000, 0, "current_time", "time('now')"},
    {"CURRENT_TIME", kTimeDate, 0x00040000, 1, "current_time({1})", ""},
    {"CURRENT_TIMESTAMP", kTimeDate, 0x00080000, 0, "current_timestamp", "datetime('now')"},
    {"CURRENT_TIMESTAMP", kTimeDate, 0x00080000, 1, "current_timestamp({1})", ""},
    {"CURDATE", kTimeDate, 0x00000002, 0, "current_date", "date('now')"},
    {"CURTIME", kTimeDate, 0x00000200, 0, "localtime", "time('now')"},
    {"DAYNAME", kTimeDate, 0x00008000, 1, "to_char(cast({1} as timestamp), 'FMDay')",
     "(case strftime('%w', {1}) when '0' then 'Sunday' when '1' then 'Monday' "
     "when '2' then 'Tuesday' when '3' then 'Wednesday' when '4' then 'Thursday' "
     "when '5' then 'Friday' when '6' then 'Saturday' end)"},
    {"DAYOFMONTH", kTimeDate, 0x00000004, 1,
     "cast(extract(day from cast({1} as timestamp)) as integer)",
     "cast(strftime('%d', {1}) as integer)"},
    {"DAYOFWEEK", kTimeDate, 0x00000008, 1,
     "(cast(extract(dow from cast({1} as timestamp)) as integer) + 1)",
     "(cast(strftime('%w', {1}) as integer) + 1)"},
    {"DAYOFYEAR", kTimeDate, 0x00000010, 1,
     "cast(extract(doy from cast({1} as timestamp)) as integer)",
     "cast(strftime('%j', {1}) as integer)"},
    {"EXTRACT", kTimeDate, 0x00100000, 1, "extract({1})", ""},
    {"HOUR", kTimeDate, 0x00000400, 1, "cast(extract(hour from {1}) as integer)",
     "cast(strftime('%H', {1}) as integer)"},
    {"MINUTE", kTimeDate, 0x00000800, 1, "cast(extract(minute from {1}) as integer)",
     "cast(strftime('%M', {1}) as integer)"},
    {"MONTH", kTimeDate, 0x00000020, 1,
     "cast(extract(month from cast({1} as timestamp)) as integer)",
     "cast(strftime('%m', {1}) as integer)"},
    {"MONTHNAME", kTimeDate, 0x00010000, 1, "to_char(cast({1} as timestamp), 'FMMonth')",
     "(case strftime('%m', {1}) when '01' then 'January' when '02' then 'February' "
     "when '03' then 'March' when '04' then 'April' when '05' then 'May' when '06' then 'June' "
     "when '07' then 'July' when '08' then 'August' when '09' then 'September' "
     "when '10' then 'October' when '11' then 'November' when '12' then 'December' end)"},
    {"NOW", kTimeDate, 0x00000001, 0, "now()", "datetime('now')"},
    {"QUARTER", kTimeDate, 0x00000040, 1,
     "cast(extract(quarter from cast({1} as timestamp)) as integer)",
     "((cast(strftime('%m', {1}) as integer) + 2) / 3)"},
    {"SECOND", kTimeDate, 0x00001000, 1, "cast(floor(extract(second from {1})) as integer)",
     "cast(strftime('%S', {1}) as integer)"},
    {"WEEK", kTimeDate, 0x00000080, 1, "cast(extract(week from cast({1} as timestamp)) as integer)",
     "((strftime('%j', date({1}, '-3 days', 'weekday 4')) - 1) / 7 + 1)"},
    {"YEAR", kTimeDate, 0x00000100, 1, "cast(extract(year from cast({1} as timestamp)) as integer)",
     "cast(strftime('%Y', {1}) as integer)"},

    {"DATABASE", kSystem, 0x00000002, 0, "current_database()", "'main'"},
    {"IFNULL", kSystem, 0x00000004, 2, "coalesce({1}, {2})", "ifnull({1}, {2})"},
    {"USER", kSystem, 0x00000001, 0, "current_user", "''"},
};

// What the translator does by hand, by its first or second argument, and reports all the same.
constexpr std::uint32_t kTimestampAddBit = 0x00002000;
constexpr std::uint32_t kTimestampDifferenceBit = 0x00004000;

constexpr TimestampInterval kTimestampIntervals[] = {
    // A fraction of a second is a billionth here.
    {"SQL_TSI_FRAC_SECOND", 0x00000001, "({2} + ({1}) / 1000.0 * interval '1 microsecond')",
     "cast(extract(epoch from (cast({2} as timestamp) - cast({1} as timestamp))) * 1000000000 "
     "as bigint)",
     "", ""},
    {"SQL_TSI_SECOND", 0x00000002, "({2} + ({1}) * interval '1 second')",
     "cast(trunc(extract(epoch from (cast({2} as timestamp) - cast({1} as timestamp)))) as bigint)",
     "datetime({2}, ({1}) || ' seconds')",
     "(cast(strftime('%s', {2}) as integer) - cast(strftime('%s', {1}) as integer))"},
    {"SQL_TSI_MINUTE", 0x00000004, "({2} + ({1}) * interval '1 minute')",
     "cast(trunc(extract(epoch from (cast({2} as timestamp) - cast({1} as timestamp))) / 60) "
     "as bigint)",
     "datetime({2}, ({1}) || ' minutes')",
     "((cast(strftime('%s', {2}) as integer) - cast(strftime('%s', {1}) as integer)) / 60)"},
    {"SQL_TSI_HOUR", 0x00000008, "({2} + ({1}) * interval '1 hour')",
     "cast(trunc(extract(epoch from (cast({2} as timestamp) - cast({1} as timestamp))) / 3600) "
     "as bigint)",
     "datetime({2}, ({1}) || ' hours')",
     "((cast(strftime('%s', {2}) as integer) - cast(strftime('%s', {1}) as integer)) / 3600)"},
    {"SQL_TSI_DAY", 0x00000010, "({2} + ({1}) * interval '1 day')",
     "cast(trunc(extract(epoch from (cast({2} as timestamp) - cast({1} as timestamp))) / 86400) "
     "as bigint)",
     "datetime({2}, ({1}) || ' days')",
     "((cast(strftime('%s', {2}) as integer) - cast(strftime('%s', {1}) as integer)) / 86400)"},
    {"SQL_TSI_WEEK", 0x00000020, "({2} + ({1}) * interval '7 days')",
     "cast(trunc(extract(epoch from (cast({2} as timestamp) - cast({1} as timestamp))) / 604800) "
     "as bigint)",
     "datetime({2}, (7 * ({1})) || ' days')",
     "((cast(strftime('%s', {2}) as integer) - cast(strftime('%s', {1}) as integer)) / 604800)"},
    {"SQL_TSI_MONTH", 0x00000040, "({2} + ({1}) * interval '1 month')",
     "cast(extract(year from age(cast({2} as timestamp), cast({1} as timestamp))) * 12 + "
     "extract(month from age(cast({2} as timestamp), cast({1} as timestamp))) as bigint)",
     "datetime({2}, ({1}) || ' months')", ""},
    {"SQL_TSI_QUARTER", 0x00000080, "({2} + ({1}) * interval '3 months')",
     "cast(trunc((extract(year from age(cast({2} as timestamp), cast({1} as timestamp))) * 12 + "
     "extract(month from age(cast({2} as timestamp), cast({1} as timestamp)))) / 3) as bigint)",
     "datetime({2}, (3 * ({1})) || ' months')", ""},
    {"SQL_TSI_YEAR", 0x00000100, "({2} + ({1}) * interval '1 year')",
     "cast(extract(year from age(cast({2} as timestamp), cast({1} as timestamp))) as bigint)",
     "datetime({2}, ({1}) || ' years')", ""},
};

constexpr ConvertType kConvertTypes[] = {
    {"SQL_BIGINT", "bigint", "integer"},
    {"SQL_BINARY", "bytea", "blob"},
    {"SQL_BIT", "boolean", "integer"},
    {"SQL_CHAR", "text", "text"},  // char without a length would cut to one character
    {"SQL_DATE", "date", ""},
    {"SQL_DECIMAL", "numeric", "numeric"},
    {"SQL_DOUBLE", "double precision", "real"},
    {"SQL_FLOAT", "double precision", "real"},
    {"SQL_GUID", "uuid", "text"},
    {"SQL_INTEGER", "integer", "integer"},
    {"SQL_INTERVAL_DAY", "interval", ""},
    {"SQL_INTERVAL_DAY_TO_HOUR", "interval", ""},
    {"SQL_INTERVAL_DAY_TO_MINUTE", "interval", ""},
    {"SQL_INTERVAL_DAY_TO_SECOND", "interval", ""},
    {"SQL_INTERVAL_HOUR", "interval", ""},
    {"SQL_INTERVAL_HOUR_TO_MINUTE", "interval", ""},
    {"SQL_INTERVAL_HOUR_TO_SECOND", "interval", ""},
    {"SQL_INTERVAL_MINUTE", "interval", ""},
    {"SQL_INTERVAL_MINUTE_TO_SECOND", "interval", ""},
    {"SQL_INTERVAL_MONTH", "interval", ""},
    {"SQL_INTERVAL_SECOND", "interval", ""},
    {"SQL_INTERVAL_YEAR", "interval", ""},
    {"SQL_INTERVAL_YEAR_TO_MONTH", "interval", ""},
    {"SQL_LONGVARBINARY", "bytea", "blob"},
    {"SQL_LONGVARCHAR", "text", "text"},
    {"SQL_NUMERIC", "numeric", "numeric"},
    {"SQL_REAL", "real", "real"},
    {"SQL_SMALLINT", "smallint", "integer"},
    {"SQL_TIME", "time", ""},
    {"SQL_TIMESTAMP", "timestamp", ""},
    {"SQL_TINYINT", "smallint", "integer"},
    {"SQL_TYPE_DATE", "date", ""},
    {"SQL_TYPE_TIME", "time", ""},
    {"SQL_TYPE_TIMESTAMP", "timestamp", ""},
    {"SQL_VARBINARY", "bytea", "blob"},
    {"SQL_VARCHAR", "text", "text"},
    {"SQL_WCHAR", "text", "text"},
    {"SQL_WLONGVARCHAR", "text", "text"},
    {"SQL_WVARCHAR", "text", "text"},
};

}  // namespace

std::span<const ScalarFunction> scalar_functions() {
  return kScalarFunctions;
}
std::span<const TimestampInterval> timestamp_intervals() {
  return kTimestampIntervals;
}
std::span<const ConvertType> convert_types() {
  return kConvertTypes;
}

std::uint32_t scalar_function_bits(ScalarGroup group, Dialect dialect) {
  std::uint32_t bits = group == kTimeDate ? kTimestampAddBit | kTimestampDifferenceBit : 0;
  for (const ScalarFunction& function : kScalarFunctions) {
    if (function.group == group && !function.expression(dialect).empty()) bits |= function.info_bit;
  }
  return bits;
}

}  // namespace pillion
