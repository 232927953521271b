#include "session/statement_memory.h"

#include <utility>

namespace pillion {
namespace {

// A statement of this size is made by a program that does not send it twice.
constexpr std::size_t kLongestRemembered = std::size_t{64} << 10U;

// The types' bytes, then the text: two keys are equal only if both are.
std::string key_of(std::string_view text, std::span<const Oid> parameter_types) {
  const auto bytes = std::as_bytes(parameter_types);
  std::string key = std::to_string(parameter_types.size()) + ":";
  key.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return key.append(text);
}

}  // namespace

KnownStatementPtr StatementMemory::find(std::string_view text,
                                        std::span<const Oid> parameter_types) {
  const auto found = by_key_.find(key_of(text, parameter_types));
  if (found == by_key_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, found->second);
  return found->second->statement;
}

void StatementMemory::remember(std::string_view text, std::span<const Oid> parameter_types,
                               KnownStatementPtr statement) {
  forget(text, parameter_types);
  if (text.size() > kLongestRemembered) return;
  entries_.push_front({.key = key_of(text, parameter_types), .statement = std::move(statement)});
  by_key_.emplace(entries_.front().key, entries_.begin());
  if (entries_.size() <= limit_) return;
  by_key_.erase(entries_.back().key);
  entries_.pop_back();
}

void StatementMemory::forget(std::string_view text, std::span<const Oid> parameter_types) {
  const auto found = by_key_.find(key_of(text, parameter_types));
  if (found == by_key_.end()) return;
  const auto entry = found->second;
  by_key_.erase(found);
  entries_.erase(entry);
}

}  // namespace pillion
