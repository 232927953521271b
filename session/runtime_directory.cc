#include "session/runtime_directory.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <thread>

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "core/file_descriptor.h"
#include "session/token.h"

namespace pillion {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxName = 40;
constexpr std::size_t kMaxTokenFile = 256;
constexpr mode_t kOwnerOnly = 0700;
constexpr std::chrono::seconds kPatience{3};  // with who holds the lock: it is held for moments
constexpr std::chrono::milliseconds kAskAgain{10};

tl::unexpected<Error> unsafe(const std::string& path, std::string_view why) {
  return fail(
      Error{.sqlstate = "42501",
            .message = fmt::format("The directory {} is not safe for shares: {}.", path, why),
            .hint = "Remove it, or set XDG_RUNTIME_DIR to a directory of your own."});
}

Status check_directory(const std::string& path) {
  // Without following a link: a link's target may change between two looks.
  const FileDescriptor directory(
      ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (directory.get() < 0 && (errno == ELOOP || errno == ENOTDIR))
    return unsafe(path, "it is a symbolic link or a file");
  struct stat status {};
  if (directory.get() < 0 || fstat(directory.get(), &status) != 0)
    return unsafe(path, std::strerror(errno));
  if (status.st_uid != geteuid()) return unsafe(path, "it belongs to another user");
  if ((status.st_mode & 077U) != 0) return unsafe(path, "others may enter it");
  return {};
}

std::string wanted_path() {
  const char* const runtime = std::getenv("XDG_RUNTIME_DIR");
  if (runtime != nullptr && runtime[0] == '/') return std::string(runtime) + "/pillion";
  const char* const temporary = std::getenv("TMPDIR");
  const std::string base = temporary != nullptr && temporary[0] == '/' ? temporary : "/tmp";
  return fmt::format("{}/pillion-{}", base, geteuid());
}

Status write_private(const std::string& path, std::string_view text) {
  const FileDescriptor file(
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (file.get() < 0 ||
      ::write(file.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()))
    return fail("58030", fmt::format("Cannot write {}: {}", path, std::strerror(errno)));
  return {};
}

// A file that others can read or write holds no token of ours, and what is no file at all (a FIFO
// would be waited for) holds none either.
std::string read_token(const std::string& path) {
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat status {};
  if (file.get() < 0 || fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode) ||
      status.st_uid != geteuid() || (status.st_mode & 077U) != 0)
    return {};
  std::array<char, kMaxTokenFile> text{};
  const ssize_t size = ::read(file.get(), text.data(), text.size());
  return size > 0 ? std::string(text.data(), static_cast<std::size_t>(size)) : "";
}

bool has_process(const ShareEntry& entry) {
  const auto parts = parse_token(entry.token);
  return parts && (::kill(parts->process, 0) == 0 || errno != ESRCH);
}

// By the socket and not by the process: the number of one in another PID namespace (a container
// that shares this directory) says nothing here. Where it cannot be told, because no descriptor is
// free or many wait to be let in, the share is not taken for dead.
bool is_alive(const ShareEntry& entry) {
  const std::string path = entry.socket();
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return false;
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  const FileDescriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  return ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) ==
             0 ||
         (errno != ECONNREFUSED && errno != ENOENT);
}

// Held while shares are published and swept.
class Lock {
 public:
  explicit Lock(const std::string& directory)
      : path_(directory + "/.lock"),
        file_(::open(path_.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600)) {
  }

  Status take() const {
    if (file_.get() < 0)
      return fail("58030", fmt::format("Cannot open {}: {}", path_, std::strerror(errno)));
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (flock(file_.get(), LOCK_EX | LOCK_NB) != 0) {
      if (errno != EWOULDBLOCK && errno != EINTR)
        return fail("58030", fmt::format("Cannot lock {}: {}", path_, std::strerror(errno)));
      if (std::chrono::steady_clock::now() >= end)
        return fail("58030",
                    fmt::format("Another process has kept {} locked for {} seconds. See which one "
                                "does (`fuser {}`), end it and try again.",
                                path_, kPatience.count(), path_));
      std::this_thread::sleep_for(kAskAgain);
    }
    return {};
  }

 private:
  const std::string path_;
  const FileDescriptor file_;
};

ShareEntry read_entry(const std::string& base, std::string name) {
  ShareEntry entry{.name = std::move(name)};
  entry.directory = fmt::format("{}/{}", base, entry.name);
  entry.token = read_token(entry.directory + "/token");
  return entry;
}

std::vector<ShareEntry> read_entries(const std::string& directory) {
  std::vector<ShareEntry> entries;
  std::error_code error;
  for (const fs::directory_entry& file : fs::directory_iterator(directory, error)) {
    const std::string name = file.path().filename().string();
    if (name.front() == '.' || !file.is_directory(error) || file.is_symlink(error)) continue;
    entries.push_back(read_entry(directory, name));
  }
  std::sort(entries.begin(), entries.end(),
            [](const ShareEntry& a, const ShareEntry& b) { return a.name < b.name; });
  return entries;
}

// libpq reads a backslash before ':' and '\' in a password file.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == ':' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

}  // namespace

