#include "share/wire/backend.h"

#include <array>

#include "share/wire/bytes.h"

namespace pillion::wire {
namespace {

constexpr std::size_t kLengthSize = 4;
constexpr std::size_t kCountSize = 2;
constexpr std::size_t kColumnSize = 18;  // in a RowDescription, behind its name

enum Authentication : std::int32_t { kOk = 0, kCleartextPassword = 3 };

void put_empty(std::string& out, char type) {
  const Message message(out, type);
}

void put_authentication(std::string& out, Authentication code) {
  const Message message(out, 'R');
  put_int32(out, code);
}

constexpr std::string_view severity_name(Severity severity) {
  return severity == Severity::kFatal ? "FATAL" : "ERROR";
}

constexpr std::array<std::string_view, 5> kNoticeSeverities = {"WARNING", "NOTICE", "INFO", "LOG",
                                                               "DEBUG"};

struct StateRow {
  std::string_view odbc;
  std::string_view server;
};

// PostgreSQL's clients know the server's states. 55P03: lock_not_available; 57014:
// query_canceled; 08000: connection_exception.
constexpr std::array kStates = {
    StateRow{"HYT00", "55P03"}, StateRow{"HY008", "57014"}, StateRow{"08S01", "08006"},
    StateRow{"HYC00", "0A000"}, StateRow{"HY001", "53200"}, StateRow{"HY000", "XX000"},
};

std::string_view server_state(const Sqlstate& state) {
  for (const StateRow& row : kStates)
    if (row.odbc == state.text()) return row.server;
  return state.text();
}

void put_field(std::string& out, char code, std::string_view text) {
  if (text.empty()) return;
  out.push_back(code);
  put_string(out, text);
}

void put_fields(std::string& out, const MessageFields* fields) {
  if (fields == nullptr) return;
  for (const auto& [code, text] : *fields) put_field(out, code, text);
}

}  // namespace

void put_password_request(std::string& out) {
  put_authentication(out, kCleartextPassword);
}
void put_authentication_ok(std::string& out) {
  put_authentication(out, kOk);
}

void put_parameter_status(std::string& out, std::string_view name, std::string_view value) {
  const Message message(out, 'S');
  put_string(out, name);
  put_string(out, value);
}

void put_key_data(std::string& out, std::int32_t process, std::int32_t secret) {
  const Message message(out, 'K');
  put_int32(out, process);
  put_int32(out, secret);
}

void put_negotiate_version(std::string& out, std::span<const std::string> unknown_options) {
  const Message message(out, 'v');
  put_int32(out, 0);
  put_int32(out, static_cast<std::int32_t>(unknown_options.size()));
  for (const std::string& option : unknown_options) put_string(out, option);
}

void put_ready(std::string& out, TransactionStatus status) {
  const Message message(out, 'Z');
  out.push_back(static_cast<char>(status));
}

void put_parse_complete(std::string& out) {
  put_empty(out, '1');
}
void put_bind_complete(std::string& out) {
  put_empty(out, '2');
}
void put_close_complete(std::string& out) {
  put_empty(out, '3');
}
void put_portal_suspended(std::string& out) {
  put_empty(out, 's');
}
void put_no_data(std::string& out) {
  put_empty(out, 'n');
}
void put_empty_query(std::string& out) {
  put_empty(out, 'I');
}

void put_command_complete(std::string& out, std::string_view tag) {
  const Message message(out, 'C');
  put_string(out, tag);
}

void put_row_description(std::string& out, const std::vector<ResultColumn>& columns) {
  const Message message(out, 'T');
  put_int16(out, static_cast<std::int16_t>(columns.size()));
  for (const ResultColumn& column : columns) {
    put_string(out, column.name);
    Writer field(out, kColumnSize);
    field.int32(static_cast<std::int32_t>(column.table));
    field.int16(column.table_column);
    field.int32(static_cast<std::int32_t>(column.type));
    field.int16(column.type_size);
    field.int32(column.type_modifier);
    field.int16(static_cast<std::int16_t>(column.format));
  }
}

void put_parameter_description(std::string& out, std::span<const Oid> types) {
  const Message message(out, 't');
  put_int16(out, static_cast<std::int16_t>(types.size()));
  for (const Oid type : types) put_int32(out, static_cast<std::int32_t>(type));
}

std::size_t data_row_size(std::span<const Cell> cells) {
  std::size_t size = 1 + kLengthSize + kCountSize + cells.size() * kLengthSize;
  for (const Cell& cell : cells) size += cell.is_null() ? 0 : static_cast<std::size_t>(cell.size);
  return size;
}

// Once a row, so its length is found first, and all of it written into the room for that.
void put_data_row(std::string& out, std::span<const Cell> cells) {
  const std::size_t size = data_row_size(cells);
  Writer row(out, size);
  row.byte('D');
  row.int32(static_cast<std::int32_t>(size - 1));
  row.int16(static_cast<std::int16_t>(cells.size()));
  for (const Cell& cell : cells) {
    row.int32(cell.is_null() ? -1 : cell.size);
    if (!cell.is_null()) row.bytes(cell.data, static_cast<std::size_t>(cell.size));
  }
}

void put_error(std::string& out, const Error& error, Severity severity) {
  const Message message(out, 'E');
  put_field(out, 'S', severity_name(severity));
  put_field(out, 'V', severity_name(severity));
  put_field(out, 'C', server_state(error.sqlstate));
  put_field(out, 'M', error.message.empty() ? "The statement failed." : error.message);
  put_field(out, 'D', error.detail);
  put_field(out, 'H', error.hint);
  if (error.position > 0) put_field(out, 'P', std::to_string(error.position));
  put_fields(out, error.fields.get());
  out.push_back('\0');
}

void put_notice(std::string& out, const Notice& notice) {
  std::string_view text = notice.message;
  std::string_view severity = "WARNING";
  for (const std::string_view name : kNoticeSeverities) {
    if (!text.starts_with(name) || !text.substr(name.size()).starts_with(": ")) continue;
    severity = name;
    text.remove_prefix(name.size() + 2);
  }
  const Message message(out, 'N');
  put_field(out, 'S', severity);
  put_field(out, 'V', severity);
  put_field(out, 'C', notice.sqlstate.text());
  put_field(out, 'M', text.empty() ? "(no message)" : text);
  put_fields(out, notice.fields.get());
  out.push_back('\0');
}

}  // namespace pillion::wire
