// pillion run: one statement, its rows printed.
#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "core/type.h"
#include "core/utf.h"
#include "tools/cell_text.h"
#include "tools/commands.h"
#include "tools/json.h"
#include "tools/report.h"
#include "tools/session_argument.h"

namespace pillion {
namespace {

struct Arguments {
  std::string session;
  std::string sql;
  std::string relations;
  std::string format = "table";
  double timeout = 0;
};

std::string text_at(const ResultSet& result, std::int64_t row, std::size_t column) {
  const Cell cell = result.cell(row, static_cast<int>(column));
  return cell.is_null() ? "" : cell_text(result.columns()[column], cell);
}

void print_row(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths,
               const std::vector<ResultColumn>& columns) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::string padding(widths[i] - utf8_length(cells[i]), ' ');
    line += i == 0 ? " " : " | ";
    line += is_number(columns[i].type) ? padding + cells[i] : cells[i] + padding;
  }
  fmt::print("{}\n", line.substr(0, line.find_last_not_of(' ') + 1));
}

void print_table(const ResultSet& result) {
  const std::vector<ResultColumn>& columns = result.columns();
  std::vector<std::vector<std::string>> rows(1);
  for (const ResultColumn& column : columns) rows.front().push_back(column.name);
  for (std::int64_t row = 0; row < result.row_count(); ++row) {
    rows.emplace_back();
    for (std::size_t i = 0; i < columns.size(); ++i) rows.back().push_back(text_at(result, row, i));
  }
  std::vector<std::size_t> widths(columns.size());
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], utf8_length(row[i]));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    print_row(rows[i], widths, columns);
    if (i > 0) continue;
    std::string rule;
    for (const std::size_t width : widths)
      rule += (rule.empty() ? "" : "+") + std::string(width + 2, '-');
    fmt::print("{}\n", rule);
  }
  fmt::print("({} {})\n", result.row_count(), result.row_count() == 1 ? "row" : "rows");
}

// RFC 4180; NULL is empty, an empty text is "".
void print_csv(const ResultSet& result) {
  const auto quoted = [](const std::string& text) {
    if (!text.empty() && text.find_first_of(",\"\r\n") == text.npos) return text;
    std::string out = "\"";
    for (const char c : text) out += c == '"' ? "\"\"" : std::string(1, c);
    return out + '"';
  };
  const std::vector<ResultColumn>& columns = result.columns();
  for (std::size_t i = 0; i < columns.size(); ++i)
    fmt::print("{}{}", i == 0 ? "" : ",", quoted(columns[i].name));
  fmt::print("\r\n");
  for (std::int64_t row = 0; row < result.row_count(); ++row) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const bool null = result.cell(row, static_cast<int>(i)).is_null();
      fmt::print("{}{}", i == 0 ? "" : ",", null ? "" : quoted(text_at(result, row, i)));
    }
    fmt::print("\r\n");
  }
}

std::string json_value(const ResultColumn& column, const Cell& cell) {
  if (cell.is_null()) return "null";
  const std::string text = cell_text(column, cell);
  if (column.type == oid::kBool) return json_bool(text == "t");
  // JSON has no NaN and no infinity.
  const bool bare = is_number(column.type) && text.find_first_of("Nn") == text.npos;
  return bare ? text : json_text(text);
}

// An object a line.
void print_json(const ResultSet& result) {
  const std::vector<ResultColumn>& columns = result.columns();
  for (std::int64_t row = 0; row < result.row_count(); ++row) {
    std::string line;
    for (std::size_t i = 0; i < columns.size(); ++i)
      line += fmt::format("{}{}: {}", i == 0 ? "{" : ", ", json_text(columns[i].name),
                          json_value(columns[i], result.cell(row, static_cast<int>(i))));
    fmt::print("{}}}\n", line);
  }
}

using Printers = std::map<std::string, void (*)(const ResultSet&)>;

const Printers& printers() {
  static const Printers all = {{"table", print_table}, {"csv", print_csv}, {"json", print_json}};
  return all;
}

int run(const Arguments& arguments) {
  constexpr std::array kText = {Format::kText};
  const Result<CommandSession> session =
      open_session(arguments.session, {.relations = arguments.relations});
  if (!session) return report(session.error());
  Guest& guest = *session->guest;
  const Result<TranslatedPtr> statement = guest.translate(arguments.sql);
  if (!statement) return report(statement.error(), arguments.sql);
  const auto result = guest.execute(
      **statement,
      Query{.timeout = std::chrono::milliseconds(static_cast<int>(arguments.timeout * 1000)),
            .formats = kText});
  if (!result) return report(result.error(), arguments.sql);
  for (const Notice& notice : (*result)->notices()) fmt::print(stderr, "{}\n", notice.message);
  printers().at(arguments.format)(**result);
  return kExitDone;
}

}  // namespace

Command add_run_command(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* const command = app.add_subcommand("run", "Run one statement and print its rows");
  command->add_option("session", arguments->session, "@name, sqlite:<file> or postgres:<conninfo>")
      ->required();
  command->add_option("sql", arguments->sql, "The statement")->required();
  command->add_option("-f,--format", arguments->format, "table, csv or json (an object a line)")
      ->check(CLI::IsMember(printers()));
  command->add_option("-r,--relations", arguments->relations, "A relations file");
  command->add_option("--timeout", arguments->timeout, "Longest run, in seconds")
      ->check(CLI::Range(0.0, 2e6));
  return [arguments] { return run(*arguments); };
}

}  // namespace pillion
