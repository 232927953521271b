// The fields of a descriptor record, as one table. SQLColAttribute and SQLGetDescField read it,
// SQLSetDescField writes through it.
#pragma once

#include <span>

#include "driver/handles/descriptor.h"

namespace pillion {

struct RecordField {
  SQLSMALLINT field;
  std::string_view name;
  std::size_t width;  // bytes of a number or pointer in SQLGetDescField; 0: text
  SQLLEN (*number)(const DescriptorRecord& record);
  std::string_view (*text)(const DescriptorRecord& record);
  // nullptr: the field cannot be set.
  Status (*set)(DescriptorRecord& record, SQLLEN value);
};

std::span<const RecordField> all_record_fields();
const RecordField* find_record_field(SQLSMALLINT field);

}  // namespace pillion
