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
    {"bigint", oid::kInt8, -1},
    {"bool", oid::kBool, -1},
    {"BOOLEAN", oid::kBool, -1},
    {"date", oid::kDate, -1},
    {"datetime", oid::kTimestamp, -1},
    {"timestamp", oid::kTimestamp, -1},
    {"time", oid::kTime, -1},
    {"varchar(40)", oid::kVarchar, 44},
    {"NATIVE CHARACTER ( 70 )", oid::kVarchar, 74},
    {"varchar", oid::kText, -1},
    {"varchar(0)", oid::kText, -1},
    {"varchar(99999999999)", oid::kText, -1},
    {"text", oid::kText, -1},
    {"decimal(10, 2)", oid::kNumeric, ((10 << 16) | 2) + 4},
    {"decimal(10)", oid::kNumeric, (10 << 16) + 4},
    {"numeric", oid::kNumeric, -1},
    {"decimal(2, 5)", oid::kNumeric, -1},
    {"real", oid::kFloat8, -1},
    {"DOUBLE PRECISION", oid::kFloat8, -1},
    {"BLOB", oid::kBytea, -1},
    {"frobnicate", oid::kText, -1},
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
