// Preparing and executing: parameters are collected from the caller's buffers, sets of them run
// one after the other, and values that come later are waited for.
#include <algorithm>

#include "core/utf.h"
#include "driver/handles/statement.h"

namespace pillion {
namespace {

bool is_at_execution(SQLLEN indicator) {
  return indicator == SQL_DATA_AT_EXEC || indicator <= SQL_LEN_DATA_AT_EXEC_OFFSET;
}

// Where an element of a bound parameter lies (SQLBindParameter, "Binding parameters by row").
template <class T>
T* element(T* base, SQLULEN set, SQLULEN bind_type, std::size_t size, const SQLLEN* offset) {
  if (base == nullptr) return nullptr;
  const std::size_t stride = bind_type == SQL_PARAM_BIND_BY_COLUMN ? size : bind_type;
  const auto shift = static_cast<std::size_t>(offset != nullptr ? *offset : 0);
  return reinterpret_cast<T*>(reinterpret_cast<char*>(base) + shift + set * stride);
}

SQLLEN* element(SQLLEN* base, SQLULEN set, SQLULEN bind_type, const SQLLEN* offset) {
  return element(base, set, bind_type, sizeof(SQLLEN), offset);
}

void set_status(SQLUSMALLINT* statuses, SQLULEN set, SQLUSMALLINT status) {
  if (statuses != nullptr) statuses[set] = status;
}

}  // namespace

Result<TranslatedPtr> Statement::translate(std::string_view text) {
  PILLION_TRY(translated, link_->guest->translate(text, attributes_.noscan == SQL_NOSCAN_OFF));
  // Its first marker is the output, which is not sent: values bound by number would be one off.
  if (translated->returns_parameter)
    return fail("HYC00",
                "A query has input parameters only, so {?=call f(...)} cannot be run. Write "
                "{call f(...)} or SELECT f(...), and fetch the value.");
  return translated;
}

Outcome Statement::prepare(std::string_view text) {
  PILLION_CHECK(require_idle());
  PILLION_TRY(translated, translate(text));
  close_cursor();
  prepared_ = std::move(translated);
  forget_description();
  return success();
}

Outcome Statement::execute_direct(std::string_view text) {
  PILLION_CHECK(require_idle());
  PILLION_TRY(translated, translate(text));
  prepared_ = nullptr;
  forget_description();
  return run(translated);
}

Outcome Statement::execute() {
  PILLION_CHECK(require_prepared());
  PILLION_CHECK(require_idle());
  return run(prepared_);
}

Outcome Statement::run(const TranslatedPtr& statement) {
  close_cursor();
  running_ = statement;
  waiting_set_ = 0;
  return run_sets();
}

// Runs the sets that have not run yet. Each makes a result of its own, as a batch does.
Outcome Statement::run_sets() {
  const SQLULEN sets = std::max<SQLULEN>(apd().array_size, 1);
  SQLUSMALLINT* const statuses = ipd_->array_status_ptr;
  SQLULEN failed = 0;
  for (SQLULEN& set = waiting_set_; set < sets; ++set) {
    if (sets > 1 && apd().array_status_ptr != nullptr &&
        apd().array_status_ptr[set] == SQL_PARAM_IGNORE) {
      set_status(statuses, set, SQL_PARAM_UNUSED);
      continue;
    }
    bool waits = false;
    const Status status = run_one(set, waits);
    if (waits) return SQL_NEED_DATA;
    if (ipd_->rows_processed_ptr != nullptr) *ipd_->rows_processed_ptr = set + 1;
    set_status(statuses, set, status ? SQL_PARAM_SUCCESS : SQL_PARAM_ERROR);
    if (status) continue;
    waiting_.reset();
    if (sets == 1) return fail(status.error());
    ++failed;
    diagnostics.add_error(status.error(), {.row = static_cast<SQLLEN>(set) + 1});
  }
  if (failed == sets) return SQL_ERROR;
  if (!more_.empty()) {
    std::shared_ptr<const ResultSet> first = std::move(more_.front());
    more_.pop_front();
    open_result(std::move(first));
  }
  executed_ = true;
  return success();
}

Status Statement::run_one(SQLULEN set, bool& waits) {
  PILLION_TRY(parameters, collect_parameters(set));
  waits = waiting_.has_value() && !waiting_->waiting.empty();
  if (waits) return {};
  waiting_.reset();
  for (;;) {
    assumed_types_.apply(parameters);
    auto result = obtain(parameters);
    if (result) {
      accept(std::move(*result));
      return {};
    }
    if (!assumed_types_.learn(result.error())) return fail(result.error());
  }
}

Result<std::vector<Parameter>> Statement::collect_parameters(SQLULEN set) {
  std::vector<Parameter> parameters;
  parameters.reserve(static_cast<std::size_t>(running_->parameter_count));
  std::vector<SQLSMALLINT> late;
  for (SQLSMALLINT number = 1; number <= running_->parameter_count; ++number) {
    const auto index = static_cast<std::size_t>(number - 1);
    if (waiting_ && waiting_->values[index]) {
      parameters.push_back(*waiting_->values[index]);
      continue;
    }
    bool waits = false;
    PILLION_TRY(parameter, read_parameter(number, set, waits));
    if (waits) late.push_back(number);
    parameters.push_back(std::move(parameter));
  }
  if (!late.empty()) {
    waiting_.emplace();
    waiting_->waiting = std::move(late);
    waiting_->values.resize(parameters.size());
  }
  return parameters;
}

Result<Parameter> Statement::read_parameter(SQLSMALLINT number, SQLULEN set, bool& waits) {
  const std::lock_guard hold(apd().slot->lock);
  const DescriptorRecord* const bound = apd().find(number);
  const DescriptorRecord* const described = ipd_->find(number);
  if (bound == nullptr || described == nullptr || !bound->is_bound())
    return fail("07002", "The statement has " + std::to_string(running_->parameter_count) +
                             " parameters, but number " + std::to_string(number) +
                             " is not bound. Call SQLBindParameter.");
  const Descriptor& rows = apd();
  const SQLLEN* const offset = rows.bind_offset_ptr;
  const SQLLEN* const indicator = element(bound->indicator_ptr, set, rows.bind_type, offset);
  const SQLLEN* const length = element(bound->octet_length_ptr, set, rows.bind_type, offset);
  ParameterValue value{.c_type = bound->concise_type, .sql_type = described->concise_type};
  if (indicator != nullptr && *indicator == SQL_NULL_DATA) {
    value.length = SQL_NULL_DATA;
    return make_parameter(value);
  }
  if (length != nullptr) value.length = *length;
  waits = is_at_execution(value.length);
  if (waits) return Parameter{};
  if (value.length == SQL_DEFAULT_PARAM)
    return fail("07S01", "A query's parameter has no default value.");
  const SQLSMALLINT c_type =
      value.c_type == SQL_C_DEFAULT ? default_c_type(value.sql_type) : value.c_type;
  if (c_type == SQL_C_NUMERIC && bound->scale_is_set) value.numeric_scale = bound->scale;
  const SQLLEN fixed = c_type_size(c_type);
  const auto size = static_cast<std::size_t>(fixed > 0 ? fixed : bound->octet_length);
  value.data = element(static_cast<char*>(bound->data_ptr), set, rows.bind_type, size, offset);
  if (fixed > 0) value.length = fixed;
  // Without an indicator, binary data is as long as its buffer.
  if (length == nullptr && c_type == SQL_C_BINARY) value.length = bound->octet_length;
  return make_parameter(value);
}

Outcome Statement::param_data(SQLPOINTER* value) {
  if (!waiting_)
    return fail("HY010", "The statement does not wait for data. Call SQLExecute first.");
  DataAtExecution& wait = *waiting_;
  if (wait.asked) PILLION_CHECK(take_waiting_value());
  if (wait.waiting.empty()) return run_sets();
  wait.asked = true;
  if (value != nullptr) {
    const std::lock_guard hold(apd().slot->lock);
    const DescriptorRecord* const bound = apd().find(wait.waiting.front());
    *value = bound != nullptr ? bound->data_ptr : nullptr;
  }
  return SQL_NEED_DATA;
}

Status Statement::take_waiting_value() {
  DataAtExecution& wait = *waiting_;
  const SQLSMALLINT number = wait.waiting.front();
  const DescriptorRecord* const bound = apd().find(number);
  const DescriptorRecord* const described = ipd_->find(number);
  if (bound == nullptr || described == nullptr)
    return fail("07002", "Parameter " + std::to_string(number) + " is not bound any more.");
  auto& value = wait.values[static_cast<std::size_t>(number - 1)];
  const SQLSMALLINT sql_type = described->concise_type;
  const SQLSMALLINT c_type =
      bound->concise_type == SQL_C_DEFAULT ? default_c_type(sql_type) : bound->concise_type;
  if (wait.is_null) {
    PILLION_TRY(null, make_parameter({.sql_type = sql_type, .length = SQL_NULL_DATA}));
    value = std::move(null);
  } else if (c_type == SQL_C_WCHAR) {
    PILLION_TRY(text, utf16_to_utf8(wait.units));
    PILLION_TRY(parameter, make_text_parameter(std::move(text), sql_type));
    value = std::move(parameter);
  } else {
    const ParameterValue whole{.c_type = c_type,
                               .sql_type = sql_type,
                               .data = wait.bytes.data(),
                               .length = static_cast<SQLLEN>(wait.bytes.size())};
    PILLION_TRY(parameter, make_parameter(whole));
    value = std::move(parameter);
  }
  wait.waiting.erase(wait.waiting.begin());
  wait.asked = wait.started = wait.is_null = false;
  wait.bytes.clear();
  wait.units.clear();
  return {};
}

Outcome Statement::put_data(SQLPOINTER data, SQLLEN length) {
  if (!waiting_ || !waiting_->asked)
    return fail("HY010", "No parameter waits for data. Call SQLParamData first.");
  DataAtExecution& wait = *waiting_;
  if (length == SQL_NULL_DATA) {
    if (wait.started) return fail("HY020", "NULL cannot be joined to data sent before.");
    wait.started = wait.is_null = true;
    return success();
  }
  if (wait.is_null) return fail("HY020", "Data cannot be joined to a NULL sent before.");
  if (length < 0 && length != SQL_NTS) return fail("HY090", "The data's length is negative.");
  if (data == nullptr && length != 0) return fail("HY009", "The data pointer is null.");
  const DescriptorRecord* const bound = apd().find(wait.waiting.front());
  const DescriptorRecord* const described = ipd_->find(wait.waiting.front());
  if (bound == nullptr || described == nullptr)
    return fail("HY010", "The parameter that waits for data is not bound any more.");
  const SQLSMALLINT c_type = bound->concise_type == SQL_C_DEFAULT
                                 ? default_c_type(described->concise_type)
                                 : bound->concise_type;
  const SQLLEN fixed = c_type_size(c_type);
  if (fixed > 0 && wait.started)
    return fail("HY019", "Only text and binary data can be sent in pieces.");
  wait.started = true;
  const auto* const bytes = static_cast<const char*>(data);
  if (c_type == SQL_C_WCHAR) {
    const auto* const units = static_cast<const char16_t*>(data);
    wait.units += length == SQL_NTS
                      ? std::u16string(units)
                      : std::u16string(units, static_cast<std::size_t>(length) / sizeof(SQLWCHAR));
  } else if (fixed > 0) {
    wait.bytes.assign(bytes, static_cast<std::size_t>(fixed));
  } else if (length == SQL_NTS) {
    wait.bytes += bytes;
  } else {
    wait.bytes.append(bytes, static_cast<std::size_t>(length));
  }
  return success();
}

Outcome Statement::cancel_waiting() {
  waiting_.reset();
  running_ = nullptr;
  return success();
}

Outcome Statement::bind_parameter(SQLUSMALLINT number, SQLSMALLINT kind, SQLSMALLINT c_type,
                                  SQLSMALLINT sql_type, SQLULEN column_size, SQLSMALLINT digits,
                                  SQLPOINTER data, SQLLEN capacity, SQLLEN* indicator) {
  if (number < 1) return fail("07009", "Parameters count from 1.");
  // SQLSetParam of ODBC 1 arrives so from the driver manager, and has no length of its own.
  if (kind == SQL_PARAM_INPUT_OUTPUT && capacity == SQL_SETPARAM_VALUE_MAX) {
    kind = SQL_PARAM_INPUT;
    capacity = 0;
  }
  if (kind != SQL_PARAM_INPUT)
    return fail("HYC00", "A query has input parameters only. Bind it as SQL_PARAM_INPUT.");
  if (c_type != SQL_C_DEFAULT && !is_c_type(c_type))
    return fail("HY003", "The C type " + std::to_string(c_type) + " is not one of ODBC's.");
  if (!is_parameter_sql_type(sql_type))
    return fail("HY004", "The SQL type " + std::to_string(sql_type) + " is not one of ODBC's.");
  if (capacity < 0) return fail("HY090", "The buffer's length is negative.");
  const auto position = static_cast<SQLSMALLINT>(number);
  {
    const std::lock_guard hold(apd().slot->lock);
    DescriptorRecord& bound = apd().record(position);
    bound = DescriptorRecord();
    set_concise_type(bound, c_type);
    bound.octet_length = capacity;
    bound.data_ptr = data;
    bound.octet_length_ptr = bound.indicator_ptr = indicator;
    apd().touch();
  }
  const std::lock_guard hold(ipd_->slot->lock);
  DescriptorRecord& described = ipd_->record(position);
  described = DescriptorRecord();
  set_concise_type(described, sql_type);
  described.length = column_size;
  described.precision = static_cast<SQLSMALLINT>(column_size);
  described.scale = digits;
  described.parameter_type = kind;
  return success();
}

Result<int> Statement::parameter_count() const {
  if (prepared_ != nullptr) return prepared_->parameter_count;
  if (running_ != nullptr) return running_->parameter_count;
  return fail("HY010", "The statement is not prepared. Call SQLPrepare first.");
}

std::chrono::milliseconds Statement::timeout() const {
  if (attributes_.query_timeout != 0)
    return std::chrono::seconds(static_cast<std::int64_t>(attributes_.query_timeout));
  return link_->options.query_timeout;
}

// Scrolling and bookmarks need all rows at hand, and of an array of parameters every set would
// keep a cursor.
bool Statement::reads_by_pages() const {
  return attributes_.fetch != SQL_PILLION_FETCH_BUFFERED &&
         attributes_.cursor_type == SQL_CURSOR_FORWARD_ONLY &&
         attributes_.use_bookmarks == SQL_UB_OFF && apd_->array_size <= 1;
}

Result<std::unique_ptr<ResultSet>> Statement::obtain(const std::vector<Parameter>& parameters) {
  const Query query{.parameters = parameters, .timeout = timeout()};
  if (!reads_by_pages()) return link_->guest->execute(*running_, query);
  const auto page = static_cast<std::int64_t>(attributes_.fetch_size);
  const Paging paging{.rows = page, .buffer_first = attributes_.fetch == SQL_PILLION_FETCH_AUTO};
  PILLION_TRY(opened, link_->guest->open(*running_, query, paging));
  if (opened.rest == nullptr) return std::move(opened.first);
  auto paged = std::make_unique<PagedResult>(std::move(opened), page);
  paged_ = paged.get();
  return paged;
}

void Statement::accept(std::unique_ptr<ResultSet> result) {
  for (const Notice& notice : result->notices())
    diagnostics.add_warning(notice.sqlstate, "[" + link_->server + "]" + notice.message);
  more_.push_back(std::move(result));
}

Outcome Statement::serve(std::unique_ptr<ResultSet> result) {
  PILLION_CHECK(require_idle());
  close_cursor();
  prepared_ = nullptr;
  forget_description();
  open_result(std::move(result));
  executed_ = true;
  return success();
}

void Statement::open_result(std::shared_ptr<const ResultSet> result) {
  {
    const std::lock_guard hold(ird_->slot->lock);
    ird_->describe({}, nullptr);
  }
  const bool has_rows = !result->columns().empty();
  row_count_ = has_rows && paged_ == nullptr ? result->row_count() : -1;
  diagnostics.row_count = row_count_;
  diagnostics.cursor_row_count = has_rows ? row_count_ : 0;
  rowset_start_ = -1;
  rowset_rows_ = 0;
  position_ = 0;
  bound_version_ = 0;
  pieces_column_ = -1;
  unbound_.assign(result->columns().size() + 1, {});
  zone_ = nullptr;
  const auto has_zone = [](const ResultColumn& c) { return c.type == oid::kTimestamptz; };
  if (std::any_of(result->columns().begin(), result->columns().end(), has_zone)) {
    const auto info = link_->guest->info();
    zone_ = TimeZone::find(info ? info->time_zone : "UTC");
  }
  result_ = has_rows ? std::move(result) : nullptr;
}

}  // namespace pillion
