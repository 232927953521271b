// Text under construction: stretches of the user's text between text that was made.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rewriter/rewriter.h"

namespace pillion {

class Pieces {
 public:
  void copy(std::size_t begin, std::size_t end) {
    if (begin < end) pieces_.push_back({.begin = begin, .end = end, .made = {}});
  }
  void make(std::string text, std::size_t cause) {
    pieces_.push_back({.begin = cause, .end = cause, .made = std::move(text)});
  }
  void append(const Pieces& other) {
    pieces_.insert(pieces_.end(), other.pieces_.begin(), other.pieces_.end());
  }

  std::string text(std::string_view user, PositionMap* positions) const {
    std::string out;
    for (const Piece& piece : pieces_) {
      const bool copied = piece.begin < piece.end;
      if (positions != nullptr && copied) positions->add_copied(out.size(), piece.begin);
      if (positions != nullptr && !copied) positions->add_caused(out.size(), piece.begin);
      out +=
          copied ? user.substr(piece.begin, piece.end - piece.begin) : std::string_view(piece.made);
    }
    return out;
  }

 private:
  struct Piece {
    std::size_t begin;
    std::size_t end;
    std::string made;
  };
  std::vector<Piece> pieces_;
};

}  // namespace pillion
