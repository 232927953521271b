#include "session/mixed_formats.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/type.h"

namespace pillion {
namespace {

constexpr std::array kSameInBoth = {oid::kText, oid::kVarchar, oid::kBpchar,
                                    oid::kName, oid::kJson,    oid::kUnknown};

bool is_same_in_both(const ResultColumn& column) {
  return std::find(kSameInBoth.begin(), kSameInBoth.end(), column.type) != kSameInBoth.end();
}

bool serves_all(Format format, const std::vector<ResultColumn>& columns,
                std::span<const Format> formats) {
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (formats[i] != format && !is_same_in_both(columns[i])) return false;
  return true;
}

}  // namespace

std::optional<Format> one_format(const std::vector<ResultColumn>& columns,
                                 std::span<const Format> formats) {
  for (const Format format : {Format::kText, Format::kBinary})
    if (serves_all(format, columns, formats)) return format;
  return std::nullopt;
}

std::string mixed_statement(std::string_view text, std::span<const Format> formats) {
  const std::size_t end = text.find_last_not_of("; \t\r\n");
  std::string values;
  std::string names;
  for (std::size_t i = 0; i < formats.size(); ++i) {
    const std::string_view comma = i == 0 ? "" : ", ";
    // format() writes what the type's output function writes. IS DISTINCT FROM NULL asks for the
    // value itself, also of a row whose columns are all NULL.
    names += fmt::format("{}c{}", comma, i);
    values += formats[i] == Format::kBinary ? fmt::format("{}c{}", comma, i)
                                            : fmt::format(
                                                  "{0}CASE WHEN c{1} IS DISTINCT FROM NULL"
                                                  " THEN pg_catalog.format('%s', c{1}) END",
                                                  comma, i);
  }
  // The line break ends a comment that the text may end with.
  return fmt::format("SELECT {} FROM ({}\n) AS pillion_rows ({})", values,
                     text.substr(0, end == text.npos ? 0 : end + 1), names);
}

}  // namespace pillion
