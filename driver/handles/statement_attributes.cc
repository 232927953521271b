#include "driver/handles/statement_attributes.h"

#include <array>

#include "driver/handles/word.h"
#include "driver/table.h"

namespace pillion {

// Reads and changes what the table's rows are about.
struct StatementAttributeAccess {
  using Attributes = StatementAttributes;

  template <SQLULEN Attributes::*Member>
  static SQLULEN get(Statement& s) {
    return s.attributes_.*Member;
  }
  template <SQLULEN Attributes::*Member>
  static Status set(Statement& s, SQLULEN value) {
    s.attributes_.*Member = value;
    return {};
  }
  template <SQLULEN Attributes::*Member, SQLULEN Most>
  static Status set_choice(Statement& s, SQLULEN value) {
    PILLION_CHECK(require_choice(value, Most));
    return set<Member>(s, value);
  }

  template <SQLULEN Value>
  static SQLULEN get_fixed(Statement&) {
    return Value;
  }
  template <SQLULEN Value>
  static Status set_fixed(Statement& s, SQLULEN value) {
    accept_only(Value, value, s.diagnostics);
    return {};
  }

  static Status set_idle_cursor(Statement& s, SQLULEN cursor_type) {
    if (s.result_ != nullptr)
      return fail("24000", "The cursor is open. Set its type before executing.");
    s.attributes_.cursor_type = cursor_type;
    return {};
  }
  // Keyset-driven and dynamic cursors are served as static ones: a result does not change.
  static Status set_cursor_type(Statement& s, SQLULEN value) {
    if (value > SQL_CURSOR_STATIC) return fail("HY024", "There is no such cursor type.");
    if (value == SQL_CURSOR_KEYSET_DRIVEN || value == SQL_CURSOR_DYNAMIC) {
      s.diagnostics.add_warning("01S02", "The cursor will be static.");
      value = SQL_CURSOR_STATIC;
    }
    return set_idle_cursor(s, value);
  }
  static SQLULEN get_scrollable(Statement& s) {
    return s.attributes_.cursor_type == SQL_CURSOR_FORWARD_ONLY ? SQL_NONSCROLLABLE
                                                                : SQL_SCROLLABLE;
  }
  static Status set_scrollable(Statement& s, SQLULEN value) {
    return set_idle_cursor(s,
                           value == SQL_SCROLLABLE ? SQL_CURSOR_STATIC : SQL_CURSOR_FORWARD_ONLY);
  }
  static Status set_fetch_size(Statement& s, SQLULEN value) {
    if (value == 0) return fail("HY024", "A page has at least one row.");
    return set<&Attributes::fetch_size>(s, value);
  }
  static SQLULEN get_row_number(Statement& s) {
    if (s.result_ == nullptr || s.rowset_rows_ == 0) return 0;
    return static_cast<SQLULEN>(s.rowset_start_ + s.position_ + 1);
  }
  static SQLULEN get_fetch_bookmark(Statement& s) { return to_word(s.attributes_.fetch_bookmark); }
  static Status set_fetch_bookmark(Statement& s, SQLULEN value) {
    s.attributes_.fetch_bookmark = reinterpret_cast<SQLLEN*>(value);
    return {};
  }

  // -- fields of the descriptors that statements have attributes for
  using Pick = Descriptor& (*)(Statement&);
  static Descriptor& ard(Statement& s) { return s.ard(); }
  static Descriptor& apd(Statement& s) { return s.apd(); }
  static Descriptor& ird(Statement& s) { return *s.ird_; }
  static Descriptor& ipd(Statement& s) { return *s.ipd_; }

  template <Pick Which, auto Member>
  static SQLULEN get_field(Statement& s) {
    const std::lock_guard hold(Which(s).slot->lock);
    return to_word(Which(s).*Member);
  }
  template <Pick Which, auto Member>
  static Status set_field(Statement& s, SQLULEN value) {
    const std::lock_guard hold(Which(s).slot->lock);
    from_word(value, Which(s).*Member);
    Which(s).touch();
    return {};
  }
  template <Pick Which>
  static Status set_array_size(Statement& s, SQLULEN value) {
    if (value == 0) return fail("HY024", "An array has at least one element.");
    return set_field<Which, &Descriptor::array_size>(s, value);
  }

