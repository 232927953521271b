#include "session/token.h"

#include <array>
#include <cerrno>
#include <charconv>

#include <fmt/format.h>
#include <sys/random.h>

namespace pillion {
namespace {

constexpr std::size_t kSecretBytes = 16;

bool parse_process(std::string_view lease_id, pid_t& process) {
  const std::size_t dash = lease_id.find('-');
  if (dash == lease_id.npos || dash + 1 == lease_id.size()) return false;
  const char* const end = lease_id.data() + dash;
  const auto parsed = std::from_chars(lease_id.data(), end, process);
  return parsed.ec == std::errc() && parsed.ptr == end && process > 0;
}

}  // namespace

Result<TokenParts> parse_token(std::string_view token) {
  const std::size_t dot = token.find('.');
  TokenParts parts;
  if (dot == token.npos || !parse_process(token.substr(0, dot), parts.process))
    return fail("08001",
                "Session is not a token. Give the token that pillion_lend (or pillion.lend) "
                "returned, or sqlite:<path>.");
  parts.lease_id = token.substr(0, dot);
  parts.secret = token.substr(dot + 1);
  return parts;
}

std::string make_lease_id(pid_t process, unsigned number) {
  return fmt::format("{}-{}", process, number);
}

Result<std::string> make_secret() {
  std::array<unsigned char, kSecretBytes> bytes{};
  // Requests of up to 256 bytes are never cut short; a signal can only come before the first.
  ssize_t got = -1;
  do got = getrandom(bytes.data(), bytes.size(), 0);
  while (got < 0 && errno == EINTR);
  if (got != static_cast<ssize_t>(bytes.size()))
    return fail("HY000", "The system gave no random numbers, so no token can be made.");
  std::string secret;
  for (const unsigned char byte : bytes) secret += fmt::format("{:02x}", byte);
  return secret;
}

bool equal_in_constant_time(std::string_view expected, std::string_view given) {
  // volatile: the compiler may not see that the loop could stop at the first difference.
  volatile unsigned char difference = expected.size() == given.size() ? 0 : 1;
  for (std::size_t i = 0; i < given.size(); ++i) {
    const char other = expected.empty() ? '\0' : expected[i % expected.size()];
    difference = static_cast<unsigned char>(
        difference | (static_cast<unsigned char>(given[i]) ^ static_cast<unsigned char>(other)));
  }
  return difference == 0;
}

}  // namespace pillion
