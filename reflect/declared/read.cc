// A relations file, read whole.
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "reflect/declared/declarations.h"

namespace pillion {
namespace {

class File {
 public:
  // Not blocking: a pipe of that name would be waited on for ever.
  explicit File(const std::string& path)
      : descriptor_(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  ~File() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

}  // namespace

Result<std::string> read_declarations(const std::string& path) {
  const auto unreadable = [&](std::string_view why) {
    return fail("08001", fmt::format("The relations file {} cannot be read: {}.", path, why));
  };
  const File file(path);
  if (file.descriptor() < 0) return unreadable(std::generic_category().message(errno));
  struct stat status {};
  if (fstat(file.descriptor(), &status) != 0) {
    return unreadable(std::generic_category().message(errno));
  }
  if (!S_ISREG(status.st_mode)) return unreadable("it is not a file");
  if (static_cast<std::uintmax_t>(status.st_size) > kLargestDeclarations) {
    return unreadable(
        fmt::format("it has {} bytes, and {} are the most. Leave out what foreign "
                    "keys tell",
                    status.st_size, kLargestDeclarations));
  }
  std::string text(static_cast<std::size_t>(status.st_size), '\0');
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t count = read(file.descriptor(), text.data() + done, text.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return unreadable(std::generic_category().message(errno));
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  text.resize(done);
  return text;
}

}  // namespace pillion
