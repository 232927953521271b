// Errors are values. Every function that can fail returns a Result<T>; the driver turns an Error
// into a diagnostic record in one place, and nothing inside throws on purpose.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "core/sqlstate.h"

namespace pillion {

// What else a server says in a message, by the protocol's letters: {'n', "a constraint"}.
using MessageFields = std::vector<std::pair<char, std::string>>;

// What went wrong and what to write instead. Text is UTF-8.
struct Error {
  Sqlstate sqlstate;
  std::string message;  // one or two sentences; the last one says what to do
  std::string detail;   // the server's detail, or the rewritten text the server judged
  std::string hint;
  std::int32_t position = 0;  // in the user's own text, in characters from 1; 0: not known
  std::int32_t native = 0;    // ODBC's native error code
  std::shared_ptr<const MessageFields> fields;  // nullptr: not a server's words
};

template <class T>
using Result = tl::expected<T, Error>;

// A Result that carries nothing but success. Returned for every row and value, and so with a
// constructor of its own: a defaulted one has `return {};` clear the room of an Error first, which
// costs more than most of what returns it.
class Status : public Result<void> {
 public:
  Status() noexcept {}  // NOLINT(modernize-use-equals-default)
  using Result<void>::Result;
};

inline tl::unexpected<Error> fail(Sqlstate sqlstate, std::string message) {
  return tl::make_unexpected(Error{.sqlstate = sqlstate, .message = std::move(message)});
}
inline tl::unexpected<Error> fail(Error error) {
  return tl::make_unexpected(std::move(error));
}

}  // namespace pillion

// PILLION_TRY(name, expression): `name` becomes the value of a Result, or the function returns
// the Error. PILLION_CHECK(expression) is the same for a Status.
#define PILLION_TRY(name, ...)                                                        \
  auto name##_result = (__VA_ARGS__);                                                 \
  if (!name##_result) return ::tl::make_unexpected(std::move(name##_result).error()); \
  auto name = std::move(*name##_result) /* NOLINT(bugprone-macro-parentheses) */
#define PILLION_CHECK(...)                                             \
  do {                                                                 \
    if (auto pillion_status = (__VA_ARGS__); !pillion_status)          \
      return ::tl::make_unexpected(std::move(pillion_status).error()); \
  } while (false)
