// A server speaks of the text it was sent; the user wants to hear of the text they wrote.
#pragma once

#include "core/result.h"
#include "guest/guest.h"

namespace pillion {

// The position is moved to the user's text, and the text that was sent is added to the detail
// where it is not the user's own.
Error in_terms_of_user(Error error, const Translated& statement);

// Whether the server's verdict may come from a path it cannot know of.
bool may_be_a_path(const Error& error);
// Whether a column or table was not found, which a snapshot that is out of date explains.
bool is_unknown_name(const Error& error);
// Whether the rewriter's verdict may be of a schema that is out of date: the same, and an aggregate
// that is younger and was taken for a function of one row.
bool may_be_outdated(const Error& error);

}  // namespace pillion
