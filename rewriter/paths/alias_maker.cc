#include "rewriter/paths/alias_maker.h"

#include <algorithm>

#include "core/identifier.h"

namespace pillion::sql {

std::string AliasMaker::make(std::string base) {
  constexpr std::size_t kRoomForNumber = 8;
  if (base.size() > kMaxIdentifierBytes - kRoomForNumber) base = "related";
  std::string name = base;
  for (int i = 1; is_taken(name); ++i) name = base + "_" + std::to_string(i);
  made_.push_back(fold_identifier(name));
  return name;
}

bool AliasMaker::is_taken(const std::string& name) const {
  const std::string folded = fold_identifier(name);
  if (std::find(made_.begin(), made_.end(), folded) != made_.end()) return true;
  if (names_.is_declared_inside(folded)) return true;
  for (const Token& token : text_.tokens()) {
    if (token.kind == TokenKind::kIdentifier && token.end - token.begin == name.size()) {
      if (fold_identifier(token.in(text_.text())) == folded) return true;
    } else if (token.kind == TokenKind::kQuotedIdentifier) {
      if (fold_identifier(identifier_value(token.in(text_.text()))) == folded) return true;
    }
  }
  return false;
}

}  // namespace pillion::sql
