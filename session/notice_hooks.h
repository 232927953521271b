// The host's notice receiver, put aside while a guest's statement runs and put back exactly.
//
// PQsetNoticeReceiver returns the receiver it replaces, but not the argument that goes with it,
// and libpq has no call that tells it. Yet every PGresult carries a copy of both, made by
// PQmakeEmptyPGresult(). Where in a PGresult they stand is learnt from a connection of our own
// that never connects, with a receiver and an argument we know (NoticeLayout::calibrate); what is
// read that way from a host's connection is believed only if the receiver is the one that libpq
// itself tells of. Where any of this fails nothing is swapped: then the guard silences the
// guest's notices on the server.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "core/session.h"
#include "session/libpq.h"

namespace pillion {

struct NoticeReceiver {
  PQnoticeReceiver function = nullptr;
  void* argument = nullptr;
};

// Where one copy of libpq keeps the notice receiver within a PGresult.
class NoticeLayout {
 public:
  static std::optional<NoticeLayout> calibrate(const Libpq& libpq);
  // The connection's receiver as it is now.
  std::optional<NoticeReceiver> read(const Libpq& libpq, PGconn* connection) const;

 private:
  explicit NoticeLayout(std::size_t offset) : offset_(offset) {}
  std::size_t offset_;  // bytes from the start of a PGresult
};

// Collects a connection's notices instead of its own receiver, while it lives: the first ones, and
// how many more there were. A statement can raise one a row.
class NoticeCapture {
 public:
  // Captures nothing where the layout is not known or not confirmed.
  NoticeCapture(const Libpq& libpq, const std::optional<NoticeLayout>& layout, PGconn* connection);
  ~NoticeCapture();
  NoticeCapture(const NoticeCapture&) = delete;
  NoticeCapture& operator=(const NoticeCapture&) = delete;

  bool captures() const { return host_.has_value(); }
  std::vector<Notice> take();

 private:
  static void receive(void* self, const PGresult* notice);

  const Libpq& libpq_;
  PGconn* const connection_;
  std::optional<NoticeReceiver> host_;
  std::vector<Notice> notices_;
  std::size_t bytes_ = 0;  // of their messages
  std::size_t left_out_ = 0;
};

}  // namespace pillion
