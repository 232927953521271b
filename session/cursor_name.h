// Names for cursors on hosts' connections. No two cursors of this process that are open have one
// name, so that a guest whose cursor the host has closed can never read from another's. A name is
// used again when its cursor is closed: the server's statement statistics stay small.
#pragma once

#include <cstdint>
#include <string>

namespace pillion {

// Safe to make and destroy in any thread; takes no lock, because a fork may happen meanwhile.
class CursorName {
 public:
  CursorName();
  ~CursorName();
  CursorName(const CursorName&) = delete;
  CursorName& operator=(const CursorName&) = delete;

  const std::string& text() const { return text_; }

 private:
  std::uint64_t number_;
  std::string text_;
};

}  // namespace pillion
