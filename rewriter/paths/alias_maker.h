// Makes names that no identifier of a statement has, in whatever case.
#pragma once

#include <string>
#include <vector>

#include "rewriter/lex/token_stream.h"

namespace pillion::sql {

class AliasMaker {
 public:
  explicit AliasMaker(const TokenStream& text) : text_(text) {}

  // `base`, with a number behind it where it is taken.
  std::string make(std::string base);

 private:
  bool is_taken(const std::string& name) const;

  const TokenStream& text_;
  std::vector<std::string> made_;
};

}  // namespace pillion::sql
