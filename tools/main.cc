// The command `pillion`: what Pillion knows and does, for a person at a terminal.
#include <cstdio>
#include <exception>
#include <map>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "session/pillion.h"
#include "tools/commands.h"
#include "tools/report.h"

namespace {

int run(int argc, char** argv) {
  CLI::App app("Related data in plain SQL, on a connection somebody else is driving", "pillion");
  app.require_subcommand(1);
  std::map<std::string, pillion::Command> commands;
  commands["rewrite"] = pillion::add_rewrite_command(app);
  commands["schema"] = pillion::add_schema_command(app);
  commands["paths"] = pillion::add_paths_command(app);
  commands["run"] = pillion::add_run_command(app);
  commands["lend"] = pillion::add_lend_command(app);
  commands["list"] = pillion::add_list_command(app);
  commands["doctor"] = pillion::add_doctor_command(app);
  app.add_subcommand("version", "Print the version");
  commands["version"] = [] {
    fmt::print("pillion {}\n", pillion_version());
    return int{pillion::kExitDone};
  };
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? pillion::kExitDone : pillion::kExitUsage;
  }
  return commands.at(app.get_subcommands().front()->get_name())();
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::fputs("pillion: ", stderr);
    std::fputs(error.what(), stderr);
    std::fputs("\n", stderr);
    return pillion::kExitFailed;
  }
}
