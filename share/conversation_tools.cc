// The answers to what tools send unasked.
#include <utility>

#include <fmt/format.h>

#include "core/identifier.h"
#include "share/conversation.h"

namespace pillion::share {
namespace {

constexpr const char* kNothingDone = "01000";
constexpr const char* kNoTransaction = "25P01";

}  // namespace

void Conversation::end_transaction() {
  status_ = wire::TransactionStatus::kIdle;
  portals_.clear();
}

Status Conversation::answer(const BeginStatement& statement) {
  if (in_transaction()) {
    warn("25001", "there is already a transaction in progress");
  } else {
    warn(kNothingDone,
         fmt::format("{} does nothing here: the transaction is the host's.", statement.tag));
    settings_.begin();
  }
  status_ = wire::TransactionStatus::kInTransaction;
  complete(statement.tag);
  return {};
}

Status Conversation::answer(const EndStatement& statement) {
  const std::string_view tag = statement.commit ? "COMMIT" : "ROLLBACK";
  if (!in_transaction()) {
    if (statement.chain)
      return fail(kNoTransaction,
                  fmt::format("{} AND CHAIN can only be used in transaction blocks", tag));
    warn(kNoTransaction, "there is no transaction in progress");
    complete(tag);
    return {};
  }
  warn(kNothingDone, fmt::format("{} does nothing here: the transaction is the host's.", tag));
  const GuestSettings::Saved before = settings_.current();
  settings_.end(statement.commit);
  end_transaction();
  if (statement.chain) {
    settings_.begin();
    status_ = wire::TransactionStatus::kInTransaction;
  }
  PILLION_CHECK(report_changes(before));
  complete(tag);
  return {};
}

Status Conversation::answer(const SavepointStatement& statement) {
  if (!in_transaction())
    return fail(kNoTransaction,
                fmt::format("{} can only be used in transaction blocks", statement.tag));
  warn(kNothingDone,
       fmt::format("{} does nothing here: the transaction is the host's.", statement.tag));
  complete(statement.tag);
  return {};
}

Status Conversation::answer(const SetStatement& statement) {
  const GuestSettings::Saved before = settings_.current();
  PILLION_TRY(change, settings_.set(statement.name, statement.value, statement.local));
  const KnownSetting& setting = *change.setting;
  if (statement.local && !in_transaction()) {
    settings_.restore(before);
    warn(kNoTransaction, "SET LOCAL can only be used in transaction blocks");
  } else if (setting.policy == SettingPolicy::kIgnored) {
    warn(kNothingDone,
         fmt::format("SET {} does nothing here: the session is the host's.", setting.name));
  } else {
    const Result<std::string> value = effective(setting);
    if (!value) {
      settings_.restore(before);
      return fail(value.error());
    }
    if (setting.reported) report(setting.name, *value);
  }
  complete("SET");
  return {};
}

// What the server makes of a setting of the guest's: it judges the value, and spells it its way.
Result<std::string> Conversation::effective(const KnownSetting& setting) {
  if (setting.policy != SettingPolicy::kApplied)
    return settings_.told_back(setting.name).value_or("");
  PILLION_TRY(values,
              ask(fmt::format("SELECT pg_catalog.current_setting('{}', true)", setting.name)));
  return values.empty() ? "" : values.front();
}

Status Conversation::report_changes(const GuestSettings::Saved& before) {
  const auto value_in = [](const GuestSettings::Saved& settings, const std::string& name) {
    const auto found = settings.find(name);
    return found == settings.end() ? std::nullopt : std::optional(found->second);
  };
  for (const auto& [name, told] : std::map(reported_)) {
    const KnownSetting* const setting = find_setting(name);
    if (setting == nullptr || value_in(before, name) == value_in(settings_.current(), name))
      continue;
    PILLION_TRY(value, effective(*setting));
    report(name, value);
  }
  return {};
}

Status Conversation::answer(const SetTransactionStatement& statement) {
  warn(kNothingDone, "The transaction is the host's: its characteristics stay as they are.");
  complete(statement.tag);
  return {};
}

Status Conversation::answer(const ResetStatement& statement) {
  const GuestSettings::Saved before = settings_.current();
  if (statement.name.empty())
    settings_.reset_all();
  else
    PILLION_CHECK(settings_.reset(statement.name));
  PILLION_CHECK(report_changes(before));
  complete("RESET");
  return {};
}

Status Conversation::answer(const ShowStatement& statement) {
  const std::string value = settings_.told_back(statement.name).value_or("");
  const Cell cell{.data = value.data(), .size = static_cast<std::int32_t>(value.size())};
  wire::put_data_row(out_, std::span(&cell, 1));
  complete("SHOW");
  return {};
}

Status Conversation::answer(const DiscardStatement& statement) {
  if (statement.all) {
    if (in_transaction()) return fail("25001", "DISCARD ALL cannot run inside a transaction block");
    statements_.clear();
    portals_.clear();
    const GuestSettings::Saved before = settings_.current();
    settings_.reset_all();
    PILLION_CHECK(report_changes(before));
  } else {
    warn(kNothingDone,
         fmt::format("{} does nothing here: the session is the host's.", statement.tag));
  }
  complete(statement.tag);
  return {};
}

Status Conversation::answer(const DeallocateStatement& statement) {
  if (statement.name.empty()) {
    statements_.clear();
    complete("DEALLOCATE ALL");
    return {};
  }
  if (statements_.erase(statement.name) == 0)
    return fail("26000", fmt::format("prepared statement \"{}\" does not exist", statement.name));
  complete("DEALLOCATE");
  return {};
}

Status Conversation::answer(const UnlistenStatement& /*statement*/) {
  warn(kNothingDone, "UNLISTEN does nothing here: a guest does not listen.");
  complete("UNLISTEN");
  return {};
}

}  // namespace pillion::share
