// The conversation's frame: dispatch, the simple protocol, errors, what a client is greeted with.
#include "share/conversation.h"

#include <utility>

#include "core/utf.h"
#include "share/live_rows.h"

namespace pillion::share {
namespace {

constexpr std::size_t kFlushSize = std::size_t{64} << 10U;
constexpr std::array kTextFormat = {Format::kText};

// What a server tells every client; those that GuestSettings knows follow the guest's own.
constexpr std::array<std::string_view, 10> kGreeting = {
    "server_version",    "server_encoding",
    "integer_datetimes", "is_superuser",
    "in_hot_standby",    "default_transaction_read_only",
    "DateStyle",         "IntervalStyle",
    "TimeZone",          "standard_conforming_strings"};

class OneRow final : public RowSink {
 public:
  Status begin(const std::vector<ResultColumn>& /*columns*/) override { return {}; }
  Status row(std::span<const Cell> cells) override {
    for (const Cell& cell : cells)
      values_.emplace_back(
          cell.is_null() ? "" : std::string(cell.data, static_cast<std::size_t>(cell.size)));
    return {};
  }
  std::vector<std::string> take() { return std::move(values_); }

 private:
  std::vector<std::string> values_;
};

// A statement that ran into its time limit, not one that waited for the host in vain: the guard
// names the limit in the hint.
bool is_statement_timeout(const Error& error) {
  return error.sqlstate == Sqlstate("HYT00") && error.hint.starts_with("The limit is");
}

}  // namespace

Status Conversation::take_startup_settings(
    const std::vector<std::pair<std::string, std::string>>& settings) {
  for (const auto& [name, value] : settings) PILLION_CHECK(settings_.set(name, value, false));
  settings_.start_here();
  return {};
}

Status Conversation::greet(std::int32_t process, std::int32_t secret) {
  std::string query = "SELECT session_user";
  for (const std::string_view name : kGreeting)
    query.append(", pg_catalog.current_setting('").append(name).append("', true)");
  PILLION_TRY(values, ask(query));
  if (values.size() != kGreeting.size() + 1) return fail("XX000", "The session does not answer.");
  wire::put_authentication_ok(out_);
  report("session_authorization", values[0]);
  report("application_name", settings_.told_back("application_name").value_or(""));
  report("client_encoding", settings_.told_back("client_encoding").value_or("UTF8"));
  for (std::size_t i = 0; i < kGreeting.size(); ++i)
    report(kGreeting[i], kGreeting[i] == "standard_conforming_strings" ? "on" : values[i + 1]);
  wire::put_key_data(out_, process, secret);
  return ready();
}

Status Conversation::handle(const wire::FrontendMessage& message) {
  using wire::Bind, wire::Close, wire::Describe, wire::Execute, wire::Flush, wire::Parse;
  PILLION_CHECK(outlet_.wait_for_room(std::nullopt));
  if (skipping_ && !std::holds_alternative<wire::Sync>(message)) return {};
  extended_ = std::visit(
      [](const auto& known) {
        using Message = std::decay_t<decltype(known)>;
        return std::is_same_v<Message, Parse> || std::is_same_v<Message, Bind> ||
               std::is_same_v<Message, Describe> || std::is_same_v<Message, Execute> ||
               std::is_same_v<Message, Close> || std::is_same_v<Message, Flush>;
      },
      message);
  const auto* const execute = std::get_if<Execute>(&message);
  Status status;
  if (undescribed_ && (execute == nullptr || execute->portal != *undescribed_))
    status = settle_describe();
  // Sync ends what Describe began, whether that went well or not.
  if (!status) refuse(std::move(status).error());
  if (!skipping_ || std::holds_alternative<wire::Sync>(message))
    status = std::visit([this](const auto& known) { return on(known); }, message);
  else
    status = {};
  if (!status && !gone_) refuse(std::move(status).error());
  // A client may wait for the verdict on a statement before it sends Sync.
  if (skipping_ || out_.size() >= kFlushSize) PILLION_CHECK(flush());
  if (gone_) return fail("08006", "The client has gone.");
  return {};
}

void Conversation::refuse(Error error) {
  if (is_statement_timeout(error)) error.sqlstate = "57014";
  wire::put_error(out_, error);
  skipping_ = extended_;
  undescribed_.reset();
}

void Conversation::warn(Sqlstate sqlstate, std::string message) {
  wire::put_notice(out_, {.sqlstate = sqlstate, .message = std::move(message)});
}

void Conversation::say(const std::vector<Notice>& notices) {
  for (const Notice& notice : notices) wire::put_notice(out_, notice);
}

Status Conversation::ready() {
  wire::put_ready(out_, status_);
  return flush();
}

Status Conversation::flush() {
  const Status sent = outlet_.send(out_);
  gone_ = gone_ || !sent;
  return sent;
}

Status Conversation::on(const wire::SimpleQuery& message) {
  statements_.erase("");
  portals_.erase("");
  if (Status run = run_each(message.text); !run && !gone_) refuse(std::move(run).error());
  return ready();
}

Status Conversation::run_each(std::string_view text) {
  const std::vector<std::string_view> statements = split_statements(text);
  if (statements.empty()) wire::put_empty_query(out_);
  for (const std::string_view statement : statements) {
    Status run = run_simple(statement);
    if (run) continue;
    Error error = std::move(run).error();
    // What the error points at is a character of the whole text.
    const auto before = static_cast<std::size_t>(statement.data() - text.data());
    if (error.position > 0)
      error.position += static_cast<std::int32_t>(utf8_length(text.substr(0, before)));
    return fail(std::move(error));
  }
  return {};
}

Status Conversation::run_simple(std::string_view text) {
  PILLION_TRY(statement, prepare(text, {}));
  Portal portal{.statement = statement};
  return run_portal(portal, 0, true);
}

Status Conversation::on(const wire::FunctionCall& /*message*/) {
  refuse(
      {.sqlstate = "0A000", .message = "The protocol's function call is not served. Use SELECT."});
  return ready();
}

Status Conversation::on(const wire::Flush& /*message*/) {
  return flush();
}

Status Conversation::on(const wire::Sync& /*message*/) {
  skipping_ = false;
  if (!in_transaction()) portals_.clear();
  return ready();
}

Result<std::vector<std::string>> Conversation::ask(const std::string& sql) {
  PILLION_TRY(statement, rider_.translate(sql));
  OneRow row;
  PILLION_CHECK(rider_.run(
      *statement, {.formats = kTextFormat, .settings = settings_.applied(), .sink = &row}));
  return row.take();
}

void Conversation::report(std::string_view name, const std::string& value) {
  const auto known = reported_.find(name);
  if (known != reported_.end() && known->second == value) return;
  reported_[std::string(name)] = value;
  wire::put_parameter_status(out_, name, value);
}

}  // namespace pillion::share
