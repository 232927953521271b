#include "reflect/name_filter.h"

#include "core/identifier.h"

namespace pillion {
namespace {

constexpr char kEscape = '\\';

bool is_wildcard(char c) {
  return c == '%' || c == '_';
}

bool is_escape_at(std::string_view pattern, std::size_t place) {
  return pattern[place] == kEscape && place + 1 < pattern.size() &&
         (is_wildcard(pattern[place + 1]) || pattern[place + 1] == kEscape);
}

bool has_wildcard(std::string_view pattern) {
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (is_escape_at(pattern, i)) {
      ++i;
    } else if (is_wildcard(pattern[i])) {
      return true;
    }
  }
  return false;
}

std::string without_escapes(std::string_view pattern) {
  std::string text;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (is_escape_at(pattern, i)) ++i;
    text += pattern[i];
  }
  return text;
}

// Bytes of the UTF-8 character that starts here.
std::size_t character_size(std::string_view text, std::size_t place) {
  std::size_t end = place + 1;
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
  return end - place;
}

// A mismatch goes back to the last % only, which then takes one character more: no recursion, and
// no more than pattern times name steps.
bool matches_pattern(std::string_view pattern, std::string_view name) {
  constexpr std::size_t kNone = std::string_view::npos;
  std::size_t p = 0, n = 0, after_percent = kNone, taken_to = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '%') {
      after_percent = ++p;
      taken_to = n;
      continue;
    }
    if (p < pattern.size() && pattern[p] == '_') {
      ++p;
      n += character_size(name, n);
      continue;
    }
    const std::size_t literal = p < pattern.size() && is_escape_at(pattern, p) ? p + 1 : p;
    if (literal < pattern.size() && pattern[literal] == name[n]) {
      p = literal + 1;
      ++n;
      continue;
    }
    if (after_percent == kNone) return false;
    taken_to += character_size(name, taken_to);
    n = taken_to;
    p = after_percent;
  }
  while (p < pattern.size() && pattern[p] == '%') ++p;
  return p == pattern.size();
}

std::string unquoted(std::string_view text) {
  std::string result;
  for (std::size_t i = 1; i + 1 < text.size(); ++i) {
    if (text[i] == '"' && text[i + 1] == '"' && i + 2 < text.size()) ++i;
    result += text[i];
  }
  return result;
}

}  // namespace

Result<NameFilter> NameFilter::identifier(const CatalogArgument& argument, Dialect dialect) {
  if (!argument) {
    return fail("HY009",
                "With SQL_ATTR_METADATA_ID set, a name must not be a null pointer. Give the name, "
                "or turn the attribute off to search by patterns.");
  }
  std::string_view text = *argument;
  while (text.ends_with(' ')) text.remove_suffix(1);
  NameFilter filter;
  filter.kind_ = Kind::kExact;
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
    filter.text_ = unquoted(text);
  } else {
    filter.text_ = fold_identifier(text);
    if (dialect == Dialect::kSqlite) filter.kind_ = Kind::kIgnoringCase;
  }
  return filter;
}

Result<NameFilter> NameFilter::pattern(const CatalogArgument& argument, Dialect dialect,
                                       bool metadata_id) {
  if (metadata_id) return identifier(argument, dialect);
  NameFilter filter;
  if (!argument || *argument == "%") return filter;
  const bool is_pattern = has_wildcard(*argument);
  filter.kind_ = is_pattern ? Kind::kPattern : Kind::kExact;
  filter.text_ = is_pattern ? *argument : without_escapes(*argument);
  return filter;
}

Result<NameFilter> NameFilter::ordinary(const CatalogArgument& argument, Dialect dialect,
                                        bool metadata_id) {
  if (metadata_id) return identifier(argument, dialect);
  NameFilter filter;
  if (!argument) return filter;
  filter.kind_ = Kind::kExact;
  filter.text_ = *argument;
  return filter;
}

bool NameFilter::matches(std::string_view name) const {
  switch (kind_) {
    case Kind::kAny:
      return true;
    case Kind::kExact:
      return name == text_;
    case Kind::kIgnoringCase:
      return fold_identifier(name) == text_;
    case Kind::kPattern:
      return matches_pattern(text_, name);
  }
  return false;
}

}  // namespace pillion
