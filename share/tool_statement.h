// The statements that every tool sends unasked (BEGIN, SET, DISCARD ...), read from their words.
// The share answers them itself: nothing of them reaches the host's session.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/result.h"

namespace pillion::share {

struct BeginStatement {
  std::string_view tag;  // "BEGIN" or "START TRANSACTION"
};
struct EndStatement {
  bool commit = false;
  bool chain = false;  // the next transaction begins at once
};
struct SavepointStatement {
  std::string_view tag;  // "SAVEPOINT", "RELEASE", "ROLLBACK"
};
struct SetStatement {
  std::string name;
  std::optional<std::string> value;  // none: DEFAULT
  bool local = false;
};
// SET TRANSACTION, SET SESSION CHARACTERISTICS, SET CONSTRAINTS: they speak of a transaction that
// is the host's.
struct SetTransactionStatement {
  std::string_view tag;
};
struct ResetStatement {
  std::string name;  // empty: ALL
};
struct ShowStatement {
  std::string name;
};
struct DiscardStatement {
  std::string_view tag;
  bool all = false;
};
struct DeallocateStatement {
  std::string name;  // empty: ALL
};
struct UnlistenStatement {};

using ToolStatement = std::variant<BeginStatement, EndStatement, SavepointStatement, SetStatement,
                                   SetTransactionStatement, ResetStatement, ShowStatement,
                                   DiscardStatement, DeallocateStatement, UnlistenStatement>;

// What the words of one statement tell.
struct Outline {
  bool empty = true;
  // None: an ordinary statement, for the gate to judge. That goes for what looks like a tool's
  // statement but is not quite one, too.
  std::optional<ToolStatement> tool = std::nullopt;
  std::string_view verb = {};  // of CommandComplete's tag, where it returns rows
};
Outline outline_of(std::string_view text);

// The statements of a simple query, which are separated by semicolons; empty ones left out. 54000:
// there are more, or more words and signs, than one query may have.
Result<std::vector<std::string_view>> split_statements(std::string_view text);

// The tag that CommandComplete has for a statement that returned rows.
std::string rows_tag(std::string_view verb, std::int64_t rows);

}  // namespace pillion::share
