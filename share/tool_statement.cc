#include "share/tool_statement.h"

#include <array>
#include <initializer_list>

#include <fmt/format.h>

#include "core/identifier.h"
#include "rewriter/lex/token_stream.h"

namespace pillion::share {
namespace {

using sql::TokenIndex;
using sql::TokenKind;
using sql::TokenStream;

// Goes through the words of one statement.
class Words {
 public:
  explicit Words(std::string_view text) : tokens_(text, Dialect::kPostgres) {
    end_ = tokens_.size();
    while (end_ > 0 && tokens_.is(end_ - 1, ";")) --end_;
  }

  bool begin_with(std::string_view word) const { return end_ > 0 && tokens_.is(0, word); }
  bool take(std::string_view word) {
    if (at_end() || !(tokens_.is(next_, word) || is_operator(word))) return false;
    ++next_;
    return true;
  }
  bool take_all(std::initializer_list<std::string_view> words) {
    const TokenIndex before = next_;
    for (const std::string_view word : words) {
      if (take(word)) continue;
      next_ = before;
      return false;
    }
    return true;
  }
  bool take_any(std::initializer_list<std::string_view> words) {
    for (const std::string_view word : words)
      if (take(word)) return true;
    return false;
  }
  bool at_end() const { return next_ >= end_; }
  bool is_cut_off() const { return tokens_.is_cut_off(); }
  void skip_rest() { next_ = end_; }

  // A name with dots; empty: there is none.
  std::string take_name() {
    std::string name;
    while (!at_end() && tokens_.is_name(next_)) {
      name += sql::identifier_value(tokens_.text_of(next_++));
      if (!take(".")) break;
      name += '.';
    }
    return name;
  }

  // The values of a SET, joined as the server joins them; none: not of that form.
  std::optional<std::string> take_values(bool identifiers) {
    std::string all;
    while (true) {
      const std::optional<std::string> value = take_value(identifiers);
      if (!value) return std::nullopt;
      all += all.empty() ? "" : ", ";
      all += *value;
      if (!take(",")) break;
    }
    return all;
  }

 private:
  std::optional<std::string> take_value(bool identifiers) {
    const bool negative = take("-");
    if (!negative) take("+");
    if (at_end()) return std::nullopt;
    const std::string_view text = tokens_.text_of(next_);
    const TokenKind kind = tokens_[next_++].kind;
    if (kind == TokenKind::kNumber) return (negative ? "-" : "") + std::string(text);
    if (negative) return std::nullopt;
    if (kind == TokenKind::kString) {
      std::optional<std::string> value = plain_string(text);
      if (value && identifiers) return quote_identifier(*value);
      return value;
    }
    if (!tokens_.is_name(next_ - 1)) return std::nullopt;
    const std::string value = sql::identifier_value(text);
    return identifiers ? quote_identifier(value) : value;
  }

  // What '...' holds; escape strings and the like are left to the gate.
  static std::optional<std::string> plain_string(std::string_view text) {
    if (text.size() < 2 || text.front() != '\'' || text.back() != '\'') return std::nullopt;
    std::string value;
    for (std::size_t i = 1; i + 1 < text.size(); ++i) {
      if (text[i] == '\'') ++i;
      value += text[i];
    }
    return value;
  }

  bool is_operator(std::string_view text) const {
    return tokens_[next_].kind == TokenKind::kOperator && tokens_.text_of(next_) == text;
  }

