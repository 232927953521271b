// SQLSTATE: the five characters that name an outcome, in ODBC's and PostgreSQL's sense alike.
#pragma once

#include <array>
#include <string_view>

namespace pillion {

// A value type: five characters, compared as a whole. Made from a literal, or from what a server
// sent; anything that is not five characters long becomes HY000.
class Sqlstate {
 public:
  constexpr Sqlstate() = default;
  constexpr Sqlstate(std::string_view text) {  // NOLINT(google-explicit-constructor): a literal
    if (text.size() != 5) text = "HY000";
    for (std::size_t i = 0; i < 5; ++i) text_[i] = text[i];
  }
  constexpr Sqlstate(const char* text) : Sqlstate(std::string_view(text)) {}  // NOLINT

  constexpr std::string_view text() const { return {text_.data(), 5}; }
  constexpr const char* c_str() const { return text_.data(); }
  constexpr std::string_view sql_class() const { return text().substr(0, 2); }
  friend constexpr bool operator==(const Sqlstate& a, const Sqlstate& b) {
    return a.text() == b.text();
  }

 private:
  std::array<char, 6> text_ = {'H', 'Y', '0', '0', '0', '\0'};
};

}  // namespace pillion
