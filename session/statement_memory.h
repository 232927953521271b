// What a lease remembers of the statements it has seen: their columns and the format to ask for.
// Bounded; the one not used for longest is forgotten first. Not locked: used under the lease.
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/session.h"

namespace pillion {

struct KnownStatement {
  Description description;
  Format result_format = Format::kText;
};
using KnownStatementPtr = std::shared_ptr<const KnownStatement>;

class StatementMemory {
 public:
  explicit StatementMemory(std::size_t limit) : limit_(limit) {}

  // nullptr: not seen, or forgotten.
  KnownStatementPtr find(std::string_view text, std::span<const Oid> parameter_types);
  void remember(std::string_view text, std::span<const Oid> parameter_types,
                KnownStatementPtr statement);
  void forget(std::string_view text, std::span<const Oid> parameter_types);

 private:
  struct Entry {
    std::string key;
    KnownStatementPtr statement;
  };
  const std::size_t limit_;
  std::list<Entry> entries_;  // the latest used first
  std::unordered_map<std::string_view, std::list<Entry>::iterator> by_key_;  // keys: in entries_
};

}  // namespace pillion
