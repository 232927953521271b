#include "rewriter/lex/token_stream.h"

#include <algorithm>

#include "core/identifier.h"

namespace pillion::sql {
namespace {

// What opens the bracket that a byte closes; '\0': it closes none.
constexpr char opening_of(char closing) {
  return closing == ')' ? '(' : closing == ']' ? '[' : closing == '}' ? '{' : '\0';
}
constexpr bool is_opening(char c) {
  return c == '(' || c == '[' || c == '{';
}

// One code point as UTF-8; what is no code point becomes nothing.
void append_utf8(std::string& out, std::uint32_t code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | (code >> 6));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0 | (code >> 12));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else if (code < 0x110000) {
    out += static_cast<char>(0xF0 | (code >> 18));
    out += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  }
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The inside of U&"..." with the default escape character; UESCAPE is left to the parse tree.
std::string decode_unicode(std::string_view inside) {
  std::string out;
  for (std::size_t i = 0; i < inside.size(); ++i) {
    if (inside[i] != '\\' || i + 1 == inside.size()) {
      out += inside[i];
      continue;
    }
    if (inside[i + 1] == '\\') {
      out += inside[++i];
      continue;
    }
    std::size_t digits = 4;
    ++i;
    if (inside[i] == '+') {
      digits = 6;
      ++i;
    }
    std::uint32_t code = 0;
    for (std::size_t end = std::min(i + digits, inside.size()); i < end; ++i) {
      code = code * 16 + static_cast<std::uint32_t>(std::max(hex_value(inside[i]), 0));
    }
    --i;
    append_utf8(out, code);
  }
  return out;
}

std::string undouble(std::string_view inside, char quote) {
  std::string out;
  for (std::size_t i = 0; i < inside.size(); ++i) {
    out += inside[i];
    if (inside[i] == quote) ++i;
  }
  return out;
}

}  // namespace

std::string identifier_value(std::string_view token) {
  const char first = token.empty() ? '\0' : token.front();
  if (first == '[') return std::string(token.substr(1, token.size() - 2));
  if (first == '"' || first == '`') return undouble(token.substr(1, token.size() - 2), first);
  if (token.size() >= 4 && token[1] == '&' && token[2] == '"') {
    return decode_unicode(undouble(token.substr(3, token.size() - 4), '"'));
  }
  return fold_identifier(token);
}

TokenStream::TokenStream(std::string_view text, Dialect dialect)
    : text_(text), tokens_(tokenize(text, dialect)), partners_(tokens_.size(), kNoToken) {
  std::vector<TokenIndex> open;
  for (TokenIndex i = 0; i < tokens_.size(); ++i) {
    kinds_ |= bit_of(tokens_[i].kind);
    if (tokens_[i].kind != TokenKind::kPunctuation) continue;
    const char c = text_[tokens_[i].begin];
    if (is_opening(c)) {
      open.push_back(i);
      depth_ = std::max(depth_, static_cast<int>(open.size()));
    } else if (const char opening = opening_of(c);
               opening != '\0' && !open.empty() && text_[tokens_[open.back()].begin] == opening) {
      partners_[i] = open.back();
      partners_[open.back()] = i;
      open.pop_back();
    }
  }
}

TokenIndex TokenStream::at(std::size_t offset) const {
  // A search by halves without a branch that the processor would have to guess.
  const Token* first = tokens_.data();
  for (std::size_t size = tokens_.size(); size > 1;) {
    const std::size_t half = size / 2;
    first = first[half].begin <= offset ? first + half : first;
    size -= half;
  }
  if (tokens_.empty() || first->begin != offset) return kNoToken;
  return static_cast<TokenIndex>(first - tokens_.data());
}

bool TokenStream::is(TokenIndex index, std::string_view what) const {
  if (index >= tokens_.size()) return false;
  const Token& token = tokens_[index];
  if (token.kind == TokenKind::kPunctuation) return token.in(text_) == what;
  return token.kind == TokenKind::kIdentifier && same_folded(token.in(text_), what);
}

bool TokenStream::is_name(TokenIndex index) const {
  return index < tokens_.size() && (tokens_[index].kind == TokenKind::kIdentifier ||
                                    tokens_[index].kind == TokenKind::kQuotedIdentifier);
}

}  // namespace pillion::sql
