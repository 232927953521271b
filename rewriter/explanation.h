// What was added to a statement and why, line by line: for --explain.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace pillion::sql {

class Explanation {
 public:
  // Lines are only made where somebody wants them.
  explicit Explanation(bool wanted) : wanted_(wanted) {}

  // `line` makes the line: it is called, or not.
  template <class Line>
  void add(const Line& line) {
    if (wanted_) lines_.push_back(line());
  }
  std::vector<std::string> take() { return std::move(lines_); }

 private:
  bool wanted_;
  std::vector<std::string> lines_;
};

}  // namespace pillion::sql
