// The statement handle: text, parameters, result and cursor. Its functions are in four files:
// execute.cc, fetch.cc, describe.cc and statement_attributes.cc; a wrong state is found in one
// place, the require_... functions of statement.cc.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "driver/api/entry.h"
#include "driver/convert/parameter.h"
#include "driver/convert/reader.h"
#include "driver/handles/assumed_types.h"
#include "driver/handles/connection.h"
#include "driver/handles/descriptor.h"
#include "driver/handles/paged_result.h"

namespace pillion {

struct StatementAttributes {
  SQLULEN query_timeout = 0;  // seconds
  SQLULEN max_rows = 0;
  SQLULEN max_length = 0;
  SQLULEN noscan = SQL_NOSCAN_OFF;
  SQLULEN metadata_id = SQL_FALSE;
  SQLULEN cursor_type = SQL_CURSOR_FORWARD_ONLY;
  SQLULEN cursor_sensitivity = SQL_INSENSITIVE;
  SQLULEN retrieve_data = SQL_RD_ON;
  SQLULEN use_bookmarks = SQL_UB_OFF;
  SQLLEN* fetch_bookmark = nullptr;
  SQLULEN rowset_size = 1;  // of SQLExtendedFetch
  SQLULEN fetch = SQL_PILLION_FETCH_BUFFERED;
  SQLULEN fetch_size = 1;
};

// A column bound to the application's memory, ready to be written row after row.
struct BoundColumn {
  int column = 0;  // -1: the bookmark
  Reader reader = nullptr;
  ReadContext context;
  char* data = nullptr;
  SQLLEN capacity = 0;
  char* length = nullptr;
  char* indicator = nullptr;
  std::size_t data_stride = 0;
  std::size_t length_stride = 0;
};

// What SQLGetData keeps for a column: the reader for the C type it was last asked for.
struct UnboundColumn {
  SQLSMALLINT c_type = SQL_C_DEFAULT;
  Reader reader = nullptr;
  ReadContext context;
};

// Parameters whose values come after SQLExecute, one after the other (SQLParamData, SQLPutData).
struct DataAtExecution {
  std::vector<SQLSMALLINT> waiting;  // parameter numbers; the first is the one asked for
  std::vector<std::optional<Parameter>> values;  // by parameter number - 1
  bool asked = false;                            // SQLParamData has named the first one
  bool started = false;                          // SQLPutData was called for it
  bool is_null = false;
  std::string bytes;
  std::u16string units;
};

class Statement : public Handle {
 public:
  static constexpr HandleKind kKind = HandleKind::kStatement;
  Statement(std::shared_ptr<Connection> connection, std::shared_ptr<Link> link);
  ~Statement() override;

  // Tells the implicit descriptors whose they are, once the statement has its handle.
  void adopt_descriptors();

  // -- states
  Status require_idle() const;      // no open cursor, no parameter waited for
  Status require_prepared() const;  // HY010
  Status require_executed() const;  // HY010
  Status require_cursor() const;    // 24000

  // -- text and execution (execute.cc)
  Outcome prepare(std::string_view text);
  Outcome execute_direct(std::string_view text);
  Outcome execute();
  Outcome param_data(SQLPOINTER* value);
  Outcome put_data(SQLPOINTER data, SQLLEN length);
  Outcome bind_parameter(SQLUSMALLINT number, SQLSMALLINT kind, SQLSMALLINT c_type,
                         SQLSMALLINT sql_type, SQLULEN column_size, SQLSMALLINT digits,
                         SQLPOINTER data, SQLLEN capacity, SQLLEN* indicator);
  Outcome cancel_waiting();  // SQLCancel, where SQLParamData waits for data
  // Serves rows made here, for the catalog functions.
  Outcome serve(std::unique_ptr<ResultSet> result);
  Result<int> parameter_count() const;

  // -- closing (statement.cc)
  void close_cursor();
  Outcome more_results();
  Outcome free_option(SQLUSMALLINT option);

  // -- result (fetch.cc)
  Outcome fetch_scroll(SQLSMALLINT orientation, SQLLEN offset);
  Outcome extended_fetch(SQLUSMALLINT orientation, SQLLEN offset, SQLULEN* row_count,
                         SQLUSMALLINT* row_status);
  Outcome get_data(SQLUSMALLINT column, SQLSMALLINT c_type, SQLPOINTER data, SQLLEN capacity,
                   SQLLEN* indicator);
  Outcome bind_column(SQLUSMALLINT column, SQLSMALLINT c_type, SQLPOINTER data, SQLLEN capacity,
                      SQLLEN* indicator);
  Outcome set_position(SQLSETPOSIROW row, SQLUSMALLINT operation);
  Outcome fetch_by_bookmark();

