// The subcommands of `pillion`. Each adds itself to the command line, and, once that is read,
// does its work and returns an exit code.
#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace pillion {

// Runs the subcommand that was chosen.
using Command = std::function<int()>;

Command add_rewrite_command(CLI::App& app);
Command add_schema_command(CLI::App& app);
Command add_paths_command(CLI::App& app);
Command add_run_command(CLI::App& app);
Command add_lend_command(CLI::App& app);
Command add_list_command(CLI::App& app);
Command add_doctor_command(CLI::App& app);

}  // namespace pillion
