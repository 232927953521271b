// pillion list: the shares of this user.
#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "core/utf.h"
#include "session/runtime_directory.h"
#include "session/sessions.h"
#include "tools/commands.h"
#include "tools/json.h"
#include "tools/report.h"

namespace pillion {
namespace {

// Name, database, state of the host, guests, since when, process: as printed.
using Line = std::array<std::string, 6>;
constexpr std::array<const char*, 6> kHeads = {"NAME",   "DATABASE", "HOST",
                                               "GUESTS", "SINCE",    "PROCESS"};
constexpr std::array<const char*, 6> kKeys = {"name",   "database", "host_state",
                                              "guests", "since",    "process"};

std::string told(const SessionInfo& info, std::string_view name) {
  if (info.reported != nullptr)
    for (const Setting& setting : *info.reported)
      if (setting.name == name) return setting.value;
  return "";
}

// The lister itself comes in as a guest, and is not counted.
std::string guests_but_me(const std::string& all) {
  return all.empty() ? "" : std::to_string(std::max(0, std::atoi(all.c_str()) - 1));
}

Line line_of(const ShareEntry& share) {
  Line line{"@" + share.name, "?", "?", "?", "?", share.token.substr(0, share.token.find('-'))};
  const auto session = find_session(share.token);
  if (!session) {
    line[2] = "does not let in: " + session.error().message;
    return line;
  }
  if (const auto info = (*session)->info()) {
    line[1] = info->database;
    line[2] = told(*info, "pillion.host_state");
    line[3] = guests_but_me(told(*info, "pillion.guests"));
    line[4] = told(*info, "pillion.since");
  }
  return line;
}

void print_table(const std::vector<Line>& lines) {
  std::array<std::size_t, kHeads.size()> widths{};
  for (std::size_t i = 0; i < kHeads.size(); ++i) {
    widths[i] = std::string_view(kHeads[i]).size();
    for (const Line& line : lines) widths[i] = std::max(widths[i], utf8_length(line[i]));
  }
  const auto print = [&widths](const auto& cells) {
    std::string text;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      text += cells[i];
      text.append(widths[i] - utf8_length(cells[i]) + 2, ' ');
    }
    fmt::print("{}\n", text.substr(0, text.find_last_not_of(' ') + 1));
  };
  print(kHeads);
  for (const Line& line : lines) print(line);
}

void print_json(const std::vector<Line>& lines) {
  for (const Line& line : lines) {
    std::string text;
    for (std::size_t i = 0; i < line.size(); ++i)
      text += fmt::format("{}{}: {}", i == 0 ? "{" : ", ", json_text(kKeys[i]), json_text(line[i]));
    fmt::print("{}}}\n", text);
  }
}

int run(bool json) {
  const auto shares = list_share_entries();
  if (!shares) return report(shares.error());
  std::vector<Line> lines;
  for (const ShareEntry& share : *shares) lines.push_back(line_of(share));
  if (json)
    print_json(lines);
  else if (lines.empty())
    fmt::print(stderr, "No connection is shared. `pillion lend` or Lease.share() share one.\n");
  else
    print_table(lines);
  return kExitDone;
}

}  // namespace

Command add_list_command(CLI::App& app) {
  const auto json = std::make_shared<bool>(false);
  CLI::App* const command = app.add_subcommand("list", "List what this user's processes share");
  command->add_flag("--json", *json, "An object a line");
  return [json] { return run(*json); };
}

}  // namespace pillion
