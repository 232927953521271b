#include "driver/handles/environment_attributes.h"

#include <array>
#include <string>

#include "driver/handles/word.h"
#include "driver/table.h"

namespace pillion {
namespace {

template <auto Member>
SQLINTEGER get(const Environment& e) {
  return static_cast<SQLINTEGER>(e.*Member);
}

// The driver manager pools; a driver is told, and has nothing to do.
template <auto Member, SQLULEN Most>
Status set_choice(Environment& e, SQLINTEGER value) {
  PILLION_CHECK(require_choice(static_cast<SQLULEN>(value), Most));
  from_word(static_cast<SQLULEN>(value), e.*Member);
  return {};
}

Status set_version(Environment& e, SQLINTEGER value) {
  if (value != SQL_OV_ODBC2 && value != SQL_OV_ODBC3 && value != SQL_OV_ODBC3_80)
    return fail("HY024", "The ODBC version is 2, 3 or 380.");
  e.odbc_version = value;
  return {};
}

Status set_output_nts(Environment&, SQLINTEGER value) {
  if (value != SQL_TRUE) return fail("HYC00", "Text results always end in NUL.");
  return {};
}

constexpr std::array kAttributes = std::to_array<EnvironmentAttributeRow>({
    {.attribute = SQL_ATTR_ODBC_VERSION,
     .name = "SQL_ATTR_ODBC_VERSION",
     .get = get<&Environment::odbc_version>,
     .set = set_version},
    {.attribute = SQL_ATTR_OUTPUT_NTS,
     .name = "SQL_ATTR_OUTPUT_NTS",
     .get = [](const Environment&) -> SQLINTEGER { return SQL_TRUE; },
     .set = set_output_nts},
    {.attribute = SQL_ATTR_CONNECTION_POOLING,
     .name = "SQL_ATTR_CONNECTION_POOLING",
     .get = get<&Environment::connection_pooling>,
     .set = set_choice<&Environment::connection_pooling, SQL_CP_ONE_PER_HENV>},
    {.attribute = SQL_ATTR_CP_MATCH,
     .name = "SQL_ATTR_CP_MATCH",
     .get = get<&Environment::cp_match>,
     .set = set_choice<&Environment::cp_match, SQL_CP_RELAXED_MATCH>},
});

}  // namespace

std::span<const EnvironmentAttributeRow> all_environment_attributes() {
  return kAttributes;
}

Result<const EnvironmentAttributeRow*> find_environment_attribute(SQLINTEGER attribute) {
  const auto* const row = find_row(kAttributes, &EnvironmentAttributeRow::attribute, attribute);
  if (row == nullptr)
    return fail("HY092", "There is no environment attribute " + std::to_string(attribute) + ".");
  return row;
}

}  // namespace pillion
