// Chapter "Setting and retrieving descriptor fields".
#include <algorithm>
#include <array>
#include <optional>

#include "driver/api/entry.h"
#include "driver/api/text.h"
#include "driver/convert/reader.h"
#include "driver/handles/record_fields.h"
#include "driver/handles/statement.h"
#include "driver/handles/word.h"
#include "driver/table.h"

namespace pillion {
namespace {

// A field of a descriptor's header.
struct HeaderField {
  SQLSMALLINT field;
  std::size_t width;
  SQLLEN (*get)(const Descriptor& descriptor);
  void (*set)(Descriptor& descriptor, SQLLEN value);  // nullptr: cannot be set
  bool on_row;  // whether an implementation row descriptor lets it be set
};

template <auto Member>
SQLLEN get(const Descriptor& d) {
  return static_cast<SQLLEN>(to_word(d.*Member));
}

template <auto Member>
void set(Descriptor& d, SQLLEN value) {
  from_word(static_cast<SQLULEN>(value), d.*Member);
}

constexpr std::array kHeaderFields = std::to_array<HeaderField>({
    {.field = SQL_DESC_COUNT,
     .width = sizeof(SQLSMALLINT),
     .get = [](const Descriptor& d) -> SQLLEN { return d.count(); },
     .set = [](Descriptor& d, SQLLEN value) { d.set_count(static_cast<SQLSMALLINT>(value)); },
     .on_row = false},
    {.field = SQL_DESC_ALLOC_TYPE,
     .width = sizeof(SQLSMALLINT),
     .get = [](const Descriptor& d) -> SQLLEN {
       return d.role() == DescriptorRole::kApplication ? SQL_DESC_ALLOC_USER : SQL_DESC_ALLOC_AUTO;
     },
     .set = nullptr,
     .on_row = false},
    {.field = SQL_DESC_ARRAY_SIZE,
     .width = sizeof(SQLULEN),
     .get = get<&Descriptor::array_size>,
     .set = set<&Descriptor::array_size>,
     .on_row = false},
    {.field = SQL_DESC_ARRAY_STATUS_PTR,
     .width = sizeof(SQLPOINTER),
     .get = get<&Descriptor::array_status_ptr>,
     .set = set<&Descriptor::array_status_ptr>,
     .on_row = true},
    {.field = SQL_DESC_BIND_OFFSET_PTR,
     .width = sizeof(SQLPOINTER),
     .get = get<&Descriptor::bind_offset_ptr>,
     .set = set<&Descriptor::bind_offset_ptr>,
     .on_row = false},
    {.field = SQL_DESC_BIND_TYPE,
     .width = sizeof(SQLINTEGER),
     .get = get<&Descriptor::bind_type>,
     .set = set<&Descriptor::bind_type>,
     .on_row = false},
    {.field = SQL_DESC_ROWS_PROCESSED_PTR,
     .width = sizeof(SQLPOINTER),
     .get = get<&Descriptor::rows_processed_ptr>,
     .set = set<&Descriptor::rows_processed_ptr>,
     .on_row = true},
});

const HeaderField* find_header_field(SQLSMALLINT field) {
  return find_row(kHeaderFields, &HeaderField::field, field);
}

// An implementation row descriptor describes a statement that may not have been asked yet. The
// statement is locked before the descriptor, as everywhere.
Status fill_row_descriptor(SQLHDESC handle) {
  const auto descriptor = borrow_handle<Descriptor>(handle);
  if (descriptor == nullptr || descriptor->role() != DescriptorRole::kImpRow) return {};
  Slot* const owner = descriptor->owner;
  const std::lock_guard hold(owner->lock);
  if (owner->kind != HandleKind::kStatement) return {};
  PILLION_TRY(row, static_cast<Statement&>(*owner->object).described_row());
  (void)row;
  return {};
}

template <class Body>
SQLRETURN read_entry(SQLHDESC handle, Body body) noexcept {
  Status filled;
  try {
    filled = fill_row_descriptor(handle);
  } catch (...) {
    filled = fail("HY001", "There is not enough memory.");
  }
  return entry<Descriptor>(handle, [&](Descriptor& d) -> Outcome {
    if (!filled) return fail("HY007", "The statement is not prepared: " + filled.error().message);
    return body(d);
  });
}

void copy_number(SQLLEN number, std::size_t width, SQLPOINTER value, SQLINTEGER* length) {
  if (value != nullptr) std::memcpy(value, &number, width);  // little-endian: the low bytes
  if (length != nullptr) *length = static_cast<SQLINTEGER>(width);
}

template <OdbcChar Char>
SQLRETURN get_field(SQLHDESC handle, SQLSMALLINT number, SQLSMALLINT field, SQLPOINTER value,
                    SQLINTEGER capacity, SQLINTEGER* length) {
  return read_entry(handle, [&](Descriptor& d) -> Outcome {
    if (const HeaderField* const header = find_header_field(field)) {
      copy_number(header->get(d), header->width, value, length);
      return success();
    }
    const RecordField* const row = find_record_field(field);
    if (row == nullptr)
      return fail("HY091", "There is no descriptor field " + std::to_string(field) + ".");
    if (number < 0) return fail("07009", "Records count from 1.");
    const DescriptorRecord* const record = d.find_measured(number);
    if (record == nullptr) return SQL_NO_DATA;
    if (row->text == nullptr) {
      copy_number(row->number(*record), row->width, value, length);
      return success();
    }
    if (!return_text<LengthIn::kBytes>(row->text(*record), static_cast<Char*>(value), capacity,
                                       length))
      warn_truncated(d.diagnostics);
    return success();
  });
}

template <OdbcChar Char>
SQLRETURN get_record(SQLHDESC handle, SQLSMALLINT number, Char* name, SQLSMALLINT capacity,
                     SQLSMALLINT* length, SQLSMALLINT* type, SQLSMALLINT* sub_type,
                     SQLLEN* octet_length, SQLSMALLINT* precision, SQLSMALLINT* scale,
                     SQLSMALLINT* nullable) {
  return read_entry(handle, [&](Descriptor& d) -> Outcome {
    if (number < 0) return fail("07009", "Records count from 1.");
    const DescriptorRecord* const record = d.find_measured(number);
    if (record == nullptr) return SQL_NO_DATA;
    if (!return_text<LengthIn::kCharacters>(record->name, name, capacity, length))
      warn_truncated(d.diagnostics);
    const auto put = [](auto* where, auto what) {
      if (where != nullptr) *where = what;
    };
    put(type, record->type);
    put(sub_type, record->datetime_interval_code);
    put(octet_length, record->octet_length);
    put(precision, record->precision);
    put(scale, record->scale);
    put(nullable, record->nullable);
    return success();
  });
}

Status may_write(const Descriptor& d) {
  if (d.role() == DescriptorRole::kImpRow)
    return fail("HY016", "An implementation row descriptor cannot be changed.");
  return {};
}

Status set_header(Descriptor& d, const HeaderField& header, SQLLEN value) {
  if (!header.on_row) PILLION_CHECK(may_write(d));
  if (header.set == nullptr) return fail("HY091", "The field cannot be set.");
  if (header.field == SQL_DESC_ARRAY_SIZE && value < 1)
    return fail("HY024", "An array has at least one element.");
  if (header.field == SQL_DESC_COUNT && value < 0) return fail("07009", "Records count from 1.");
  header.set(d, value);
  d.touch();
  return {};
}

// A binding is looked at when its pointer is set (SQLSetDescField, "Consistency checks").
Status check_binding(const Descriptor& d, const DescriptorRecord& record) {
  const bool known = d.is_implementation() || record.concise_type == SQL_C_DEFAULT ||
                     is_c_type(record.concise_type);
  if (known) return {};
  return fail("HY021",
              "The record's type " + std::to_string(record.concise_type) + " is not a C type.");
}

Status set_field(Descriptor& d, SQLSMALLINT number, SQLSMALLINT field, SQLLEN value) {
  if (const HeaderField* const header = find_header_field(field))
    return set_header(d, *header, value);
  PILLION_CHECK(may_write(d));
  const RecordField* const row = find_record_field(field);
  if (row == nullptr || row->set == nullptr)
    return fail("HY091", "The descriptor field " + std::to_string(field) + " cannot be set.");
  if (number < 0) return fail("07009", "Records count from 1.");
  DescriptorRecord& record = d.record(number);
  if (field == SQL_DESC_DATA_PTR && value != 0) PILLION_CHECK(check_binding(d, record));
  PILLION_CHECK(row->set(record, value));
  d.touch();
  return {};
}

template <OdbcChar Char>
SQLRETURN set_field_entry(SQLHDESC handle, SQLSMALLINT number, SQLSMALLINT field, SQLPOINTER value,
                          SQLINTEGER length) {
  return entry<Descriptor>(handle, [&](Descriptor& d) -> Outcome {
    if (field != SQL_DESC_NAME)
      return finish(set_field(d, number, field, reinterpret_cast<SQLLEN>(value)));
    if (d.role() != DescriptorRole::kImpParameter)
      return fail("HY091", "Only a parameter can be given a name.");
    if (number < 1) return fail("07009", "Records count from 1.");
    const SQLINTEGER characters =
        length < 0 ? length : length / static_cast<SQLINTEGER>(sizeof(Char));
    PILLION_TRY(name, text_argument(static_cast<const Char*>(value), characters));
    d.record(number).name = std::move(name);
    d.record(number).unnamed = false;
    return success();
  });
}

Status set_record(Descriptor& d, SQLSMALLINT number, SQLSMALLINT type, SQLSMALLINT sub_type,
                  SQLLEN length, SQLSMALLINT precision, SQLSMALLINT scale, SQLPOINTER data,
                  SQLLEN* octet_length, SQLLEN* indicator) {
  PILLION_CHECK(may_write(d));
  if (number < 0) return fail("07009", "Records count from 1.");
  DescriptorRecord changed;
  set_verbose_type(changed, type, sub_type);
  changed.octet_length = length;
  changed.length = static_cast<SQLULEN>(std::max<SQLLEN>(length, 0));
  changed.precision = precision;
  changed.scale = scale;
  changed.scale_is_set = type == SQL_C_NUMERIC;
  changed.data_ptr = data;
  changed.octet_length_ptr = octet_length;
  changed.indicator_ptr = indicator;
  PILLION_CHECK(check_binding(d, changed));
  d.record(number) = std::move(changed);
  d.touch();
  return {};
}

// What SQLCopyDesc copies is taken first, so that no two descriptors are locked at once.
SQLRETURN copy_descriptor(SQLHDESC from, SQLHDESC to) noexcept {
  std::optional<Descriptor> copy;
  const SQLRETURN read = read_entry(from, [&](Descriptor& d) -> Outcome {
    copy.emplace(DescriptorRole::kApplication).copy_from(d);
    return success();
  });
  if (read != SQL_SUCCESS) return read;
  return entry<Descriptor>(to, [&](Descriptor& d) -> Outcome {
    PILLION_CHECK(may_write(d));
    d.copy_from(*copy);
    return success();
  });
}

}  // namespace
}  // namespace pillion

