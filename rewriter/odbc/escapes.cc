#include "rewriter/odbc/escapes.h"

#include <algorithm>
#include <charconv>
#include <span>
#include <string>

#include <fmt/format.h>

#include "core/identifier.h"
#include "rewriter/error_at.h"
#include "rewriter/odbc/scalar_functions.h"

namespace pillion {
namespace {

using sql::TokenIndex;
using sql::TokenKind;
using sql::TokenStream;

bool same_word(std::string_view a, std::string_view b) {
  return fold_identifier(a) == fold_identifier(b);
}

std::string place(const EscapeContext& context, const TokenRange& range) {
  const TokenStream& user = context.user;
  return std::string(user.text().substr(user[range.first].begin,
                                        user[range.last - 1].end - user[range.first].begin));
}

Pieces surrounded(std::string before, const Pieces& inside, std::string after, std::size_t cause) {
  Pieces out;
  out.make(std::move(before), cause);
  out.append(inside);
  out.make(std::move(after), cause);
  return out;
}

// The arguments between a pair of brackets; a comma inside further brackets separates nothing.
std::vector<TokenRange> split_arguments(const TokenStream& user, TokenRange inside) {
  std::vector<TokenRange> arguments;
  if (inside.empty()) return arguments;
  TokenIndex first = inside.first;
  for (TokenIndex i = inside.first; i < inside.last; ++i) {
    if (const TokenIndex partner = user.partner(i); partner != sql::kNoToken && partner > i) {
      i = partner;
    } else if (user.is(i, ",")) {
      arguments.push_back({.first = first, .last = i});
      first = i + 1;
    }
  }
  arguments.push_back({.first = first, .last = inside.last});
  return arguments;
}

// Puts the arguments where the template has {1}, {2} ...
Pieces fill(std::string_view pattern, std::span<const Pieces> arguments, std::size_t cause) {
  Pieces out;
  while (!pattern.empty()) {
    const std::size_t hole = pattern.find('{');
    out.make(std::string(pattern.substr(0, hole)), cause);
    if (hole == std::string_view::npos) break;
    out.append(arguments[static_cast<std::size_t>(pattern[hole + 1] - '1')]);
    pattern.remove_prefix(hole + 3);
  }
  return out;
}

// What an escape function is given: the escape's inside, without its first word.
struct Escape {
  const EscapeContext& context;
  TokenRange inside;
  TokenIndex brace;  // the opening one

