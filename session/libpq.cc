#include "session/libpq.h"

#include <array>
#include <set>
#include <string_view>
#include <vector>

#include <dlfcn.h>
#include <fmt/format.h>
#include <link.h>

namespace pillion {
namespace {

constexpr const char* kSystemLibpq = "libpq.so.5";

// One row a function: its name, and the slot it goes to.
struct Slot {
  const char* name;
  void (*fill)(Libpq& libpq, void* function);
};

constexpr std::array kSlots = {
#define PILLION_LIBPQ_ROW(function)                                            \
  Slot{#function, [](Libpq& libpq, void* address) {                            \
         libpq.function = reinterpret_cast<decltype(libpq.function)>(address); \
       }},
    PILLION_LIBPQ_FUNCTIONS(PILLION_LIBPQ_ROW)
#undef PILLION_LIBPQ_ROW
};

// "/x/libpq.so.5", and a wheel's "/x/psycopg_binary.libs/libpq-9b38f5e3.so.5.17".
bool is_libpq_file(std::string_view path) {
  const std::string_view name = path.substr(path.find_last_of('/') + 1);
  if (!name.starts_with("libpq")) return false;
  const std::string_view rest = name.substr(5);
  return rest.starts_with(".so") || (rest.starts_with("-") && rest.find(".so") != rest.npos);
}

std::vector<std::string> loaded_libpqs() {
  std::set<std::string> found;
  dl_iterate_phdr(
      [](dl_phdr_info* info, std::size_t, void* data) {
        if (is_libpq_file(info->dlpi_name))
          static_cast<std::set<std::string>*>(data)->insert(info->dlpi_name);
        return 0;
      },
      &found);
  return {found.begin(), found.end()};
}

std::string join(const std::vector<std::string>& words) {
  std::string all;
  for (const std::string& word : words) all += (all.empty() ? "" : ", ") + word;
  return all;
}

// The handle of a library that is loaded already; the reference it takes is given back by dlclose.
Result<void*> open_loaded(const char* path) {
  // A name that is not loaded would not be loaded by this either: RTLD_NOLOAD only finds.
  if (void* handle = dlopen(path, RTLD_NOLOAD | RTLD_LAZY | RTLD_LOCAL)) return handle;
  return fail("HY024", fmt::format("The library \"{}\" is not loaded in this process. Name the "
                                   "library that made the connection, by the path it was loaded "
                                   "from.",
                                   path));
}

Result<void*> open_only_libpq() {
  const std::vector<std::string> paths = loaded_libpqs();
  if (paths.size() == 1) return open_loaded(paths.front().c_str());
  if (paths.size() > 1)
    return fail("HY000", fmt::format("This process holds more than one libpq ({}). Name the one "
                                     "that made the connection in pillion_options.libpq.",
                                     join(paths)));
  // A host that has libpq linked in statically, and exports it.
  void* self = dlopen(nullptr, RTLD_LAZY);
  if (self != nullptr && dlsym(self, "PQconnectStart") != nullptr) return self;
  if (self != nullptr) dlclose(self);
  return fail("HY000",
              "No libpq is loaded in this process. Name the library that made the connection in "
              "pillion_options.libpq.");
}

tl::unexpected<Error> too_old(int version, const char* missing) {
  return fail("HY000", fmt::format("The libpq that made the connection is version {}, and has no "
                                   "{}. Pillion needs libpq 14 or newer.",
                                   version / 10000, missing));
}

}  // namespace

Result<LibpqPtr> Libpq::resolve(const char* path) {
  PILLION_TRY(handle, path != nullptr ? open_loaded(path) : open_only_libpq());
  const std::shared_ptr<Libpq> libpq(new Libpq(handle));
  void* const version = dlsym(handle, "PQlibVersion");
  if (version == nullptr)
    return fail("HY000", fmt::format("\"{}\" is not libpq and depends on none. Name the library "
                                     "that made the connection in pillion_options.libpq.",
                                     path != nullptr ? path : "this process"));
  for (const Slot& slot : kSlots) {
    void* const address = dlsym(handle, slot.name);
    if (address == nullptr) return too_old(reinterpret_cast<int (*)()>(version)(), slot.name);
    slot.fill(*libpq, address);
  }
  libpq->PQsetChunkedRowsMode = reinterpret_cast<decltype(libpq->PQsetChunkedRowsMode)>(
      dlsym(handle, "PQsetChunkedRowsMode"));
  return libpq;
}

Result<LibpqPtr> Libpq::load() {
  void* const library = dlopen(kSystemLibpq, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr)
    return fail("08001", fmt::format("{} was not found. Install libpq (libpq5).", kSystemLibpq));
  Result<LibpqPtr> libpq = resolve(kSystemLibpq);  // keeps it loaded from here on
  dlclose(library);
  return libpq;
}

Libpq::~Libpq() {
  dlclose(handle_);
}

}  // namespace pillion
