#include "driver/handles/record_fields.h"

#include <array>

#include "driver/handles/word.h"
#include "driver/table.h"

namespace pillion {
namespace {

using Record = DescriptorRecord;

template <auto Member>
SQLLEN number(const Record& record) {
  return static_cast<SQLLEN>(to_word(record.*Member));
}

template <auto Member>
std::string_view text(const Record& record) {
  return record.*Member;
}

template <auto Member>
Status set(Record& record, SQLLEN value) {
  from_word(static_cast<SQLULEN>(value), record.*Member);
  return {};
}

// Setting a field other than a pointer undoes a binding (SQLSetDescField, "Comments").
template <auto Member>
Status set_and_unbind(Record& record, SQLLEN value) {
  record.data_ptr = nullptr;
  return set<Member>(record, value);
}

Status set_concise(Record& record, SQLLEN value) {
  record.data_ptr = nullptr;
  set_concise_type(record, static_cast<SQLSMALLINT>(value));
  return {};
}

Status set_verbose(Record& record, SQLLEN value) {
  record.data_ptr = nullptr;
  set_verbose_type(record, static_cast<SQLSMALLINT>(value), record.datetime_interval_code);
  return {};
}

Status set_code(Record& record, SQLLEN value) {
  record.data_ptr = nullptr;
  set_verbose_type(record, record.type, static_cast<SQLSMALLINT>(value));
  return {};
}

template <auto Member>
Status set_digits(Record& record, SQLLEN value) {
  record.scale_is_set = true;
  return set_and_unbind<Member>(record, value);
}

Status set_parameter_type(Record& record, SQLLEN value) {
  if (value != SQL_PARAM_INPUT)
    return fail("HYC00", "A query has input parameters only. Write SQL_PARAM_INPUT.");
  record.parameter_type = SQL_PARAM_INPUT;
  return {};
}

template <SQLLEN Value>
SQLLEN constant(const Record&) {
  return Value;
}

SQLLEN named(const Record& record) {
  return record.unnamed ? SQL_UNNAMED : SQL_NAMED;
}
Status set_unnamed(Record& record, SQLLEN value) {
  if (value != SQL_UNNAMED) return fail("HY091", "A parameter can be made nameless only.");
  record.unnamed = true;
  return {};
}

std::string_view nothing(const Record&) {
  return "";
}

constexpr std::array kFields = std::to_array<RecordField>({
    {.field = SQL_DESC_TYPE,
     .name = "SQL_DESC_TYPE",
     .width = sizeof(SQLSMALLINT),
     .number = number<&Record::type>,
     .set = set_verbose},
    {.field = SQL_DESC_CONCISE_TYPE,
     .name = "SQL_DESC_CONCISE_TYPE",
     .width = sizeof(SQLSMALLINT),
     .number = number<&Record::concise_type>,
     .set = set_concise},
    {.field = SQL_DESC_DATETIME_INTERVAL_CODE,
     .name = "SQL_DESC_DATETIME_INTERVAL_CODE",
     .width = sizeof(SQLSMALLINT),
     .number = number<&Record::datetime_interval_code>,
     .set = set_code},
    {.field = SQL_DESC_DATETIME_INTERVAL_PRECISION,
     .name = "SQL_DESC_DATETIME_INTERVAL_PRECISION",
     .width = sizeof(SQLINTEGER),
     .number = number<&Record::datetime_interval_precision>,
     .set = set_and_unbind<&Record::datetime_interval_precision>},
    {.field = SQL_DESC_LENGTH,
     .name = "SQL_DESC_LENGTH",
     .width = sizeof(SQLULEN),
     .number = number<&Record::length>,
     .set = set_and_unbind<&Record::length>},
    {.field = SQL_DESC_OCTET_LENGTH,
     .name = "SQL_DESC_OCTET_LENGTH",
     .width = sizeof(SQLLEN),
     .number = number<&Record::octet_length>,
     .set = set_and_unbind<&Record::octet_length>},
    {.field = SQL_DESC_PRECISION,
     .name = "SQL_DESC_PRECISION",
     .width = sizeof(SQLSMALLINT),
     .number = number<&Record::precision>,
     .set = set_and_unbind<&Record::precision>},
    {.field = SQL_DESC_SCALE,
     .name = "SQL_DESC_SCALE",
     .width = sizeof(SQLSMALLINT),
     .number = number<&Record::scale>,
     .set = set_digits<&Record::scale>},
    {.field = SQL_DESC_DATA_PTR,
     .name = "SQL_DESC_DATA_PTR",
     .width = sizeof(SQLPOINTER),
     .number = number<&Record::data_ptr>,
     .set = set<&Record::data_ptr>},
    {.field = SQL_DESC_OCTET_LENGTH_PTR,
     .name = "SQL_DESC_OCTET_LENGTH_PTR",
     .width = sizeof(SQLPOINTER),
     .number = number<&Record::octet_length_ptr>,
     .set = set<&Record::octet_length_ptr>},
    {.field = SQL_DESC_INDICATOR_PTR,
     .name = "SQL_DESC_INDICATOR_PTR",
     .width = sizeof(SQLPOINTER),
     .number = number<&Record::indicator_ptr>,
     .set = set<&Record::indicator_ptr>},
    {.field = SQL_DESC_PARAMETER_TYPE,
     .name = "SQL_DESC_PARAMETER_TYPE",
     .width = sizeof(SQLSMALLINT),
     .number = number<&Record::parameter_type>,
     .set = set_parameter_type},
    {.field = SQL_DESC_NULLABLE,
     .name = "SQL_DESC_NULLABLE",
     .width = sizeof(SQLSMALLINT),
     .number = number<&Record::nullable>,
     .set = nullptr},
    {.field = SQL_DESC_UNNAMED,
     .name = "SQL_DESC_UNNAMED",
     .width = sizeof(SQLSMALLINT),
     .number = named,
     .set = set_unnamed},
    {.field = SQL_DESC_DISPLAY_SIZE,
     .name = "SQL_DESC_DISPLAY_SIZE",
     .width = sizeof(SQLLEN),
     .number = number<&Record::display_size>,
     .set = nullptr},
    {.field = SQL_DESC_NUM_PREC_RADIX,
     .name = "SQL_DESC_NUM_PREC_RADIX",
     .width = sizeof(SQLINTEGER),
     .number = number<&Record::num_prec_radix>,
     .set = set_and_unbind<&Record::num_prec_radix>},
    {.field = SQL_DESC_SEARCHABLE,
     .name = "SQL_DESC_SEARCHABLE",
     .width = sizeof(SQLSMALLINT),
     .number = number<&Record::searchable>,
     .set = nullptr},
    {.field = SQL_DESC_UNSIGNED,
     .name = "SQL_DESC_UNSIGNED",
     .width = sizeof(SQLSMALLINT),
     .number = number<&Record::is_unsigned>,
     .set = nullptr},
    {.field = SQL_DESC_CASE_SENSITIVE,
     .name = "SQL_DESC_CASE_SENSITIVE",
     .width = sizeof(SQLINTEGER),
     .number = number<&Record::case_sensitive>,
     .set = nullptr},
    {.field = SQL_DESC_FIXED_PREC_SCALE,
     .name = "SQL_DESC_FIXED_PREC_SCALE",
     .width = sizeof(SQLSMALLINT),
     .number = number<&Record::fixed_prec_scale>,
     .set = nullptr},
    {.field = SQL_DESC_AUTO_UNIQUE_VALUE,
     .name = "SQL_DESC_AUTO_UNIQUE_VALUE",
     .width = sizeof(SQLINTEGER),
     .number = constant<SQL_FALSE>,
     .set = nullptr},
    {.field = SQL_DESC_UPDATABLE,
     .name = "SQL_DESC_UPDATABLE",
     .width = sizeof(SQLSMALLINT),
     .number = constant<SQL_ATTR_READONLY>,
     .set = nullptr},
    {.field = SQL_DESC_ROWVER,
     .name = "SQL_DESC_ROWVER",
     .width = sizeof(SQLSMALLINT),
     .number = constant<SQL_FALSE>,
     .set = nullptr},
    {.field = SQL_DESC_NAME,
     .name = "SQL_DESC_NAME",
     .width = 0,
     .text = text<&Record::name>,
     .set = nullptr},
    {.field = SQL_DESC_LABEL,
     .name = "SQL_DESC_LABEL",
     .width = 0,
     .text = text<&Record::name>,
     .set = nullptr},
    {.field = SQL_DESC_TYPE_NAME,
     .name = "SQL_DESC_TYPE_NAME",
     .width = 0,
     .text = text<&Record::type_name>,
     .set = nullptr},
    {.field = SQL_DESC_LOCAL_TYPE_NAME,
     .name = "SQL_DESC_LOCAL_TYPE_NAME",
     .width = 0,
     .text = text<&Record::type_name>,
     .set = nullptr},
    {.field = SQL_DESC_LITERAL_PREFIX,
     .name = "SQL_DESC_LITERAL_PREFIX",
     .width = 0,
     .text = text<&Record::literal_prefix>,
     .set = nullptr},
    {.field = SQL_DESC_LITERAL_SUFFIX,
     .name = "SQL_DESC_LITERAL_SUFFIX",
     .width = 0,
     .text = text<&Record::literal_suffix>,
     .set = nullptr},
    {.field = SQL_DESC_CATALOG_NAME,
     .name = "SQL_DESC_CATALOG_NAME",
     .width = 0,
     .text = nothing,
     .set = nullptr},
    {.field = SQL_DESC_SCHEMA_NAME,
     .name = "SQL_DESC_SCHEMA_NAME",
     .width = 0,
     .text = text<&Record::schema_name>,
     .set = nullptr},
    {.field = SQL_DESC_TABLE_NAME,
     .name = "SQL_DESC_TABLE_NAME",
     .width = 0,
     .text = text<&Record::table_name>,
     .set = nullptr},
    {.field = SQL_DESC_BASE_TABLE_NAME,
     .name = "SQL_DESC_BASE_TABLE_NAME",
     .width = 0,
     .text = text<&Record::table_name>,
     .set = nullptr},
    {.field = SQL_DESC_BASE_COLUMN_NAME,
     .name = "SQL_DESC_BASE_COLUMN_NAME",
     .width = 0,
     .text = text<&Record::column_name>,
     .set = nullptr},
});

}  // namespace

std::span<const RecordField> all_record_fields() {
  return kFields;
}

const RecordField* find_record_field(SQLSMALLINT field) {
  return find_row(kFields, &RecordField::field, field);
}

}  // namespace pillion
