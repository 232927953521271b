// Changes to a text by byte position, collected in any order and applied at once.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rewriter/rewriter.h"

namespace pillion::sql {

class EditList {
 public:
  // Replaces [begin, end) of the text. `cause` is the offset that a position in the new text maps
  // back to; insertions at one place keep the order in which they were made.
  void replace(std::size_t begin, std::size_t end, std::string text, std::size_t cause);
  void replace(std::size_t begin, std::size_t end, std::string text) {
    replace(begin, end, std::move(text), begin);
  }
  void insert(std::size_t offset, std::string text, std::size_t cause) {
    replace(offset, offset, std::move(text), cause);
  }
  bool empty() const { return edits_.empty(); }
  // [begin, end) of the text as it is with the edits made so far, those at its two ends included.
  std::string edited(std::string_view text, std::size_t begin, std::size_t end) const;
  // Replaces [begin, end) with all edits made in it so far.
  void replace_edited(std::size_t begin, std::size_t end, std::string text);

  struct Applied {
    std::string text;
    PositionMap positions;  // from the new text to the old
  };
  Applied apply(std::string_view text) const;

 private:
  struct Edit {
    std::size_t begin;
    std::size_t end;
    std::string text;
    std::size_t cause;
  };
  static Applied apply(std::vector<const Edit*> edits, std::string_view text, std::size_t begin,
                       std::size_t end);
  std::vector<Edit> edits_;
};

}  // namespace pillion::sql
