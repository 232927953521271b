// PostgreSQL's access control lists, in the text form of aclitem (the manual's "Privileges").
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "reflect/schema.h"

namespace pillion {

// "grantee=letters/grantor" items with commas between them. A grantee without a name is PUBLIC; a
// letter with a star may be granted on; a name with other characters than letters, digits and _ is
// quoted. Letters of a later server are left out. What cannot be read ends the list.
std::vector<Grant> parse_access_list(std::string_view list);

}  // namespace pillion
