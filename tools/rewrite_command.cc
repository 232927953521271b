// pillion rewrite: the text that would be sent.
#include <cstdio>
#include <iostream>
#include <iterator>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "tools/commands.h"
#include "tools/report.h"
#include "tools/session_argument.h"

namespace pillion {
namespace {

struct Arguments {
  std::string session;
  std::string sql;
  std::string relations;
  bool explain = false;
};

std::string read_standard_input() {
  std::string text{std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>()};
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

int run(const Arguments& arguments) {
  const std::string text =
      arguments.sql.empty() || arguments.sql == "-" ? read_standard_input() : arguments.sql;
  const Result<CommandSession> session = open_session(
      arguments.session, {.relations = arguments.relations, .explain = arguments.explain});
  if (!session) return report(session.error());
  const Result<TranslatedPtr> statement = session->guest->native_sql(text);
  if (!statement) return report(statement.error(), text);
  if (arguments.explain) {
    if (!(*statement)->rewritten) fmt::print("-- forwarded as it stands\n");
    for (const std::string& line : (*statement)->explanation) fmt::print("-- {}\n", line);
  }
  fmt::print("{}\n", (*statement)->text);
  return kExitDone;
}

}  // namespace

Command add_rewrite_command(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* const command = app.add_subcommand("rewrite", "Print the SQL that would be sent");
  command->add_option("sql", arguments->sql, "The statement (default: read from standard input)");
  command->add_option("-s,--session", arguments->session, "sqlite:<file> or postgres:<conninfo>")
      ->required();
  command->add_option("-r,--relations", arguments->relations, "A relations file");
  command->add_flag("--explain", arguments->explain, "Say, as comments, what was added and why");
  return [arguments] { return run(*arguments); };
}

}  // namespace pillion
