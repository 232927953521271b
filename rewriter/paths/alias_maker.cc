#include "rewriter/paths/alias_maker.h"

#include <algorithm>

#include "core/identifier.h"
#include "rewriter/concat.h"

namespace pillion::sql {

AliasMaker::AliasMaker(const TokenStream& text, const Names& names) : text_(text), names_(names) {
  constexpr std::size_t kUsual = 8;
  made_.reserve(kUsual);
  for (const Token& token : text.tokens()) {
    if (token.kind == TokenKind::kIdentifier) looks_ |= look_of(token.in(text.text()));
  }
}

std::string AliasMaker::make(std::string_view base) {
  constexpr std::size_t kRoomForNumber = 8;
  if (base.size() > kMaxIdentifierBytes - kRoomForNumber) base = "related";
  std::string name(base);
  for (int i = 1; is_taken(name); ++i) name = concat(base, "_", std::to_string(i));
  return made_.emplace_back(std::move(name));
}

bool AliasMaker::is_taken(std::string_view name) const {
  const auto is_name = [&](std::string_view other) { return same_folded(other, name); };
  if (std::ranges::any_of(made_, is_name)) return true;
  if (names_.is_declared_inside(name)) return true;
  return is_spelled(name);
}

bool AliasMaker::is_spelled(std::string_view name) const {
  const bool bare = (looks_ & look_of(name)) != 0;
  if (!bare && !text_.has(TokenKind::kQuotedIdentifier)) return false;
  return std::ranges::any_of(text_.tokens(), [&](const Token& token) {
    if (token.kind == TokenKind::kIdentifier) {
      return token.end - token.begin == name.size() && same_folded(token.in(text_.text()), name);
    }
    return token.kind == TokenKind::kQuotedIdentifier &&
           same_folded(identifier_value(token.in(text_.text())), name);
  });
}

}  // namespace pillion::sql
