#include "session/sqlite_text.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace pillion {
namespace {

constexpr double kAllDigitsExact = 1e15;  // a double's integers below this have all their digits

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// 9 stands for any digit; everything else for itself.
bool matches(std::string_view text, std::string_view pattern) {
  return std::equal(text.begin(), text.end(), pattern.begin(), pattern.end(),
                    [](char c, char wanted) { return wanted == '9' ? is_digit(c) : c == wanted; });
}

int number_at(std::string_view text, std::size_t at) {
  return (text[at] - '0') * 10 + (text[at + 1] - '0');
}

bool is_fraction(std::string_view text) {
  return text.size() >= 2 && text.size() <= 7 && text.front() == '.' &&
         std::all_of(text.begin() + 1, text.end(), is_digit);
}

int scale_of(std::int32_t type_modifier) {
  return type_modifier < 4 ? -1 : (type_modifier - 4) & 0x7ff;
}

}  // namespace

bool is_date_text(std::string_view text) {
  return matches(text, "9999-99-99") && number_at(text, 5) >= 1 && number_at(text, 5) <= 12 &&
         number_at(text, 8) >= 1 && number_at(text, 8) <= 31;
}

bool is_time_text(std::string_view text) {
  return matches(text.substr(0, 8), "99:99:99") && number_at(text, 0) <= 23 &&
         number_at(text, 3) <= 59 && number_at(text, 6) <= 59 &&
         (text.size() == 8 || is_fraction(text.substr(8)));
}

bool is_timestamp_text(std::string_view text) {
  if (text.size() < 16 || !is_date_text(text.substr(0, 10))) return false;
  if (text[10] != ' ' && text[10] != 'T') return false;
  const std::string_view time = text.substr(11);
  return is_time_text(time) || (time.size() == 5 && is_time_text(std::string(time) + ":00"));
}

bool is_uuid_text(std::string_view text) {
  if (text.size() == 32) return std::all_of(text.begin(), text.end(), is_hex);
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !is_hex(text[i])) return false;
  }
  return true;
}

bool is_decimal_text(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const std::size_t point = std::min(text.find('.'), text.size());
  const auto digits = [](std::string_view part) {
    return !part.empty() && std::all_of(part.begin(), part.end(), is_digit);
  };
  return digits(text.substr(0, point)) && (point == text.size() || digits(text.substr(point + 1)));
}

std::string normal_timestamp(std::string_view text) {
  std::string normal(text);
  normal[10] = ' ';
  if (normal.size() == 16) normal += ":00";
  return normal;
}

std::string normal_uuid(std::string_view text) {
  std::string normal;
  for (const char c : text) {
    if (c == '-') continue;
    if (normal.size() == 8 || normal.size() == 13 || normal.size() == 18 || normal.size() == 23)
      normal += '-';
    normal += static_cast<char>(c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c);
  }
  return normal;
}

std::string integer_text(std::int64_t value, std::int32_t type_modifier) {
  std::string text = std::to_string(value);
  if (const int scale = scale_of(type_modifier); scale > 0)
    text += "." + std::string(static_cast<std::size_t>(scale), '0');
  return text;
}

std::string decimal_text(double value, std::int32_t type_modifier) {
  if (const int scale = scale_of(type_modifier); scale >= 0)
    return fmt::format("{:.{}f}", value, scale);
  if (!std::isfinite(value))
    return std::isnan(value) ? "NaN" : value < 0 ? "-Infinity" : "Infinity";
  if (std::fabs(value) >= kAllDigitsExact) return fmt::format("{:.0f}", value);
  // The shortest digits that read back as the same value, but never with an exponent.
  std::string text = fmt::format("{}", value);
  if (text.find('e') != text.npos) text = fmt::format("{:.20f}", value);
  return text;
}

}  // namespace pillion
