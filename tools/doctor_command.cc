// pillion doctor: is everything there that guests need, and if not, what to do.
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <dlfcn.h>
#include <fmt/format.h>
#include <unistd.h>

#include "session/pillion.h"
#include "session/runtime_directory.h"
#include "tools/commands.h"
#include "tools/driver_manager.h"
#include "tools/report.h"
#include "tools/session_argument.h"

namespace pillion {
namespace {

namespace fs = std::filesystem;

// What a check found: good, or what is wrong and what to do about it.
struct Finding {
  bool good = false;
  std::string what;
  std::string advice;
};

Finding good(std::string what) {
  return {.good = true, .what = std::move(what)};
}

Finding bad(std::string what, std::string advice) {
  return {.what = std::move(what), .advice = std::move(advice)};
}

Finding check_driver_manager() {
  if (DriverManager::is_installed()) return good("unixODBC is installed");
  return bad("libodbc.so.2 was not found",
             "Install unixODBC (unixodbc). Without it there are no ODBC clients; psql and other "
             "clients of PostgreSQL can use a share all the same.");
}

// Of the library under that path, which the driver manager would load.
Finding check_library(const std::string& path) {
  void* const library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr)
    return bad(fmt::format("the driver cannot be loaded: {}", dlerror()),
               "Correct Driver= in odbcinst.ini, or install the library there.");
  const auto version =
      reinterpret_cast<decltype(&pillion_version)>(dlsym(library, "pillion_version"));
  if (version == nullptr)
    return bad(fmt::format("{} is not Pillion's library", path),
               "Correct Driver= of [Pillion] in odbcinst.ini.");
  const std::string its = version();
  if (its != pillion_version())
    return bad(fmt::format("{} is version {}, this command {}", path, its, pillion_version()),
               "Install both from the same build.");
  return good(fmt::format("driver Pillion is {}, version {}", path, its));
}

Finding check_registration() {
  const std::string path = DriverManager::registered_driver("Pillion");
  if (path.empty())
    return bad(
        "no driver is registered as Pillion",
        "Write [Pillion] with Driver=<path of libpillion.so> into odbcinst.ini (`odbcinst -j` "
        "tells where it is; odbcinst.ini.sample is an example), or name the path itself: "
        "Driver=/path/of/libpillion.so.");
  return check_library(path);
}

Finding check_libpq() {
  if (const Status loaded = OwnConnection::check_libpq(); !loaded)
    return bad(loaded.error().message, "Install libpq 14 or newer (libpq5).");
  return good("libpq is installed");
}

Finding check_runtime_directory() {
  const Result<std::string> directory = runtime_directory();
  if (!directory) return bad(directory.error().message, directory.error().hint);
  if (std::getenv("XDG_RUNTIME_DIR") == nullptr)
    return good(
        fmt::format("shares are found in {} (XDG_RUNTIME_DIR is not set: hosts and guests "
                    "need the same TMPDIR)",
                    *directory));
  return good(fmt::format("shares are found in {}", *directory));
}

Finding check_shares() {
  const auto shares = list_share_entries();
  if (!shares) return bad(shares.error().message, shares.error().hint);
  std::string names;
  for (const ShareEntry& share : *shares) names += " @" + share.name;
  return good(shares->empty() ? "nothing is shared at the moment" : "shared are" + names);
}

// Without the driver manager, by the command's own copy of what the driver does.
Finding check_session(const std::string& session) {
  const auto opened = open_session(session);
  if (!opened) return bad(opened.error().message, opened.error().hint);
  const auto statement = opened->guest->translate("SELECT 1");
  if (!statement) return bad(statement.error().message, statement.error().hint);
  const auto result = opened->guest->execute(**statement, {}, std::chrono::milliseconds(0));
  if (!result) return bad(result.error().message, result.error().hint);
  return good(fmt::format("{} answers", session));
}

// An empty file is a database without tables.
class EmptyDatabase {
 public:
  EmptyDatabase() : path_((fs::temp_directory_path() / "pillion-XXXXXX").string()) {
    if (const int file = mkstemp(path_.data()); file >= 0) close(file);
  }
  ~EmptyDatabase() { unlink(path_.c_str()); }
  EmptyDatabase(const EmptyDatabase&) = delete;
  EmptyDatabase& operator=(const EmptyDatabase&) = delete;
  std::string session() const { return "sqlite:" + path_; }

 private:
  std::string path_;
};

Finding check_round_trip(const std::string& session) {
  const std::string wanted = fmt::format("Driver=Pillion;Session={{{}}}", session);
  if (const Status answered = DriverManager::ask_one(wanted); !answered)
    return bad(answered.error().message, "Mend what is said above first.");
  return good("a query goes through the driver manager and the driver, and back");
}

int run(const std::string& session) {
  std::vector<std::function<Finding()>> checks = {
      check_driver_manager, check_registration, check_libpq, check_runtime_directory, check_shares};
  const EmptyDatabase empty;
  const bool can_go_by_driver = session.empty() || !session.starts_with("postgres:");
  if (!session.empty()) checks.emplace_back([&] { return check_session(session); });
  if (can_go_by_driver)
    checks.emplace_back(
        [&] { return check_round_trip(session.empty() ? empty.session() : session); });
  bool all_good = true;
  for (const auto& check : checks) {
    const Finding finding = check();
    fmt::print("{:<6}{}\n", finding.good ? "ok" : "WRONG", finding.what);
    if (!finding.advice.empty()) fmt::print("      -> {}\n", finding.advice);
    all_good = all_good && finding.good;
  }
  return all_good ? kExitDone : kExitFailed;
}

}  // namespace

Command add_doctor_command(CLI::App& app) {
  const auto session = std::make_shared<std::string>();
  CLI::App* const command =
      app.add_subcommand("doctor", "Check driver, libraries, permissions and a round trip");
  command->add_option("session", *session,
                      "Also try this: @name, sqlite:<file> or postgres:<conninfo>");
  return [session] { return run(*session); };
}

}  // namespace pillion
