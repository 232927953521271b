#include "reflect/access_list.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

namespace pillion {
namespace {

struct PrivilegeLetter {
  char letter;
  Privilege privilege;
};
constexpr std::array<PrivilegeLetter, kPrivilegeCount> kLetters = {{
    {.letter = 'r', .privilege = Privilege::kSelect},
    {.letter = 'a', .privilege = Privilege::kInsert},
    {.letter = 'w', .privilege = Privilege::kUpdate},
    {.letter = 'd', .privilege = Privilege::kDelete},
    {.letter = 'D', .privilege = Privilege::kTruncate},
    {.letter = 'x', .privilege = Privilege::kReferences},
    {.letter = 't', .privilege = Privilege::kTrigger},
    {.letter = 'm', .privilege = Privilege::kMaintain},
}};

// Takes a role's name off the text. No value: it is quoted, and its quote does not end.
std::optional<std::string> take_name(std::string_view& text) {
  std::string name;
  if (!text.starts_with('"')) {
    const std::size_t end = std::min(text.find_first_of("=,/"), text.size());
    name = text.substr(0, end);
    text.remove_prefix(end);
    return name;
  }
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') {
      const bool is_doubled = i + 1 < text.size() && text[i + 1] == '"';
      if (!is_doubled) {
        text.remove_prefix(i + 1);
        return name;
      }
      ++i;
    }
    name += text[i];
  }
  return std::nullopt;
}

void take_privileges(std::string_view& text, Grant& grant) {
  while (!text.empty() && text.front() != '/') {
    const auto* const found = std::ranges::find(kLetters, text.front(), &PrivilegeLetter::letter);
    text.remove_prefix(1);
    const bool has_star = text.starts_with('*');
    if (has_star) text.remove_prefix(1);
    if (found == kLetters.end()) continue;
    const std::uint8_t bit = Grant::bit(found->privilege);
    grant.privileges |= bit;
    if (has_star) grant.grantable |= bit;
  }
}

bool take(std::string_view& text, char expected) {
  if (!text.starts_with(expected)) return false;
  text.remove_prefix(1);
  return true;
}

}  // namespace

std::vector<Grant> parse_access_list(std::string_view list) {
  std::vector<Grant> grants;
  while (!list.empty()) {
    Grant grant;
    std::optional<std::string> grantee = take_name(list);
    if (!grantee || !take(list, '=')) break;
    take_privileges(list, grant);
    if (!take(list, '/')) break;
    std::optional<std::string> grantor = take_name(list);
    if (!grantor) break;
    grant.grantee = std::move(*grantee);
    grant.grantor = std::move(*grantor);
    grants.push_back(std::move(grant));
    if (!take(list, ',')) break;
  }
  return grants;
}

}  // namespace pillion
