// SQLGetTypeInfo.
#include <algorithm>
#include <array>

#include "reflect/catalog.h"
#include "reflect/column_description.h"
#include "reflect/memory_result.h"

namespace pillion {
namespace {

constexpr std::array<CatalogColumn, 19> kColumns = {{
    {.name = "TYPE_NAME"},
    {.name = "DATA_TYPE", .type = CatalogType::kSmallint},
    {.name = "COLUMN_SIZE", .type = CatalogType::kInteger, .odbc2_name = "PRECISION"},
    {.name = "LITERAL_PREFIX"},
    {.name = "LITERAL_SUFFIX"},
    {.name = "CREATE_PARAMS"},
    {.name = "NULLABLE", .type = CatalogType::kSmallint},
    {.name = "CASE_SENSITIVE", .type = CatalogType::kSmallint},
    {.name = "SEARCHABLE", .type = CatalogType::kSmallint},
    {.name = "UNSIGNED_ATTRIBUTE", .type = CatalogType::kSmallint},
    {.name = "FIXED_PREC_SCALE", .type = CatalogType::kSmallint, .odbc2_name = "MONEY"},
    {.name = "AUTO_UNIQUE_VALUE", .type = CatalogType::kSmallint, .odbc2_name = "AUTO_INCREMENT"},
    {.name = "LOCAL_TYPE_NAME"},
    {.name = "MINIMUM_SCALE", .type = CatalogType::kSmallint},
    {.name = "MAXIMUM_SCALE", .type = CatalogType::kSmallint},
    {.name = "SQL_DATA_TYPE", .type = CatalogType::kSmallint},
    {.name = "SQL_DATETIME_SUB", .type = CatalogType::kSmallint},
    {.name = "NUM_PREC_RADIX", .type = CatalogType::kInteger},
    {.name = "INTERVAL_PRECISION", .type = CatalogType::kSmallint},
}};

constexpr std::int32_t kLongestVarchar = 10485760;  // of varchar(n), in PostgreSQL's manual
constexpr std::int32_t kLongestValue = 1073741823;  // 1 GB, the limit of any value
constexpr std::int32_t kLargestPrecision = 1000;    // of numeric(p,s)

// A type as it may be asked for. One PostgreSQL type answers for several of ODBC's, because tools
// ask for those they know: pyodbc for VARCHAR and WVARCHAR, others for DECIMAL or FLOAT.
struct Offer {
  OdbcType odbc;
  Oid oid;
  std::int32_t column_size = 0;  // 0: what the type table says
  std::string_view create_params = {};
  std::int16_t maximum_scale = -1;  // -1: has no scale
};

// Within one ODBC type the closest comes first.
constexpr std::array kOffers = {
    Offer{.odbc = OdbcType::kGuid, .oid = oid::kUuid},
    Offer{.odbc = OdbcType::kWlongvarchar, .oid = oid::kText, .column_size = kLongestValue},
    Offer{.odbc = OdbcType::kWvarchar,
          .oid = oid::kVarchar,
          .column_size = kLongestVarchar,
          .create_params = "max length"},
    Offer{.odbc = OdbcType::kWvarchar, .oid = oid::kText, .column_size = kLongestValue},
    Offer{.odbc = OdbcType::kWvarchar, .oid = oid::kJson, .column_size = kLongestValue},
    Offer{.odbc = OdbcType::kWvarchar, .oid = oid::kJsonb, .column_size = kLongestValue},
    Offer{.odbc = OdbcType::kWvarchar, .oid = oid::kXml, .column_size = kLongestValue},
    Offer{.odbc = OdbcType::kWvarchar, .oid = oid::kInterval},
    Offer{.odbc = OdbcType::kWvarchar, .oid = oid::kTimetz},
    Offer{.odbc = OdbcType::kWvarchar, .oid = oid::kMoney},
    Offer{.odbc = OdbcType::kWchar,
          .oid = oid::kBpchar,
          .column_size = kLongestVarchar,
          .create_params = "length"},
    Offer{.odbc = OdbcType::kBit, .oid = oid::kBool},
    Offer{.odbc = OdbcType::kBigint, .oid = oid::kInt8, .maximum_scale = 0},
    Offer{.odbc = OdbcType::kLongvarbinary, .oid = oid::kBytea, .column_size = kLongestValue},
    Offer{.odbc = OdbcType::kVarbinary, .oid = oid::kBytea, .column_size = kLongestValue},
    Offer{.odbc = OdbcType::kLongvarchar, .oid = oid::kText, .column_size = kLongestValue},
    Offer{.odbc = OdbcType::kChar,
          .oid = oid::kBpchar,
          .column_size = kLongestVarchar,
          .create_params = "length"},
    Offer{.odbc = OdbcType::kNumeric,
          .oid = oid::kNumeric,
          .column_size = kLargestPrecision,
          .create_params = "precision,scale",
          .maximum_scale = kLargestPrecision},
    Offer{.odbc = OdbcType::kDecimal,
          .oid = oid::kNumeric,
          .column_size = kLargestPrecision,
          .create_params = "precision,scale",
          .maximum_scale = kLargestPrecision},
    Offer{.odbc = OdbcType::kInteger, .oid = oid::kInt4, .maximum_scale = 0},
    Offer{.odbc = OdbcType::kSmallint, .oid = oid::kInt2, .maximum_scale = 0},
    Offer{.odbc = OdbcType::kFloat, .oid = oid::kFloat8},
    Offer{.odbc = OdbcType::kReal, .oid = oid::kFloat4},
    Offer{.odbc = OdbcType::kDouble, .oid = oid::kFloat8},
    Offer{.odbc = OdbcType::kVarchar,
          .oid = oid::kVarchar,
          .column_size = kLongestVarchar,
          .create_params = "max length"},
    Offer{.odbc = OdbcType::kTypeDate, .oid = oid::kDate},
    Offer{.odbc = OdbcType::kTypeTime,
          .oid = oid::kTime,
          .create_params = "precision",
          .maximum_scale = 6},
    Offer{.odbc = OdbcType::kTypeTimestamp,
          .oid = oid::kTimestamp,
          .create_params = "precision",
          .maximum_scale = 6},
    Offer{.odbc = OdbcType::kTypeTimestamp,
          .oid = oid::kTimestamptz,
          .create_params = "precision",
          .maximum_scale = 6},
};

void add_offer(MemoryResultBuilder& result, const Offer& offer, const CatalogOptions& options) {
  const Type& type = *find_type(offer.oid);
  const TypeDescription description = describe_type(offer.oid, -1, options.types);
  const bool is_number = description.num_prec_radix != 0;
  const bool has_scale = offer.maximum_scale >= 0;
  const std::int16_t subcode = datetime_subcode(offer.odbc);
  result.text(type.name).number(concise_type(offer.odbc, options));
  result.number(offer.column_size != 0 ? offer.column_size : description.column_size);
  result.text_or_null(type.literal_prefix).text_or_null(type.literal_suffix);
  result.text_or_null(offer.create_params);
  result.number(1);  // SQL_NULLABLE
  result.number(type.case_sensitive ? 1 : 0).number(type.searchable);
  number_or_null(result, 0, is_number);  // no number type is unsigned
  result.number(type.fixed_precision_scale ? 1 : 0);
  number_or_null(result, 0, is_number);  // none counts by itself
  result.text(type.name);
  number_or_null(result, 0, has_scale);
  number_or_null(result, offer.maximum_scale, has_scale);
  result.number(verbose_type(offer.odbc));
  number_or_null(result, subcode, subcode != 0);
  number_or_null(result, description.num_prec_radix, is_number);
  result.null();  // intervals are text
}

}  // namespace

std::unique_ptr<ResultSet> catalog_type_info(std::int16_t sql_type, const CatalogOptions& options) {
  std::vector<const Offer*> offers;
  for (const Offer& offer : kOffers) {
    const bool is_wanted = sql_type == 0 || sql_type == static_cast<std::int16_t>(offer.odbc) ||
                           sql_type == concise_type(offer.odbc, {.odbc2 = true});
    if (is_wanted) offers.push_back(&offer);
  }
  std::ranges::stable_sort(offers, {},
                           [&](const Offer* offer) { return concise_type(offer->odbc, options); });
  MemoryResultBuilder result(kColumns, options.odbc2);
  for (const Offer* offer : offers) add_offer(result, *offer, options);
  return result.finish();
}

}  // namespace pillion
