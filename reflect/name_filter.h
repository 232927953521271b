// The arguments of catalog functions: search patterns, ordinary arguments, identifiers.
// (ODBC Programmer's Reference, "Arguments in Catalog Functions".)
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "core/session.h"
#include "reflect/catalog.h"

namespace pillion {

// Whether a name is asked for. Where metadata_id is set, each kind of argument is an identifier:
// folded unless it is quoted, without trailing blanks, and never NULL (HY009).
class NameFilter {
 public:
  // % and _ are wildcards, \ takes their meaning away; NULL is any name.
  static Result<NameFilter> pattern(const CatalogArgument& argument, Dialect dialect,
                                    bool metadata_id);
  // The name itself, case and all; NULL is any name.
  static Result<NameFilter> ordinary(const CatalogArgument& argument, Dialect dialect,
                                     bool metadata_id);

  bool matches(std::string_view name) const;
  bool is_any() const { return kind_ == Kind::kAny; }
  // The only name that matches; nullptr: there may be others.
  const std::string* only_name() const { return kind_ == Kind::kExact ? &text_ : nullptr; }

 private:
  enum class Kind { kAny, kExact, kIgnoringCase, kPattern };

  static Result<NameFilter> identifier(const CatalogArgument& argument, Dialect dialect);

  Kind kind_ = Kind::kAny;
  std::string text_;
};

}  // namespace pillion
