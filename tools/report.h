// How the command tells of failures: on standard error, with the place in the user's text.
#pragma once

#include <string_view>

#include "core/result.h"

namespace pillion {

// 0: done; 1: the work failed; 2: the command line was wrong.
enum ExitCode : int { kExitDone = 0, kExitFailed = 1, kExitUsage = 2 };

// Prints the error; `text` is what its position refers to. Returns kExitFailed.
int report(const Error& error, std::string_view text = {});

}  // namespace pillion
