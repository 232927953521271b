#include "driver/handles/statement.h"

namespace pillion {
namespace {

std::shared_ptr<Descriptor> make_descriptor(DescriptorRole role) {
  auto descriptor = std::make_shared<Descriptor>(role);
  register_handle(HandleKind::kDescriptor, descriptor);
  return descriptor;
}

void end_descriptor(const std::shared_ptr<Descriptor>& descriptor) {
  const std::lock_guard hold(descriptor->slot->lock);
  unregister_handle(*descriptor->slot);
}

}  // namespace

Statement::Statement(std::shared_ptr<Connection> connection, std::shared_ptr<Link> link)
    : connection_(std::move(connection)),
      link_(std::move(link)),
      own_ard_(make_descriptor(DescriptorRole::kAppRow)),
      own_apd_(make_descriptor(DescriptorRole::kAppParameter)),
      ird_(make_descriptor(DescriptorRole::kImpRow)),
      ipd_(make_descriptor(DescriptorRole::kImpParameter)),
      ard_(own_ard_),
      apd_(own_apd_) {
  const StatementDefaults& defaults = connection_->statement_defaults;
  attributes_.query_timeout = defaults.query_timeout;
  attributes_.max_rows = defaults.max_rows;
  attributes_.max_length = defaults.max_length;
  attributes_.noscan = defaults.noscan;
  attributes_.metadata_id = defaults.metadata_id;
  attributes_.fetch = static_cast<SQLULEN>(link_->options.fetch);
  attributes_.fetch_size = static_cast<SQLULEN>(link_->options.fetch_size);
  diagnostics.server = link_->server;
}

Statement::~Statement() {
  for (const auto& descriptor : {own_ard_, own_apd_, ird_, ipd_}) end_descriptor(descriptor);
}

void Statement::adopt_descriptors() {
  for (const auto& descriptor : {own_ard_, own_apd_, ird_, ipd_}) descriptor->owner = slot;
}

Descriptor& Statement::ard() {
  if (ard_->freed) ard_ = own_ard_;
  return *ard_;
}

Descriptor& Statement::apd() {
  if (apd_->freed) apd_ = own_apd_;
  return *apd_;
}

Status Statement::require_idle() const {
  if (waiting_)
    return fail("HY010", "The statement waits for data. Call SQLParamData or SQLCancel.");
  if (result_ != nullptr)
    return fail("24000", "The statement has an open result. Call SQLCloseCursor first.");
  return {};
}

Status Statement::require_prepared() const {
  if (prepared_ == nullptr)
    return fail("HY010", "The statement is not prepared. Call SQLPrepare first.");
  return {};
}

Status Statement::require_executed() const {
  if (!executed_) return fail("HY010", "The statement was not executed.");
  return {};
}

Status Statement::require_cursor() const {
  if (waiting_)
    return fail("HY010", "The statement waits for data. Call SQLParamData or SQLCancel.");
  if (!executed_) return fail("HY010", "The statement was not executed.");
  if (result_ == nullptr) return fail("24000", "The statement has no open result.");
  return {};
}

std::string Statement::cursor_name() const {
  if (!cursor_name_.empty()) return cursor_name_;
  return "SQL_CUR" + std::to_string(reinterpret_cast<std::uintptr_t>(slot));
}

Status Statement::set_cursor_name(std::string name) {
  if (result_ != nullptr) return fail("24000", "The cursor is open and keeps its name.");
  if (name.empty() || name.starts_with("SQL_CUR") || name.starts_with("SQLCUR"))
    return fail("34000", "A cursor's name is not empty and does not begin with SQL_CUR.");
  cursor_name_ = std::move(name);
  return {};
}

void Statement::close_cursor() {
  result_ = nullptr;
  paged_ = nullptr;
  more_.clear();
  executed_ = false;
  running_ = nullptr;
  row_count_ = -1;
  bound_version_ = 0;
  unbound_.clear();
  pieces_column_ = -1;
  const std::lock_guard hold(ird_->slot->lock);
  ird_->describe({}, nullptr);
}

Outcome Statement::more_results() {
  if (waiting_)
    return fail("HY010", "The statement waits for data. Call SQLParamData or SQLCancel.");
  if (more_.empty()) {
    close_cursor();
    return SQL_NO_DATA;
  }
  std::shared_ptr<const ResultSet> next = std::move(more_.front());
  more_.pop_front();
  open_result(std::move(next));
  return success();
}

Outcome Statement::free_option(SQLUSMALLINT option) {
  switch (option) {
    case SQL_CLOSE:
      if (waiting_)
        return fail("HY010", "The statement waits for data. Call SQLParamData or SQLCancel.");
      close_cursor();
      return success();
    case SQL_UNBIND: {
      const std::lock_guard hold(ard().slot->lock);
      ard().set_count(0);
      return success();
    }
    case SQL_RESET_PARAMS: {
      {
        const std::lock_guard hold(apd().slot->lock);
        apd().set_count(0);
      }
      const std::lock_guard hold(ipd_->slot->lock);
      ipd_->set_count(0);
      return success();
    }
    default:
      return fail("HY092", "SQLFreeStmt does not know this option.");
  }
}

}  // namespace pillion
