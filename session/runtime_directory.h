// Where the shares of this user are found: a directory that is this user's alone, with a
// directory in it for each share, named as the share is:
//
//     $XDG_RUNTIME_DIR/pillion/<name>/.s.PGSQL.5432   the socket, named as libpq looks for it
//                                    /token           the lease's token
//                                    /pgpass          the same for libpq's `passfile`
//
// Without XDG_RUNTIME_DIR it is pillion-<uid> under the temporary directory. A directory of another
// owner, one that others may enter, or a symbolic link is refused: whoever made it could put a
// socket of theirs there.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace pillion {

inline constexpr const char* kShareSocketName = ".s.PGSQL.5432";

struct ShareEntry {
  std::string name;
  std::string directory;
  std::string token;

  std::string socket() const { return directory + "/" + kShareSocketName; }
};

// The directory, made where it is missing. 42501: it is not safe to use.
Result<std::string> runtime_directory();

// Letters, digits and . _ - (not at the front): it is also a directory's name.
Status check_share_name(std::string_view name);

// A directory for a new share, not yet under its name: the socket is put there first.
Result<ShareEntry> prepare_share_entry(const std::string& token, const std::string& name);
// Gives it its name, at once for all to see. 42710: a share that lives has that name. 58030: as for
// list_share_entries().
Result<ShareEntry> publish_share_entry(const ShareEntry& prepared);
void remove_share_entry(const ShareEntry& entry);

// All shares whose socket answers; what others left behind is removed. 58030: another process does
// not let go of the directory's lock.
Result<std::vector<ShareEntry>> list_share_entries();
// 08001: there is none.
Result<ShareEntry> find_share_by_name(std::string_view name);
std::optional<ShareEntry> find_share_by_token(std::string_view token);

}  // namespace pillion
