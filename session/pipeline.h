// A host's connection put into pipeline mode for a moment: statements are sent together, their
// replies read in turn. Non-blocking inside whatever the host chose, because a pipeline on a
// blocking connection can deadlock when both sides' buffers are full; waiting is poll(2).
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "core/result.h"
#include "core/session.h"
#include "session/libpq.h"

namespace pillion {

// Not safe to share between threads.
class Pipeline {
 public:
  Pipeline(LibpqPtr libpq, PGconn* connection);
  // Leaves pipeline mode and gives the host its blocking mode back; or gives the connection up.
  ~Pipeline();
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  Status open();

  // These queue; flush() and next_reply() send. Only the unnamed statement and portal are used.
  Status send_query(const char* text, std::span<const Parameter> parameters, Format result_format);
  Status send_describe(const char* text, std::span<const Oid> parameter_types);
  Status send_sync();
  Status send_flush_request();
  Status flush();

  // The reply to the next thing that was sent (a describe has two: for its Parse and Describe).
  // 08S01: the connection is lost.
  Result<ResultPtr> next_reply() { return next_reply(nullptr); }
  // The same, its rows shown while they arrive, one or some in each result, and not kept: this is
  // gone through once a row.
  using ShowRows = std::function<void(const PGresult*)>;
  Result<ResultPtr> next_rows(const ShowRows& show);
  Status drain_copy();
  // While a reply is waited for: `ring` is called at that time, and again in short intervals.
  struct Alarm {
    std::chrono::steady_clock::time_point at;
    std::function<void()> ring;
  };
  void set_alarm(std::optional<Alarm> alarm) { alarm_ = std::move(alarm); }

  // Sends a Sync where one is owed, and leaves every reply unread to `passed`. Takes no memory but
  // libpq's while the connection lasts.
  using PassReply = std::function<void(const PGresult*)>;
  Status settle(const PassReply& passed);
  // Closes the connection, whose replies can be told apart no more: what the host reads next must
  // not be an answer to something else.
  void give_up() noexcept;
  // Nothing is sent that the server has not answered.
  bool is_settled() const { return !owes_sync_ && unread_syncs_ == 0; }

  // An Error with what libpq has to say of the connection.
  Error lost() const;

 private:
  Result<ResultPtr> next_reply(const ShowRows* show);
  Status wait(short events);
  int until_alarm();  // milliseconds; -1: none is set
  Status wait_for_result();
  Status checked(int success) const;

  const LibpqPtr libpq_;
  PGconn* const connection_;
  const bool was_nonblocking_;
  bool entered_ = false;
  bool owes_sync_ = false;
  int unread_syncs_ = 0;
  std::optional<Alarm> alarm_;
};

}  // namespace pillion
