#include "reflect/relation_names.h"

#include <algorithm>
#include <array>

namespace pillion {
namespace {

constexpr std::array<std::string_view, 4> kKeySuffixes = {"_id", "_fk", "Id", "ID"};

// Where `name` goes on after the words (up to an underscore) that both names begin with.
std::size_t shared_words(std::string_view name, std::string_view other) {
  std::size_t shared = 0;
  const std::size_t limit = std::min(name.size(), other.size());
  for (std::size_t i = 0; i < limit && name[i] == other[i]; ++i) {
    if (name[i] == '_') shared = i + 1;
  }
  // The other name may be nothing but those words: "shop_book" of "shop_book_tags".
  if (name.size() > other.size() + 1 && name.starts_with(other) && name[other.size()] == '_') {
    shared = other.size() + 1;
  }
  return shared;
}

}  // namespace

std::vector<std::string> table_names(std::string_view table, std::string_view seen_from) {
  std::vector<std::string> names;
  const auto add = [&](std::string_view name) {
    if (!name.empty() && std::ranges::find(names, name) == names.end()) names.emplace_back(name);
  };
  if (table != seen_from) add(table.substr(shared_words(table, seen_from)));
  add(table);
  for (std::size_t i = table.find('_'); i != std::string_view::npos; i = table.find('_', i + 1)) {
    add(table.substr(i + 1));
  }
  return names;
}

std::string_view without_key_suffix(std::string_view column) {
  for (const std::string_view suffix : kKeySuffixes) {
    if (column.ends_with(suffix)) return column.substr(0, column.size() - suffix.size());
  }
  return column;
}

std::string_view junction_remainder(std::string_view junction, std::string_view near) {
  if (!junction.starts_with(near) || junction.size() <= near.size() + 1) return {};
  if (junction[near.size()] != '_') return {};
  return junction.substr(near.size() + 1);
}

}  // namespace pillion
