// Two copies of libpq in one process, as with psycopg's wheels: each connection is used by the
// copy that made it. This program is linked to neither.
#include <filesystem>
#include <memory>
#include <string>

#include <boost/test/unit_test.hpp>
#include <dlfcn.h>
#include <libpq-fe.h>

#include "session/libpq.h"
#include "session/pillion.h"
#include "session/sessions.h"

using namespace pillion;

namespace {

// A host that loaded a libpq of its own and made a connection with it.
class Host {
 public:
  explicit Host(std::string path)
      : path_(std::move(path)), handle_(dlopen(path_.c_str(), RTLD_NOW | RTLD_LOCAL)) {
    BOOST_REQUIRE_MESSAGE(handle_ != nullptr, dlerror());
    connection_ = function<decltype(PQconnectdb)>("PQconnectdb")("");
    BOOST_REQUIRE(function<decltype(PQstatus)>("PQstatus")(connection_) == CONNECTION_OK);
  }
  ~Host() {
    function<decltype(PQfinish)>("PQfinish")(connection_);
    dlclose(handle_);
  }
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  template <class Function>
  Function* function(const char* name) const {
    return reinterpret_cast<Function*>(dlsym(handle_, name));
  }
  PGconn* connection() const { return connection_; }
  const std::string& path() const { return path_; }
  int backend() const { return function<decltype(PQbackendPID)>("PQbackendPID")(connection_); }

 private:
  const std::string path_;
  void* const handle_;
  PGconn* connection_ = nullptr;
};

std::string file_of(void* function) {
  Dl_info info{};
  BOOST_REQUIRE(dladdr(function, &info) != 0);
  return std::filesystem::canonical(info.dli_fname).string();
}

std::string copy_of_libpq() {
  void* const original = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);
  BOOST_REQUIRE(original != nullptr);
  const std::string copy = std::filesystem::temp_directory_path() / "libpq-fedcba98.so.5.15";
  std::filesystem::copy_file(file_of(dlsym(original, "PQfinish")), copy,
                             std::filesystem::copy_options::overwrite_existing);
  dlclose(original);
  return copy;
}

// The server's process that a guest of the lease rides on.
int backend_of_guest(const Host& host, const pillion_options& options) {
  char token[PILLION_TOKEN_SIZE];
  BOOST_REQUIRE_MESSAGE(pillion_lend(host.connection(), &options, token) == PILLION_OK,
                        pillion_error());
  const auto session = *find_session(token);
  const auto result = session->run({.text = "SELECT pg_backend_pid()::text"});
  BOOST_REQUIRE_MESSAGE(result, result.error().message);
  const Cell cell = (*result)->cell(0, 0);
  const int backend = std::stoi(std::string(cell.data, static_cast<std::size_t>(cell.size)));
  BOOST_TEST(pillion_reclaim(token) == PILLION_OK);
  return backend;
}

}  // namespace

BOOST_AUTO_TEST_CASE(each_connection_is_used_by_the_copy_that_made_it) {
  const std::string copy = copy_of_libpq();
  {
    const Host first("libpq.so.5");
    const Host second(copy);
    for (const Host* const host : {&first, &second}) {
      const pillion_options options{.size = sizeof options, .libpq = host->path().c_str()};
      BOOST_TEST(backend_of_guest(*host, options) == host->backend());
      // The session calls libpq through this table alone.
      const auto libpq = Libpq::resolve(host->path().c_str());
      BOOST_REQUIRE(libpq);
      const std::string own = file_of(reinterpret_cast<void*>(host->function<int()>("PQfinish")));
      BOOST_TEST(file_of(reinterpret_cast<void*>((*libpq)->PQsendQueryParams)) == own);
      BOOST_TEST(file_of(reinterpret_cast<void*>((*libpq)->PQgetResult)) == own);
      BOOST_TEST(file_of(reinterpret_cast<void*>((*libpq)->PQclear)) == own);
    }
    char token[PILLION_TOKEN_SIZE];
    BOOST_TEST(pillion_lend(second.connection(), nullptr, token) == PILLION_ELIBPQ);
    BOOST_TEST(std::string(pillion_error()).find(copy) != std::string::npos);
  }
  std::filesystem::remove(copy);
}
