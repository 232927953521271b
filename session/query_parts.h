// What the two sessions that speak libpq have in common: the parts of a Query as libpq takes them.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "core/session.h"
#include "session/libpq.h"

namespace pillion {

// Parameters as libpq's arrays. Points into the parameters it was made from.
class WireParameters {
 public:
  explicit WireParameters(std::span<const Parameter> parameters);

  int count() const { return static_cast<int>(types_.size()); }
  const Oid* types() const { return types_.data(); }
  const char* const* values() const { return values_.data(); }
  const int* lengths() const { return lengths_.data(); }
  const int* formats() const { return formats_.data(); }

 private:
  std::vector<Oid> types_;
  std::vector<const char*> values_;
  std::vector<int> lengths_, formats_;
};

std::vector<Oid> types_of(std::span<const Parameter> parameters);

// The form in which a whole result is read best: libpq has one for all columns.
Format best_format(const std::vector<ResultColumn>& columns);

// 42601, 22021: libpq takes texts up to their first NUL, and would lose the rest without a word.
Status refuse_nul(std::string_view text, std::span<const Parameter> parameters);

}  // namespace pillion