using namespace pillion;

extern "C" {

SQLRETURN SQL_API SQLGetDescField(SQLHDESC handle, SQLSMALLINT number, SQLSMALLINT field,
                                  SQLPOINTER value, SQLINTEGER capacity, SQLINTEGER* length) {
  return get_field<SQLCHAR>(handle, number, field, value, capacity, length);
}

SQLRETURN SQL_API SQLGetDescFieldW(SQLHDESC handle, SQLSMALLINT number, SQLSMALLINT field,
                                   SQLPOINTER value, SQLINTEGER capacity, SQLINTEGER* length) {
  return get_field<SQLWCHAR>(handle, number, field, value, capacity, length);
}

SQLRETURN SQL_API SQLGetDescRec(SQLHDESC handle, SQLSMALLINT number, SQLCHAR* name,
                                SQLSMALLINT capacity, SQLSMALLINT* length, SQLSMALLINT* type,
                                SQLSMALLINT* sub_type, SQLLEN* octet_length, SQLSMALLINT* precision,
                                SQLSMALLINT* scale, SQLSMALLINT* nullable) {
  return get_record(handle, number, name, capacity, length, type, sub_type, octet_length, precision,
                    scale, nullable);
}

SQLRETURN SQL_API SQLGetDescRecW(SQLHDESC handle, SQLSMALLINT number, SQLWCHAR* name,
                                 SQLSMALLINT capacity, SQLSMALLINT* length, SQLSMALLINT* type,
                                 SQLSMALLINT* sub_type, SQLLEN* octet_length,
                                 SQLSMALLINT* precision, SQLSMALLINT* scale,
                                 SQLSMALLINT* nullable) {
  return get_record(handle, number, name, capacity, length, type, sub_type, octet_length, precision,
                    scale, nullable);
}

SQLRETURN SQL_API SQLSetDescField(SQLHDESC handle, SQLSMALLINT number, SQLSMALLINT field,
                                  SQLPOINTER value, SQLINTEGER length) {
  return set_field_entry<SQLCHAR>(handle, number, field, value, length);
}

SQLRETURN SQL_API SQLSetDescFieldW(SQLHDESC handle, SQLSMALLINT number, SQLSMALLINT field,
                                   SQLPOINTER value, SQLINTEGER length) {
  return set_field_entry<SQLWCHAR>(handle, number, field, value, length);
}

SQLRETURN SQL_API SQLSetDescRec(SQLHDESC handle, SQLSMALLINT number, SQLSMALLINT type,
                                SQLSMALLINT sub_type, SQLLEN length, SQLSMALLINT precision,
                                SQLSMALLINT scale, SQLPOINTER data, SQLLEN* octet_length,
                                SQLLEN* indicator) {
  return entry<Descriptor>(handle, [&](Descriptor& d) {
    return finish(set_record(d, number, type, sub_type, length, precision, scale, data,
                             octet_length, indicator));
  });
}

SQLRETURN SQL_API SQLCopyDesc(SQLHDESC from, SQLHDESC to) {
  return copy_descriptor(from, to);
}

}  // extern "C"
