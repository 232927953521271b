#include "share/startup.h"

#include <algorithm>

#include <fmt/format.h>

namespace pillion::share {
namespace {

// Words are separated by spaces; a backslash keeps the next character as it is.
std::vector<std::string> words_of(std::string_view options) {
  std::vector<std::string> words;
  bool inside = false;
  for (std::size_t i = 0; i < options.size(); ++i) {
    const char c = options[i];
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      inside = false;
      continue;
    }
    if (!inside) words.emplace_back();
    inside = true;
    if (c == '\\' && i + 1 < options.size()) ++i;
    words.back() += options[i];
  }
  return words;
}

}  // namespace

Result<std::vector<std::pair<std::string, std::string>>> read_options(std::string_view options) {
  std::vector<std::pair<std::string, std::string>> settings;
  const std::vector<std::string> words = words_of(options);
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::string_view word = words[i];
    if (word == "-c" && i + 1 < words.size())
      word = words[++i];
    else if (word.starts_with("-c") || word.starts_with("--"))
      word.remove_prefix(2);
    else
      return fail("0A000", fmt::format("The start-up option {} is not known here.", word));
    const std::size_t equals = word.find('=');
    if (equals == std::string_view::npos)
      return fail("42601", fmt::format("The start-up option {} has no value.", word));
    std::string name(word.substr(0, equals));
    std::replace(name.begin(), name.end(), '-', '_');
    settings.emplace_back(std::move(name), word.substr(equals + 1));
  }
  return settings;
}

Result<StartupWish> read_startup(const wire::Startup& startup) {
  StartupWish wish;
  for (const auto& [name, value] : startup.parameters) {
    if (name == "user" || name == "database") continue;
    if (name == "replication") {
      if (value == "false" || value == "off" || value == "no" || value == "0") continue;
      return fail("0A000", "A share does not replicate.");
    }
    if (name.starts_with("_pq_.")) {
      wish.unknown_options.emplace_back(name);
    } else if (name == "options") {
      PILLION_TRY(settings, read_options(value));
      wish.settings.insert(wish.settings.end(), settings.begin(), settings.end());
    } else {
      wish.settings.emplace_back(name, value);
    }
  }
  return wish;
}

}  // namespace pillion::share
