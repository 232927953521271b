// What the functions of pillion.h have in common: nothing thrown leaves them, and a failure's
// reason waits in pillion_error().
#pragma once

#include <exception>
#include <string_view>

#include "session/pillion.h"

namespace pillion {

// Keeps the reason, and returns the number.
int failed(int code, std::string_view why);
void forget_failure();

// Runs `body`, which returns one of the PILLION_E numbers.
template <class Body>
int guarded_call(Body body) noexcept {
  try {
    forget_failure();
    return body();
  } catch (const std::exception& error) {
    return failed(PILLION_EINVAL, error.what());
  } catch (...) {
    return failed(PILLION_EINVAL, "An unknown failure inside Pillion.");
  }
}

}  // namespace pillion
