// Makes names that no identifier of a statement has, in whatever case, nor of what is declared.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rewriter/lex/token_stream.h"
#include "rewriter/paths/names.h"

namespace pillion::sql {

class AliasMaker {
 public:
  AliasMaker(const TokenStream& text, const Names& names) : text_(text), names_(names) {}

  // `base`, with a number behind it where it is taken.
  std::string make(std::string_view base);

 private:
  bool is_taken(std::string_view name) const;

  const TokenStream& text_;
  const Names& names_;
  std::vector<std::string> made_;
};

}  // namespace pillion::sql
