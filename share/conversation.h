// One client's conversation, after it was let in: messages in, replies out. It knows the client's
// statements, portals, settings and its own idea of a transaction; the statements themselves go
// through the Rider, where they are rewritten, judged and guarded.
//
// The client's transaction is its own alone: BEGIN and COMMIT are believed and answered as a
// server would, with a warning, and nothing of them reaches the host. An error does not end it.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/result.h"
#include "share/budget.h"
#include "share/guest_settings.h"
#include "share/outlet.h"
#include "share/rider.h"
#include "share/stored_rows.h"
#include "share/tool_statement.h"
#include "share/wire/backend.h"
#include "share/wire/frontend.h"

namespace pillion::share {

struct ConversationLimits {
  std::int64_t max_rows = 0;  // of one result; 0: no limit
  // Bytes kept for one client: texts, names and types of statements, texts of those seen before,
  // names, formats and values of portals, rows of those read by pages.
  std::size_t max_stored = std::size_t{64} << 20U;
  std::size_t max_statements = 2000;  // prepared, and portals, of one client
};

// Not safe to share between threads; lives in its client's thread.
class Conversation {
 public:
  // `kept`: the client's, of limits.max_stored bytes. Outlives the conversation.
  Conversation(Rider& rider, Outlet& outlet, ConversationLimits limits, Budget& kept)
      : rider_(rider), outlet_(outlet), limits_(limits), kept_(kept) {}

  // What the start-up packet asks for. 42501, 0A000: not to be had.
  Status take_startup_settings(const std::vector<std::pair<std::string, std::string>>& settings);
  // Tells the client of the session, up to the first ReadyForQuery. Asks the server of what the
  // client has set alone.
  // `about`: what is told besides, for Pillion's own driver and command.
  Status greet(std::int32_t process, std::int32_t secret, const std::vector<Setting>& about);
  // An Error ends the conversation: it is the client's last message.
  Status handle(const wire::FrontendMessage& message);

 private:
  struct Prepared {
    std::string_view verb;  // of its tag
    std::vector<Oid> types;
    TranslatedPtr translated;           // nullptr: empty, or a tool's statement
    std::optional<ToolStatement> tool;  // answered here
    HeldBytes held;
  };
  using PreparedPtr = std::shared_ptr<const Prepared>;

  struct Portal {
    PreparedPtr statement;
    std::vector<Parameter> parameters;
    std::vector<Format> formats;
    HeldBytes held;
    std::unique_ptr<StoredRows> rest;  // where it was read by pages
    bool done = false;
  };

  // What is known of a text that is no tool's statement.
  struct Ordinary {
    std::string_view verb;
    HeldBytes held;
  };

  Status on(const wire::SimpleQuery& message);
  Status on(const wire::Parse& message);
  Status on(const wire::Bind& message);
  Status on(const wire::Describe& message);
  Status on(const wire::Execute& message);
  Status on(const wire::Close& message);
  Status on(const wire::Flush& message);
  Status on(const wire::Sync& message);
  Status on(const wire::FunctionCall& message);
  // Nothing that is answered: a late password, the rest of a COPY that was refused.
  template <class Message>
  Status on(const Message& /*message*/) {
    return {};
  }

  Status answer(const BeginStatement& statement);
  Status answer(const EndStatement& statement);
  Status answer(const SavepointStatement& statement);
  Status answer(const SetStatement& statement);
  Status answer(const SetTransactionStatement& statement);
  Status answer(const ResetStatement& statement);
  Status answer(const ShowStatement& statement);
  Status answer(const DiscardStatement& statement);
  Status answer(const DeallocateStatement& statement);
  Status answer(const UnlistenStatement& statement);

  // Reports the Error to the client; in the extended protocol all until Sync is skipped.
  void refuse(Error error);
  void warn(Sqlstate sqlstate, std::string message);
  void say(const std::vector<Notice>& notices);
  void complete(std::string_view tag) { wire::put_command_complete(out_, tag); }
  Status ready();
  Status flush();
  // Between the statements of one Query and the pieces of a stored result: replies do not pile up
  // while a client reads none.
  Status make_room();
  bool in_transaction() const { return status_ == wire::TransactionStatus::kInTransaction; }
  void end_transaction();

  // `held`: the bytes that are counted for it.
  Result<PreparedPtr> prepare(std::string_view text, std::vector<Oid> types, std::size_t held);
  Result<TranslatedPtr> in_present_path(const TranslatedPtr& translated);
  void remember_ordinary(std::string_view text, std::string_view verb);
  Status run_simple(std::string_view text);
  Status run_each(std::string_view text);
  Status describe_statement(const Prepared& statement);
  Status describe_portal(const Portal& portal);
  // A Describe of a portal waits for its Execute, which tells the columns without asking twice.
  Status settle_describe();
  Status run_portal(Portal& portal, std::int32_t max_rows, bool describe);
  Status run_whole(Portal& portal, bool describe);
  Status run_by_pages(Portal& portal, std::int32_t max_rows, bool describe);
  // How many rows.
  Result<std::int64_t> pass_on_rest(Portal& portal, std::int32_t max_rows);
  Result<std::vector<Notice>> run(const Portal& portal, RowSink& sink);
  Result<Portal*> find_portal(std::string_view name);
  Result<PreparedPtr> find_statement(std::string_view name) const;
  // 54000 where a client keeps too many statements or portals, or too much in them; 53200 where
  // the share keeps too much for all.
  Status may_keep(std::size_t count, std::size_t bytes) const;

  // The values of the one row that a query of ours returns, under the guest's settings.
  Result<std::vector<std::string>> ask(const std::string& sql);
  Result<std::string> effective(const KnownSetting& setting);
  void report(std::string_view name, const std::string& value);
  void pass_on_reported();
  Status report_own_settings();
  // After settings went back: tells the client of all that changed for it.
  Status report_changes(const GuestSettings::Saved& before);

  Rider& rider_;
  Outlet& outlet_;
  const ConversationLimits limits_;
  Budget& kept_;
  std::string out_;
  GuestSettings settings_;
  wire::TransactionStatus status_ = wire::TransactionStatus::kIdle;
  bool skipping_ = false;  // after an error, until Sync
  bool extended_ = false;  // the message at hand belongs to the extended protocol
  std::map<std::string, PreparedPtr, std::less<>> statements_;
  std::map<std::string, Portal, std::less<>> portals_;
  std::map<std::string, Ordinary, std::less<>> ordinary_;
  std::optional<std::string> undescribed_;                    // the portal whose Describe waits
  std::map<std::string, std::string, std::less<>> reported_;  // ParameterStatus as last sent
  std::shared_ptr<const std::vector<Setting>> passed_on_;     // of the host's session
  bool gone_ = false;                                         // the client does not listen
};

}  // namespace pillion::share
