// What a client's start-up packet asks for.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/result.h"
#include "share/wire/frontend.h"

namespace pillion::share {

struct StartupWish {
  std::vector<std::pair<std::string, std::string>> settings;
  std::vector<std::string> unknown_options;  // of the protocol itself ("_pq_.")
};

// User and database may be anything: they are the host's. 0A000: not to be had.
Result<StartupWish> read_startup(const wire::Startup& startup);

// "-c name=value --name=value", as the server reads the parameter `options`.
Result<std::vector<std::pair<std::string, std::string>>> read_options(std::string_view options);

}  // namespace pillion::share
