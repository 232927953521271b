#include "session/settings.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "core/identifier.h"

namespace pillion {
namespace {

constexpr std::string_view kReadOnlyAlone = "SET LOCAL transaction_read_only = on";

constexpr std::string_view kPlain =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 \"$()*+,-./:<=>@_";

// A value as an expression that reads the same whatever the session's encoding is, and whether it
// takes a backslash for an escape: both are only being set by the statement that holds it.
std::string spelled(std::string_view value) {
  const auto is_plain = [](char c) { return kPlain.find(c) != std::string_view::npos; };
  if (std::ranges::all_of(value, is_plain)) return quote_literal(value);
  std::string digits;
  for (const char c : value)
    fmt::format_to(std::back_inserter(digits), "{:02x}", static_cast<unsigned char>(c));
  return fmt::format("pg_catalog.convert_from(pg_catalog.decode('{}', 'hex'), 'UTF8')", digits);
}

// Collects calls of set_config: several in one statement cost less than as many SET LOCALs.
class Calls {
 public:
  void add(std::string_view setting, std::string_view value_expression) {
    statement_ += fmt::format("{}pg_catalog.set_config('{}', {}, true)",
                              statement_.empty() ? "SELECT " : ", ", setting, value_expression);
  }
  std::string take() { return std::move(statement_); }

 private:
  std::string statement_;
};

// The session's own limit stays where it is the shorter one. The setting is spelled with a unit
// ("5s", "1min"), which interval reads.
std::string shorter_timeout(std::chrono::milliseconds timeout) {
  constexpr std::string_view kOwn = "pg_catalog.current_setting('statement_timeout')";
  return fmt::format(
      "CASE WHEN {0}::pg_catalog.interval BETWEEN '1 ms' AND '{1} ms' THEN {0} ELSE '{1}' END",
      kOwn, timeout.count());
}

}  // namespace

std::string settings_statement(const ReportedSettings& host, const GuestSettings& guest) {
  Calls calls;
  if (host.client_encoding != "UTF8") calls.add("client_encoding", "'UTF8'");
  // The rewriter's parse tree knows only such literals.
  if (host.standard_conforming_strings != "on") calls.add("standard_conforming_strings", "'on'");
  if (guest.text_results) {
    // "ISO, DMY" writes as "ISO, MDY" does; the second word matters for reading alone.
    if (!host.date_style.starts_with("ISO")) calls.add("DateStyle", "'ISO'");
    if (host.interval_style != "postgres") calls.add("IntervalStyle", "'postgres'");
    // The server does not report these two.
    calls.add("bytea_output", "'hex'");
    calls.add("extra_float_digits", "'1'");
  }
  if (guest.reads_all) calls.add("cursor_tuple_fraction", "'1'");
  for (const Setting& setting : guest.own) calls.add(setting.name, spelled(setting.value));
  if (guest.silent) calls.add("client_min_messages", "'error'");
  if (guest.timeout.count() > 0) calls.add("statement_timeout", shorter_timeout(guest.timeout));
  // After all else: a lesser role could not set it back, and needs not.
  if (!guest.role.empty()) calls.add("role", spelled(guest.role));
  std::string others = calls.take();
  if (!guest.read_only) return others;
  if (others.empty()) return std::string(kReadOnlyAlone);
  return fmt::format("SELECT pg_catalog.set_config('transaction_read_only', 'on', true), {}",
                     others.substr(std::string_view("SELECT ").size()));
}

std::string restoring_statement(const ReportedSettings& host, std::string_view role) {
  Calls calls;
  // First: the other two may be set by anyone.
  if (!role.empty()) calls.add("role", spelled(role));
  if (host.client_encoding != "UTF8") calls.add("client_encoding", spelled(host.client_encoding));
  if (host.standard_conforming_strings != "on") calls.add("standard_conforming_strings", "'off'");
  return calls.take();
}

}  // namespace pillion
