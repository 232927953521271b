#include "driver/handles/connection_string.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "core/identifier.h"
#include "driver/convert/parse.h"
#include "driver/table.h"

namespace pillion {
namespace {

tl::unexpected<Error> malformed(std::string_view what) {
  return fail("08001", "The connection string is malformed: " + std::string(what) +
                           " Write Driver=Pillion;Session=<token>, with {} around a value that "
                           "has a semicolon in it.");
}

// A value in braces ends at the first brace that is not doubled.
Result<std::string> read_braced(std::string_view text, std::size_t& at) {
  std::string value;
  for (++at; at < text.size(); ++at) {
    if (text[at] != '}') {
      value += text[at];
    } else if (at + 1 < text.size() && text[at + 1] == '}') {
      value += text[at++];
    } else {
      ++at;
      return value;
    }
  }
  return malformed("a { is not closed.");
}

Result<std::string> read_value(std::string_view text, std::size_t& at) {
  while (at < text.size() && text[at] == ' ') ++at;
  if (at < text.size() && text[at] == '{') {
    PILLION_TRY(value, read_braced(text, at));
    while (at < text.size() && text[at] == ' ') ++at;
    if (at < text.size() && text[at] != ';') return malformed("text follows a closing }.");
    return value;
  }
  const std::size_t end = std::min(text.find(';', at), text.size());
  const std::string_view value = trim(text.substr(at, end - at));
  at = end;
  return std::string(value);
}

Result<std::int64_t> read_number(std::string_view key, std::string_view value, std::int64_t least,
                                 std::int64_t most) {
  std::int64_t number = 0;
  const auto read = std::from_chars(value.data(), value.data() + value.size(), number);
  if (read.ec != std::errc() || read.ptr != value.data() + value.size() || number < least ||
      number > most)
    return fail("08001", std::string(key) + "=" + std::string(value) +
                             " is not a whole number from " + std::to_string(least) + " to " +
                             std::to_string(most) + ".");
  return number;
}

constexpr std::int64_t kLongestSeconds = 2'000'000;
constexpr std::int64_t kLargestSize = 1'073'741'824;  // a PostgreSQL value has at most 1 GB

Status set_ttl(ConnectionOptions& options, std::string_view value) {
  PILLION_TRY(seconds, read_number("MetadataTTL", value, 0, kLongestSeconds));
  options.metadata_ttl = std::chrono::seconds(seconds);
  return {};
}

Status set_timeout(ConnectionOptions& options, std::string_view value) {
  PILLION_TRY(seconds, read_number("QueryTimeout", value, 0, kLongestSeconds));
  options.query_timeout = std::chrono::seconds(seconds);
  return {};
}

Status set_unknown_sizes(ConnectionOptions& options, std::string_view value) {
  options.longest_sizes = fold_identifier(value) == "longest";
  if (options.longest_sizes) return {};
  PILLION_TRY(size, read_number("UnknownSizes", value, 1, kLargestSize));
  options.types.unknown_size = size;
  return {};
}

struct FetchModeRow {
  std::string_view name;
  FetchMode mode;
};
constexpr std::array kFetchModes = {
    FetchModeRow{.name = "buffered", .mode = FetchMode::kBuffered},
    FetchModeRow{.name = "auto", .mode = FetchMode::kAuto},
    FetchModeRow{.name = "cursor", .mode = FetchMode::kCursor},
};

Status set_fetch(ConnectionOptions& options, std::string_view value) {
  const std::string folded = fold_identifier(value);
  const FetchModeRow* const row =
      find_row(kFetchModes, &FetchModeRow::name, std::string_view(folded));
  if (row == nullptr)
    return fail("08001", "Fetch=" + std::string(value) + " is none of buffered, auto and cursor.");
  options.fetch = row->mode;
  return {};
}

Status set_fetch_size(ConnectionOptions& options, std::string_view value) {
  PILLION_TRY(size, read_number("FetchSize", value, 1, kLargestSize));
  options.fetch_size = size;
  return {};
}

Status set_virtual_columns(ConnectionOptions& options, std::string_view value) {
  PILLION_TRY(number, read_number("VirtualColumns", value, 0, 1));
  options.virtual_columns = number == 1;
  return {};
}

template <std::string ConnectionOptions::*Member>
Status set_text(ConnectionOptions& options, std::string_view value) {
  options.*Member = value;
  return {};
}

// A driver manager or a tool adds these of its own accord; there is nothing to log in to.
Status ignore(ConnectionOptions&, std::string_view) {
  return {};
}

constexpr std::array kOptions = std::to_array<OptionRow>({
    {.key = "driver",
     .meaning = "the driver's name or path; read by the driver manager",
     .apply = set_text<&ConnectionOptions::driver>},
    {.key = "dsn",
     .meaning = "a data source of odbc.ini; its keys count where the string has none",
     .apply = set_text<&ConnectionOptions::dsn>},
    {.key = "session",
     .meaning = "the token of a lease, or sqlite:<path>",
     .apply = set_text<&ConnectionOptions::session>},
    {.key = "metadatattl",
     .meaning = "seconds after which the schema is read again; 0: never",
     .apply = set_ttl},
    {.key = "querytimeout",
     .meaning = "seconds a statement may run unless it says otherwise; 0: "
                "no limit",
     .apply = set_timeout},
    {.key = "fetch",
     .meaning = "buffered: the whole result at once; cursor: by pages; auto: by pages where it is "
                "longer than one",
     .apply = set_fetch},
    {.key = "fetchsize", .meaning = "rows of a page", .apply = set_fetch_size},
    {.key = "unknownsizes",
     .meaning = "size said of text without a limit: longest (of the result), or a number",
     .apply = set_unknown_sizes},
    {.key = "relations",
     .meaning = "the path of a relations file: relations, names and measures beside the schema's",
     .apply = set_text<&ConnectionOptions::relations>},
    {.key = "virtualcolumns",
     .meaning = "1: SQLColumns lists declared columns and measures, too; 0: it does not",
     .apply = set_virtual_columns},
    {.key = "uid", .meaning = "ignored", .apply = ignore},
    {.key = "pwd", .meaning = "ignored", .apply = ignore},
    {.key = "description", .meaning = "ignored", .apply = ignore},
});

const OptionRow* find_option(std::string_view key) {
  const std::string folded = fold_identifier(key);
  return find_row(kOptions, &OptionRow::key, std::string_view(folded));
}

}  // namespace

Result<std::vector<KeyValue>> parse_connection_string(std::string_view text) {
  std::vector<KeyValue> pairs;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == ';' || text[at] == ' ') {
      ++at;
      continue;
    }
    const std::size_t equals = text.find('=', at);
    const std::size_t end = text.find(';', at);
    if (equals == std::string_view::npos || end < equals)
      return malformed("\"" + std::string(trim(text.substr(at, end - at))) + "\" has no =.");
    std::string key(trim(text.substr(at, equals - at)));
    if (key.empty()) return malformed("there is no key before =.");
    at = equals + 1;
    PILLION_TRY(value, read_value(text, at));
    pairs.emplace_back(std::move(key), std::move(value));
  }
  return pairs;
}

std::string quote_value(std::string_view value) {
  if (value.find_first_of("[]{}(),;?*=!@ ") == std::string_view::npos) return std::string(value);
  std::string quoted = "{";
  for (const char c : value) {
    if (c == '}') quoted += c;
    quoted += c;
  }
  return quoted + "}";
}

std::span<const OptionRow> all_options() {
  return kOptions;
}

Result<ConnectionOptions> read_options(std::span<const KeyValue> pairs,
                                       std::vector<std::string>& unknown) {
  ConnectionOptions options;
  std::vector<const OptionRow*> seen;
  for (const auto& [key, value] : pairs) {
    const OptionRow* const row = find_option(key);
    if (row == nullptr) {
      unknown.push_back(key);
      continue;
    }
    if (std::find(seen.begin(), seen.end(), row) != seen.end()) continue;
    seen.push_back(row);
    PILLION_CHECK(row->apply(options, value));
  }
  return options;
}

Status require_session(const ConnectionOptions& options) {
  if (!options.session.empty()) return {};
  return fail("08001",
              "There is no Session in the connection string. Write Session=<token> with the token "
              "that pillion.lend() or pillion_lend() gave, or Session=sqlite:<path>.");
}

}  // namespace pillion
