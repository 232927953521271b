// Reads tests/rewriter/*: see the README there.
#pragma once

#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace pillion::test {

struct Pair {
  std::string title;
  std::string where;  // file and line
  std::string in;
  std::string by_hand;  // or what follows "-- " in a refused one
  bool on_postgres = true;
  bool on_sqlite = true;
  bool served = false;
  bool as_it_is = false;
  bool same_plan = false;
  bool same_text = false;
  std::vector<std::optional<std::string>> parameters;
};

inline void read_options(std::string line, Pair& pair) {
  std::istringstream parts(line.substr(3));
  std::string part;
  for (bool first = true; std::getline(parts, part, '|'); first = false) {
    part.erase(0, part.find_first_not_of(' '));
    part.erase(part.find_last_not_of(' ') + 1);
    if (first) pair.title = part;
    if (part == "postgres") pair.on_sqlite = false;
    if (part == "sqlite") pair.on_postgres = false;
    if (part == "served") pair.served = true;
    if (part == "as it is") pair.as_it_is = true;
    if (part == "same plan") pair.same_plan = true;
    if (part == "same text") pair.same_text = true;
    if (part.front() != '$') continue;
    const std::string value = part.substr(part.find('=') + 2);
    if (value == "NULL") {
      pair.parameters.emplace_back();
    } else {
      pair.parameters.emplace_back(value.front() == '\'' ? value.substr(1, value.size() - 2)
                                                         : value);
    }
  }
}

inline std::vector<Pair> read_pairs(const std::string& folder, const std::string& separator) {
  std::vector<Pair> pairs;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(entry.path());
    std::string line;
    bool second = false;
    for (int number = 1; std::getline(file, line); ++number) {
      if (line.starts_with("== ")) {
        Pair& pair = pairs.emplace_back();
        pair.where = entry.path().filename().string() + ":" + std::to_string(number);
        read_options(line, pair);
        second = false;
      } else if (!pairs.empty() && line.starts_with(separator)) {
        second = true;
        pairs.back().by_hand += line.substr(separator.size());
      } else if (!pairs.empty() && !line.empty()) {
        std::string& part = second ? pairs.back().by_hand : pairs.back().in;
        if (!part.empty()) part += '\n';
        part += line;
      }
    }
  }
  return pairs;
}

}  // namespace pillion::test
