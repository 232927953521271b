#include "driver/handles/odbcinst.h"

#include <dlfcn.h>

namespace pillion {
namespace {

using GetProfileString = int (*)(const char* section, const char* entry, const char* fallback,
                                 char* out, int size, const char* file);

GetProfileString load_reader() {
  void* const library = dlopen("libodbcinst.so.2", RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) return nullptr;
  return reinterpret_cast<GetProfileString>(dlsym(library, "SQLGetPrivateProfileString"));
}

std::string read_entry(GetProfileString read, const std::string& section, const char* entry) {
  constexpr int kSize = 4096;
  std::string value(kSize, '\0');
  const int length = read(section.c_str(), entry, "", value.data(), kSize, "odbc.ini");
  value.resize(length > 0 ? static_cast<std::size_t>(std::min(length, kSize - 1)) : 0);
  return value.substr(0, value.find('\0'));
}

}  // namespace

Result<std::vector<KeyValue>> read_data_source(std::string_view dsn) {
  const GetProfileString read = load_reader();
  if (read == nullptr)
    return fail("08001",
                "The data source cannot be read, because libodbcinst.so.2 is not installed. Write "
                "Session=<token> in the connection string instead.");
  const std::string section(dsn);
  std::vector<KeyValue> pairs;
  for (const OptionRow& row : all_options()) {
    std::string value = read_entry(read, section, std::string(row.key).c_str());
    if (!value.empty()) pairs.emplace_back(row.key, std::move(value));
  }
  return pairs;
}

}  // namespace pillion
