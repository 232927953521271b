#include "tools/driver_manager.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include <dlfcn.h>
#include <fmt/format.h>

namespace pillion {
namespace {

// The few declarations of ODBC that are needed; its headers belong to driver/ alone.
using Handle = void*;
using Return = std::int16_t;
enum HandleType : std::int16_t { kEnvironment = 1, kConnection = 2, kStatement = 3 };
constexpr int kOdbcVersionAttribute = 200;
constexpr std::intptr_t kOdbc3 = 3;
constexpr std::int16_t kNullTerminated = -3;
constexpr std::uint16_t kNoPrompt = 0;
constexpr std::int16_t kLong = 4;

bool succeeded(Return code) {
  return code == 0 || code == 1;
}

class Library {
 public:
  explicit Library(const char* name) : handle_(dlopen(name, RTLD_NOW | RTLD_LOCAL)) {}
  bool is_loaded() const { return handle_ != nullptr; }
  template <class Function>
  Function* function(const char* name) const {
    return reinterpret_cast<Function*>(dlsym(handle_, name));
  }

 private:
  void* const handle_;  // stays loaded, as drivers do
};

struct Functions {
  explicit Functions(const Library& library)
      : allocate(library.function<Return(std::int16_t, Handle, Handle*)>("SQLAllocHandle")),
        set_attribute(library.function<Return(Handle, int, void*, int)>("SQLSetEnvAttr")),
        connect(
            library.function<Return(Handle, Handle, const char*, std::int16_t, char*, std::int16_t,
                                    std::int16_t*, std::uint16_t)>("SQLDriverConnect")),
        execute(library.function<Return(Handle, const char*, int)>("SQLExecDirect")),
        fetch(library.function<Return(Handle)>("SQLFetch")),
        get_data(library.function<Return(Handle, std::uint16_t, std::int16_t, void*, std::intptr_t,
                                         std::intptr_t*)>("SQLGetData")),
        diagnose(library.function<Return(std::int16_t, Handle, std::int16_t, char*, int*, char*,
                                         std::int16_t, std::int16_t*)>("SQLGetDiagRec")),
        disconnect(library.function<Return(Handle)>("SQLDisconnect")),
        release(library.function<Return(std::int16_t, Handle)>("SQLFreeHandle")) {}

  Return (*allocate)(std::int16_t, Handle, Handle*);
  Return (*set_attribute)(Handle, int, void*, int);
  Return (*connect)(Handle, Handle, const char*, std::int16_t, char*, std::int16_t, std::int16_t*,
                    std::uint16_t);
  Return (*execute)(Handle, const char*, int);
  Return (*fetch)(Handle);
  Return (*get_data)(Handle, std::uint16_t, std::int16_t, void*, std::intptr_t, std::intptr_t*);
  Return (*diagnose)(std::int16_t, Handle, std::int16_t, char*, int*, char*, std::int16_t,
                     std::int16_t*);
  Return (*disconnect)(Handle);
  Return (*release)(std::int16_t, Handle);
};

// An ODBC handle, freed at the end.
class Owned {
 public:
  Owned(const Functions& odbc, HandleType type, Handle parent) : odbc_(odbc), type_(type) {
    if (!succeeded(odbc_.allocate(type, parent, &handle_))) handle_ = nullptr;
  }
  ~Owned() {
    if (handle_ != nullptr) odbc_.release(type_, handle_);
  }
  Owned(const Owned&) = delete;
  Owned& operator=(const Owned&) = delete;
  Handle get() const { return handle_; }

  Error error() const {
    std::array<char, 6> state{};
    std::array<char, 1024> text{};
    int native = 0;
    std::int16_t length = 0;
    if (!succeeded(odbc_.diagnose(type_, handle_, 1, state.data(), &native, text.data(),
                                  static_cast<std::int16_t>(text.size()), &length)))
      return {.sqlstate = "HY000", .message = "The driver manager does not say why."};
    return {.sqlstate = Sqlstate(state.data()), .message = text.data()};
  }

 private:
  const Functions& odbc_;
  const HandleType type_;
  Handle handle_ = nullptr;
};

Status ask_one_on(const Functions& odbc, const Owned& connection) {
  const Owned statement(odbc, kStatement, connection.get());
  int answer = 0;
  if (!succeeded(odbc.execute(statement.get(), "SELECT 1", kNullTerminated)) ||
      !succeeded(odbc.fetch(statement.get())) ||
      !succeeded(odbc.get_data(statement.get(), 1, kLong, &answer, sizeof answer, nullptr)))
    return fail(statement.error());
  if (answer != 1) return fail("HY000", fmt::format("SELECT 1 was answered by {}.", answer));
  return {};
}

}  // namespace

bool DriverManager::is_installed() {
  return Library("libodbc.so.2").is_loaded();
}

std::string DriverManager::registered_driver(const std::string& name) {
  const Library library("libodbcinst.so.2");
  if (!library.is_loaded()) return {};
  const auto read =
      library.function<int(const char*, const char*, const char*, char*, int, const char*)>(
          "SQLGetPrivateProfileString");
  std::array<char, 4096> path{};
  read(name.c_str(), "Driver", "", path.data(), static_cast<int>(path.size()), "odbcinst.ini");
  return path.data();
}

Status DriverManager::ask_one(const std::string& connection_string) {
  const Library library("libodbc.so.2");
  if (!library.is_loaded()) return fail("IM002", "There is no driver manager.");
  const Functions odbc(library);
  const Owned environment(odbc, kEnvironment, nullptr);
  odbc.set_attribute(environment.get(), kOdbcVersionAttribute, reinterpret_cast<void*>(kOdbc3), 0);
  const Owned connection(odbc, kConnection, environment.get());
  if (!succeeded(odbc.connect(connection.get(), nullptr, connection_string.c_str(), kNullTerminated,
                              nullptr, 0, nullptr, kNoPrompt)))
    return fail(connection.error());
  Status answered = ask_one_on(odbc, connection);
  odbc.disconnect(connection.get());
  return answered;
}

}  // namespace pillion
