#include "session/server_error.h"

#include <array>
#include <charconv>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "core/utf.h"

namespace pillion {
namespace {

std::string trimmed(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.remove_suffix(1);
  return std::string(text);
}

// A message raised before client_encoding was set comes in the host's encoding: what is not
// UTF-8 is shown as a question mark.
std::string readable(std::string text) {
  if (is_valid_utf8(text)) return text;
  for (char& c : text)
    if (static_cast<unsigned char>(c) >= 0x80) c = '?';
  return text;
}

// A statement may put a value of any size into its error, and each layer keeps a copy.
constexpr std::size_t kLongestField = std::size_t{1} << 20U;
constexpr std::string_view kCut = " ... (cut)";

bool continues_a_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80;
}

std::string field(const Libpq& libpq, const PGresult* result, int code) {
  const char* const whole = libpq.PQresultErrorField(result, code);
  if (whole == nullptr) return "";
  const std::string_view text = whole;
  if (text.size() <= kLongestField) return readable(std::string(text));
  std::size_t end = kLongestField;
  while (end > 0 && continues_a_character(text[end])) --end;
  return readable(std::string(text.substr(0, end))).append(kCut);
}

// libpq names a field by the protocol's letter.
constexpr std::array<char, 11> kFields = {
    PG_DIAG_INTERNAL_POSITION, PG_DIAG_INTERNAL_QUERY,  PG_DIAG_CONTEXT,
    PG_DIAG_SCHEMA_NAME,       PG_DIAG_TABLE_NAME,      PG_DIAG_COLUMN_NAME,
    PG_DIAG_DATATYPE_NAME,     PG_DIAG_CONSTRAINT_NAME, PG_DIAG_SOURCE_FILE,
    PG_DIAG_SOURCE_LINE,       PG_DIAG_SOURCE_FUNCTION,
};
constexpr std::array<char, 2> kNoticeFields = {PG_DIAG_MESSAGE_DETAIL, PG_DIAG_MESSAGE_HINT};

void add_fields(MessageFields& fields, const Libpq& libpq, const PGresult* result,
                std::span<const char> codes) {
  for (const char code : codes)
    if (std::string text = field(libpq, result, code); !text.empty())
      fields.emplace_back(code, std::move(text));
}

}  // namespace

Error server_error(const Libpq& libpq, const PGresult* result) {
  const std::string state = field(libpq, result, PG_DIAG_SQLSTATE);
  Error error{.sqlstate = state.empty() ? Sqlstate("HY000") : Sqlstate(state),
              .message = field(libpq, result, PG_DIAG_MESSAGE_PRIMARY),
              .detail = field(libpq, result, PG_DIAG_MESSAGE_DETAIL),
              .hint = field(libpq, result, PG_DIAG_MESSAGE_HINT),
              .native = PGRES_FATAL_ERROR};
  if (error.message.empty()) error.message = readable(trimmed(libpq.PQresultErrorMessage(result)));
  auto fields = std::make_shared<MessageFields>();
  add_fields(*fields, libpq, result, kFields);
  error.fields = std::move(fields);
  const std::string position = field(libpq, result, PG_DIAG_STATEMENT_POSITION);
  std::from_chars(position.data(), position.data() + position.size(), error.position);
  return error;
}

Notice server_notice(const Libpq& libpq, const PGresult* result) {
  const std::string state = field(libpq, result, PG_DIAG_SQLSTATE);
  const std::string severity = field(libpq, result, PG_DIAG_SEVERITY);
  const std::string message = field(libpq, result, PG_DIAG_MESSAGE_PRIMARY);
  auto fields = std::make_shared<MessageFields>();
  add_fields(*fields, libpq, result, kNoticeFields);
  add_fields(*fields, libpq, result, kFields);
  return {.sqlstate = state.empty() ? Sqlstate("01000") : Sqlstate(state),
          .message = severity.empty() ? message : fmt::format("{}: {}", severity, message),
          .fields = std::move(fields)};
}

std::string connection_message(const Libpq& libpq, PGconn* connection) {
  return readable(trimmed(libpq.PQerrorMessage(connection)));
}

Error connection_error(const Libpq& libpq, PGconn* connection) {
  const std::string message = connection_message(libpq, connection);
  if (libpq.PQstatus(connection) == CONNECTION_BAD)
    return {.sqlstate = "08S01",
            .message = fmt::format("The host's connection to the server is lost: {}", message)};
  return {.sqlstate = "HY000", .message = fmt::format("libpq: {}", message)};
}

}  // namespace pillion
