// The functions a guest may not call: what the guard's rollback cannot take back, or what gets
// round the gate. Names are folded; no schema counts, so a function of the same name in another
// schema is refused too (the gate fails closed).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace pillion {

enum class RefusalReason : std::uint8_t {
  kLock,         // advisory locks outlive the statement, or let go of the host's
  kSetting,      // changes the session's settings or state
  kBackend,      // cancels, ends or signals other sessions
  kServerFile,   // reads or writes the server's files
  kLargeObject,  // writes large objects, or leaves descriptors or locks in the host's transaction
  kSqlText,      // runs SQL that is given as text
  kOtherServer,  // reaches other databases
  kReplication,  // replication slots, origins, recovery, backup, the write-ahead log
  kAdmin,        // maintenance of the server, its statistics or its storage
  kTransaction,  // gives the host's transaction an identity, a message or a snapshot file
  kSequence,     // moves a sequence; a temporary one even in a read-only transaction
};

struct RefusedFunction {
  std::string_view name;  // one that ends in * is a prefix
  RefusalReason reason;
  int only_with_arguments = -1;  // refused with this number of arguments alone; -1: always
};

std::span<const RefusedFunction> refused_functions();

// What the reason says in a message: "it ...".
std::string_view describe(RefusalReason reason);

// nullptr: not refused. `arguments`: -1 where it is not known.
const RefusedFunction* find_refused_function(std::string_view folded_name, int arguments);

}  // namespace pillion