  TokenStream tokens_;
  TokenIndex next_ = 0;
  TokenIndex end_ = 0;
};

using Parsed = std::optional<ToolStatement>;

Parsed read_begin(Words& words) {
  words.take_any({"work", "transaction"});
  words.skip_rest();  // isolation level and the like: the host has chosen
  return BeginStatement{.tag = "BEGIN"};
}

Parsed read_start(Words& words) {
  if (!words.take("transaction")) return std::nullopt;
  words.skip_rest();
  return BeginStatement{.tag = "START TRANSACTION"};
}

Parsed read_end(Words& words, bool commit) {
  if (words.take("prepared")) return std::nullopt;
  words.take_any({"work", "transaction"});
  EndStatement statement{.commit = commit};
  if (words.take_all({"and", "no", "chain"})) return statement;
  statement.chain = words.take_all({"and", "chain"});
  return statement;
}

Parsed read_commit(Words& words) {
  return read_end(words, true);
}

Parsed read_rollback(Words& words) {
  Words ahead = words;
  ahead.take_any({"work", "transaction"});
  if (!ahead.take("to")) return read_end(words, false);
  words = ahead;
  words.take("savepoint");
  if (words.take_name().empty()) return std::nullopt;
  return SavepointStatement{.tag = "ROLLBACK"};
}

Parsed read_savepoint(Words& words) {
  if (words.take_name().empty()) return std::nullopt;
  return SavepointStatement{.tag = "SAVEPOINT"};
}

Parsed read_release(Words& words) {
  words.take("savepoint");
  if (words.take_name().empty()) return std::nullopt;
  return SavepointStatement{.tag = "RELEASE"};
}

Parsed read_set_transaction(Words& words, std::string_view tag) {
  words.skip_rest();
  return SetTransactionStatement{.tag = tag};
}

Parsed read_set_value(Words& words, std::string name, bool local) {
  SetStatement statement{.name = std::move(name), .local = local};
  if (words.take("default")) return statement;
  statement.value = words.take_values(statement.name == "search_path");
  if (!statement.value) return std::nullopt;
  return statement;
}

Parsed read_set(Words& words) {
  if (words.take("constraints")) return read_set_transaction(words, "SET CONSTRAINTS");
  if (words.take("transaction")) return read_set_transaction(words, "SET");
  if (words.take_all({"session", "characteristics"})) return read_set_transaction(words, "SET");
  const bool local = words.take("local");
  if (!local) words.take("session");
  if (words.take_all({"time", "zone"})) {
    if (words.take("local")) return SetStatement{.name = "timezone", .local = local};
    return read_set_value(words, "timezone", local);
  }
  if (words.take("names")) return read_set_value(words, "client_encoding", local);
  std::string name = words.take_name();
  if (name.empty() || !(words.take("=") || words.take("to"))) return std::nullopt;
  return read_set_value(words, std::move(name), local);
}

std::string take_setting_name(Words& words) {
  if (words.take_all({"time", "zone"})) return "timezone";
  if (words.take_all({"session", "authorization"})) return "session_authorization";
  return words.take_name();
}

Parsed read_reset(Words& words) {
  if (words.take("all")) return ResetStatement{};
  std::string name = take_setting_name(words);
  if (name.empty()) return std::nullopt;
  return ResetStatement{.name = std::move(name)};
}

Parsed read_show(Words& words) {
  std::string name = take_setting_name(words);
  if (name.empty()) return std::nullopt;
  return ShowStatement{.name = std::move(name)};
}

Parsed read_discard(Words& words) {
  if (words.take("all")) return DiscardStatement{.tag = "DISCARD ALL", .all = true};
  if (words.take("plans")) return DiscardStatement{.tag = "DISCARD PLANS"};
  if (words.take("sequences")) return DiscardStatement{.tag = "DISCARD SEQUENCES"};
  if (words.take_any({"temp", "temporary"})) return DiscardStatement{.tag = "DISCARD TEMP"};
  return std::nullopt;
}

Parsed read_deallocate(Words& words) {
  words.take("prepare");
  if (words.take("all")) return DeallocateStatement{};
  std::string name = words.take_name();
  if (name.empty()) return std::nullopt;
  return DeallocateStatement{.name = std::move(name)};
}

Parsed read_unlisten(Words& words) {
  words.skip_rest();
  return UnlistenStatement{};
}

struct Row {
  std::string_view word;
  Parsed (*read)(Words& words);
};

constexpr std::array kStatements = {
    Row{"begin", read_begin},
    Row{"start", read_start},
    Row{"commit", read_commit},
    Row{"end", read_commit},
    Row{"rollback", read_rollback},
    Row{"abort", read_rollback},
    Row{"savepoint", read_savepoint},
    Row{"release", read_release},
    Row{"set", read_set},
    Row{"reset", read_reset},
    Row{"show", read_show},
    Row{"discard", read_discard},
    Row{"deallocate", read_deallocate},
    Row{"unlisten", read_unlisten},
};

constexpr std::size_t kMostStatements = 10'000;  // of one simple query
constexpr std::string_view kSelect = "SELECT";   // also where VALUES or TABLE stands

std::string_view verb_of(const Words& words) {
  if (words.begin_with("show")) return "SHOW";
  if (words.begin_with("explain")) return "EXPLAIN";
  return kSelect;
}

}  // namespace

Outline outline_of(std::string_view text) {
  Words words(text);
  if (words.is_cut_off()) return {.empty = false, .verb = verb_of(words)};  // the gate refuses it
  Outline outline{.empty = words.at_end(), .verb = verb_of(words)};
  for (const Row& row : kStatements) {
    if (!words.take(row.word)) continue;
    Parsed parsed = row.read(words);
    if (words.at_end()) outline.tool = std::move(parsed);
    break;
  }
  return outline;
}

Result<std::vector<std::string_view>> split_statements(std::string_view text) {
  const auto too_long = [] {
    return fail("54000",
                fmt::format("One query may have {} statements, and {} words and signs. Send "
                            "them in several.",
                            kMostStatements, sql::kMostTokens));
  };
  const TokenStream tokens(text, Dialect::kPostgres);
  if (tokens.is_cut_off()) return too_long();
  std::vector<std::string_view> statements;
  TokenIndex first = 0;
  int depth = 0;
  for (TokenIndex i = 0; i <= tokens.size(); ++i) {
    const bool end = i == tokens.size();
    if (!end && tokens.is(i, "(")) ++depth;
    if (!end && tokens.is(i, ")")) --depth;
    if (!end && (depth > 0 || !tokens.is(i, ";"))) continue;
    // Each keeps the white space and comments around it: the last one may not end at a token.
    const std::size_t begin = first == 0 ? 0 : tokens[first - 1].end;
    if (i > first)
      statements.push_back(text.substr(begin, (end ? text.size() : tokens[i].begin) - begin));
    if (statements.size() > kMostStatements) return too_long();
    first = i + 1;
  }
  return statements;
}

std::string rows_tag(std::string_view verb, std::int64_t rows) {
  return verb == kSelect ? fmt::format("SELECT {}", rows) : std::string(verb);
}

}  // namespace pillion::share
