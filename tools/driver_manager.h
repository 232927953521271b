// unixODBC as the doctor sees it: loaded at run time, because the command is of use without it.
#pragma once

#include <string>

#include "core/result.h"

namespace pillion {

class DriverManager {
 public:
  static bool is_installed();
  // The library that odbcinst.ini has under this name; empty: none, or libodbcinst is missing.
  static std::string registered_driver(const std::string& name);
  // Connects, runs SELECT 1 and looks at the answer. The Error has the first diagnostic.
  static Status ask_one(const std::string& connection_string);
};

}  // namespace pillion
