// What the share sends to a client: each function appends one message.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/session.h"

namespace pillion::wire {

// ReadyForQuery's byte, as the client's own transaction stands.
enum class TransactionStatus : char { kIdle = 'I', kInTransaction = 'T' };
enum class Severity : std::uint8_t { kError, kFatal };

void put_password_request(std::string& out);
void put_authentication_ok(std::string& out);
void put_parameter_status(std::string& out, std::string_view name, std::string_view value);
void put_key_data(std::string& out, std::int32_t process, std::int32_t secret);
// The client asked for a newer minor version, or for options that nobody here knows.
void put_negotiate_version(std::string& out, std::span<const std::string> unknown_options);
void put_ready(std::string& out, TransactionStatus status);

void put_parse_complete(std::string& out);
void put_bind_complete(std::string& out);
void put_close_complete(std::string& out);
void put_portal_suspended(std::string& out);
void put_no_data(std::string& out);
void put_empty_query(std::string& out);
void put_command_complete(std::string& out, std::string_view tag);

void put_row_description(std::string& out, const std::vector<ResultColumn>& columns);
void put_parameter_description(std::string& out, std::span<const Oid> types);
void put_data_row(std::string& out, std::span<const Cell> cells);
// Bytes of that message.
std::size_t data_row_size(std::span<const Cell> cells);

// The states of ODBC's own (HY...) are turned into the server's.
void put_error(std::string& out, const Error& error, Severity severity = Severity::kError);
// Where the message begins with a severity, as a session's notices do, that is the notice's.
void put_notice(std::string& out, const Notice& notice);

}  // namespace pillion::wire
