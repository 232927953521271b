// pillion paths: the names that may be written after a table.
#include <cstdio>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "core/identifier.h"
#include "tools/commands.h"
#include "tools/path_tree.h"
#include "tools/report.h"
#include "tools/session_argument.h"

namespace pillion {
namespace {

// The tree of a well-connected schema grows tenfold with each step.
constexpr int kDeepest = 5;

struct Arguments {
  std::string session;
  std::string table;
  int depth = 1;
  std::string format = "tree";
};

// `name` or `schema.name`, as it is or as SQL would fold it.
TableId find_table(const Schema& schema, const std::string& name) {
  for (const std::string& spelling : {name, fold_identifier(name)}) {
    if (const TableId id = schema.find_table("", spelling); id != kNoTable) return id;
    const std::size_t dot = spelling.find('.');
    if (dot == std::string::npos) continue;
    const std::string_view text = spelling;
    const TableId id = schema.find_table(text.substr(0, dot), text.substr(dot + 1));
    if (id != kNoTable) return id;
  }
  return kNoTable;
}

int run(const Arguments& arguments) {
  const Result<CommandSession> session = open_session(arguments.session);
  if (!session) return report(session.error());
  const auto view = session->guest->schema();
  if (!view) return report(view.error());
  const TableId table = find_table((*view)->schema, arguments.table);
  if (table == kNoTable) {
    return report({.sqlstate = "42P01",
                   .message = fmt::format("There is no table \"{}\". Run `pillion schema` to see "
                                          "them all.",
                                          arguments.table)});
  }
  const auto write = arguments.format == "json" ? path_json : path_tree;
  fmt::print("{}", write(**view, table, arguments.depth));
  return kExitDone;
}

}  // namespace

Command add_paths_command(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* const command =
      app.add_subcommand("paths", "Print the names one may write after a table");
  command->add_option("table", arguments->table, "The table, with its schema if need be")
      ->required();
  command->add_option("-s,--session", arguments->session, "sqlite:<file> or postgres:<conninfo>")
      ->required();
  command->add_option("-d,--depth", arguments->depth, "Relations a path may go through")
      ->check(CLI::Range(0, kDeepest))
      ->capture_default_str();
  command->add_option("-f,--format", arguments->format, "tree or json")
      ->check(CLI::IsMember({"tree", "json"}))
      ->capture_default_str();
  return [arguments] { return run(*arguments); };
}

}  // namespace pillion
