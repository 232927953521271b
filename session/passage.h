// A guest's statement on its way through the guard: what is sent, in which order, and how the
// replies are read. guard.h says why.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "session/guard.h"
#include "session/notice_hooks.h"
#include "session/pipeline.h"
#include "session/settings.h"

namespace pillion {

// What surrounds a statement, by the state of the host's transaction.
struct Frame {
  PGTransactionStatusType status;
  const char* open;
  std::array<const char*, 2> restore;  // nullptr: no second one
  bool in_transaction;
};

// 25P02, HY000 or 08S01 where the connection is in no state for a guest.
Result<const Frame*> choose_frame(const Libpq& libpq, PGconn* connection);

// PL/pgSQL reads the literals of a function, and plans its queries, when it is first called, and a
// rollback does not undo that. After this they are read and planned anew.
inline constexpr const char* kForgetPlans = "DISCARD PLANS";

// One statement between the two halves.
class Passage {
 public:
  Passage(const GuardConnection& connection, Lease::Use& use, const GuardedStatement& statement,
          const Frame& frame, bool restore_apart)
      : libpq_(*connection.libpq),
        connection_(connection),
        use_(use),
        statement_(statement),
        frame_(frame),
        apart_(restore_apart),
        capture_(libpq_, connection.notice_layout, connection.connection),
        pipeline_(connection.libpq, connection.connection) {}

  // Whatever ended it, also an exception or a lack of memory: the connection is what it was.
  virtual ~Passage();
  Passage(const Passage&) = delete;
  Passage& operator=(const Passage&) = delete;

  Result<GuardReply> run();

 protected:
  virtual Status send();
  virtual Status read_opening();
  virtual Status read_statement();
  virtual Status restore();

  Status send_text(const char* text) { return pipeline_.send_query(text, {}, Format::kText); }
  // Texts with nullptr for none.
  using Texts = std::array<const char*, 3>;
  Status queue(const Texts& texts);
  // The same with a Sync, and reads the replies to all that was sent.
  Status exchange(const Texts& texts);
  Status settle();
  Texts restoring_half() const;
  // By what the server says it did.
  bool is_restored() const;
  Status restore_again();
  Status outlast_cancel();
  // The rows of the statement go to the sink; what ends them is kept as the result.
  Status read_rows();
  // The next reply; an error in it is kept if it is the first, and gives nullptr.
  Result<ResultPtr> read(ResultPtr* keep = nullptr);
  Status read_sync();
  // Of a statement that has a timeout.
  std::chrono::steady_clock::time_point deadline() const { return start_ + statement_.timeout; }
  GuestSettings settings() const;
  ReportedSettings reported() const;

  const Libpq& libpq_;
  const GuardConnection& connection_;
  Lease::Use& use_;
  const GuardedStatement& statement_;
  const Frame& frame_;
  const bool apart_;  // the restoring half is sent when the first has ended
  NoticeCapture capture_;
  Pipeline pipeline_;  // after capture_: it is left first
  bool has_settings_ = false;
  bool forgets_plans_ = false;  // the session may have made some under the guest's settings
  std::int64_t rows_shown_ = 0;
  bool opened_ = false;
  bool sent_ = false;
  bool cancelled_ = false;
  std::optional<Error> error_;
  std::optional<Error> sink_error_;
  GuardReply reply_;

 private:
  using Clock = std::chrono::steady_clock;

  Status send_statement();
  Status verify() const;
  Error translated() const;
  void show_rows(const PGresult* rows);
  void show_row(const PGresult* rows, int row);
  void begin_rows(const PGresult* rows);
  void stop(Error error);
  Result<ResultPtr> judge(Result<ResultPtr> reply, ResultPtr* keep);
  Result<ResultPtr> next_reply();
  void note(const PGresult* reply);
  bool is_over() const;
  void recover() noexcept;
  void attempt(Status (Passage::*step)()) noexcept;

  const Clock::time_point start_ = Clock::now();
  bool rows_begun_ = false;
  bool savepoint_stands_ = false;
  bool plans_forgotten_ = false;
  std::vector<Cell> cells_;
};

}  // namespace pillion
