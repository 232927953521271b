// Preloaded before AddressSanitizer, which ends any process that calls dlopen() with RTLD_DEEPBIND:
// PHP loads its extensions so. Not linked with the sanitizer itself.
#include <dlfcn.h>

extern "C" __attribute__((visibility("default"))) void* dlopen(const char* file,
                                                               int flags) noexcept {
  using Dlopen = void* (*)(const char*, int);
  static const auto next = reinterpret_cast<Dlopen>(dlsym(RTLD_NEXT, "dlopen"));
  return next(file, flags & ~RTLD_DEEPBIND);
}
