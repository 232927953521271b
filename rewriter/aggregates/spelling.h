// A statement's text where spelling does not count: two expressions that mean the same because
// they are the same, but for spaces, quotes, case and the way a path is written.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "rewriter/lex/token_stream.h"
#include "rewriter/paths/reference.h"
#include "rewriter/paths/resolve.h"

namespace pillion::sql {

class Spelling {
 public:
  // By the byte where they begin: where they end, and what they mean.
  using References = std::map<std::size_t, std::pair<std::size_t, std::string>>;

  Spelling(const Resolved& resolved, const Names& names, const TokenStream& text);
  // In which two queries are the same that differ in nothing: `inside` tells which sources are the
  // query's own.
  using IsInside = std::function<bool(const Source&)>;
  Spelling(const Resolved& resolved, const Names& names, const TokenStream& text,
           const IsInside& inside);

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
  void read(const TokenStream& text, const References& references);
  std::vector<Word> words_;  // a reference is one word
};

}  // namespace pillion::sql
