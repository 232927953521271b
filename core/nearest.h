// Typing mistakes: which of the names that there are was most likely meant.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pillion {

// Damerau and Levenshtein's: insertions, deletions, changes and swaps of neighbours.
int edit_distance(std::string_view a, std::string_view b);

// Collects names with few typing mistakes between them and the one that was written.
class NearestNames {
 public:
  explicit NearestNames(std::string_view written);
  void consider(std::string_view candidate);
  // The nearest first, at most three.
  std::vector<std::string> names() const;
  // " Did you mean a or b?"; empty where nothing is near.
  std::string question() const;

 private:
  std::string written_;  // folded; empty: no typing mistake
  std::vector<std::pair<int, std::string>> found_;
};

}  // namespace pillion
