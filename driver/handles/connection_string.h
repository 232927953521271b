// The connection string: "key=value;key={value with ; or }}}".
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.h"
#include "core/type.h"

namespace pillion {

using KeyValue = std::pair<std::string, std::string>;

// 08001 where the text is not a list of key=value.
Result<std::vector<KeyValue>> parse_connection_string(std::string_view text);
// A value as it has to be written in a connection string.
std::string quote_value(std::string_view value);

// How rows come from the server: the whole result at once, by pages where it is longer than one, or
// by pages.
enum class FetchMode : std::uint8_t { kBuffered = 0, kAuto = 1, kCursor = 2 };

struct ConnectionOptions {
  std::string dsn;
  std::string driver;
  std::string session;
  std::chrono::seconds metadata_ttl{0};
  std::chrono::seconds query_timeout{0};
  FetchMode fetch = FetchMode::kBuffered;
  std::int64_t fetch_size = 5000;
  TypeOptions types;
  std::string relations;         // the path of a relations file
  bool virtual_columns = false;  // SQLColumns lists what is declared, too
  bool longest_sizes = true;     // text without a limit is said to be as long as a result's longest
};

// One key that a connection string or a data source may have.
struct OptionRow {
  std::string_view key;
  std::string_view meaning;
  Status (*apply)(ConnectionOptions& options, std::string_view value);
};
std::span<const OptionRow> all_options();

// The first value of a key counts, as ODBC has it. A key that is not known is left in `unknown`.
Result<ConnectionOptions> read_options(std::span<const KeyValue> pairs,
                                       std::vector<std::string>& unknown);
// 08001 with what to write where Session is missing.
Status require_session(const ConnectionOptions& options);

}  // namespace pillion
