#include "share/wire/frontend.h"

#include <array>

#include <fmt/format.h>

#include "share/wire/bytes.h"

namespace pillion::wire {
namespace {

constexpr std::size_t kLengthSize = 4;
constexpr std::int32_t kCancelCode = 80877102;
constexpr std::int32_t kSslCode = 80877103;
constexpr std::int32_t kGssCode = 80877104;
constexpr std::int32_t kMajorVersion = 3;

tl::unexpected<Error> violation(std::string message) {
  return fail("08P01", std::move(message));
}

template <class Message>
Result<FrontendMessage> checked(const Reader& in, Message message, std::string_view name) {
  if (in.complete()) return FrontendMessage(std::move(message));
  return violation(fmt::format("The {} message is malformed.", name));
}

Result<FrontendMessage> decode_password(Reader in) {
  const Password message{.text = in.string()};
  return checked(in, message, "Password");
}

Result<FrontendMessage> decode_query(Reader in) {
  const SimpleQuery message{.text = in.string()};
  return checked(in, message, "Query");
}

Result<FrontendMessage> decode_parse(Reader in) {
  Parse message;
  message.statement = in.string();
  message.text = in.string();
  const int count = in.int16();
  for (int i = 0; i < count && in.has_all(); ++i) message.types.push_back(in.uint32());
  return checked(in, std::move(message), "Parse");
}

// False: a code other than text and binary.
bool read_formats(Reader& in, std::vector<Format>& formats) {
  const int count = in.int16();
  for (int i = 0; i < count && in.has_all(); ++i) {
    const std::int16_t code = in.int16();
    if (code != 0 && code != 1) return false;
    formats.push_back(static_cast<Format>(code));
  }
  return true;
}

void read_values(Reader& in, std::vector<std::optional<std::string_view>>& values) {
  // The protocol's count goes up to 65535.
  const int count = static_cast<std::uint16_t>(in.int16());
  for (int i = 0; i < count && in.has_all(); ++i) {
    const std::int32_t size = in.int32();
    if (size == -1) {
      values.emplace_back();
    } else {
      // A negative size asks for more bytes than there can be.
      values.emplace_back(in.bytes(static_cast<std::uint32_t>(size)));
    }
  }
}

Result<FrontendMessage> decode_bind(Reader in) {
  Bind message;
  message.portal = in.string();
  message.statement = in.string();
  const bool good = read_formats(in, message.parameter_formats);
  if (good) read_values(in, message.values);
  if (!good || !read_formats(in, message.result_formats))
    return violation("A Bind message has a format code other than 0 and 1.");
  return checked(in, std::move(message), "Bind");
}

std::optional<Target> read_target(Reader& in) {
  const char code = static_cast<char>(in.byte());
  if (code == 'S') return Target::kStatement;
  if (code == 'P') return Target::kPortal;
  return std::nullopt;
}

template <class Message>
Result<FrontendMessage> decode_targeted(Reader in) {
  const std::optional<Target> target = read_target(in);
  if (!target) return violation("A Describe or Close message names neither statement nor portal.");
  const Message message{.target = *target, .name = in.string()};
  return checked(in, message, "Describe or Close");
}

Result<FrontendMessage> decode_execute(Reader in) {
  Execute message{.portal = in.string()};
  message.max_rows = in.int32();
  return checked(in, message, "Execute");
}

template <class Message>
Result<FrontendMessage> decode_empty(Reader in) {
  return checked(in, Message{}, "Sync, Flush or Terminate");
}

template <class Message>
Result<FrontendMessage> decode_ignored(Reader /*in*/) {
  return FrontendMessage(Message{});
}

struct Row {
  char type;
  bool large;  // may be as long as a statement
  Result<FrontendMessage> (*decode)(Reader in);
};

constexpr std::array kMessages = {
    Row{'Q', true, decode_query},
    Row{'P', true, decode_parse},
    Row{'B', true, decode_bind},
    Row{'D', false, decode_targeted<Describe>},
    Row{'E', false, decode_execute},
    Row{'S', false, decode_empty<Sync>},
    Row{'C', false, decode_targeted<Close>},
    Row{'H', false, decode_empty<Flush>},
    Row{'X', false, decode_empty<Terminate>},
    Row{'p', false, decode_password},
    Row{'d', true, decode_ignored<CopyPart>},
    Row{'c', false, decode_ignored<CopyPart>},
    Row{'f', false, decode_ignored<CopyPart>},
    Row{'F', true, decode_ignored<FunctionCall>},
};

const Row* find_message(char type) {
  for (const Row& row : kMessages)
    if (row.type == type) return &row;
  return nullptr;
}

// The length that stands at the front counts itself.
Result<std::optional<Frame>> cut(std::string_view bytes, char type, std::size_t before,
                                 std::size_t limit) {
  if (bytes.size() < before + kLengthSize) return std::nullopt;
  const std::uint32_t length = Reader(bytes.substr(before)).uint32();
  if (length < kLengthSize) return violation("A message has an impossible length.");
  if (length > limit)
    return fail("54000",
                fmt::format("A message of {} bytes is too large: the limit is {}.", length, limit));
  if (bytes.size() < before + length) return std::nullopt;
  return Frame{.type = type,
               .body = bytes.substr(before + kLengthSize, length - kLengthSize),
               .size = before + length};
}

Startup decode_startup(Reader& in, std::int32_t version) {
  Startup startup{.minor_version = version & 0xffff};
  // Pairs of strings, and an empty name at the end.
  for (std::string_view name = in.string(); !name.empty(); name = in.string())
    startup.parameters.emplace_back(name, in.string());
  return startup;
}

}  // namespace

Result<std::optional<Frame>> next_frame(std::string_view bytes, const FrontendLimits& limits) {
  if (bytes.empty()) return std::nullopt;
  const Row* const row = find_message(bytes.front());
  if (row == nullptr)
    return violation(fmt::format("There is no message of type {}.",
                                 static_cast<int>(static_cast<unsigned char>(bytes.front()))));
  return cut(bytes, row->type, 1, row->large ? limits.max_message : limits.max_small_message);
}

Result<std::optional<Frame>> next_first_frame(std::string_view bytes) {
  return cut(bytes, '\0', 0, kMaxFirstMessage);
}

Result<FrontendMessage> decode(const Frame& frame) {
  const Row* const row = find_message(frame.type);
  if (row == nullptr) return violation("There is no such message.");
  return row->decode(Reader(frame.body));
}

Result<FirstMessage> decode_first(const Frame& frame) {
  Reader in(frame.body);
  const std::int32_t code = in.int32();
  FirstMessage message = SslRequest{};
  if (code == kGssCode) {
    message = GssRequest{};
  } else if (code == kCancelCode) {
    CancelRequest request;
    request.process = in.int32();
    request.secret = in.int32();
    message = request;
  } else if (code != kSslCode) {
    if (code >> 16 != kMajorVersion)
      return fail("0A000", fmt::format("Protocol {}.{} is not spoken here: it is 3.0.", code >> 16,
                                       code & 0xffff));
    message = decode_startup(in, code);
  }
  if (!in.complete()) return violation("The start-up packet is malformed.");
  return message;
}

}  // namespace pillion::wire
