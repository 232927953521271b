// pillion lend: opens a connection, lends and shares it, and runs a command beside it.
#include <array>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "session/own_connection.h"
#include "session/pillion.h"
#include "tools/commands.h"
#include "tools/report.h"

namespace pillion {
namespace {

struct Arguments {
  std::string conninfo;
  std::string name;
  std::string role;
  double read_timeout = 0;
  double lock_timeout = 0;
  double idle_timeout = 0;
  int max_guests = 0;
  long long row_limit = 0;
  std::vector<std::string> command;
};

constexpr int kNotFound = 127;   // as shells say it
constexpr int kSignalled = 128;  // and the signal's number
constexpr std::string_view kPostgres = "postgres:";

int milliseconds(double seconds) {
  return static_cast<int>(std::ceil(seconds * 1000));
}

// Held back in every thread, those of the share too: one thread waits for them.
sigset_t stopping_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&signals, signal);
  return signals;
}

int wait_for_signal() {
  const sigset_t signals = stopping_signals();
  int signal = 0;
  sigwait(&signals, &signal);
  return kExitDone;
}

// Clients of libpq find the share without being told: `pillion lend dbname=shop -- psql`.
void point_environment_to(const std::string& directory, const std::string& name) {
  const std::array<std::pair<const char*, std::string>, 7> variables = {{
      {"PGHOST", directory},
      {"PGPORT", "5432"},
      {"PGUSER", "guest"},
      {"PGDATABASE", name},
      {"PGPASSFILE", directory + "/pgpass"},
      {"PGSSLMODE", "disable"},
      {"PILLION_SESSION", "@" + name},
  }};
  for (const auto& [variable, value] : variables) ::setenv(variable, value.c_str(), 1);
  ::unsetenv("PGPASSWORD");
}

// The command gets the signals' usual meaning back.
int run_beside(const std::vector<std::string>& command) {
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  pid_t child = 0;
  const int failed =
      posix_spawnp(&child, arguments[0], nullptr, &attributes, arguments.data(), environ);
  posix_spawnattr_destroy(&attributes);
  if (failed != 0) {
    fmt::print(stderr, "pillion: {} cannot be run: {}\n", command.front(), std::strerror(failed));
    return kNotFound;
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : kSignalled + WTERMSIG(status);
}

void tell(const std::string& directory, const std::string& name) {
  fmt::print(stderr,
             "pillion: shared as @{0}, until Ctrl-C or SIGTERM.\n"
             "  pillion run @{0} \"SELECT 1\"\n"
             "  isql -b -k \"Driver=Pillion;Session=@{0}\"\n"
             "  psql \"host='{1}' port=5432 user=guest dbname='{0}' passfile='{1}/pgpass'\"\n",
             name, directory);
}

int run(const Arguments& arguments) {
  const sigset_t stopping = stopping_signals();
  pthread_sigmask(SIG_BLOCK, &stopping, nullptr);
  pillion_options limits{};
  limits.size = sizeof limits;
  limits.statement_timeout_ms = milliseconds(arguments.read_timeout);
  limits.lock_timeout_ms = milliseconds(arguments.lock_timeout);
  limits.role = arguments.role.empty() ? nullptr : arguments.role.c_str();
  std::string conninfo = arguments.conninfo;
  if (conninfo.starts_with(kPostgres)) conninfo.erase(0, kPostgres.size());
  const auto connection = OwnConnection::open(conninfo, &limits);
  if (!connection) return report(connection.error());
  const pillion_share_options options{
      .size = sizeof options,
      .name = arguments.name.empty() ? nullptr : arguments.name.c_str(),
      .max_guests = arguments.max_guests,
      .idle_timeout_ms = milliseconds(arguments.idle_timeout),
      .row_limit = arguments.row_limit};
  std::array<char, PILLION_DIRECTORY_SIZE> place{};
  if (pillion_share((*connection)->token().c_str(), &options, place.data()) != PILLION_OK)
    return report({.sqlstate = "08001", .message = pillion_error()});
  const std::string directory = place.data();
  const std::string name = directory.substr(directory.rfind('/') + 1);
  if (arguments.command.empty()) {
    tell(directory, name);
    return wait_for_signal();
  }
  point_environment_to(directory, name);
  return run_beside(arguments.command);
}

}  // namespace

Command add_lend_command(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* const command =
      app.add_subcommand("lend", "Open a connection and share it; run a command beside it");
  command->add_option("conninfo", arguments->conninfo, "As libpq reads it: dbname=shop")
      ->required();
  command->add_option("-n,--name", arguments->name, "Guests connect with Session=@NAME");
  command->add_option("--read-timeout", arguments->read_timeout, "Longest statement, in seconds")
      ->check(CLI::Range(0.0, 2e6));
  command
      ->add_option("--lock-timeout", arguments->lock_timeout, "Longest wait for a turn, in seconds")
      ->check(CLI::Range(0.0, 2e6));
  command
      ->add_option("--idle-timeout", arguments->idle_timeout, "Guests idle for longer are dropped")
      ->check(CLI::Range(0.0, 2e6));
  command->add_option("--max-guests", arguments->max_guests, "At the same time (default: 16)")
      ->check(CLI::PositiveNumber);
  command->add_option("--row-limit", arguments->row_limit, "Rows of one result")
      ->check(CLI::PositiveNumber);
  command->add_option("--role", arguments->role, "The role that guests run as");
  command->add_option("command", arguments->command, "After --: run beside it, then end");
  command->positionals_at_end(false);
  return [arguments] { return run(*arguments); };
}

}  // namespace pillion
