// What is set for a guest inside the guard, and for that moment only: which statement does it.
// Pure functions, so that what is sent can be read and tested without a server.
#pragma once

#include <chrono>
#include <span>
#include <string>
#include <string_view>

#include "core/session.h"

namespace pillion {

// The host's settings that the server reports (PQparameterStatus); empty: not reported.
struct ReportedSettings {
  std::string_view client_encoding;
  std::string_view standard_conforming_strings;
  std::string_view date_style;
  std::string_view interval_style;
  std::string_view time_zone;
};

struct GuestSettings {
  bool read_only = false;  // inside the host's transaction; a BEGIN READ ONLY needs none
  std::string_view text;   // of the statement
  bool text_results = false;
  bool silent = false;                   // no notices: they could not be kept from the host
  std::chrono::milliseconds timeout{0};  // 0: the session's own
  bool reads_all = false;                // a cursor will be read to its end
  std::span<const Setting> own;          // what this guest has set for itself
  std::string_view role;                 // empty: the session's own
};

// One statement that sets all that is needed and differs; empty: nothing is needed.
std::string settings_statement(const ReportedSettings& host, const GuestSettings& guest);
// One statement that sets back what declaring a cursor needed; empty: nothing was set. `role` is
// the host's own value of that setting; empty: the role was not changed.
std::string restoring_statement(const ReportedSettings& host, std::string_view text,
                                std::string_view role);

// Whether plans that are made under these settings differ from the host's own: in how literals are
// read, or queries planned. A session keeps those of PL/pgSQL functions, and no rollback takes them
// back.
bool shapes_plans(const ReportedSettings& host, const GuestSettings& guest);

}  // namespace pillion
