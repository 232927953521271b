#include "core/sqlite_type.h"

#include <array>
#include <charconv>
#include <string>

#include "core/identifier.h"
#include "core/type.h"

namespace pillion {
namespace {

enum class Modifier : std::int8_t { kNone, kLength, kPrecision };

struct Rule {
  std::string_view word;  // anywhere in the declared name
  Oid type;
  Modifier modifier = Modifier::kNone;
};

// The first rule that fits counts. "int" comes before "char" and "date" is not in "datetime"'s way
// because that is asked first; the order is otherwise SQLite's ("charint" is an integer).
constexpr std::array kRules = {
    Rule{.word = "interval", .type = oid::kText},
    Rule{.word = "int", .type = oid::kInt8},
    Rule{.word = "serial", .type = oid::kInt8},
    Rule{.word = "bool", .type = oid::kBool},
    Rule{.word = "datetime", .type = oid::kTimestamp},
    Rule{.word = "timestamp", .type = oid::kTimestamp},
    Rule{.word = "date", .type = oid::kDate},
    Rule{.word = "time", .type = oid::kTime},
    Rule{.word = "char", .type = oid::kVarchar, .modifier = Modifier::kLength},
    Rule{.word = "clob", .type = oid::kText},
    Rule{.word = "text", .type = oid::kText},
    Rule{.word = "json", .type = oid::kText},
    Rule{.word = "uuid", .type = oid::kText},
    Rule{.word = "blob", .type = oid::kBytea},
    Rule{.word = "binary", .type = oid::kBytea},
    Rule{.word = "bytea", .type = oid::kBytea},
    Rule{.word = "real", .type = oid::kFloat8},
    Rule{.word = "floa", .type = oid::kFloat8},
    Rule{.word = "doub", .type = oid::kFloat8},
    Rule{.word = "dec", .type = oid::kNumeric, .modifier = Modifier::kPrecision},
    Rule{.word = "num", .type = oid::kNumeric, .modifier = Modifier::kPrecision},
};

// PostgreSQL counts a modifier from the size of its own length word.
constexpr std::int32_t kHeader = 4;

// The numbers between the parentheses; how many there are.
int read_arguments(std::string_view declared, std::array<std::int32_t, 2>& arguments) {
  std::size_t at = declared.find('(');
  int count = 0;
  while (at < declared.size() && count < 2) {
    const std::size_t digit = declared.find_first_not_of(" (,", at);
    if (digit == std::string_view::npos) break;
    const auto read = std::from_chars(declared.data() + digit, declared.data() + declared.size(),
                                      arguments[static_cast<std::size_t>(count)]);
    if (read.ec != std::errc()) break;
    ++count;
    at = static_cast<std::size_t>(read.ptr - declared.data());
  }
  return count;
}

std::int32_t modifier_of(std::string_view declared, Modifier kind) {
  std::array<std::int32_t, 2> arguments = {0, 0};
  const int count = read_arguments(declared, arguments);
  if (kind == Modifier::kNone || count == 0 || arguments[0] <= 0) return -1;
  if (kind == Modifier::kLength) {
    constexpr std::int32_t kLongest = 10485760;  // PostgreSQL's own limit of varchar(n)
    return arguments[0] <= kLongest ? arguments[0] + kHeader : -1;
  }
  const bool is_valid = arguments[0] <= 1000 && arguments[1] >= 0 && arguments[1] <= arguments[0];
  return is_valid ? ((arguments[0] << 16) | arguments[1]) + kHeader : -1;
}

}  // namespace

SqliteType sqlite_type(std::string_view declared) {
  if (declared.empty()) return {};
  const std::string folded = fold_identifier(declared);
  for (const Rule& rule : kRules) {
    if (folded.find(rule.word) == std::string::npos) continue;
    const std::int32_t modifier = modifier_of(folded, rule.modifier);
    const bool is_unlimited = rule.modifier == Modifier::kLength && modifier < 0;
    return {.type = is_unlimited ? oid::kText : rule.type, .type_modifier = modifier};
  }
  // Anything else has numeric affinity in SQLite, which holds text as well.
  return {.type = oid::kText};
}

}  // namespace pillion
