// The schema's part of the public C interface (pillion.h).
#include "guest/guest.h"
#include "session/c_interface.h"

namespace {

using pillion::Error;
using pillion::failed;
using pillion::guarded_call;

int failure_of(const Error& error) {
  const std::string_view sqlstate = error.sqlstate.text();
  if (sqlstate == "08003" || sqlstate == "08S01") return failed(PILLION_ECONNECTION, error.message);
  if (sqlstate == "HYT00") return failed(PILLION_EBUSY, error.message);
  return failed(PILLION_ESCHEMA, error.message);
}

}  // namespace

int pillion_reflect(const char* token, int anew) {
  return guarded_call([&] {
    if (token == nullptr) return failed(PILLION_EINVAL, "pillion_reflect needs a token.");
    const auto guest = pillion::Guest::connect(token, {});
    if (!guest) return failed(PILLION_ETOKEN, guest.error().message);
    const auto view = anew != 0 ? (*guest)->schema_anew() : (*guest)->schema();
    return view ? int{PILLION_OK} : failure_of(view.error());
  });
}
