#include "session/own_connection.h"

#include <utility>

#include <dlfcn.h>
#include <libpq-fe.h>

#include "session/pillion.h"

namespace pillion {
namespace {

constexpr const char* kLibrary = "libpq.so.5";

std::string without_newline(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

}  // namespace

// The connection and the library that made it, closed in the right order.
struct OwnConnection::Connection {
  void* library = nullptr;
  PGconn* connection = nullptr;

  template <class Function>
  Function* function(const char* name) const {
    return reinterpret_cast<Function*>(dlsym(library, name));
  }

  Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() {
    if (connection != nullptr) function<decltype(PQfinish)>("PQfinish")(connection);
    if (library != nullptr) dlclose(library);
  }
};

OwnConnection::OwnConnection(std::unique_ptr<Connection> connection, std::string token)
    : connection_(std::move(connection)), token_(std::move(token)) {}

OwnConnection::~OwnConnection() {
  pillion_reclaim(token_.c_str());
}

Result<std::unique_ptr<OwnConnection>> OwnConnection::open(const std::string& conninfo) {
  auto opened = std::make_unique<Connection>();
  opened->library = dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL);
  if (opened->library == nullptr) {
    return fail("08001", std::string(kLibrary) + " was not found. Install libpq (libpq5).");
  }
  const auto connect = opened->function<decltype(PQconnectdb)>("PQconnectdb");
  const auto status = opened->function<decltype(PQstatus)>("PQstatus");
  const auto message = opened->function<decltype(PQerrorMessage)>("PQerrorMessage");
  opened->connection = connect(conninfo.c_str());
  if (status(opened->connection) != CONNECTION_OK) {
    return fail("08001", without_newline(message(opened->connection)));
  }
  char token[PILLION_TOKEN_SIZE] = {};
  pillion_options options = {};
  options.size = sizeof options;
  options.libpq = kLibrary;
  if (pillion_lend(opened->connection, &options, token) != PILLION_OK) {
    return fail("08001", pillion_error());
  }
  return std::unique_ptr<OwnConnection>(new OwnConnection(std::move(opened), token));
}

}  // namespace pillion
