#include "rewriter/lex/edit_list.h"

#include <algorithm>

namespace pillion::sql {

void EditList::replace(std::size_t begin, std::size_t end, std::string text, std::size_t cause) {
  edits_.push_back({.begin = begin, .end = end, .text = std::move(text), .cause = cause});
}

std::string EditList::edited(std::string_view text, std::size_t begin, std::size_t end) const {
  std::vector<const Edit*> inside;
  for (const Edit& edit : edits_) {
    if (edit.begin >= begin && edit.end <= end) inside.push_back(&edit);
  }
  return apply(std::move(inside), text, begin, end).text;
}

void EditList::replace_edited(std::size_t begin, std::size_t end, std::string text) {
  std::erase_if(edits_, [&](const Edit& edit) { return edit.begin >= begin && edit.end <= end; });
  replace(begin, end, std::move(text));
}

EditList::Applied EditList::apply(std::string_view text) const {
  std::vector<const Edit*> all;
  all.reserve(edits_.size());
  for (const Edit& edit : edits_) all.push_back(&edit);
  return apply(std::move(all), text, 0, text.size());
}

EditList::Applied EditList::apply(std::vector<const Edit*> edits, std::string_view text,
                                  std::size_t begin, std::size_t end) {
  std::stable_sort(edits.begin(), edits.end(), [](const Edit* a, const Edit* b) {
    return a->begin != b->begin ? a->begin < b->begin : a->end < b->end;
  });
  Applied out;
  std::size_t size = end - begin;
  for (const Edit* edit : edits) size += edit->text.size();
  out.text.reserve(size);
  std::size_t done = begin;
  const auto copy_until = [&](std::size_t until) {
    if (until <= done) return;
    out.positions.add_copied(out.text.size(), done);
    out.text += text.substr(done, until - done);
    done = until;
  };
  for (const Edit* edit : edits) {
    copy_until(edit->begin);
    out.positions.add_caused(out.text.size(), edit->cause);
    out.text += edit->text;
    done = std::max(done, edit->end);
  }
  copy_until(end);
  return out;
}

}  // namespace pillion::sql
