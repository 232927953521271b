#include "session/settings.h"

#include <algorithm>
#include <array>
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

bool is_same(std::string_view one, std::string_view other) {
  return fold_identifier(one) == fold_identifier(other);
}

// Which of a guest's own settings shape no plan, or none that forgetting it would mend.
struct Shapeless {
  std::string_view setting;
  bool (*is_so)(const ReportedSettings& host, std::string_view value);
};

constexpr auto kAlways = [](const ReportedSettings&, std::string_view) { return true; };

constexpr std::array kShapeless = {
    // ISO alone says how dates are written, and leaves the order in which they are read.
    Shapeless{"DateStyle",
              [](const ReportedSettings& host, std::string_view value) {
                return is_same(value, "ISO") || is_same(value, host.date_style);
              }},
    Shapeless{"IntervalStyle",
              [](const ReportedSettings& host, std::string_view value) {
                return is_same(value, host.interval_style);
              }},
    Shapeless{"TimeZone", [](const ReportedSettings& host,
                             std::string_view value) { return is_same(value, host.time_zone); }},
    Shapeless{"client_min_messages", kAlways},
    // The server itself plans anew under another search_path.
    Shapeless{"search_path", kAlways},
    // What tools set unasked. They matter to a constant alone that a function writes as text.
    Shapeless{"bytea_output", kAlways},
    Shapeless{"extra_float_digits", kAlways},
};

bool shapes_plans(const ReportedSettings& host, const Setting& own) {
  return std::ranges::none_of(kShapeless, [&](const Shapeless& row) {
    return is_same(row.setting, own.name) && row.is_so(host, own.value);
  });
}

// The rewriter's parse tree knows only literals of standard_conforming_strings. Where the host has
// it off, a backslash is read otherwise, and U&'...' refused; all else says the same, and then the
// functions that the guest calls first are read as the host's session reads them.
bool needs_conforming(const ReportedSettings& host, std::string_view text) {
  if (host.standard_conforming_strings == "on") return false;
  const auto has = [text](std::string_view part) { return text.find(part) != text.npos; };
  return has("\\") || has("&'") || has("standard_conforming_strings");
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
  if (needs_conforming(host, guest.text)) calls.add("standard_conforming_strings", "'on'");
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

std::string restoring_statement(const ReportedSettings& host, std::string_view text,
                                std::string_view role) {
  Calls calls;
  // First: the other two may be set by anyone.
  if (!role.empty()) calls.add("role", spelled(role));
  if (host.client_encoding != "UTF8") calls.add("client_encoding", spelled(host.client_encoding));
  if (needs_conforming(host, text)) calls.add("standard_conforming_strings", "'off'");
  return calls.take();
}

bool shapes_plans(const ReportedSettings& host, const GuestSettings& guest) {
  // IntervalStyle says how intervals are read, too.
  if (guest.text_results && host.interval_style != "postgres") return true;
  return std::ranges::any_of(guest.own,
                             [&](const Setting& own) { return shapes_plans(host, own); });
}

}  // namespace pillion
