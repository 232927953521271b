#include "driver/api/text.h"

#include "core/utf.h"

namespace pillion {
namespace {

template <class Char>
Result<std::size_t> argument_length(const Char* text, SQLINTEGER length) {
  if (text == nullptr) return 0;
  if (length == SQL_NTS) return std::char_traits<Char>::length(text);
  if (length < 0) return fail("HY090", "The length of a text argument is negative.");
  return static_cast<std::size_t>(length);
}

}  // namespace

Result<std::string> text_argument(const SQLCHAR* text, SQLINTEGER length) {
  const auto* const characters = reinterpret_cast<const char*>(text);
  PILLION_TRY(size, argument_length(characters, length));
  std::string value(text != nullptr ? characters : "", size);
  if (!is_valid_utf8(value))
    return fail("22021", "The text is not UTF-8. Send UTF-8, or use the wide function.");
  return value;
}

Result<std::string> text_argument(const SQLWCHAR* text, SQLINTEGER length) {
  const auto* const units = reinterpret_cast<const char16_t*>(text);
  PILLION_TRY(size, argument_length(units, length));
  return utf16_to_utf8({text != nullptr ? units : u"", size});
}

}  // namespace pillion
