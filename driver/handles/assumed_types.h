// Types of parameters that nothing in the statement tells (`? IS NULL`). The server refuses such a
// statement (42P18) and names the marker; a literal in its place would be text, so the marker is
// taken to be text and the statement is tried again.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "core/session.h"

namespace pillion {

class AssumedTypes {
 public:
  // Whether the error names a marker that has no type yet; it has one now.
  bool learn(const Error& error);
  // Fills in the types of parameters that have none.
  void apply(std::span<Parameter> parameters) const;
  // By parameter, 0 where the server is to infer; may be shorter than the parameters are many.
  std::span<const Oid> types() const { return types_; }
  void clear() { types_.clear(); }

 private:
  std::vector<Oid> types_;
};

}  // namespace pillion
