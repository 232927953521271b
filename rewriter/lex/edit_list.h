// Changes to a text by byte position, collected in any order and applied at once.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rewriter/rewriter.h"
#include "rewriter/text_buffer.h"

namespace pillion::sql {

class EditList {
 public:
  // Replaces [begin, end) of the text. `cause` is the offset that a position in the new text maps
  // back to; insertions at one place keep the order in which they were made.
  void replace(std::size_t begin, std::size_t end, std::string_view text, std::size_t cause) {
    write(begin, end, cause, [text](TextBuffer& out) { out.append(text); });
  }
  void replace(std::size_t begin, std::size_t end, std::string_view text) {
    replace(begin, end, text, begin);
  }
  void insert(std::size_t offset, std::string_view text, std::size_t cause) {
    replace(offset, offset, text, cause);
  }
  // Replaces [begin, end) with what `append` adds to the buffer it is called with. It
  // makes no edits itself.
  template <class Append>
  void write(std::size_t begin, std::size_t end, std::size_t cause, const Append& append) {
    const std::size_t first = made_.size();
    append(made_);
    edits_.push_back(
        {.begin = begin, .end = end, .cause = cause, .first = first, .size = made_.size() - first});
  }
  // Room for so many edits with so many bytes of new text together.
  void reserve(std::size_t edits, std::size_t bytes);
  // [begin, end) of the text as it is with the edits made so far, those at its two ends included.
  std::string edited(std::string_view text, std::size_t begin, std::size_t end) const;
  // Replaces [begin, end) with all edits made in it so far.
  void replace_edited(std::size_t begin, std::size_t end, std::string_view text);

  struct Applied {
    std::string text;
    PositionMap positions;  // from the new text to the old
  };
  Applied apply(std::string_view text) const;

 private:
  struct Edit {
    std::size_t begin;
    std::size_t end;
    std::size_t cause;
    std::size_t first;  // bytes of made_
    std::size_t size;
  };
  std::string_view text_of(const Edit& edit) const {
    return made_.view().substr(edit.first, edit.size);
  }
  Applied apply(std::vector<const Edit*> edits, std::string_view text, std::size_t begin,
                std::size_t end) const;

  std::vector<Edit> edits_;
  TextBuffer made_;  // the new text of every edit, one behind the other
};

}  // namespace pillion::sql
