#include "rewriter/lex/edit_list.h"

#include <algorithm>

namespace pillion::sql {

void EditList::reserve(std::size_t edits, std::size_t bytes) {
  edits_.reserve(edits);
  made_.reserve(bytes);
}

std::string EditList::edited(std::string_view text, std::size_t begin, std::size_t end) const {
  std::vector<const Edit*> inside;
  for (const Edit& edit : edits_) {
    if (edit.begin >= begin && edit.end <= end) inside.push_back(&edit);
  }
  return apply(std::move(inside), text, begin, end).text;
}

void EditList::replace_edited(std::size_t begin, std::size_t end, std::string_view text) {
  std::erase_if(edits_, [&](const Edit& edit) { return edit.begin >= begin && edit.end <= end; });
  replace(begin, end, text);
}

EditList::Applied EditList::apply(std::string_view text) const {
  std::vector<const Edit*> all;
  all.reserve(edits_.size());
  for (const Edit& edit : edits_) all.push_back(&edit);
  return apply(std::move(all), text, 0, text.size());
}

EditList::Applied EditList::apply(std::vector<const Edit*> edits, std::string_view text,
                                  std::size_t begin, std::size_t end) const {
  std::ranges::sort(edits, [](const Edit* a, const Edit* b) {
    if (a->begin != b->begin) return a->begin < b->begin;
    return a->end != b->end ? a->end < b->end : a < b;
  });
  Applied out;
  std::size_t size = end - begin;
  for (const Edit* edit : edits) size += edit->size;
  out.text.resize(size);
  char* const first = out.text.data();
  char* next = first;
  const auto add = [&](std::string_view piece) { next += piece.copy(next, piece.size()); };
  const auto offset = [&] { return static_cast<std::size_t>(next - first); };
  out.positions.reserve(2 * edits.size() + 1);
  std::size_t done = begin;
  const auto copy_until = [&](std::size_t until) {
    if (until <= done) return;
    out.positions.add_copied(offset(), done);
    add(text.substr(done, until - done));
    done = until;
  };
  for (const Edit* edit : edits) {
    copy_until(edit->begin);
    out.positions.add_caused(offset(), edit->cause);
    add(text_of(*edit));
    done = std::max(done, edit->end);
  }
  copy_until(end);
  out.text.resize(offset());
  return out;
}

}  // namespace pillion::sql
