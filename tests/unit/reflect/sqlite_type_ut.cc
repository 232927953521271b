// SQLite's declared types, as frameworks and people spell them.
#include <boost/test/unit_test.hpp>

#include "core/sqlite_type.h"
#include "core/type.h"

namespace pillion {
namespace {

struct Case {
  const char* declared;
  Oid type;
  std::int32_t modifier;
};

constexpr Case kCases[] = {
    {"INTEGER", oid::kInt8, -1},
    {"integer unsigned", oid::kInt8, -1},
    {"smallint", oid::kInt2, -1},
    {"MEDIUMINT", oid::kInt8, -1},
    {"bool", oid::kBool, -1},
    {"BOOLEAN", oid::kBool, -1},
    {"date", oid::kDate, -1},
    {"datetime", oid::kTimestamp, -1},
    {"time", oid::kTime, -1},
    {"varchar(40)", oid::kVarchar, 44},
    {"char ( 3 )", oid::kBpchar, 7},
    {"char(32)", oid::kUuid, -1},
    {"NATIVE CHARACTER(70)", oid::kText, -1},
    {"varchar", oid::kVarchar, -1},
    {"text", oid::kText, -1},
    {"decimal(10, 2)", oid::kNumeric, ((10 << 16) | 2) + 4},
    {"decimal(10)", oid::kNumeric, (10 << 16) + 4},
    {"numeric", oid::kNumeric, -1},
    {"DOUBLE PRECISION", oid::kFloat8, -1},
    {"BLOB", oid::kBytea, -1},
    {"frobnicate", oid::kNumeric, -1},
    {"", 0, -1},
};

BOOST_AUTO_TEST_CASE(sqlite_types) {
  for (const Case& each : kCases) {
    const SqliteType found = sqlite_type(each.declared);
    BOOST_TEST(found.type == each.type, each.declared);
    BOOST_TEST(found.type_modifier == each.modifier, each.declared);
  }
}

}  // namespace
}  // namespace pillion
