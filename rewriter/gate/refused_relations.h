// The views a guest may not read: of the server's own, those that show what a refused function is
// refused for. Names are folded.
#pragma once

#include <span>
#include <string_view>

namespace pillion {

std::span<const std::string_view> refused_relations();

// A table or view as it stands in FROM; no schema: an empty one. A WITH query of that name does not
// count: the gate fails closed.
bool is_refused_relation(std::string_view schema, std::string_view name);

}  // namespace pillion
