// The share's part of the public C interface (pillion.h).
#include <algorithm>
#include <cstring>

#include "session/c_interface.h"
#include "session/registry.h"
#include "share/share.h"

namespace {

using pillion::failed;
using pillion::guarded_call;
using pillion::Result;
using pillion::share::Share;
using pillion::share::ShareTerms;

constexpr int kDefaultGuests = 16;

// A caller built with an older header passes a shorter structure: what it lacks is off.
pillion_share_options all_of(const pillion_share_options* given) {
  pillion_share_options all{};
  if (given != nullptr)
    std::copy_n(reinterpret_cast<const char*>(given), std::min(given->size, sizeof all),
                reinterpret_cast<char*>(&all));
  return all;
}

bool is_sound(const pillion_share_options& options) {
  return options.max_guests >= 0 && options.idle_timeout_ms >= 0 && options.row_limit >= 0;
}

}  // namespace

int pillion_share(const char* token, const pillion_share_options* options, char* directory) {
  return guarded_call([&] {
    if (token == nullptr) return failed(PILLION_EINVAL, "pillion_share needs a token.");
    const pillion_share_options wanted = all_of(options);
    if (!is_sound(wanted))
      return failed(PILLION_EINVAL, "A number in pillion_share_options is negative.");
    const auto lease = pillion::find_lease(token);
    if (!lease) return failed(PILLION_ETOKEN, lease.error().message);
    const ShareTerms terms{
        .token = token,
        .name = wanted.name != nullptr ? wanted.name : "",
        .max_clients = wanted.max_guests > 0 ? wanted.max_guests : kDefaultGuests,
        .idle_timeout = std::chrono::milliseconds(wanted.idle_timeout_ms),
        .max_rows = wanted.row_limit};
    Result<std::unique_ptr<Share>> opened = Share::open(terms);
    if (!opened) return failed(PILLION_ESHARE, opened.error().message);
    const std::string& path = (*opened)->directory();
    if (directory != nullptr) std::memcpy(directory, path.c_str(), path.size() + 1);
    if (!(*lease)->attach(std::shared_ptr<Share>(std::move(*opened))))
      return failed(PILLION_ESHARE, "The lease is over, or shared already.");
    return int{PILLION_OK};
  });
}

int pillion_unshare(const char* token) {
  return guarded_call([&] {
    if (token == nullptr) return failed(PILLION_EINVAL, "pillion_unshare needs a token.");
    const auto lease = pillion::find_lease(token);
    if (!lease) return failed(PILLION_ETOKEN, lease.error().message);
    if ((*lease)->detach() == nullptr) return failed(PILLION_ETOKEN, "This lease is not shared.");
    return int{PILLION_OK};
  });
}
