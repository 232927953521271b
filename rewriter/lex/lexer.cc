#include "rewriter/lex/lexer.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "core/identifier.h"

namespace pillion::sql {
namespace {

// What a byte may be part of.
enum Part : std::uint8_t { kSpace = 1, kDigit = 2, kInName = 4, kStartsName = 8, kInOperator = 16 };
constexpr auto kParts = [] {
  std::array<std::uint8_t, 256> parts{};
  for (unsigned i = 0; i < parts.size(); ++i) {
    const auto c = static_cast<char>(i);
    const auto is_in = [c](std::string_view set) { return set.find(c) != std::string_view::npos; };
    const bool digit = c >= '0' && c <= '9';
    if (is_in(" \t\n\r\f\v")) parts[i] |= kSpace;
    if (digit) parts[i] |= kDigit;
    if (is_identifier_byte(c)) parts[i] |= kInName;
    if (is_identifier_byte(c) && !digit && c != '$') parts[i] |= kStartsName;
    if (is_in("+-*/<>=~!@#%^&|`")) parts[i] |= kInOperator;
  }
  return parts;
}();
constexpr bool is_part(char c, Part of) {
  return (kParts[static_cast<unsigned char>(c)] & of) != 0;
}
constexpr bool is_space(char c) {
  return is_part(c, kSpace);
}
constexpr bool is_digit(char c) {
  return is_part(c, kDigit);
}

// The words that an operand may follow. After any other word, or a name, a question mark is an
// operator's. In order: searched by halves.
constexpr std::string_view kBeforeMarkers[] = {
    "all",      "and",       "any",      "array",     "as",        "asc",      "asymmetric",
    "between",  "both",      "by",       "call",      "case",      "cast",     "content",
    "default",  "desc",      "distinct", "document",  "else",      "escape",   "except",
    "exists",   "fetch",     "first",    "following", "for",       "from",     "group",
    "groups",   "having",    "ilike",    "in",        "intersect", "interval", "into",
    "is",       "lateral",   "leading",  "like",      "limit",     "next",     "not",
    "offset",   "on",        "only",     "or",        "order",     "overlaps", "passing",
    "placing",  "preceding", "range",    "returning", "row",       "rows",     "select",
    "set",      "similar",   "some",     "symmetric", "then",      "to",       "top",
    "trailing", "union",     "using",    "values",    "variadic",  "when",     "where",
    "with",     "zone",
};
static_assert(std::is_sorted(std::begin(kBeforeMarkers), std::end(kBeforeMarkers)));

class Lexer {
 public:
  Lexer(std::string_view text, Dialect dialect)
      : text_(text), sqlite_(dialect == Dialect::kSqlite) {
    tokens_.reserve(std::min(text.size() / 4 + 4, kMostTokens + 1));
  }

  std::vector<Token> run() {
    while (tokens_.size() <= kMostTokens && skip_blanks()) {
      is_part(here(), kStartsName) ? word() : token();
    }
    return std::move(tokens_);
  }

 private:
  char at(std::size_t index) const { return index < text_.size() ? text_[index] : '\0'; }
  char here(std::size_t ahead = 0) const { return at(position_ + ahead); }

  void emit(TokenKind kind, std::size_t end) {
    tokens_.push_back({.kind = kind,
                       .begin = static_cast<std::uint32_t>(position_),
                       .end = static_cast<std::uint32_t>(std::min(end, text_.size()))});
    position_ = std::min(end, text_.size());
  }
  void emit_unterminated() { emit(TokenKind::kUnterminated, text_.size()); }

  // Past white space and comments; false at the end of the text.
  bool skip_blanks() {
    while (position_ < text_.size()) {
      const char c = text_[position_];
      if (is_space(c)) {
        ++position_;
      } else if (c == '-' && here(1) == '-') {
        position_ = std::min(text_.find_first_of("\n\r", position_), text_.size());
      } else if (c == '/' && here(1) == '*') {
        const std::size_t end = comment_end(position_);
        if (end == std::string_view::npos) {
          emit_unterminated();
          return false;
        }
        position_ = end;
      } else {
        return true;
      }
    }
    return false;
  }

  // PostgreSQL's block comments nest; SQLite's do not.
  std::size_t comment_end(std::size_t begin) const {
    int depth = 0;
    for (std::size_t i = begin; i + 1 < text_.size();) {
      if (text_[i] == '/' && text_[i + 1] == '*' && (depth == 0 || !sqlite_)) {
        ++depth;
        i += 2;
      } else if (text_[i] == '*' && text_[i + 1] == '/') {
        i += 2;
        if (--depth == 0) return i;
      } else {
        ++i;
      }
    }
    return std::string_view::npos;
  }

  void token() {
    const char c = here();
    if (c == '\'') return quoted(position_, '\'', TokenKind::kString, false);
    if (c == '"') return quoted(position_, '"', TokenKind::kQuotedIdentifier, false);
    if (sqlite_ && c == '`') return quoted(position_, '`', TokenKind::kQuotedIdentifier, false);
    if (sqlite_ && c == '[') return bracketed();
    if (c == '$') return dollar();
    if (is_digit(c) || (c == '.' && is_digit(here(1)))) return number();
    if (c == '?') return question_mark();
    if (is_part(c, kInOperator)) return operator_run();
    emit(TokenKind::kPunctuation, position_ + 1);
  }

  // A quoted thing whose opening quote is at `open`; a doubled quote stands for itself.
  void quoted(std::size_t open, char quote, TokenKind kind, bool backslashes) {
    for (std::size_t i = open + 1; i < text_.size(); ++i) {
      if (backslashes && text_[i] == '\\') {
        ++i;
      } else if (text_[i] == quote) {
        if (at(i + 1) == quote) {
          ++i;
          continue;
        }
        const std::size_t next = continuation(i + 1);
        if (kind != TokenKind::kString || next == std::string_view::npos) return emit(kind, i + 1);
        i = next;
      }
    }
    emit_unterminated();
  }

