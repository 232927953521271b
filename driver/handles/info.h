// What SQLGetInfo tells, as one table.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "driver/handles/connection.h"

namespace pillion {

enum class InfoKind : std::uint8_t { kText, kShort, kLong, kPointer };

struct InfoRow {
  SQLUSMALLINT type;
  std::string_view name;
  InfoKind kind = InfoKind::kLong;
  std::uint64_t number = 0;
  std::string_view text;
  // Where the answer depends on the connection.
  Result<std::string> (*ask)(Connection& connection) = nullptr;
  Result<std::uint64_t> (*ask_number)(Connection& connection) = nullptr;
};

std::span<const InfoRow> all_info_types();
const InfoRow* find_info_type(SQLUSMALLINT type);

}  // namespace pillion
