// What the fuzz targets share: how an input is read, and how a broken promise is reported.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "core/result.h"
#include "core/session.h"

namespace pillion::test {

// The first byte says how the rest, an SQL text, is to be taken. Seeds begin with a digit.
struct FuzzInput {
  Dialect dialect;
  bool scan_escapes;
  bool server_refused;
  std::string_view text;

  FuzzInput(const std::uint8_t* data, std::size_t size)
      : dialect((data[0] & 1U) == 0 ? Dialect::kPostgres : Dialect::kSqlite),
        scan_escapes((data[0] & 2U) == 0),
        server_refused((data[0] & 4U) != 0),
        text(reinterpret_cast<const char*>(data) + 1, size - 1) {}
};

// Ends the program with a message: libFuzzer keeps the input that led here.
inline void promise(bool kept, const char* what, std::string_view text = {}) {
  if (kept) return;
  std::fprintf(stderr, "broken promise: %s\n%.*s\n", what, static_cast<int>(text.size()),
               text.data());
  std::abort();
}

inline void check_error(const Error& error, std::string_view text) {
  promise(!error.message.empty(), "an error says something");
  promise(error.position >= 0 && static_cast<std::size_t>(error.position) <= text.size() + 1,
          "an error's position is in the text", error.message);
}

}  // namespace pillion::test
