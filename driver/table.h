// How the driver's tables are looked up: by one member of their rows.
#pragma once

#include <algorithm>
#include <iterator>

namespace pillion {

// The first row whose key is `wanted`; nullptr where there is none.
template <class Table, class Row, class Key>
constexpr const Row* find_row(const Table& table, Key Row::*key, const Key& wanted) {
  const auto found = std::find_if(std::begin(table), std::end(table),
                                  [&](const Row& row) { return row.*key == wanted; });
  return found != std::end(table) ? &*found : nullptr;
}

}  // namespace pillion
