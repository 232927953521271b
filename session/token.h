// Tokens: "<lease id>.<secret>". The id says which lease and which process; the secret unlocks it.
#pragma once

#include <string>
#include <string_view>

#include <sys/types.h>

#include "core/result.h"

namespace pillion {

struct TokenParts {
  std::string_view lease_id;  // "4711-3": the third lease of process 4711
  std::string_view secret;
  pid_t process = 0;  // as the lease id tells
};

// 08001 where the text is not of a token's form.
Result<TokenParts> parse_token(std::string_view token);

std::string make_lease_id(pid_t process, unsigned number);
// 128 bits from the kernel, as 32 hexadecimal digits.
Result<std::string> make_secret();

// Takes a time that depends on the length of `given` alone, so that answers do not tell how much
// of a guess was right.
bool equal_in_constant_time(std::string_view expected, std::string_view given);

}  // namespace pillion
