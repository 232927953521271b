// The conversation's frame: dispatch, the simple protocol, errors, what a client is greeted with.
#include "share/conversation.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "core/utf.h"
#include "share/live_rows.h"

namespace pillion::share {
namespace {

constexpr std::size_t kFlushSize = std::size_t{64} << 10U;
constexpr std::array kTextFormat = {Format::kText};

// A session that cannot be asked now: its transaction has failed, or the host has it in use.
constexpr std::array<std::string_view, 3> kNotNow = {"25P02", "HYT00", "HY000"};

bool cannot_be_asked_now(const Error& error) {
  return std::find(kNotNow.begin(), kNotNow.end(), error.sqlstate.text()) != kNotNow.end();
}

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

Status Conversation::greet(std::int32_t process, std::int32_t secret,
                           const std::vector<Setting>& about) {
  PILLION_TRY(info, rider_.info());
  wire::put_authentication_ok(out_);
  report("pillion.database", info.database);
  report("pillion.user", info.user);
  for (const auto& [name, value] : about) report(name, value);
  report("client_encoding", "UTF8");
  report("standard_conforming_strings", "on");
  report("application_name", settings_.told_back("application_name").value_or(""));
  PILLION_CHECK(report_own_settings());
  wire::put_key_data(out_, process, secret);
  return ready();
}

// The server judges what the client has set, and spells it its way.
Status Conversation::report_own_settings() {
  const std::span<const Setting> own = settings_.applied();
  if (own.empty()) return {};
  std::string query;
  for (const Setting& setting : own)
    query += fmt::format("{} pg_catalog.current_setting('{}', true)",
                         query.empty() ? "SELECT" : ",", setting.name);
  const Result<std::vector<std::string>> values = ask(query);
  if (!values && !cannot_be_asked_now(values.error())) return fail(values.error());
  for (std::size_t i = 0; i < own.size(); ++i)
    if (find_setting(own[i].name)->reported)
      report(own[i].name, values ? (*values)[i] : own[i].value);
  return {};
}

// What the host's session reports is the guest's too, but for what the guest has set itself.
void Conversation::pass_on_reported() {
  std::shared_ptr<const std::vector<Setting>> reported = rider_.reported();
  if (reported == passed_on_ || reported == nullptr) return;
  for (const auto& [name, value] : *reported) {
    const KnownSetting* const setting = find_setting(name);
    const bool is_guests = setting != nullptr && setting->policy != SettingPolicy::kApplied;
    if (!is_guests && !settings_.current().contains(name)) report(name, value);
  }
  passed_on_ = std::move(reported);
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
  pass_on_reported();
  wire::put_ready(out_, status_);
  return flush();
}

Status Conversation::flush() {
  Status sent = outlet_.send(out_);
  gone_ = gone_ || !sent;
  return sent;
}

Status Conversation::make_room() {
  if (out_.size() < kFlushSize) return {};
  PILLION_CHECK(flush());
  const Result<bool> room = outlet_.wait_for_room(std::nullopt);
  gone_ = gone_ || !room;
  PILLION_CHECK(room);
  return {};
}

Status Conversation::on(const wire::SimpleQuery& message) {
  statements_.erase("");
  portals_.erase("");
  if (Status run = run_each(message.text); !run && !gone_) refuse(std::move(run).error());
  return ready();
}

Status Conversation::run_each(std::string_view text) {
  PILLION_TRY(statements, split_statements(text));
  if (statements.empty()) wire::put_empty_query(out_);
  for (const std::string_view statement : statements) {
    Status run = run_simple(statement);
    if (run) {
      PILLION_CHECK(make_room());
      continue;
    }
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
  PILLION_TRY(statement, prepare(text, {}, text.size()));
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
  PILLION_TRY(statement, rider_.translate(sql, settings_.has_path()));
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
