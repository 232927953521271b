// A guest: one client on one session. Text goes in as the user wrote it; it is rewritten, judged
// by the gate, run under the guard, and a server's error comes back in terms of the user's text.
// driver/ has one a connection, share/ one a client, tools/ one a command.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "core/result.h"
#include "core/session.h"
#include "reflect/catalog.h"
#include "reflect/relation.h"
#include "rewriter/rewriter.h"

namespace pillion {

struct GuestOptions {
  std::chrono::seconds metadata_ttl{0};  // 0: a snapshot does not age
  // What the user writes is the database's own SQL with $1..$n, as its other clients send it:
  // ODBC's ? markers and {...} escapes are not looked for, and a ? stays the operator it is.
  bool plain_sql = false;
  // The path of a relations file; empty: none. It is read and checked when connecting, which
  // therefore reads the schema.
  std::string relations;
  bool explain = false;  // statements tell what was added to them: Rewritten::explanation
};

// A statement that passed the gate, ready to run any number of times. Immutable.
struct Translated : Rewritten {
  std::string user_text;
  bool scan_escapes = true;
  std::uint64_t schema_version = 0;  // the snapshot it was made with; 0: none was needed yet
  // Of a guest with a search_path of its own, for which names may mean other tables: not
  // remembered.
  bool own_path = false;
};
using TranslatedPtr = std::shared_ptr<const Translated>;

// Safe to use from several threads.
class Guest {
 public:
  // `session`: a token, "@name", or "sqlite:<path>", as the connection string gives it. Opens
  // nothing and sends nothing on a lent connection. 08001 and 08003 say what to do.
  static Result<std::unique_ptr<Guest>> connect(std::string_view session,
                                                const GuestOptions& options);
  Guest(const Guest&) = delete;
  Guest& operator=(const Guest&) = delete;
  ~Guest();

  // Translates without running (SQLPrepare, SQLExecDirect). Remembered by text. As long as no
  // snapshot was needed, the text is left for the server to judge first: what it accepts is plain
  // SQL, and costs nothing but its own round trip. `own_path`: it will be run with a search_path
  // that is not the host's, so the server always judges it first.
  Result<TranslatedPtr> translate(std::string_view text, bool scan_escapes = true,
                                  bool own_path = false);
  // Exactly the text that would be sent in the end (SQLNativeSql): asks the server, where only it
  // can tell.
  Result<TranslatedPtr> native_sql(std::string_view text, bool scan_escapes = true);
  Result<Description> describe(const Translated& statement, std::span<const Oid> parameter_types,
                               std::span<const Setting> settings = {});
  Result<std::unique_ptr<ResultSet>> execute(const Translated& statement,
                                             std::span<const Parameter> parameters,
                                             std::chrono::milliseconds timeout);
  // The same with all that a Query can ask for; its own text is not looked at.
  Result<std::unique_ptr<ResultSet>> execute(const Translated& statement, Query query);
  // The same, read by pages. Its cursor must not outlive the guest.
  Result<OpenedResult> open(const Translated& statement, Query query, const Paging& paging);
  Status cancel();
  bool is_alive();
  Result<SessionInfo> info();
  std::shared_ptr<const std::vector<Setting>> reported();  // of that, and cheap
  // The schema as it is now, the host's own uncommitted changes included: from memory where it has
  // not changed.
  Result<std::shared_ptr<const SchemaView>> schema();
  // The same, read whatever is known.
  Result<std::shared_ptr<const SchemaView>> schema_anew();
  // The functions of the system itself, which are no part of that: read at the first need.
  Result<RoutinesPtr> system_routines(const SchemaView& view);
  // Declared columns and measures by table, as a schema's columns are: for who lists columns.
  Result<std::shared_ptr<const ColumnsByTable>> virtual_columns(
      const std::shared_ptr<const SchemaView>& view);

 private:
  struct State;
  explicit Guest(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace pillion
