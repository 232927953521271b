#include "rewriter/odbc/translate.h"

#include <algorithm>
#include <charconv>

#include "rewriter/error_at.h"
#include "rewriter/odbc/escapes.h"
#include "rewriter/odbc/pieces.h"
#include "rewriter/parse/parser.h"

namespace pillion {
namespace {

using sql::Token;
using sql::TokenIndex;
using sql::TokenKind;
using sql::TokenStream;

class Translator {
 public:
  Translator(const TokenStream& user, Dialect dialect, bool scan_escapes)
      : user_(user), dialect_(dialect), scan_escapes_(scan_escapes) {}

  Result<OdbcText> run() {
    PILLION_CHECK(count_parameters());
    OdbcText out;
    out.parameter_count = count_;
    if (!to_do_) {
      out.text = user_.text();
      return out;
    }
    number_markers();
    out.returns_parameter = returns_parameter_;
    PILLION_TRY(inside, translate({.first = 0, .last = user_.size()}));
    Pieces pieces;
    pieces.copy(0, user_.size() == 0 ? 0 : user_[0].begin);
    pieces.append(inside);
    if (user_.size() > 0) pieces.copy(user_[user_.size() - 1].end, user_.text().size());
    out.text = pieces.text(user_.text(), &out.positions);
    return out;
  }

 private:
  bool is_escape(TokenIndex i) const {
    return scan_escapes_ && user_[i].kind == TokenKind::kPunctuation && user_.is(i, "{");
  }

  // Also finds out whether there is anything to translate.
  Status count_parameters() {
    int highest = 0;
    TokenIndex dollar = sql::kNoToken;
    for (TokenIndex i = 0; i < user_.size(); ++i) {
      const TokenKind kind = user_[i].kind;
      if (kind == TokenKind::kIdentifier) continue;
      if (kind == TokenKind::kMarker) {
        ++count_;
      } else if (kind == TokenKind::kParameter) {
        int number = 0;
        const std::string_view digits = user_.text_of(i).substr(1);
        std::from_chars(digits.data(), digits.data() + digits.size(), number);
        highest = std::max(highest, number);
        if (dollar == sql::kNoToken) dollar = i;
      }
      to_do_ = to_do_ || kind == TokenKind::kMarker || kind == TokenKind::kQuestion || is_escape(i);
    }
    if (count_ > 0 && dollar != sql::kNoToken) {
      return fail_at(user_[dollar].begin, "42601",
                     "The statement has both ? markers and $n parameters. Write one kind only.");
    }
    if (highest > 65535) {
      return fail_at(user_[dollar].begin, "42601",
                     "A parameter's number is too high. PostgreSQL has $1 to $65535.");
    }
    if (count_ == 0) count_ = highest;
    return {};
  }

  // The user's markers are numbered in the user's order, before escapes move their arguments.
  void number_markers() {
    numbers_.assign(user_.size(), 0);
    int number = 0;
    for (TokenIndex i = 0; i < user_.size(); ++i) {
      if (user_[i].kind != TokenKind::kMarker) continue;
      numbers_[i] = ++number;
      if (scan_escapes_ && i == 1 && user_.is(0, "{")) returns_parameter_ = true;
    }
  }

  Result<Pieces> translate(TokenRange range) {
    Pieces out;
    std::size_t copied = range.empty() ? 0 : user_[range.first].begin;
    for (TokenIndex i = range.first; i < range.last; ++i) {
      const Token& token = user_[i];
      TokenIndex last = i;
      Pieces made;
      if (token.kind == TokenKind::kMarker) {
        made.make(marker(i), token.begin);
      } else if (token.kind == TokenKind::kQuestion) {
        made.make("?", token.begin);
      } else if (is_escape(i)) {
        last = user_.partner(i);
        if (last == sql::kNoToken || last >= range.last) {
          return fail_at(token.begin, "42601", "An escape { has no closing brace. Write {...}.");
        }
        PILLION_TRY(escape,
                    translate_escape({.user = user_, .dialect = dialect_, .translate = translate_},
                                     {.first = i, .last = last + 1}));
        made = std::move(escape);
      } else {
        continue;
      }
      out.copy(copied, token.begin);
      out.append(made);
      copied = user_[last].end;
      i = last;
    }
    if (!range.empty()) out.copy(copied, user_[range.last - 1].end);
    return out;
  }

  // $n, kept apart from a word that touches the marker: `x=?and` is two tokens, `$1and` is not.
  std::string marker(TokenIndex i) const {
    const std::string_view text = user_.text();
    const Token& token = user_[i];
    const bool before = token.begin > 0 && sql::is_identifier_byte(text[token.begin - 1]);
    const bool after = token.end < text.size() && sql::is_identifier_byte(text[token.end]);
    const int number = numbers_[i] - (returns_parameter_ ? 1 : 0);
    return (before ? " $" : "$") + std::to_string(number) + (after ? " " : "");
  }

  const TokenStream& user_;
  Dialect dialect_;
  bool scan_escapes_;
  std::vector<int> numbers_;  // of the marker at a token
  int count_ = 0;
  bool to_do_ = false;
  bool returns_parameter_ = false;
  std::function<Result<Pieces>(TokenRange)> translate_ = [this](TokenRange range) {
    return translate(range);
  };
};

}  // namespace

Result<OdbcText> translate_odbc(const TokenStream& user, Dialect dialect, bool scan_escapes) {
  PILLION_CHECK(sql::check_size(user));
  const bool has_escape = scan_escapes && user.text().find('{') != std::string_view::npos;
  if (!has_escape && !user.has(TokenKind::kMarker) && !user.has(TokenKind::kQuestion) &&
      !user.has(TokenKind::kParameter)) {
    return OdbcText{.text = std::string(user.text())};
  }
  return Translator(user, dialect, scan_escapes).run();
}

}  // namespace pillion
