#include "rewriter/lex/edit_list.h"

#include <algorithm>

namespace pillion::sql {

void EditList::replace(std::size_t begin, std::size_t end, std::string text, std::size_t cause) {
  edits_.push_back({.begin = begin, .end = end, .text = std::move(text), .cause = cause});
}

EditList::Applied EditList::apply(std::string_view text) const {
  std::vector<const Edit*> ordered;
  ordered.reserve(edits_.size());
  for (const Edit& edit : edits_) ordered.push_back(&edit);
  std::stable_sort(ordered.begin(), ordered.end(), [](const Edit* a, const Edit* b) {
    return a->begin != b->begin ? a->begin < b->begin : a->end < b->end;
  });

  Applied out;
  std::size_t size = text.size();
  for (const Edit& edit : edits_) size += edit.text.size();
  out.text.reserve(size);
  std::size_t done = 0;
  const auto copy_until = [&](std::size_t end) {
    if (end <= done) return;
    out.positions.add_copied(out.text.size(), done);
    out.text += text.substr(done, end - done);
    done = end;
  };
  for (const Edit* edit : ordered) {
    copy_until(edit->begin);
    out.positions.add_caused(out.text.size(), edit->cause);
    out.text += edit->text;
    done = std::max(done, edit->end);
  }
  copy_until(text.size());
  return out;
}

}  // namespace pillion::sql
