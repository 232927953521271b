#include "driver/handles/connection.h"

#include <algorithm>

#include "core/identifier.h"
#include "driver/handles/odbcinst.h"

namespace pillion {

Status Connection::connect(std::string_view connection_string) {
  PILLION_TRY(pairs, parse_connection_string(connection_string));
  return open(std::move(pairs));
}

Status Connection::connect_to_dsn(std::string_view dsn) {
  return open({{"DSN", std::string(dsn)}});
}

Result<bool> Connection::browse(std::string_view connection_string) {
  PILLION_TRY(pairs, parse_connection_string(connection_string));
  pairs.insert(pairs.end(), browsed_.begin(), browsed_.end());
  std::vector<std::string> unknown;
  PILLION_TRY(options, read_options(pairs, unknown));
  const bool missing = options.session.empty() && options.dsn.empty();
  browsed_ = missing ? pairs : std::vector<KeyValue>();
  if (!missing) PILLION_CHECK(open(std::move(pairs)));
  return missing;
}

Status Connection::open(std::vector<KeyValue> pairs) {
  if (link_ != nullptr) return fail("08002", "The connection is open already.");
  std::vector<std::string> unknown;
  PILLION_TRY(own, read_options(pairs, unknown));
  std::vector<KeyValue> all = pairs;
  if (!own.dsn.empty()) {
    PILLION_TRY(from_file, read_data_source(own.dsn));
    all.insert(all.end(), from_file.begin(), from_file.end());
  }
  unknown.clear();
  PILLION_TRY(options, read_options(all, unknown));
  PILLION_CHECK(require_session(options));
  PILLION_TRY(guest, Guest::connect(options.session, {.metadata_ttl = options.metadata_ttl,
                                                      .relations = options.relations}));
  const auto info = guest->info();
  link_ = std::make_shared<Link>(Link{.guest = std::move(guest),
                                      .options = std::move(options),
                                      .server = info ? info->server_name : std::string()});
  diagnostics.server = link_->server;
  pairs_ = std::move(pairs);
  for (const std::string& key : unknown)
    diagnostics.add_warning("01S00", "The connection string has the key " + key +
                                         ", which this driver does not know. It was ignored.");
  return {};
}

Status Connection::disconnect() {
  if (link_ == nullptr) return fail("08003", "The connection is not open.");
  std::map<Slot*, const Handle*> children;
  {
    const std::lock_guard hold(children_lock_);
    children.swap(children_);
  }
  for (const auto& [place, child] : children) {
    std::shared_ptr<Handle> ended;            // outlives the lock: its end takes other locks
    const std::lock_guard hold(place->lock);  // waits for a statement that runs in another thread
    if (place->object.get() == child) ended = unregister_handle(*place);
  }
  link_ = nullptr;
  pairs_.clear();
  return {};
}

Result<std::shared_ptr<Link>> Connection::require_connected() const {
  if (link_ == nullptr) return fail("08003", "The connection is not open.");
  return link_;
}

void Connection::add_child(const Handle& child) {
  const std::lock_guard hold(children_lock_);
  children_.emplace(child.slot, &child);
}

void Connection::remove_child(const Handle& child) {
  const std::lock_guard hold(children_lock_);
  children_.erase(child.slot);
}

bool Connection::has_children() {
  const std::lock_guard hold(children_lock_);
  return !children_.empty();
}

std::string Connection::completed_string() const {
  std::string text;
  for (const auto& [key, value] : pairs_) text += key + "=" + quote_value(value) + ";";
  return text;
}

}  // namespace pillion
