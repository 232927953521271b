#include "core/sqlite_type.h"

#include <array>
#include <charconv>
#include <string>

#include "core/identifier.h"
#include "core/type.h"

namespace pillion {
namespace {

enum class Arguments : std::uint8_t { kNone, kLength, kPrecisionScale };

struct Row {
  std::string_view declared;
  Oid type;
  Arguments arguments = Arguments::kNone;
};

// SQLite's INTEGER is 64 bits wide, whatever a model calls it.
constexpr std::array kRows = {
    Row{"integer", oid::kInt8},
    Row{"int", oid::kInt8},
    Row{"bigint", oid::kInt8},
    Row{"integer unsigned", oid::kInt8},
    Row{"bigint unsigned", oid::kInt8},
    Row{"smallint", oid::kInt2},
    Row{"smallint unsigned", oid::kInt4},
    Row{"bool", oid::kBool},
    Row{"boolean", oid::kBool},
    Row{"real", oid::kFloat8},
    Row{"float", oid::kFloat8},
    Row{"double", oid::kFloat8},
    Row{"double precision", oid::kFloat8},
    Row{"decimal", oid::kNumeric, Arguments::kPrecisionScale},
    Row{"numeric", oid::kNumeric, Arguments::kPrecisionScale},
    Row{"varchar", oid::kVarchar, Arguments::kLength},
    Row{"nvarchar", oid::kVarchar, Arguments::kLength},
    Row{"character varying", oid::kVarchar, Arguments::kLength},
    Row{"char", oid::kBpchar, Arguments::kLength},
    Row{"character", oid::kBpchar, Arguments::kLength},
    Row{"text", oid::kText},
    Row{"clob", oid::kText},
    Row{"blob", oid::kBytea},
    Row{"bytea", oid::kBytea},
    Row{"date", oid::kDate},
    Row{"time", oid::kTime},
    Row{"datetime", oid::kTimestamp},
    Row{"timestamp", oid::kTimestamp},
    Row{"uuid", oid::kUuid},
    Row{"json", oid::kJson},
    Row{"jsonb", oid::kJson},
};

// SQLite's own rules for every other name (datatype3.html, 3.1), in their order.
struct Affinity {
  std::string_view part;
  Oid type;
};

constexpr std::array kAffinities = {
    Affinity{"int", oid::kInt8},    Affinity{"char", oid::kText},   Affinity{"clob", oid::kText},
    Affinity{"text", oid::kText},   Affinity{"blob", oid::kBytea},  Affinity{"real", oid::kFloat8},
    Affinity{"floa", oid::kFloat8}, Affinity{"doub", oid::kFloat8},
};

// Django declares a UUIDField so, and nothing else.
constexpr std::string_view kDjangoUuid = "char(32)";

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// The number in front of `text`, which is cut off; -1 where there is none.
std::int32_t take_number(std::string_view& text) {
  text = trimmed(text);
  std::int32_t number = -1;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  text.remove_prefix(static_cast<std::size_t>(parsed.ptr - text.data()));
  text = trimmed(text);
  if (text.starts_with(",")) text.remove_prefix(1);
  return parsed.ec == std::errc() ? number : -1;
}

// As pg_attribute.atttypmod has it: 4 more than the length, or than precision and scale.
std::int32_t modifier(Arguments arguments, std::string_view text) {
  const std::int32_t first = take_number(text);
  if (arguments == Arguments::kNone || first < 0) return -1;
  if (arguments == Arguments::kLength) return first + 4;
  const std::int32_t scale = take_number(text);
  return ((first << 16) | (scale < 0 ? 0 : scale)) + 4;
}

}  // namespace

SqliteType sqlite_type(const char* declared) {
  if (declared == nullptr || *declared == '\0') return {};
  const std::string folded = fold_identifier(declared);
  if (folded == kDjangoUuid) return {.type = oid::kUuid};
  const std::size_t bracket = folded.find('(');
  const std::string_view name = trimmed(std::string_view(folded).substr(0, bracket));
  const std::string_view arguments =
      bracket == folded.npos ? std::string_view() : std::string_view(folded).substr(bracket + 1);
  for (const Row& row : kRows)
    if (row.declared == name)
      return {.type = row.type, .type_modifier = modifier(row.arguments, arguments)};
  for (const Affinity& affinity : kAffinities)
    if (name.find(affinity.part) != name.npos) return {.type = affinity.type};
  return {.type = oid::kNumeric};
}

}  // namespace pillion
