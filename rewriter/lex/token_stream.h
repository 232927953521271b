// The tokens of one text, with what the passes ask of them: which token starts at a byte offset,
// which bracket closes which, where an expression ends.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/session.h"
#include "rewriter/lex/lexer.h"
#include "rewriter/lex/token.h"

namespace pillion::sql {

using TokenIndex = std::size_t;
inline constexpr TokenIndex kNoToken = static_cast<TokenIndex>(-1);

class TokenStream {
 public:
  TokenStream(std::string_view text, Dialect dialect);

  std::string_view text() const { return text_; }
  const std::vector<Token>& tokens() const { return tokens_; }
  std::size_t size() const { return tokens_.size(); }
  const Token& operator[](TokenIndex index) const { return tokens_[index]; }
  std::string_view text_of(TokenIndex index) const { return tokens_[index].in(text_); }
  // Whether the text has more than kMostTokens; what follows that many and one is not here.
  bool is_cut_off() const { return tokens_.size() > kMostTokens; }

  bool has(TokenKind kind) const { return (kinds_ & bit_of(kind)) != 0; }
  // The token that begins at the byte offset, or kNoToken.
  TokenIndex at(std::size_t offset) const;
  // Whether a token is this punctuation or, without regard to case, this bare word.
  bool is(TokenIndex index, std::string_view what) const;
  bool is_name(TokenIndex index) const;  // an identifier, bare or quoted
  // The partner of a bracket ( [ { or of its closing one; kNoToken where there is none.
  TokenIndex partner(TokenIndex index) const { return partners_[index]; }
  // How deep brackets are nested at most.
  int depth() const { return depth_; }

 private:
  static constexpr std::uint32_t bit_of(TokenKind kind) {
    return std::uint32_t{1} << static_cast<unsigned>(kind);
  }

  std::string_view text_;
  std::vector<Token> tokens_;
  std::vector<TokenIndex> partners_;
  std::uint32_t kinds_ = 0;  // a bit for each kind that there is
  int depth_ = 0;
};

}  // namespace pillion::sql
