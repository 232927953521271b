// A statement's text where spelling does not count: two expressions that mean the same because
// they are the same, but for spaces, quotes, case and the way a path is written.
#pragma once

#include <string>
#include <vector>

#include "rewriter/lex/token_stream.h"
#include "rewriter/paths/reference.h"
#include "rewriter/paths/resolve.h"

namespace pillion::sql {

class Spelling {
 public:
  Spelling(const Resolved& resolved, const Names& names, const TokenStream& text);

  using Index = std::size_t;
  struct Range {
    Index first = 0;
    Index last = 0;  // the one after the last
  };
  // The words that begin in [begin, end) of the text.
  Range words(Extent extent) const { return {at(extent.first), at(extent.second)}; }
  // The word that begins at a byte of the text.
  Index at(std::size_t offset) const;
  Index size() const { return words_.size(); }
  // Whether the expression from `a` on has the same words as `b`.
  bool same(Index a, Range b) const;
  // The words as one key.
  std::string key(Range range) const;

 private:
  struct Word {
    std::size_t begin;
    std::string meaning;
  };
  std::vector<Word> words_;  // a reference is one word
};

}  // namespace pillion::sql
