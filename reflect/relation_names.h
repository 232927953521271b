// The names that a table, and a key that leads to one, answer to.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reflect/schema.h"

namespace pillion {

// The full name of a table and every tail of it after an underscore, as a path from `seen_from`
// would best call it: without the words both begin with, then the full name, then the others.
std::vector<std::string> table_names(std::string_view table, std::string_view seen_from);

// A key column without the suffix that says "key": author_id, author_fk, authorId, authorID.
// Empty where nothing would be left.
std::string_view without_key_suffix(std::string_view column);

// What follows `near` and an underscore in a junction's name; empty: it does not begin so.
std::string_view junction_remainder(std::string_view junction, std::string_view near);

}  // namespace pillion
