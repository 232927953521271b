#include "driver/handles/descriptor.h"

#include <algorithm>
#include <array>

#include "core/utf.h"
#include "driver/convert/numeric.h"
#include "driver/convert/source.h"

namespace pillion {
namespace {

struct DatetimeRow {
  SQLSMALLINT concise;
  SQLSMALLINT code;
  SQLSMALLINT odbc2;
};
constexpr std::array kDatetimes = std::to_array<DatetimeRow>({
    {.concise = SQL_TYPE_DATE, .code = SQL_CODE_DATE, .odbc2 = SQL_DATE},
    {.concise = SQL_TYPE_TIME, .code = SQL_CODE_TIME, .odbc2 = SQL_TIME},
    {.concise = SQL_TYPE_TIMESTAMP, .code = SQL_CODE_TIMESTAMP, .odbc2 = SQL_TIMESTAMP},
});

constexpr SQLSMALLINT kFirstInterval = SQL_INTERVAL_YEAR;
constexpr SQLSMALLINT kLastInterval = SQL_INTERVAL_MINUTE_TO_SECOND;
constexpr SQLSMALLINT kIntervalBase = 100;  // concise interval codes are 100 + SQL_CODE_...

bool is_character(SQLSMALLINT type) {
  return type == SQL_CHAR || type == SQL_VARCHAR || type == SQL_LONGVARCHAR || type == SQL_WCHAR ||
         type == SQL_WVARCHAR || type == SQL_WLONGVARCHAR;
}

void fill_from(const TypeDescription& from, DescriptorRecord& record) {
  set_concise_type(record, static_cast<SQLSMALLINT>(from.sql_type));
  record.length = static_cast<SQLULEN>(from.column_size);
  record.octet_length = static_cast<SQLLEN>(from.octet_length);
  record.display_size = static_cast<SQLLEN>(from.display_size);
  record.scale = from.decimal_digits;
  record.precision = record.type == SQL_DATETIME ? from.decimal_digits
                     : from.num_prec_radix != 0  ? static_cast<SQLSMALLINT>(from.column_size)
                                                 : SQLSMALLINT{0};
  record.num_prec_radix = from.num_prec_radix;
  record.type_name = from.type_name;
  record.searchable = static_cast<unsigned char>(from.searchable);
  record.is_unsigned = from.is_unsigned || from.num_prec_radix == 0;
  record.case_sensitive = from.case_sensitive;
  record.nullable = SQL_NULLABLE;
}

void add_type_facts(Oid type, DescriptorRecord& record) {
  const Type* const found = find_type(type);
  if (found == nullptr) {
    record.literal_prefix = record.literal_suffix = "'";
    return;
  }
  record.literal_prefix = found->literal_prefix;
  record.literal_suffix = found->literal_suffix;
  record.fixed_prec_scale = found->fixed_precision_scale;
}

// Whether the type alone does not say how long its values are.
bool has_open_size(Oid type, std::int32_t modifier) {
  if (type == oid::kName || type == oid::kChar || type == oid::kInterval || type == oid::kTimetz)
    return false;
  const Type* const found = find_type(type);
  if (found == nullptr) return true;
  return modifier < 0 && (found->odbc == OdbcType::kWvarchar || found->odbc == OdbcType::kWchar ||
                          found->odbc == OdbcType::kVarbinary || found->odbc == OdbcType::kNumeric);
}

void measure_numeric(const ResultSet& result, int column, DescriptorRecord& record) {
  const bool binary = result.columns()[static_cast<std::size_t>(column)].format == Format::kBinary;
  int whole = 0;
  int scale = 0;
  for (std::int64_t row = 0; row < result.row_count(); ++row) {
    const Cell cell = result.cell(row, column);
    if (cell.is_null()) continue;
    const NumericSize size =
        binary ? numeric_size(source::view(cell)) : decimal_size(source::view(cell));
    whole = std::max(whole, size.precision - size.scale);
    scale = std::max(scale, size.scale);
  }
  const int precision = std::max(whole + scale, 1);
  record.precision = static_cast<SQLSMALLINT>(precision);
  record.scale = static_cast<SQLSMALLINT>(scale);
  record.length = static_cast<SQLULEN>(precision);
  record.display_size = precision + 2;
  record.octet_length = precision + 2;
}

struct TextSize {
  std::size_t characters = 0;
  std::size_t bytes = 0;
};

TextSize longest_text(const ResultSet& result, int column) {
  TextSize longest;
  for (std::int64_t row = 0; row < result.row_count(); ++row) {
    const Cell cell = result.cell(row, column);
    const auto bytes = static_cast<std::size_t>(cell.size);
    longest.bytes = std::max(longest.bytes, bytes);
    // Bytes are never fewer than characters, so most values need not be counted.
    if (bytes > longest.characters)
      longest.characters = std::max(longest.characters, utf8_length(source::view(cell)));
  }
  return longest;
}

std::size_t longest_bytes(const ResultSet& result, int column) {
  const bool binary = result.columns()[static_cast<std::size_t>(column)].format == Format::kBinary;
  std::size_t longest = 0;
  for (std::int64_t row = 0; row < result.row_count(); ++row)
    longest = std::max(longest, static_cast<std::size_t>(result.cell(row, column).size));
  return binary ? longest : longest / 2;  // \x and two digits a byte
}

}  // namespace

DescriptorRecord& Descriptor::record(SQLSMALLINT number) {
  if (number > count()) records_.resize(static_cast<std::size_t>(number) + 1);
  return records_[static_cast<std::size_t>(number)];
}

const DescriptorRecord* Descriptor::find(SQLSMALLINT number) const {
  return number >= 0 && number <= count() ? &records_[static_cast<std::size_t>(number)] : nullptr;
}

void Descriptor::set_count(SQLSMALLINT count) {
  records_.resize(static_cast<std::size_t>(std::max<SQLSMALLINT>(count, 0)) + 1);
  touch();
}

void Descriptor::describe(std::vector<DescriptorRecord> records,
                          std::shared_ptr<const ResultSet> result) {
  records_ = std::move(records);
  records_.insert(records_.begin(), DescriptorRecord());
  result_ = std::move(result);
  touch();
}

const DescriptorRecord* Descriptor::find_measured(SQLSMALLINT number) {
  if (find(number) == nullptr) return nullptr;
  DescriptorRecord& found = records_[static_cast<std::size_t>(number)];
  if (result_ != nullptr && !found.is_measured &&
      (found.size_is_open || is_character(found.concise_type)))
    measure_column(*result_, number - 1, found);
  found.is_measured = true;
  return &found;
}

void Descriptor::copy_from(Descriptor& source) {
  array_size = source.array_size;
  array_status_ptr = source.array_status_ptr;
  bind_offset_ptr = source.bind_offset_ptr;
  bind_type = source.bind_type;
  rows_processed_ptr = source.rows_processed_ptr;
  for (SQLSMALLINT number = 1; number <= source.count(); ++number) source.find_measured(number);
  records_ = source.records_;
  touch();
}

void set_concise_type(DescriptorRecord& record, SQLSMALLINT concise_type) {
  record.concise_type = concise_type;
  record.type = concise_type;
  record.datetime_interval_code = 0;
  for (const DatetimeRow& row : kDatetimes) {
    if (concise_type != row.concise && concise_type != row.odbc2) continue;
    record.concise_type = row.concise;
    record.type = SQL_DATETIME;
    record.datetime_interval_code = row.code;
  }
  if (concise_type >= kFirstInterval && concise_type <= kLastInterval) {
    record.type = SQL_INTERVAL;
    record.datetime_interval_code = static_cast<SQLSMALLINT>(concise_type - kIntervalBase);
  }
}

void set_verbose_type(DescriptorRecord& record, SQLSMALLINT type, SQLSMALLINT code) {
  record.type = type;
  record.concise_type = type;
  record.datetime_interval_code = code;
  if (type == SQL_INTERVAL) record.concise_type = static_cast<SQLSMALLINT>(kIntervalBase + code);
  if (type != SQL_DATETIME) return;
  for (const DatetimeRow& row : kDatetimes)
    if (row.code == code) record.concise_type = row.concise;
}

SQLSMALLINT to_odbc2_type(SQLSMALLINT concise_type) {
  for (const DatetimeRow& row : kDatetimes)
    if (concise_type == row.concise) return row.odbc2;
  return concise_type;
}

DescriptorRecord describe_column(const ResultColumn& column, const TypeOptions& options) {
  DescriptorRecord record;
  fill_from(describe_type(column.type, column.type_modifier, options), record);
  add_type_facts(column.type, record);
  record.name = column.name;
  record.unnamed = column.name.empty();
  record.size_is_open = has_open_size(column.type, column.type_modifier);
  return record;
}

DescriptorRecord describe_parameter(Oid type, const TypeOptions& options) {
  DescriptorRecord record;
  fill_from(describe_type(type, -1, options), record);
  add_type_facts(type, record);
  record.unnamed = true;
  return record;
}

void measure_column(const ResultSet& result, int column, DescriptorRecord& record) {
  if (record.concise_type == SQL_NUMERIC) return measure_numeric(result, column, record);
  if (!is_character(record.concise_type)) {
    const std::size_t longest = std::max<std::size_t>(longest_bytes(result, column), 1);
    record.length = longest;
    record.display_size = static_cast<SQLLEN>(2 * longest);
    record.octet_length = static_cast<SQLLEN>(longest);
    return;
  }
  const TextSize longest = longest_text(result, column);
  if (record.size_is_open) {
    constexpr SQLLEN kUtf8BytesPerCharacter = 4;
    record.length = std::max<std::size_t>(longest.characters, 1);
    record.display_size = static_cast<SQLLEN>(record.length);
    record.octet_length = static_cast<SQLLEN>(record.length) * kUtf8BytesPerCharacter;
  }
  // isql reads as many bytes as this says, so characters of several bytes have to fit.
  record.display_size = std::max(record.display_size, static_cast<SQLLEN>(longest.bytes));
}

}  // namespace pillion
