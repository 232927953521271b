// A client of the wire protocol may ask for each column in another format; libpq asks for one.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/session.h"

namespace pillion {

// The one format in which all columns can be read as they were asked for, if there is one: some
// types look the same in both. `formats` has one entry for each column.
std::optional<Format> one_format(const std::vector<ResultColumn>& columns,
                                 std::span<const Format> formats);

// The statement with those columns that are asked for as text turned into text by the server, to
// be read in binary as a whole. Rows, their order and NULLs stay.
std::string mixed_statement(std::string_view text, std::span<const Format> formats);

}  // namespace pillion
