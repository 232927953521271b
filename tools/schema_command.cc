// pillion schema: what is known of a database.
#include <cstdio>
#include <map>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "reflect/name_filter.h"
#include "tools/commands.h"
#include "tools/report.h"
#include "tools/schema_text.h"
#include "tools/session_argument.h"

namespace pillion {
namespace {

struct Arguments {
  std::string session;
  std::string pattern = "%";
  std::string format = "table";
  bool system = false;
};

using Writer = std::string (*)(const SchemaView&, const TableIds&);
const std::map<std::string, Writer> writers = {{"table", schema_as_table},
                                               {"json", schema_as_json},
                                               {"mermaid", schema_as_mermaid},
                                               {"dot", schema_as_dot}};

int run(const Arguments& arguments) {
  const Result<CommandSession> session = open_session(arguments.session);
  if (!session) return report(session.error());
  const auto view = session->guest->schema();
  if (!view) return report(view.error());
  const Schema& schema = (*view)->schema;
  const auto wanted = NameFilter::pattern(arguments.pattern, schema.dialect, false);
  if (!wanted) return report(wanted.error());
  TableIds tables;
  for (std::size_t i = 0; i < schema.tables.size(); ++i) {
    const Table& table = schema.tables[i];
    if (table.kind == TableKind::kSystemTable && !arguments.system) continue;
    if (wanted->matches(table.name)) tables.push_back(static_cast<TableId>(i));
  }
  if (tables.empty() && arguments.pattern != "%") {
    return report({.sqlstate = "42P01",
                   .message = fmt::format("No table is named like \"{}\". Run `pillion schema` "
                                          "without --table to see them all.",
                                          arguments.pattern)});
  }
  fmt::print("{}", writers.at(arguments.format)(**view, tables));
  return kExitDone;
}

}  // namespace

Command add_schema_command(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* const command =
      app.add_subcommand("schema", "Print the tables, columns, keys and relations");
  command->add_option("-s,--session", arguments->session, "sqlite:<file> or postgres:<conninfo>")
      ->required();
  command->add_option("-t,--table", arguments->pattern, "Only tables like this (%, _ and \\)");
  command->add_option("-f,--format", arguments->format, "table, json, mermaid or dot")
      ->check(CLI::IsMember(writers));
  command->add_flag("--system", arguments->system, "The server's own tables too");
  return [arguments] { return run(*arguments); };
}

}  // namespace pillion
