// Attributes of handles and fields of descriptors are passed as one machine word: a number of some
// width, or a pointer. Here such a word becomes a member of an object, and back.
#pragma once

#include <type_traits>

#include "core/result.h"
#include "driver/handles/diagnostics.h"

namespace pillion {

template <class Value>
SQLULEN to_word(const Value& value) {
  if constexpr (std::is_pointer_v<Value>) {
    return reinterpret_cast<SQLULEN>(value);
  } else {
    return static_cast<SQLULEN>(value);
  }
}

template <class Value>
void from_word(SQLULEN word, Value& value) {
  if constexpr (std::is_pointer_v<Value>) {
    value = reinterpret_cast<Value>(word);
  } else {
    value = static_cast<Value>(word);
  }
}

// Attributes whose values count from 0.
inline Status require_choice(SQLULEN value, SQLULEN most) {
  if (value > most) return fail("HY024", "The attribute has no such value.");
  return {};
}

// An attribute that has one value here: another one is answered with 01S02, as ODBC has it for
// values that a driver substitutes.
inline void accept_only(SQLULEN supported, SQLULEN value, Diagnostics& diagnostics) {
  if (value != supported)
    diagnostics.add_warning("01S02",
                            "The attribute's value was replaced by the one that the driver "
                            "supports.");
}

}  // namespace pillion
