// What a client sends, by the manual's "Message Formats" (protocol 3.0). Decoding is a pure
// function of the bytes; a message points into them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/result.h"
#include "core/session.h"

namespace pillion::wire {

// ---- before the session

struct SslRequest {};
struct GssRequest {};
struct CancelRequest {
  std::int32_t process = 0;
  std::int32_t secret = 0;
};
struct Startup {
  std::int32_t minor_version = 0;
  std::vector<std::pair<std::string_view, std::string_view>> parameters;
};
using FirstMessage = std::variant<SslRequest, GssRequest, CancelRequest, Startup>;

// The server's own limit for a start-up packet.
inline constexpr std::size_t kMaxFirstMessage = 10'000;

// ---- in the session

struct Password {
  std::string_view text;
};
struct SimpleQuery {
  std::string_view text;
};
struct Parse {
  std::string_view statement, text;
  std::vector<Oid> types;
};
struct Bind {
  std::string_view portal, statement;
  std::vector<Format> parameter_formats;
  std::vector<std::optional<std::string_view>> values;  // none: NULL
  std::vector<Format> result_formats;
};
enum class Target : std::uint8_t { kStatement, kPortal };
struct Describe {
  Target target = Target::kStatement;
  std::string_view name;
};
struct Execute {
  std::string_view portal;
  std::int32_t max_rows = 0;  // 0: all
};
struct Close {
  Target target = Target::kStatement;
  std::string_view name;
};
struct Flush {};
struct Sync {};
struct Terminate {};
struct CopyPart {};  // CopyData, CopyDone, CopyFail: the server ignores what is left of a COPY
struct FunctionCall {};
using FrontendMessage = std::variant<Password, SimpleQuery, Parse, Bind, Describe, Execute, Close,
                                     Flush, Sync, Terminate, CopyPart, FunctionCall>;

// ---- framing

struct FrontendLimits {
  std::size_t max_message = std::size_t{16} << 20U;  // bytes, of those that carry a text or values
  std::size_t max_small_message = 10'000;            // of all others
};

struct Frame {
  char type = 0;
  std::string_view body;
  std::size_t size = 0;  // bytes of the whole message
};

// The message at the front of `bytes`; none: more bytes are needed. 08P01: not a message of the
// protocol; 54000: too large.
Result<std::optional<Frame>> next_frame(std::string_view bytes, const FrontendLimits& limits);
// The same before the session, where messages have no type.
Result<std::optional<Frame>> next_first_frame(std::string_view bytes);

Result<FrontendMessage> decode(const Frame& frame);
Result<FirstMessage> decode_first(const Frame& frame);

}  // namespace pillion::wire
