// A child of the host gets copies of all its sockets. As long as it holds one, a guest would not
// notice that the host has died; so the child closes them as soon as it begins.
#pragma once

namespace pillion::share {

// While it lives, `descriptor` is closed in every forked child (and not passed on by exec). Safe to
// use from several threads.
class KeptFromChildren {
 public:
  explicit KeptFromChildren(int descriptor);
  ~KeptFromChildren();
  KeptFromChildren(const KeptFromChildren&) = delete;
  KeptFromChildren& operator=(const KeptFromChildren&) = delete;

 private:
  int place_;  // negative: there were too many
};

}  // namespace pillion::share
