// Whether a sanitizer is at work. It has a malloc of its own, keeps what is freed, and memory
// beside all that there is: what is measured then is the sanitizer's.
#pragma once

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define PILLION_SANITIZED 1
#else
#define PILLION_SANITIZED 0
#endif

namespace pillion::test {

inline constexpr bool kSanitized = PILLION_SANITIZED == 1;

}  // namespace pillion::test