  // -- description (describe.cc)
  Result<SQLSMALLINT> column_count();
  // The implementation row descriptor, filled; describes the statement where it has not run yet.
  Result<Descriptor*> described_row();
  Result<const DescriptorRecord*> described_column(SQLUSMALLINT column);
  Result<DescriptorRecord> described_parameter(SQLUSMALLINT number);
  SQLLEN row_count() const { return row_count_; }

  // -- attributes (statement_attributes.cc)
  Outcome set_attribute(SQLINTEGER attribute, SQLPOINTER value);
  Outcome get_attribute(SQLINTEGER attribute, SQLPOINTER value, SQLINTEGER* length);

  // Takes no lock: called while the statement runs in another thread.
  Status cancel() { return link_->guest->cancel(); }

  Connection& connection() { return *connection_; }
  const std::shared_ptr<Connection>& shared_connection() const { return connection_; }
  Link& link() { return *link_; }
  const StatementAttributes& attributes() const { return attributes_; }
  bool is_odbc2() const { return connection_->is_odbc2(); }
  bool waits_for_data() const { return waiting_.has_value(); }

  // A name of the statement's own where the application gave none.
  std::string cursor_name() const;
  Status set_cursor_name(std::string name);

 private:
  friend struct StatementAttributeAccess;

  // execute.cc
  Result<TranslatedPtr> translate(std::string_view text);
  Outcome run(const TranslatedPtr& statement);
  Outcome run_sets();
  Status run_one(SQLULEN set, bool& waits);
  Result<std::vector<Parameter>> collect_parameters(SQLULEN set);
  Result<Parameter> read_parameter(SQLSMALLINT number, SQLULEN set, bool& waits);
  Status take_waiting_value();
  void accept(std::unique_ptr<ResultSet> result);
  void open_result(std::shared_ptr<const ResultSet> result);
  std::chrono::milliseconds timeout() const;
  Result<std::unique_ptr<ResultSet>> obtain(const std::vector<Parameter>& parameters);
  bool reads_by_pages() const;

  // describe.cc
  Result<const Description*> describe_prepared();
  void forget_description();

  // fetch.cc
  std::int64_t row_total() const;
  Status load_rowset(std::int64_t rowset);
  Result<std::optional<std::int64_t>> target_row(SQLSMALLINT orientation, SQLLEN offset,
                                                 std::int64_t rowset);
  Outcome deliver(std::int64_t start, std::int64_t rowset, SQLULEN* fetched,
                  SQLUSMALLINT* statuses);
  Outcome past_the_end(SQLULEN* fetched, SQLUSMALLINT* statuses, std::int64_t rowset);
  void bind_columns();
  SQLUSMALLINT write_row(std::int64_t row, std::size_t place, SQLLEN offset);
  ReadContext context_of(int column) const;
  void note(Conversion conversion, SQLLEN row, SQLINTEGER column);
  void bind_one(SQLSMALLINT number, const DescriptorRecord& record, const ResultColumn& column);
  Status choose_reader(int column, SQLSMALLINT c_type, UnboundColumn& reading);
  Result<SQLSMALLINT> resolve_c_type(int column, SQLSMALLINT c_type);

  std::shared_ptr<Connection> connection_;
  std::shared_ptr<Link> link_;
  StatementAttributes attributes_;
  std::string cursor_name_;

  std::shared_ptr<Descriptor> own_ard_, own_apd_, ird_, ipd_;
  std::shared_ptr<Descriptor> ard_, apd_;  // the application's, or our own
  Descriptor& ard();                       // our own again after the application freed its
  Descriptor& apd();

  TranslatedPtr prepared_;  // by SQLPrepare
  TranslatedPtr running_;   // what the open result, or the parameters waited for, belong to
  std::optional<Description> description_;
  AssumedTypes assumed_types_;  // of the statement prepared or run directly
  std::optional<DataAtExecution> waiting_;
  SQLULEN waiting_set_ = 0;

  bool executed_ = false;
  std::shared_ptr<const ResultSet> result_;
  PagedResult* paged_ = nullptr;                 // result_, where it is read by pages
  std::deque<std::unique_ptr<ResultSet>> more_;  // of an array of parameters
  SQLLEN row_count_ = -1;
  std::shared_ptr<const TimeZone> zone_;

  std::int64_t rowset_start_ = -1;  // row of the result; -1: before the first
  std::int64_t rowset_rows_ = 0;
  std::int64_t position_ = 0;  // within the rowset
  std::vector<BoundColumn> bound_;
  std::vector<Cell> row_;            // the cells of the row that is being written
  std::uint64_t bound_version_ = 0;  // of the descriptor they were made from; 0: none
  const Descriptor* bound_from_ = nullptr;
  std::vector<UnboundColumn> unbound_;  // by column number; 0 is the bookmark
  int pieces_column_ = -1;              // column number
  Delivery pieces_;
};

}  // namespace pillion
