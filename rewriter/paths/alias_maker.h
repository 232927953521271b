// Makes names that no identifier of a statement has, in whatever case, nor of what is declared.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rewriter/lex/token_stream.h"
#include "rewriter/paths/names.h"

namespace pillion::sql {

class AliasMaker {
 public:
  AliasMaker(const TokenStream& text, const Names& names);

  // `base`, with a number behind it where it is taken.
  std::string make(std::string_view base);

 private:
  bool is_taken(std::string_view name) const;
  bool is_spelled(std::string_view name) const;

  const TokenStream& text_;
  const Names& names_;
  // A bit for each look that a bare identifier of the text has: where a name's bit is not set, the
  // text has no such identifier.
  std::uint64_t looks_ = 0;
  std::vector<std::string> made_;
};

}  // namespace pillion::sql
