// Translations remembered by the user's text: bounded, the one not used for longest goes first.
#pragma once

#include <list>
#include <mutex>
#include <string_view>
#include <unordered_map>

#include "guest/guest.h"

namespace pillion {

// Safe to use from several threads.
class TranslationCache {
 public:
  explicit TranslationCache(std::size_t capacity) : capacity_(capacity) {}

  // nullptr: not remembered.
  TranslatedPtr find(std::string_view text, bool scan_escapes);
  // Takes the place of an earlier translation of the same text.
  void store(TranslatedPtr statement);

 private:
  struct Key {
    std::string_view text;  // points into the statement itself
    bool scan_escapes = true;
    bool operator==(const Key&) const = default;
  };
  struct HashKey {
    std::size_t operator()(const Key& key) const {
      return std::hash<std::string_view>()(key.text) ^ static_cast<std::size_t>(key.scan_escapes);
    }
  };
  using Entries = std::list<TranslatedPtr>;

  const std::size_t capacity_;
  std::mutex mutex_;
  Entries entries_;  // the latest used first
  std::unordered_map<Key, Entries::iterator, HashKey> by_key_;
};

}  // namespace pillion
