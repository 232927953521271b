// The extended protocol: statements, portals, and running them.
#include <utility>

#include <fmt/format.h>

#include "share/conversation.h"
#include "share/live_rows.h"

namespace pillion::share {
namespace {

constexpr std::array kTextFormat = {Format::kText};
// What a client sends again and again is read word by word once.
constexpr std::size_t kMostOrdinary = 64;
constexpr std::size_t kLongestOrdinary = 4096;

Format format_at(const std::vector<Format>& formats, std::size_t i) {
  if (formats.empty()) return Format::kText;
  return formats.size() == 1 ? formats[0] : formats[i];
}

// SHOW of what the share itself remembers gives one text column.
std::vector<ResultColumn> columns_of(const ShowStatement& show) {
  constexpr Oid kText = 25;
  return {{.name = show.name, .type = kText}};
}

// What a message leaves behind.
std::size_t bytes_of(const wire::Parse& parse) {
  return parse.statement.size() + parse.text.size() + parse.types.size() * sizeof(Oid);
}

std::size_t bytes_of(const wire::Bind& bind) {
  std::size_t bytes = bind.portal.size() + bind.result_formats.size() * sizeof(Format) +
                      bind.values.size() * sizeof(Parameter);
  for (const auto& value : bind.values) bytes += value ? value->size() : 0;
  return bytes;
}

std::vector<Oid> types_of(const std::vector<Parameter>& parameters) {
  std::vector<Oid> types;
  types.reserve(parameters.size());
  for (const Parameter& parameter : parameters) types.push_back(parameter.type);
  return types;
}

Result<std::vector<Parameter>> parameters_of(const wire::Bind& bind,
                                             const std::vector<Oid>& types) {
  const std::size_t formats = bind.parameter_formats.size();
  if (formats > 1 && formats != bind.values.size())
    return fail("08P01", fmt::format("bind message has {} parameter formats but {} parameters",
                                     formats, bind.values.size()));
  std::vector<Parameter> parameters;
  parameters.reserve(bind.values.size());
  for (std::size_t i = 0; i < bind.values.size(); ++i) {
    Parameter parameter{.type = i < types.size() ? types[i] : 0,
                        .format = format_at(bind.parameter_formats, i)};
    if (bind.values[i]) parameter.value = std::string(*bind.values[i]);
    parameters.push_back(std::move(parameter));
  }
  return parameters;
}

}  // namespace

Result<Conversation::PreparedPtr> Conversation::prepare(std::string_view text,
                                                        std::vector<Oid> types, std::size_t held) {
  auto prepared = std::make_shared<Prepared>();
  prepared->held = HeldBytes(kept_, held);
  prepared->types = std::move(types);
  const auto known = ordinary_.find(text);
  if (known != ordinary_.end()) {
    prepared->verb = known->second.verb;
  } else {
    Outline outline = outline_of(text);
    if (outline.empty) return PreparedPtr(prepared);
    prepared->verb = outline.verb;
    if (!outline.tool) remember_ordinary(text, outline.verb);
    prepared->tool = std::move(outline.tool);
  }
  // The server knows what the share has not been told.
  if (prepared->tool)
    if (const auto* const show = std::get_if<ShowStatement>(&*prepared->tool))
      if (!settings_.told_back(show->name)) prepared->tool.reset();
  if (prepared->tool) return PreparedPtr(prepared);
  PILLION_TRY(translated, rider_.translate(text, settings_.has_path()));
  // It is kept as it came and as it is sent.
  PILLION_CHECK(may_keep(0, translated->text.size()));
  prepared->held = HeldBytes(kept_, held + translated->text.size());
  prepared->translated = translated;
  return PreparedPtr(prepared);
}

// Since it was prepared, its names may have come to mean other tables.
Result<TranslatedPtr> Conversation::in_present_path(const TranslatedPtr& translated) {
  const bool own_path = settings_.has_path();
  if (translated->own_path == own_path) return translated;
  return rider_.translate(translated->user_text, own_path);
}

void Conversation::remember_ordinary(std::string_view text, std::string_view verb) {
  if (text.size() > kLongestOrdinary) return;
  if (ordinary_.size() >= kMostOrdinary) ordinary_.clear();
  if (text.size() > kept_.left()) return;
  ordinary_.emplace(text, Ordinary{.verb = verb, .held = HeldBytes(kept_, text.size())});
}

Status Conversation::may_keep(std::size_t count, std::size_t bytes) const {
  if (count >= limits_.max_statements)
    return fail("54000", fmt::format("A client may keep {} prepared statements and portals. Close "
                                     "some.",
                                     limits_.max_statements));
  if (bytes <= kept_.left()) return {};
  if (kept_.is_short_of_whole()) return fail(too_much_for_all());
  return fail("54000", fmt::format("A client may have {} bytes kept in its statements and "
                                   "portals. Close some.",
                                   limits_.max_stored));
}

Status Conversation::on(const wire::Parse& message) {
  const std::size_t bytes = bytes_of(message);
  PILLION_CHECK(may_keep(statements_.size(), bytes));
  if (!message.statement.empty() && statements_.contains(message.statement))
    return fail("42P05",
                fmt::format("prepared statement \"{}\" already exists", message.statement));
  PILLION_TRY(prepared, prepare(message.text, message.types, bytes));
  statements_[std::string(message.statement)] = prepared;
  wire::put_parse_complete(out_);
  return {};
}

Result<Conversation::PreparedPtr> Conversation::find_statement(std::string_view name) const {
  const auto found = statements_.find(name);
  if (found != statements_.end()) return found->second;
  return fail("26000", fmt::format("prepared statement \"{}\" does not exist", name));
}

Result<Conversation::Portal*> Conversation::find_portal(std::string_view name) {
  const auto found = portals_.find(name);
  if (found != portals_.end()) return &found->second;
  return fail("34000", fmt::format("portal \"{}\" does not exist", name));
}

Status Conversation::on(const wire::Bind& message) {
  const std::size_t bytes = bytes_of(message);
  PILLION_CHECK(may_keep(portals_.size(), bytes));
  PILLION_TRY(statement, find_statement(message.statement));
  if (!message.portal.empty() && portals_.contains(message.portal))
    return fail("42P03", fmt::format("cursor \"{}\" already exists", message.portal));
  PILLION_TRY(parameters, parameters_of(message, statement->types));
  portals_[std::string(message.portal)] = Portal{.statement = statement,
                                                 .parameters = std::move(parameters),
                                                 .formats = message.result_formats,
                                                 .held = HeldBytes(kept_, bytes)};
  wire::put_bind_complete(out_);
  return {};
}

Status Conversation::on(const wire::Describe& message) {
  if (message.target == wire::Target::kPortal) {
    PILLION_CHECK(find_portal(message.name));
    undescribed_ = message.name;
    return {};
  }
  PILLION_TRY(statement, find_statement(message.name));
  return describe_statement(*statement);
}

Status Conversation::describe_statement(const Prepared& statement) {
  Description description;
  if (statement.translated != nullptr) {
    PILLION_TRY(translated, in_present_path(statement.translated));
    PILLION_TRY(described, rider_.describe(*translated, statement.types, settings_.applied()));
    description = std::move(described);
  } else if (statement.tool && std::holds_alternative<ShowStatement>(*statement.tool)) {
    description.columns = columns_of(std::get<ShowStatement>(*statement.tool));
  }
  wire::put_parameter_description(out_, description.parameter_types);
  if (description.columns.empty())
    wire::put_no_data(out_);
  else
    wire::put_row_description(out_, description.columns);
  return {};
}

Status Conversation::settle_describe() {
  const std::string name = *std::exchange(undescribed_, std::nullopt);
  PILLION_TRY(portal, find_portal(name));
  return describe_portal(*portal);
}

Status Conversation::describe_portal(const Portal& portal) {
  const Prepared& statement = *portal.statement;
  std::vector<ResultColumn> columns;
  if (statement.translated != nullptr) {
    PILLION_TRY(translated, in_present_path(statement.translated));
    PILLION_TRY(description,
                rider_.describe(*translated, types_of(portal.parameters), settings_.applied()));
    columns = std::move(description.columns);
  } else if (statement.tool && std::holds_alternative<ShowStatement>(*statement.tool)) {
    columns = columns_of(std::get<ShowStatement>(*statement.tool));
  }
  if (columns.empty()) {
    wire::put_no_data(out_);
    return {};
  }
  if (portal.formats.size() > 1 && portal.formats.size() != columns.size())
    return fail("08P01", fmt::format("bind message has {} result formats but query has {} columns",
                                     portal.formats.size(), columns.size()));
  for (std::size_t i = 0; i < columns.size(); ++i) columns[i].format = format_at(portal.formats, i);
  wire::put_row_description(out_, columns);
  return {};
}

Status Conversation::on(const wire::Execute& message) {
  const bool describe = undescribed_.has_value();
  undescribed_.reset();
  PILLION_TRY(portal, find_portal(message.portal));
  return run_portal(*portal, message.max_rows, describe);
}

Status Conversation::on(const wire::Close& message) {
  if (message.target == wire::Target::kPortal) {
    if (const auto portal = portals_.find(message.name); portal != portals_.end())
      portals_.erase(portal);
  } else if (const auto statement = statements_.find(message.name);
             statement != statements_.end()) {
    statements_.erase(statement);
  }
  wire::put_close_complete(out_);
  return {};
}

Status Conversation::run_portal(Portal& portal, std::int32_t max_rows, bool describe) {
  const PreparedPtr statement = portal.statement;  // outlives what DEALLOCATE drops
  if (statement->tool) {
    // In the simple protocol nobody asked for columns that are not there.
    if (describe && std::holds_alternative<ShowStatement>(*statement->tool))
      wire::put_row_description(out_, columns_of(std::get<ShowStatement>(*statement->tool)));
    else if (describe && extended_)
      wire::put_no_data(out_);
    return std::visit([this](const auto& tool) { return answer(tool); }, *statement->tool);
  }
  if (statement->translated == nullptr) {
    if (describe && extended_) wire::put_no_data(out_);
    wire::put_empty_query(out_);
    return {};
  }
  if (max_rows > 0 || portal.rest != nullptr) return run_by_pages(portal, max_rows, describe);
  return run_whole(portal, describe);
}

Result<std::vector<Notice>> Conversation::run(const Portal& portal, RowSink& sink) {
  const std::span<const Format> formats =
      portal.formats.empty() ? std::span<const Format>(kTextFormat) : portal.formats;
  PILLION_TRY(translated, in_present_path(portal.statement->translated));
  return rider_.run(*translated, {.parameters = portal.parameters,
                                  .timeout = settings_.statement_timeout(),
                                  .formats = formats,
                                  .settings = settings_.applied(),
                                  .sink = &sink});
}

Status Conversation::run_whole(Portal& portal, bool describe) {
  if (portal.done) {
    if (describe) PILLION_CHECK(describe_portal(portal));
    complete(rows_tag(portal.statement->verb, 0));
    return {};
  }
  LiveRows rows(out_, outlet_, rider_, RowLimit(limits_.max_rows), describe);
  auto notices = run(portal, rows);
  if (!notices && notices.error().sqlstate == Sqlstate("08006")) gone_ = true;
  if (!notices) return fail(std::move(notices).error());
  portal.done = true;
  say(*notices);
  complete(rows_tag(portal.statement->verb, rows.count()));
  return {};
}

Status Conversation::run_by_pages(Portal& portal, std::int32_t max_rows, bool describe) {
  if (portal.rest == nullptr && !portal.done) {
    auto rows = std::make_unique<StoredRows>(RowLimit(limits_.max_rows), kept_);
    PILLION_TRY(notices, run(portal, *rows));
    portal.rest = std::move(rows);
    say(notices);
  }
  if (describe) PILLION_CHECK(describe_portal(portal));
  PILLION_TRY(moved, pass_on_rest(portal, max_rows));
  if (portal.rest != nullptr && !portal.rest->empty()) {
    wire::put_portal_suspended(out_);
    return {};
  }
  portal.done = true;
  complete(rows_tag(portal.statement->verb, moved));
  return {};
}

// What was passed on waits for the client as any reply does, and no more of it than of another.
Result<std::int64_t> Conversation::pass_on_rest(Portal& portal, std::int32_t max_rows) {
  std::int64_t moved = 0;
  while (portal.rest != nullptr && !portal.rest->empty() && (max_rows <= 0 || moved < max_rows)) {
    moved += portal.rest->move_to(out_, max_rows <= 0 ? 0 : max_rows - moved);
    PILLION_CHECK(make_room());
  }
  return moved;
}

}  // namespace pillion::share
