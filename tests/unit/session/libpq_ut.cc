// Which libpq is found, by what name. The test program is linked to none.
#include <filesystem>
#include <string>
#include <string_view>

#include <boost/test/unit_test.hpp>
#include <dlfcn.h>

#include "session/libpq.h"

using pillion::Libpq;

namespace {

constexpr const char* kSystemLibpq = "libpq.so.5";

// A library loaded as a host loads it, its names kept to itself.
class Loaded {
 public:
  explicit Loaded(const std::string& path) : handle_(dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL)) {
    BOOST_REQUIRE_MESSAGE(handle_ != nullptr, dlerror());
  }
  ~Loaded() { dlclose(handle_); }
  Loaded(const Loaded&) = delete;
  Loaded& operator=(const Loaded&) = delete;

 private:
  void* handle_;
};

// The file that a function was taken from.
std::string file_of(void* function) {
  Dl_info info{};
  BOOST_REQUIRE(dladdr(function, &info) != 0);
  return std::filesystem::canonical(info.dli_fname).string();
}

std::string file_of(const Libpq& libpq) {
  const std::string file = file_of(reinterpret_cast<void*>(libpq.PQsendQueryParams));
  BOOST_TEST(file == file_of(reinterpret_cast<void*>(libpq.PQclear)));
  return file;
}

bool says(const pillion::Error& error, std::string_view words) {
  return error.message.find(words) != std::string::npos;
}

// A copy of the system's libpq under another name, as a wheel brings one.
class CopiedLibpq {
 public:
  CopiedLibpq() {
    const Loaded original(kSystemLibpq);
    const auto libpq = Libpq::resolve(kSystemLibpq);
    BOOST_REQUIRE(libpq);
    std::filesystem::copy_file(file_of(**libpq), path_,
                               std::filesystem::copy_options::overwrite_existing);
  }
  ~CopiedLibpq() { std::filesystem::remove(path_); }
  std::string path() const { return std::filesystem::canonical(path_).string(); }

 private:
  const std::filesystem::path path_ =
      std::filesystem::temp_directory_path() / "libpq-0123abcd.so.5.15";
};

}  // namespace

BOOST_AUTO_TEST_SUITE(libpq)

BOOST_AUTO_TEST_CASE(none_loaded) {
  const auto none = Libpq::resolve(nullptr);
  BOOST_REQUIRE(!none);
  BOOST_TEST(says(none.error(), "No libpq is loaded"));
  const auto named = Libpq::resolve("/nowhere/libpq.so.5");
  BOOST_REQUIRE(!named);
  BOOST_TEST(says(named.error(), "is not loaded"));
}

BOOST_AUTO_TEST_CASE(the_only_one) {
  const Loaded loaded(kSystemLibpq);
  const auto libpq = Libpq::resolve(nullptr);
  BOOST_REQUIRE_MESSAGE(libpq, libpq.error().message);
  BOOST_TEST((*libpq)->PQlibVersion() >= 140000);
}

BOOST_AUTO_TEST_CASE(found_through_an_extension_module) {
  const Loaded extension(EXTENSION);
  const auto libpq = Libpq::resolve(EXTENSION);
  BOOST_REQUIRE_MESSAGE(libpq, libpq.error().message);
  BOOST_TEST(file_of(**libpq).find("libpq.so") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(two_copies_need_a_name_and_each_is_found) {
  const CopiedLibpq copy;
  const Loaded system(kSystemLibpq);
  const Loaded other(copy.path());
  const auto unnamed = Libpq::resolve(nullptr);
  BOOST_REQUIRE(!unnamed);
  BOOST_TEST(says(unnamed.error(), "more than one libpq"));
  BOOST_TEST(says(unnamed.error(), copy.path()));
  const auto first = Libpq::resolve(kSystemLibpq);
  const auto second = Libpq::resolve(copy.path().c_str());
  BOOST_REQUIRE(first);
  BOOST_REQUIRE(second);
  BOOST_TEST(file_of(**second) == copy.path());
  BOOST_TEST(file_of(**first) != copy.path());
}

BOOST_AUTO_TEST_CASE(stays_loaded_while_it_is_held) {
  const CopiedLibpq copy;
  pillion::LibpqPtr libpq;
  {
    const Loaded other(copy.path());
    libpq = *Libpq::resolve(copy.path().c_str());
  }
  BOOST_TEST(libpq->PQlibVersion() > 0);
  libpq.reset();
  BOOST_TEST(dlopen(copy.path().c_str(), RTLD_NOLOAD | RTLD_LAZY) == nullptr);
}

BOOST_AUTO_TEST_CASE(too_old_and_no_libpq_at_all_say_so) {
  const Loaded old(OLD_LIBPQ);
  const auto too_old = Libpq::resolve(OLD_LIBPQ);
  BOOST_REQUIRE(!too_old);
  BOOST_TEST(says(too_old.error(), "version 13"));
  BOOST_TEST(says(too_old.error(), "libpq 14 or newer"));
  const Loaded stranger(NOT_LIBPQ);
  const auto none = Libpq::resolve(NOT_LIBPQ);
  BOOST_REQUIRE(!none);
  BOOST_TEST(says(none.error(), "is not libpq"));
}

BOOST_AUTO_TEST_SUITE_END()
