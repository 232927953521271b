#include "core/identifier.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace pillion {
namespace {

// PostgreSQL's keywords that an identifier cannot be spelled as without quotes: those of category
// "reserved", "reserved (can be function or type)" and "unreserved (cannot be function or type
// name)" in Appendix C of its manual, and SQLite's own. Sorted.
constexpr std::array kKeywords = std::to_array<std::string_view>({
    "add",
    "all",
    "alter",
    "analyse",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "asymmetric",
    "attach",
    "authorization",
    "autoincrement",
    "begin",
    "between",
    "bigint",
    "binary",
    "bit",
    "boolean",
    "both",
    "by",
    "case",
    "cast",
    "char",
    "character",
    "check",
    "coalesce",
    "collate",
    "collation",
    "column",
    "commit",
    "concurrently",
    "constraint",
    "create",
    "cross",
    "current_catalog",
    "current_date",
    "current_role",
    "current_schema",
    "current_time",
    "current_timestamp",
    "current_user",
    "dec",
    "decimal",
    "default",
    "deferrable",
    "delete",
    "desc",
    "detach",
    "distinct",
    "do",
    "drop",
    "else",
    "end",
    "escape",
    "except",
    "exists",
    "explain",
    "extract",
    "false",
    "fetch",
    "float",
    "for",
    "foreign",
    "freeze",
    "from",
    "full",
    "glob",
    "grant",
    "greatest",
    "group",
    "grouping",
    "having",
    "if",
    "ilike",
    "in",
    "index",
    "indexed",
    "initially",
    "inner",
    "inout",
    "insert",
    "int",
    "integer",
    "intersect",
    "interval",
    "into",
    "is",
    "isnull",
    "join",
    "lateral",
    "leading",
    "least",
    "left",
    "like",
    "limit",
    "localtime",
    "localtimestamp",
    "national",
    "natural",
    "nchar",
    "none",
    "normalize",
    "not",
    "nothing",
    "notnull",
    "null",
    "nullif",
    "numeric",
    "offset",
    "on",
    "only",
    "or",
    "order",
    "out",
    "outer",
    "overlaps",
    "overlay",
    "placing",
    "plan",
    "position",
    "pragma",
    "precision",
    "primary",
    "query",
    "raise",
    "real",
    "references",
    "regexp",
    "reindex",
    "replace",
    "returning",
    "right",
    "rollback",
    "row",
    "savepoint",
    "select",
    "session_user",
    "set",
    "setof",
    "similar",
    "smallint",
    "some",
    "substring",
    "symmetric",
    "table",
    "tablesample",
    "temp",
    "then",
    "time",
    "timestamp",
    "to",
    "trailing",
    "transaction",
    "treat",
    "trigger",
    "trim",
    "true",
    "union",
    "unique",
    "update",
    "user",
    "using",
    "vacuum",
    "values",
    "varchar",
    "variadic",
    "verbose",
    "view",
    "when",
    "where",
    "window",
    "with",
    "without",
    "xmlattributes",
    "xmlconcat",
    "xmlelement",
    "xmlexists",
    "xmlforest",
    "xmlnamespaces",
    "xmlparse",
    "xmlpi",
    "xmlroot",
    "xmlserialize",
    "xmltable",
});
static_assert(std::is_sorted(kKeywords.begin(), kKeywords.end()));

// What a byte may be in an identifier without quotes.
enum class Place : std::uint8_t { kNone, kInside, kAnywhere };
constexpr auto kPlaces = [] {
  std::array<Place, 256> places{};
  for (unsigned c = '0'; c <= '9'; ++c) places[c] = Place::kInside;
  for (unsigned c = 'a'; c <= 'z'; ++c) places[c] = Place::kAnywhere;
  places['_'] = Place::kAnywhere;
  return places;
}();
constexpr Place place_of(char c) {
  return kPlaces[static_cast<unsigned char>(c)];
}

void append_enclosed(std::string& out, std::string_view text, char quote) {
  out += quote;
  for (std::size_t done = 0; done < text.size();) {
    const std::size_t end = std::min(text.find(quote, done), text.size());
    out += text.substr(done, end - done);
    if (end < text.size()) out.append(2, quote);
    done = end + 1;
  }
  out += quote;
}

// The keywords by length, then by first letter: few have both in common.
constexpr std::size_t kLongestKeyword =
    std::ranges::max(kKeywords, {}, &std::string_view::size).size();
constexpr std::size_t kLetters = 26;
constexpr std::size_t bucket_of(std::string_view word) {
  return word.size() * kLetters + static_cast<std::size_t>(word.front() - 'a');
}
constexpr auto kByBucket = [] {
  auto words = kKeywords;
  std::ranges::sort(words, {}, bucket_of);
  return words;
}();
constexpr auto kBuckets = [] {  // where each begins
  std::array<std::uint8_t, (kLongestKeyword + 1) * kLetters + 1> begins{};
  for (std::size_t bucket = 0; bucket < begins.size(); ++bucket) {
    begins[bucket] = static_cast<std::uint8_t>(
        std::ranges::lower_bound(kByBucket, bucket, {}, bucket_of) - kByBucket.begin());
  }
  return begins;
}();
static_assert(kKeywords.size() <= 255);

bool is_keyword(std::string_view folded) {
  if (folded.front() == '_' || folded.size() > kLongestKeyword) return false;
  const std::size_t bucket = bucket_of(folded);
  for (std::size_t i = kBuckets[bucket]; i < kBuckets[bucket + 1]; ++i) {
    if (kByBucket[i].back() == folded.back() && kByBucket[i] == folded) return true;
  }
  return false;
}

}  // namespace

std::string fold_identifier(std::string_view identifier) {
  std::string out(identifier);
  std::transform(out.begin(), out.end(), out.begin(), fold);
  return out;
}

bool may_stand_bare(std::string_view identifier) {
  if (identifier.empty() || place_of(identifier.front()) != Place::kAnywhere) return false;
  for (const char c : identifier) {
    if (place_of(c) == Place::kNone) return false;
  }
  return !is_keyword(identifier);
}

void append_identifier(std::string& out, std::string_view identifier) {
  if (may_stand_bare(identifier)) {
    out += identifier;
  } else {
    append_enclosed(out, identifier, '"');
  }
}

std::string quote_identifier(std::string_view identifier) {
  std::string out;
  append_identifier(out, identifier);
  return out;
}

std::string quote_literal(std::string_view text) {
  std::string out;
  append_enclosed(out, text, '\'');
  return out;
}

}  // namespace pillion