  // A string goes on where another one follows on a later line, and keeps its kind there (manual,
  // 4.1.2.1): the place of the next opening quote.
  std::size_t continuation(std::size_t i) const {
    bool new_line = false;
    while (!sqlite_ && i < text_.size()) {
      if (text_[i] == '-' && at(i + 1) == '-') {
        i = std::min(text_.find_first_of("\n\r", i), text_.size());
        continue;
      }
      if (text_[i] == '\'' && new_line) return i;
      if (!is_space(text_[i])) break;
      new_line = new_line || text_[i] == '\n' || text_[i] == '\r';
      ++i;
    }
    return std::string_view::npos;
  }

  void bracketed() {
    const std::size_t end = text_.find(']', position_);
    if (end == std::string_view::npos) return emit_unterminated();
    emit(TokenKind::kQuotedIdentifier, end + 1);
  }

  // $1, or a dollar-quoted string.
  void dollar() {
    std::size_t i = position_ + 1;
    if (is_digit(here(1)) || sqlite_) {
      while (is_part(at(i), kInName)) ++i;
      return emit(TokenKind::kParameter, i);
    }
    if (is_part(at(i), kStartsName)) {
      while (is_part(at(i), kInName) && at(i) != '$') ++i;
    }
    if (at(i) != '$') return emit(TokenKind::kPunctuation, position_ + 1);
    const std::string_view tag = text_.substr(position_, i + 1 - position_);
    const std::size_t close = text_.find(tag, i + 1);
    if (close == std::string_view::npos) return emit_unterminated();
    emit(TokenKind::kString, close + tag.size());
  }

  void number() {
    std::size_t i = position_;
    while (is_digit(at(i)) || at(i) == '.' || is_part(at(i), kInName)) {
      if (at(i) == '.' && at(i + 1) == '.') break;  // a range such as [1..2]
      const bool exponent = at(i) == 'e' || at(i) == 'E';
      ++i;
      if (exponent && (at(i) == '+' || at(i) == '-') && is_digit(at(i + 1))) ++i;
    }
    emit(TokenKind::kNumber, i);
  }

  void word() {
    const char next = here(1);
    if ((next == '\'' || next == '&') && prefixed()) return;
    const std::string_view text = text_;
    const std::size_t begin = position_;
    std::size_t end = begin + 1;
    while (end < text.size() && is_part(text[end], kInName)) ++end;
    position_ = end;
    tokens_.push_back({.kind = TokenKind::kIdentifier,
                       .begin = static_cast<std::uint32_t>(begin),
                       .end = static_cast<std::uint32_t>(end)});
  }

  // E'...', U&"..." and their kin; false: the letter is a name.
  bool prefixed() {
    const char c = fold(here());
    const auto string = [&](std::size_t open, bool backslashes) {
      quoted(position_ + open, '\'', TokenKind::kString, backslashes);
      return true;
    };
    if (here(1) == '\'') {
      if (c == 'b' || c == 'x') return string(1, false);
      if (!sqlite_ && (c == 'e' || c == 'n')) return string(1, c == 'e');
    } else if (c == 'u' && !sqlite_) {
      if (here(2) == '\'') return string(2, false);
      if (here(2) == '"') {
        quoted(position_ + 2, '"', TokenKind::kQuotedIdentifier, false);
        return true;
      }
    }
    return false;
  }

  // PostgreSQL has operators with a question mark (a ? b, a ?| b, a @? b). Where an operand ends,
  // no marker can begin, so there it is an operator's; elsewhere it is a marker, and ?? stands for
  // one of PostgreSQL's.
  void question_mark() {
    if (here(1) == '?') return emit(TokenKind::kQuestion, position_ + 2);
    if (sqlite_ || !after_operand()) return emit(TokenKind::kMarker, position_ + 1);
    emit(TokenKind::kOperator, operator_end(position_ + 1));
  }

  bool after_operand() const {
    if (tokens_.empty()) return false;
    const Token& last = tokens_.back();
    const std::string_view word = last.in(text_);
    switch (last.kind) {
      case TokenKind::kIdentifier:
        return !std::binary_search(std::begin(kBeforeMarkers), std::end(kBeforeMarkers),
                                   fold_identifier(word));
      case TokenKind::kPunctuation:
        return word == ")" || word == "]" || word == "}";
      case TokenKind::kQuotedIdentifier:
      case TokenKind::kString:
      case TokenKind::kNumber:
      case TokenKind::kParameter:
      case TokenKind::kMarker:
        return true;
      case TokenKind::kOperator:
      case TokenKind::kQuestion:
      case TokenKind::kUnterminated:
        break;
    }
    return false;
  }

  // Stops before a comment and before a question mark, which is a token of its own.
  std::size_t operator_end(std::size_t i) const {
    while (is_part(at(i), kInOperator) && !(at(i) == '-' && at(i + 1) == '-') &&
           !(at(i) == '/' && at(i + 1) == '*')) {
      ++i;
    }
    return i;
  }

  void operator_run() {
    std::size_t end = operator_end(position_);
    const bool json_path = text_.substr(position_, end - position_) == "@" && at(end) == '?' &&
                           at(end + 1) != '?' && !sqlite_ && after_operand();
    emit(TokenKind::kOperator, json_path ? end + 1 : end);
  }

  std::string_view text_;
  bool sqlite_;
  std::size_t position_ = 0;
  std::vector<Token> tokens_;
};

}  // namespace

std::vector<Token> tokenize(std::string_view text, Dialect dialect) {
  return Lexer(text, dialect).run();
}

}  // namespace pillion::sql