  std::size_t begin() const { return context.user[brace].begin; }
  tl::unexpected<Error> malformed(std::string_view form) const {
    return fail_at(begin(), "42601", fmt::format("This escape is not understood. Write {}.", form));
  }
  tl::unexpected<Error> unsupported(std::string message) const {
    return fail_at(begin(), "0A000", std::move(message));
  }
  bool is_one_string() const {
    return inside.last == inside.first + 1 && context.user[inside.first].kind == TokenKind::kString;
  }
  Result<Pieces> translated() const { return context.translate(inside); }
};

// {d '...'} and its kin: a literal of a type, which SQLite writes as plain text.
Result<Pieces> typed_literal(const Escape& escape, std::string type, std::string_view form) {
  if (!escape.is_one_string()) return escape.malformed(form);
  PILLION_TRY(literal, escape.translated());
  if (escape.context.dialect == Dialect::kSqlite) return literal;
  return surrounded(std::move(type) + " ", literal, "", escape.begin());
}

Result<Pieces> date_escape(const Escape& escape) {
  return typed_literal(escape, "date", "{d 'yyyy-mm-dd'}");
}
Result<Pieces> time_escape(const Escape& escape) {
  return typed_literal(escape, "time", "{t 'hh:mm:ss'}");
}
Result<Pieces> timestamp_escape(const Escape& escape) {
  return typed_literal(escape, "timestamp", "{ts 'yyyy-mm-dd hh:mm:ss'}");
}
Result<Pieces> guid_escape(const Escape& escape) {
  return typed_literal(escape, "uuid", "{guid 'nnnnnnnn-nnnn-nnnn-nnnn-nnnnnnnnnnnn'}");
}

Result<Pieces> outer_join_escape(const Escape& escape) {
  if (escape.inside.empty()) return escape.malformed("{oj a LEFT OUTER JOIN b ON ...}");
  return escape.translated();
}

Result<Pieces> like_escape(const Escape& escape) {
  if (!escape.is_one_string()) return escape.malformed("{escape '\\'}");
  PILLION_TRY(character, escape.translated());
  return surrounded("escape ", character, "", escape.begin());
}

// {interval [+|-] 'value' YEAR(3) TO MONTH}: PostgreSQL takes a precision for seconds alone.
Result<Pieces> interval_escape(const Escape& escape) {
  constexpr std::string_view kForm = "{interval '5' DAY}";
  const TokenStream& user = escape.context.user;
  if (escape.context.dialect == Dialect::kSqlite) {
    return escape.unsupported("SQLite has no intervals. Write a date function with a modifier.");
  }
  TokenRange rest = escape.inside;
  bool negative = false;
  if (!rest.empty() && user[rest.first].kind == TokenKind::kOperator) {
    const std::string_view sign = user.text_of(rest.first);
    if (sign != "-" && sign != "+") return escape.malformed(kForm);
    negative = sign == "-";
    ++rest.first;
  }
  if (rest.empty() || user[rest.first].kind != TokenKind::kString) return escape.malformed(kForm);
  std::string text = fmt::format("interval {}", user.text_of(rest.first));
  for (TokenIndex i = rest.first + 1; i < rest.last; ++i) {
    if (user.is(i, "(") && user.partner(i) < rest.last) {
      TokenRange precision{.first = i, .last = user.partner(i) + 1};
      if (user.is(i - 1, "second") && precision.last == i + 3)
        text += place(escape.context, precision);
      i = precision.last - 1;
    } else if (user[i].kind == TokenKind::kIdentifier) {
      text += fmt::format(" {}", user.text_of(i));
    } else {
      return escape.malformed(kForm);
    }
  }
  Pieces out;
  out.make(negative ? fmt::format("(- {})", text) : text, escape.begin());
  return out;
}

// {call f(...)} reads the rows of a function; {?=call f(...)} its one value.
Result<Pieces> call_function(const Escape& escape, std::string before) {
  const TokenStream& user = escape.context.user;
  if (escape.context.dialect == Dialect::kSqlite) {
    return escape.unsupported("SQLite has no stored functions. Write a SELECT.");
  }
  if (escape.inside.empty() || !user.is_name(escape.inside.first)) {
    return escape.malformed("{call function(argument, ...)}");
  }
  PILLION_TRY(call, escape.translated());
  const bool brackets = user.is(escape.inside.last - 1, ")");
  return surrounded(std::move(before), call, brackets ? "" : "()", escape.begin());
}
Result<Pieces> call_escape(const Escape& escape) {
  return call_function(escape, "select * from ");
}

Result<Pieces> scalar_function(const Escape& escape, std::string_view name,
                               std::span<const Pieces> arguments) {
  const ScalarFunction* same_name = nullptr;
  for (const ScalarFunction& function : scalar_functions()) {
    if (!same_word(function.name, name)) continue;
    same_name = &function;
    if (static_cast<std::size_t>(function.arguments) != arguments.size()) continue;
    const std::string_view pattern = function.expression(escape.context.dialect);
    if (pattern.empty()) {
      return escape.unsupported(fmt::format(
          "The database has nothing like {{fn {}}}. Write it with its own functions.", name));
    }
    return fill(pattern, arguments, escape.begin());
  }
  if (same_name != nullptr) {
    return fail_at(escape.begin(), "42601",
                   fmt::format("{{fn {}}} takes {} argument(s) in ODBC, not {}.", same_name->name,
                               same_name->arguments, arguments.size()));
  }
  return escape.unsupported(fmt::format(
      "{{fn {0}}} is not a scalar function of ODBC. Write {0}(...) without the braces.", name));
}

Result<Pieces> timestamp_function(const Escape& escape, bool difference,
                                  std::string_view interval_name,
                                  std::span<const Pieces> arguments) {
  const bool postgres = escape.context.dialect == Dialect::kPostgres;
  for (const TimestampInterval& interval : timestamp_intervals()) {
    if (!same_word(interval.name, interval_name)) continue;
    const std::string_view pattern =
        difference ? (postgres ? interval.difference_postgres : interval.difference_sqlite)
                   : (postgres ? interval.add_postgres : interval.add_sqlite);
    if (pattern.empty()) break;
    return fill(pattern, arguments, escape.begin());
  }
  return escape.unsupported(
      fmt::format("{} is not an interval the database can count. Write SQL_TSI_SECOND, "
                  "SQL_TSI_DAY, SQL_TSI_MONTH ...",
                  interval_name));
}

Result<Pieces> convert_function(const Escape& escape, std::string_view type_name,
                                std::span<const Pieces> arguments) {
  for (const ConvertType& type : convert_types()) {
    if (!same_word(type.name, type_name)) continue;
    const std::string_view cast =
        escape.context.dialect == Dialect::kPostgres ? type.postgres : type.sqlite;
    if (cast.empty()) break;
    return fill(fmt::format("cast({{1}} as {})", cast), arguments, escape.begin());
  }
  return escape.unsupported(
      fmt::format("CONVERT to {} is not possible here. Write CAST(... AS type).", type_name));
}

// {fn name(argument, ...)}; CURRENT_DATE and its kin may go without brackets.
Result<Pieces> function_escape(const Escape& escape) {
  const TokenStream& user = escape.context.user;
  const TokenRange inside = escape.inside;
  if (inside.empty() || !user.is_name(inside.first)) return escape.malformed("{fn name(...)}");
  const std::string_view name = user.text_of(inside.first);
  std::vector<TokenRange> ranges;
  if (inside.last > inside.first + 1) {
    const TokenIndex open = inside.first + 1;
    if (!user.is(open, "(") || user.partner(open) != inside.last - 1) {
      return escape.malformed("{fn name(argument, ...)}");
    }
    ranges = split_arguments(user, {.first = open + 1, .last = inside.last - 1});
  }
  std::vector<Pieces> arguments;
  for (const TokenRange& range : ranges) {
    if (range.empty()) return escape.malformed("{fn name(argument, ...)}");
    PILLION_TRY(argument, escape.context.translate(range));
    arguments.push_back(std::move(argument));
  }
  const std::span<const Pieces> all = arguments;
  const bool add = same_word(name, "timestampadd");
  if ((add || same_word(name, "timestampdiff")) && all.size() == 3) {
    return timestamp_function(escape, !add, place(escape.context, ranges[0]), all.subspan(1));
  }
  if (same_word(name, "convert") && all.size() == 2) {
    return convert_function(escape, place(escape.context, ranges[1]), all.first(1));
  }
  return scalar_function(escape, name, all);
}

struct EscapeWord {
  std::string_view word;
  Result<Pieces> (*translate)(const Escape&);
};
constexpr EscapeWord kEscapes[] = {
    {"d", date_escape},        {"t", time_escape},
    {"ts", timestamp_escape},  {"fn", function_escape},
    {"oj", outer_join_escape}, {"escape", like_escape},
    {"call", call_escape},     {"interval", interval_escape},
    {"guid", guid_escape},
};

}  // namespace

Result<Pieces> translate_escape(const EscapeContext& context, TokenRange braces) {
  const TokenStream& user = context.user;
  TokenIndex word = braces.first + 1;
  const TokenIndex last = braces.last - 1;
  const bool returns = user[word].kind == TokenKind::kMarker;
  if (returns) {
    // ?= is a marker and an operator.
    const bool called =
        word + 2 < last && user.text_of(word + 1) == "=" && user.is(word + 2, "call");
    const Escape escape{
        .context = context, .inside = {.first = word + 3, .last = last}, .brace = braces.first};
    if (!called || braces.first != 0) return escape.malformed("{?=call function(argument, ...)}");
    return call_function(escape, "select ");
  }
  const Escape escape{
      .context = context, .inside = {.first = word + 1, .last = last}, .brace = braces.first};
  for (const EscapeWord& known : kEscapes) {
    if (word < last && user.is(word, known.word)) return known.translate(escape);
  }
  return fail_at(user[braces.first].begin, "42601",
                 "This escape is not one of ODBC's. Write {d ...}, {t ...}, {ts ...}, {fn ...}, "
                 "{oj ...}, {escape ...}, {call ...}, {interval ...} or {guid ...}.");
}

}  // namespace pillion
