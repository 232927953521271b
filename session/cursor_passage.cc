// The way of a statement that is read by pages; guard.h shows it.
#include <algorithm>
#include <array>
#include <iterator>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "session/passage.h"
#include "session/server_error.h"

namespace pillion {
namespace {

class CursorPassage final : public Passage {
 public:
  CursorPassage(const GuardConnection& connection, Lease::Use& use,
                const GuardedStatement& statement, const Frame& frame, const GuardedCursor& cursor)
      : Passage(connection, use, statement, frame, true),
        cursor_(cursor),
        declare_(fmt::format("DECLARE {} NO SCROLL CURSOR {} HOLD FOR ", cursor.name,
                             frame.in_transaction ? "WITHOUT" : "WITH")) {}

 private:
  Status send() override;
  Status send_statements(const ReportedSettings& host);
  Status read_opening() override;
  Status read_statement() override;
  Status read_page();
  Status restore() override;
  Status keep();
  Status commit();
  Status leave_page();
  // For what the server has no limit of the guest's for.
  void limit_here();

  const GuardedCursor& cursor_;
  const std::string declare_;
  bool sets_back_ = false;
};

// The parameters' memory is the caller's, so a statement that libpq refuses is the only failure
// after which the rest is sent all the same.
Status CursorPassage::send() {
  const ReportedSettings host = reported();
  GuestSettings first = settings();
  forgets_plans_ = shapes_plans(host, first);
  first.reads_all = !frame_.in_transaction;
  // What a cursor that stays cannot have rolled back is not set, but for what RELEASE ends.
  if (frame_.in_transaction)
    first = {.read_only = true, .text = first.text, .role = statement_.role};
  PILLION_CHECK(send_text(frame_.open));
  const std::string set = settings_statement(host, first);
  has_settings_ = !set.empty();
  if (has_settings_) PILLION_CHECK(send_text(set.c_str()));
  if (frame_.in_transaction) PILLION_CHECK(pipeline_.send_flush_request());
  if (Status sent = send_statements(host); !sent) error_ = std::move(sent).error();
  sent_ = !error_;
  PILLION_CHECK(pipeline_.send_sync());
  return pipeline_.flush();
}

Status CursorPassage::send_statements(const ReportedSettings& host) {
  const std::string text = declare_ + statement_.text;
  PILLION_CHECK(pipeline_.send_query(text.c_str(), statement_.parameters, Format::kText));
  if (frame_.in_transaction) {
    const GuestSettings guest = settings();
    const std::string back = restoring_statement(host, guest.text, cursor_.host_role);
    sets_back_ = !back.empty();
    if (sets_back_) PILLION_CHECK(send_text(back.c_str()));
    PILLION_CHECK(send_text("SAVEPOINT pillion_page"));
    PILLION_CHECK(send_text(settings_statement(host, guest).c_str()));
  }
  const std::string fetch = fmt::format("FETCH FORWARD {} FROM {}", cursor_.page, cursor_.name);
  return pipeline_.send_query(fetch.c_str(), {}, statement_.result_format);
}

Status CursorPassage::read_opening() {
  if (!frame_.in_transaction) use_.allow_cancel();
  PILLION_TRY(open, read());
  opened_ = open != nullptr;
  if (has_settings_) PILLION_CHECK(read());
  if (opened_) use_.allow_cancel();
  return {};
}

Status CursorPassage::read_statement() {
  if (sent_) PILLION_CHECK(read_page());
  PILLION_CHECK(read_sync());
  cancelled_ = use_.forbid_cancel();
  return {};
}

void CursorPassage::limit_here() {
  if (statement_.timeout.count() > 0)
    pipeline_.set_alarm(Pipeline::Alarm{.at = deadline(), .ring = [this] { use_.interrupt(); }});
}

Status CursorPassage::read_page() {
  // In a transaction the setting would stay with the cursor.
  if (frame_.in_transaction) limit_here();
  PILLION_CHECK(read());  // DECLARE
  pipeline_.set_alarm(std::nullopt);
  if (error_ && error_->position > 0)
    error_->position = std::max(error_->position - static_cast<int>(declare_.size()), 0);
  if (sets_back_) PILLION_CHECK(read());
  if (frame_.in_transaction) {
    PILLION_CHECK(read());  // SAVEPOINT
    PILLION_CHECK(read());  // settings
  }
  return read_rows();
}

Status CursorPassage::restore() {
  if (error_ || sink_error_ || rows_shown_ < cursor_.page) return Passage::restore();
  reply_.notices = capture_.take();
  PILLION_CHECK(outlast_cancel());
  PILLION_CHECK(keep());
  PILLION_CHECK(restore_again());
  // Somebody else's cancel: the page without the cursor would look like all there is.
  if (!reply_.cursor_kept && !error_)
    error_ =
        Error{.sqlstate = "57014", .message = "The statement was cancelled. Execute it again."};
  return {};
}

Status CursorPassage::keep() {
  return frame_.in_transaction ? leave_page() : commit();
}

// Here the server reads the rest of a held cursor's rows, and keeps them. That may take long, fail
// or be cancelled; an idle host is idle afterwards in any case.
Status CursorPassage::commit() {
  PILLION_CHECK(send_text("COMMIT"));
  PILLION_CHECK(pipeline_.send_sync());
  use_.allow_cancel();
  limit_here();  // the server's own statement_timeout is off in COMMIT
  PILLION_CHECK(read());
  PILLION_CHECK(read_sync());
  pipeline_.set_alarm(std::nullopt);
  cancelled_ = use_.forbid_cancel();
  std::vector<Notice> later = capture_.take();
  std::move(later.begin(), later.end(), std::back_inserter(reply_.notices));
  reply_.cursor_kept = !error_;
  PILLION_CHECK(outlast_cancel());
  if (!forgets_plans_) return {};
  return exchange({kForgetPlans});
}

// Where it fails, all is rolled back, and the cursor with it.
Status CursorPassage::leave_page() {
  PILLION_CHECK(
      exchange({"ROLLBACK TO SAVEPOINT pillion_page", forgets_plans_ ? kForgetPlans : nullptr,
                "RELEASE SAVEPOINT pillion_guard"}));
  reply_.cursor_kept = is_restored();
  return {};
}

}  // namespace

Result<GuardReply> open_guarded(const GuardConnection& connection, Lease::Use& use,
                                const GuardedStatement& statement, const GuardedCursor& cursor) {
  PILLION_TRY(frame, choose_frame(*connection.libpq, connection.connection));
  return CursorPassage(connection, use, statement, *frame, cursor).run();
}

}  // namespace pillion