  // -- the descriptors themselves
  template <Pick Which>
  static SQLULEN get_descriptor(Statement& s) {
    return to_word(Which(s).slot);
  }
  template <std::shared_ptr<Descriptor> Statement::*Current,
            std::shared_ptr<Descriptor> Statement::*Own>
  static Status set_descriptor(Statement& s, SQLULEN value) {
    auto* const handle = reinterpret_cast<SQLHANDLE>(value);
    if (handle == SQL_NULL_HDESC || handle == (s.*Own)->slot) {
      s.*Current = s.*Own;
      return {};
    }
    const auto chosen = borrow_handle<Descriptor>(handle);
    if (chosen == nullptr) return fail("HY024", "The value is not a descriptor's handle.");
    if (chosen->role() != DescriptorRole::kApplication)
      return fail("HY017", "A descriptor that a statement allocated cannot serve another one.");
    s.*Current = chosen;
    return {};
  }
  static Status set_row_descriptor(Statement& s, SQLULEN value) {
    return set_descriptor<&Statement::ard_, &Statement::own_ard_>(s, value);
  }
  static Status set_parameter_descriptor(Statement& s, SQLULEN value) {
    return set_descriptor<&Statement::apd_, &Statement::own_apd_>(s, value);
  }
};

namespace {

using Access = StatementAttributeAccess;
using Values = StatementAttributes;

constexpr std::array kAttributes = std::to_array<StatementAttributeRow>({
    {.attribute = SQL_ATTR_APP_ROW_DESC,
     .name = "SQL_ATTR_APP_ROW_DESC",
     .get = Access::get_descriptor<Access::ard>,
     .set = Access::set_row_descriptor},
    {.attribute = SQL_ATTR_APP_PARAM_DESC,
     .name = "SQL_ATTR_APP_PARAM_DESC",
     .get = Access::get_descriptor<Access::apd>,
     .set = Access::set_parameter_descriptor},
    {.attribute = SQL_ATTR_IMP_ROW_DESC,
     .name = "SQL_ATTR_IMP_ROW_DESC",
     .get = Access::get_descriptor<Access::ird>,
     .set = nullptr},
    {.attribute = SQL_ATTR_IMP_PARAM_DESC,
     .name = "SQL_ATTR_IMP_PARAM_DESC",
     .get = Access::get_descriptor<Access::ipd>,
     .set = nullptr},
    {.attribute = SQL_ATTR_QUERY_TIMEOUT,
     .name = "SQL_ATTR_QUERY_TIMEOUT",
     .get = Access::get<&Values::query_timeout>,
     .set = Access::set<&Values::query_timeout>},
    {.attribute = SQL_ATTR_MAX_ROWS,
     .name = "SQL_ATTR_MAX_ROWS",
     .get = Access::get<&Values::max_rows>,
     .set = Access::set<&Values::max_rows>},
    {.attribute = SQL_ATTR_MAX_LENGTH,
     .name = "SQL_ATTR_MAX_LENGTH",
     .get = Access::get<&Values::max_length>,
     .set = Access::set<&Values::max_length>},
    {.attribute = SQL_ATTR_NOSCAN,
     .name = "SQL_ATTR_NOSCAN",
     .get = Access::get<&Values::noscan>,
     .set = Access::set_choice<&Values::noscan, SQL_NOSCAN_ON>},
    {.attribute = SQL_ATTR_METADATA_ID,
     .name = "SQL_ATTR_METADATA_ID",
     .get = Access::get<&Values::metadata_id>,
     .set = Access::set_choice<&Values::metadata_id, SQL_TRUE>},
    {.attribute = SQL_ATTR_CURSOR_TYPE,
     .name = "SQL_ATTR_CURSOR_TYPE",
     .get = Access::get<&Values::cursor_type>,
     .set = Access::set_cursor_type},
    {.attribute = SQL_ATTR_CURSOR_SCROLLABLE,
     .name = "SQL_ATTR_CURSOR_SCROLLABLE",
     .get = Access::get_scrollable,
     .set = Access::set_scrollable},
    {.attribute = SQL_ATTR_CURSOR_SENSITIVITY,
     .name = "SQL_ATTR_CURSOR_SENSITIVITY",
     .get = Access::get_fixed<SQL_INSENSITIVE>,
     .set = Access::set_fixed<SQL_INSENSITIVE>},
    {.attribute = SQL_ATTR_CONCURRENCY,
     .name = "SQL_ATTR_CONCURRENCY",
     .get = Access::get_fixed<SQL_CONCUR_READ_ONLY>,
     .set = Access::set_fixed<SQL_CONCUR_READ_ONLY>},
    {.attribute = SQL_ATTR_SIMULATE_CURSOR,
     .name = "SQL_ATTR_SIMULATE_CURSOR",
     .get = Access::get_fixed<SQL_SC_NON_UNIQUE>,
     .set = Access::set_fixed<SQL_SC_NON_UNIQUE>},
    {.attribute = SQL_ATTR_KEYSET_SIZE,
     .name = "SQL_ATTR_KEYSET_SIZE",
     .get = Access::get_fixed<0>,
     .set = Access::set_fixed<0>},
    {.attribute = SQL_ATTR_ASYNC_ENABLE,
     .name = "SQL_ATTR_ASYNC_ENABLE",
     .get = Access::get_fixed<SQL_ASYNC_ENABLE_OFF>,
     .set = Access::set_fixed<SQL_ASYNC_ENABLE_OFF>},
    {.attribute = SQL_ATTR_ENABLE_AUTO_IPD,
     .name = "SQL_ATTR_ENABLE_AUTO_IPD",
     .get = Access::get_fixed<SQL_FALSE>,
     .set = Access::set_fixed<SQL_FALSE>},
    {.attribute = SQL_ATTR_RETRIEVE_DATA,
     .name = "SQL_ATTR_RETRIEVE_DATA",
     .get = Access::get<&Values::retrieve_data>,
     .set = Access::set_choice<&Values::retrieve_data, SQL_RD_ON>},
    {.attribute = SQL_ATTR_USE_BOOKMARKS,
     .name = "SQL_ATTR_USE_BOOKMARKS",
     .get = Access::get<&Values::use_bookmarks>,
     .set = Access::set_choice<&Values::use_bookmarks, SQL_UB_VARIABLE>},
    {.attribute = SQL_ATTR_FETCH_BOOKMARK_PTR,
     .name = "SQL_ATTR_FETCH_BOOKMARK_PTR",
     .get = Access::get_fetch_bookmark,
     .set = Access::set_fetch_bookmark},
    {.attribute = SQL_ATTR_ROW_NUMBER,
     .name = "SQL_ATTR_ROW_NUMBER",
     .get = Access::get_row_number,
     .set = nullptr},
    {.attribute = SQL_ROWSET_SIZE,
     .name = "SQL_ROWSET_SIZE",
     .get = Access::get<&Values::rowset_size>,
     .set = Access::set<&Values::rowset_size>},
    {.attribute = SQL_ATTR_PILLION_FETCH,
     .name = "SQL_ATTR_PILLION_FETCH",
     .get = Access::get<&Values::fetch>,
     .set = Access::set_choice<&Values::fetch, SQL_PILLION_FETCH_CURSOR>},
    {.attribute = SQL_ATTR_PILLION_FETCH_SIZE,
     .name = "SQL_ATTR_PILLION_FETCH_SIZE",
     .get = Access::get<&Values::fetch_size>,
     .set = Access::set_fetch_size},
    {.attribute = SQL_ATTR_ROW_ARRAY_SIZE,
     .name = "SQL_ATTR_ROW_ARRAY_SIZE",
     .get = Access::get_field<Access::ard, &Descriptor::array_size>,
     .set = Access::set_array_size<Access::ard>},
    {.attribute = SQL_ATTR_ROW_BIND_TYPE,
     .name = "SQL_ATTR_ROW_BIND_TYPE",
     .get = Access::get_field<Access::ard, &Descriptor::bind_type>,
     .set = Access::set_field<Access::ard, &Descriptor::bind_type>},
    {.attribute = SQL_ATTR_ROW_BIND_OFFSET_PTR,
     .name = "SQL_ATTR_ROW_BIND_OFFSET_PTR",
     .get = Access::get_field<Access::ard, &Descriptor::bind_offset_ptr>,
     .set = Access::set_field<Access::ard, &Descriptor::bind_offset_ptr>},
    {.attribute = SQL_ATTR_ROW_OPERATION_PTR,
     .name = "SQL_ATTR_ROW_OPERATION_PTR",
     .get = Access::get_field<Access::ard, &Descriptor::array_status_ptr>,
     .set = Access::set_field<Access::ard, &Descriptor::array_status_ptr>},
    {.attribute = SQL_ATTR_ROW_STATUS_PTR,
     .name = "SQL_ATTR_ROW_STATUS_PTR",
     .get = Access::get_field<Access::ird, &Descriptor::array_status_ptr>,
     .set = Access::set_field<Access::ird, &Descriptor::array_status_ptr>},
    {.attribute = SQL_ATTR_ROWS_FETCHED_PTR,
     .name = "SQL_ATTR_ROWS_FETCHED_PTR",
     .get = Access::get_field<Access::ird, &Descriptor::rows_processed_ptr>,
     .set = Access::set_field<Access::ird, &Descriptor::rows_processed_ptr>},
    {.attribute = SQL_ATTR_PARAMSET_SIZE,
     .name = "SQL_ATTR_PARAMSET_SIZE",
     .get = Access::get_field<Access::apd, &Descriptor::array_size>,
     .set = Access::set_array_size<Access::apd>},
    {.attribute = SQL_ATTR_PARAM_BIND_TYPE,
     .name = "SQL_ATTR_PARAM_BIND_TYPE",
     .get = Access::get_field<Access::apd, &Descriptor::bind_type>,
     .set = Access::set_field<Access::apd, &Descriptor::bind_type>},
    {.attribute = SQL_ATTR_PARAM_BIND_OFFSET_PTR,
     .name = "SQL_ATTR_PARAM_BIND_OFFSET_PTR",
     .get = Access::get_field<Access::apd, &Descriptor::bind_offset_ptr>,
     .set = Access::set_field<Access::apd, &Descriptor::bind_offset_ptr>},
    {.attribute = SQL_ATTR_PARAM_OPERATION_PTR,
     .name = "SQL_ATTR_PARAM_OPERATION_PTR",
     .get = Access::get_field<Access::apd, &Descriptor::array_status_ptr>,
     .set = Access::set_field<Access::apd, &Descriptor::array_status_ptr>},
    {.attribute = SQL_ATTR_PARAM_STATUS_PTR,
     .name = "SQL_ATTR_PARAM_STATUS_PTR",
     .get = Access::get_field<Access::ipd, &Descriptor::array_status_ptr>,
     .set = Access::set_field<Access::ipd, &Descriptor::array_status_ptr>},
    {.attribute = SQL_ATTR_PARAMS_PROCESSED_PTR,
     .name = "SQL_ATTR_PARAMS_PROCESSED_PTR",
     .get = Access::get_field<Access::ipd, &Descriptor::rows_processed_ptr>,
     .set = Access::set_field<Access::ipd, &Descriptor::rows_processed_ptr>},
});

const StatementAttributeRow* find_attribute(SQLINTEGER attribute) {
  return find_row(kAttributes, &StatementAttributeRow::attribute, attribute);
}

tl::unexpected<Error> unknown_attribute(SQLINTEGER attribute) {
  return fail("HY092", "There is no statement attribute " + std::to_string(attribute) + ".");
}

}  // namespace

std::span<const StatementAttributeRow> all_statement_attributes() {
  return kAttributes;
}

Outcome Statement::set_attribute(SQLINTEGER attribute, SQLPOINTER value) {
  const StatementAttributeRow* const row = find_attribute(attribute);
  if (row == nullptr) return unknown_attribute(attribute);
  if (row->set == nullptr) return fail("HY092", std::string(row->name) + " cannot be set.");
  return finish(row->set(*this, reinterpret_cast<SQLULEN>(value)));
}

Outcome Statement::get_attribute(SQLINTEGER attribute, SQLPOINTER value, SQLINTEGER* length) {
  const StatementAttributeRow* const row = find_attribute(attribute);
  if (row == nullptr) return unknown_attribute(attribute);
  if (value != nullptr) *static_cast<SQLULEN*>(value) = row->get(*this);
  if (length != nullptr) *length = sizeof(SQLULEN);
  return success();
}

}  // namespace pillion
