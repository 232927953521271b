#include "core/identifier.h"

#include <algorithm>
#include <array>

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

constexpr char fold(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
constexpr bool starts_bare(char c) {
  return (c >= 'a' && c <= 'z') || c == '_';
}
constexpr bool continues_bare(char c) {
  return starts_bare(c) || (c >= '0' && c <= '9');
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

// Where the keywords with each first letter begin.
constexpr auto kKeywordsFrom = [] {
  std::array<std::size_t, 27> from{};
  for (std::size_t letter = 0; letter < from.size(); ++letter) {
    while (from[letter] < kKeywords.size() &&
           kKeywords[from[letter]].front() < static_cast<char>('a' + letter)) {
      ++from[letter];
    }
  }
  return from;
}();

bool is_keyword(std::string_view folded) {
  if (folded.front() < 'a' || folded.front() > 'z') return false;
  const auto letter = static_cast<std::size_t>(folded.front() - 'a');
  for (std::size_t i = kKeywordsFrom[letter]; i < kKeywordsFrom[letter + 1]; ++i) {
    if (kKeywords[i] == folded) return true;
  }
  return false;
}

bool may_stand_bare(std::string_view identifier) {
  return !identifier.empty() && starts_bare(identifier.front()) &&
         std::all_of(identifier.begin(), identifier.end(), continues_bare) &&
         !is_keyword(identifier);
}

}  // namespace

std::string fold_identifier(std::string_view identifier) {
  std::string out(identifier);
  std::transform(out.begin(), out.end(), out.begin(), fold);
  return out;
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