Result<std::string> runtime_directory() {
  std::string path = wanted_path();
  if (::mkdir(path.c_str(), kOwnerOnly) != 0 && errno != EEXIST)
    return fail("58030", fmt::format("Cannot make the directory {}: {}. Set XDG_RUNTIME_DIR to a "
                                     "directory of your own.",
                                     path, std::strerror(errno)));
  PILLION_CHECK(check_directory(path));
  return path;
}

Status check_share_name(std::string_view name) {
  const bool good = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  });
  if (good && !name.empty() && name.size() <= kMaxName && name.front() != '.' &&
      name.front() != '-')
    return {};
  return fail("42602", fmt::format("\"{}\" cannot be the name of a share. Use up to {} letters, "
                                   "digits, dots, dashes and underscores.",
                                   name, kMaxName));
}

Result<ShareEntry> prepare_share_entry(const std::string& token, const std::string& name) {
  PILLION_CHECK(check_share_name(name));
  PILLION_TRY(parts, parse_token(token));
  PILLION_TRY(base, runtime_directory());
  ShareEntry entry{
      .name = name, .directory = fmt::format("{}/.{}", base, parts.lease_id), .token = token};
  remove_share_entry(entry);  // of an earlier process with this id
  if (entry.socket().size() >= sizeof(sockaddr_un::sun_path) ||
      base.size() + 1 + name.size() + 1 + std::strlen(kShareSocketName) >=
          sizeof(sockaddr_un::sun_path))
    return fail("42602", fmt::format("The path of a socket in {} is too long. Set XDG_RUNTIME_DIR "
                                     "to a shorter one.",
                                     base));
  if (::mkdir(entry.directory.c_str(), kOwnerOnly) != 0)
    return fail("58030", fmt::format("Cannot make the directory {}: {}", entry.directory,
                                     std::strerror(errno)));
  PILLION_CHECK(write_private(entry.directory + "/token", token));
  PILLION_CHECK(write_private(
      entry.directory + "/pgpass",
      fmt::format("{}:*:*:*:{}\n", escaped(fmt::format("{}/{}", base, name)), parts.secret)));
  return entry;
}

Result<ShareEntry> publish_share_entry(const ShareEntry& prepared) {
  PILLION_TRY(base, runtime_directory());
  const Lock lock(base);
  PILLION_CHECK(lock.take());
  ShareEntry entry = prepared;
  entry.directory = fmt::format("{}/{}", base, prepared.name);
  const ShareEntry there = read_entry(base, entry.name);
  if (is_alive(there))
    return fail("42710", fmt::format("There is a share named \"{}\" already. Choose another name.",
                                     entry.name));
  remove_share_entry(there);
  if (::rename(prepared.directory.c_str(), entry.directory.c_str()) != 0)
    return fail("58030", fmt::format("Cannot make the directory {}: {}", entry.directory,
                                     std::strerror(errno)));
  return entry;
}

void remove_share_entry(const ShareEntry& entry) {
  for (const char* const file : {kShareSocketName, "token", "pgpass"})
    ::unlink((entry.directory + "/" + file).c_str());
  ::rmdir(entry.directory.c_str());
}

Result<std::vector<ShareEntry>> list_share_entries() {
  PILLION_TRY(base, runtime_directory());
  const Lock lock(base);
  PILLION_CHECK(lock.take());
  std::vector<ShareEntry> living;
  for (ShareEntry& entry : read_entries(base)) {
    if (is_alive(entry))
      living.push_back(std::move(entry));
    else
      remove_share_entry(entry);
  }
  return living;
}

Result<ShareEntry> find_share_by_name(std::string_view name) {
  PILLION_CHECK(check_share_name(name));
  PILLION_TRY(base, runtime_directory());
  ShareEntry entry = read_entry(base, std::string(name));
  if (has_process(entry)) return entry;
  if (!entry.token.empty() && is_alive(entry)) return entry;
  if (!entry.token.empty()) PILLION_CHECK(list_share_entries());  // sweeps
  return fail("08001", fmt::format("There is no share named \"{}\". `pillion list` shows those "
                                   "there are.",
                                   name));
}

std::optional<ShareEntry> find_share_by_token(std::string_view token) {
  const auto parts = parse_token(token);
  const auto base = runtime_directory();
  if (!parts || !base) return std::nullopt;
  for (ShareEntry& entry : read_entries(*base)) {
    if (entry.token.substr(0, entry.token.find('.')) != parts->lease_id) continue;
    entry.token = token;  // what unlocks it is what the caller has
    return std::move(entry);
  }
  return std::nullopt;
}

}  // namespace pillion
