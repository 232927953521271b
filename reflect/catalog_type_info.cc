// SQLGetTypeInfo.
#include <algorithm>
#include <array>

#include "reflect/catalog.h"
#include "reflect/catalog_fields.h"

namespace pillion {
namespace {

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

struct Row {
  const Offer& offer;
  const Type& type;
  const TypeDescription& description;
  const CatalogOptions& options;

  bool is_number() const { return description.num_prec_radix != 0; }
  bool has_scale() const { return offer.maximum_scale >= 0; }
};

CatalogValue name_of_type(const Row& row) {
  return row.type.name;
}

constexpr auto kFields =
    std::to_array<CatalogField<Row>>({
        {.name = "TYPE_NAME", .value = name_of_type},
        {.name = "DATA_TYPE",
         .type = CatalogType::kSmallint,
         .value = [](const Row& row) -> CatalogValue {
           return concise_type(row.offer.odbc, row.options);
         }},
        {.name = "COLUMN_SIZE",
         .odbc2_name = "PRECISION",
         .type = CatalogType::kInteger,
         .value = [](const Row& row) -> CatalogValue {
           const std::int64_t size = row.offer.column_size;
           return size != 0 ? size : row.description.column_size;
         }},
        {.name = "LITERAL_PREFIX",
         .value = [](const Row& row) { return or_null(row.type.literal_prefix); }},
        {.name = "LITERAL_SUFFIX",
         .value = [](const Row& row) { return or_null(row.type.literal_suffix); }},
        {.name = "CREATE_PARAMS",
         .value = [](const Row& row) { return or_null(row.offer.create_params); }},
        {.name = "NULLABLE",  // SQL_NULLABLE
         .type = CatalogType::kSmallint,
         .value = [](const Row&) -> CatalogValue { return 1; }},
        {.name = "CASE_SENSITIVE",
         .type = CatalogType::kSmallint,
         .value = [](const Row& row) -> CatalogValue { return row.type.case_sensitive ? 1 : 0; }},
        {.name = "SEARCHABLE",
         .type = CatalogType::kSmallint,
         .value = [](const Row& row) -> CatalogValue { return row.type.searchable; }},
        {.name = "UNSIGNED_ATTRIBUTE",  // no number type is unsigned
         .type = CatalogType::kSmallint,
         .value = [](const Row& row) { return number_if(row.is_number(), 0); }},
        {.name = "FIXED_PREC_SCALE",
         .odbc2_name = "MONEY",
         .type = CatalogType::kSmallint,
         .value = [](const Row& row) -> CatalogValue {
           return row.type.fixed_precision_scale ? 1 : 0;
         }},
        {.name = "AUTO_UNIQUE_VALUE",  // none counts by itself
         .odbc2_name = "AUTO_INCREMENT",
         .type = CatalogType::kSmallint,
         .value = [](const Row& row) { return number_if(row.is_number(), 0); }},
        {.name = "LOCAL_TYPE_NAME", .value = name_of_type},
        {.name = "MINIMUM_SCALE",
         .type = CatalogType::kSmallint,
         .value = [](const Row& row) { return number_if(row.has_scale(), 0); }},
        {.name = "MAXIMUM_SCALE",
         .type = CatalogType::kSmallint,
         .value =
             [](const Row& row) { return number_if(row.has_scale(), row.offer.maximum_scale); }},
        {.name = "SQL_DATA_TYPE",
         .type = CatalogType::kSmallint,
         .value = [](const Row& row) -> CatalogValue { return verbose_type(row.offer.odbc); }},
        {.name = "SQL_DATETIME_SUB",
         .type = CatalogType::kSmallint,
         .value =
             [](const Row& row) {
               const std::int16_t subcode = datetime_subcode(row.offer.odbc);
               return number_if(subcode != 0, subcode);
             }},
        {.name = "NUM_PREC_RADIX",
         .type = CatalogType::kInteger,
         .value =
             [](const Row&
                    row) { return number_if(row.is_number(), row.description.num_prec_radix); }},
        {.name = "INTERVAL_PRECISION",  // intervals are text
         .type = CatalogType::kSmallint,
         .value = [](const Row&) { return CatalogValue(); }},
    });

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
  CatalogRows<Row> result(kFields, options);
  for (const Offer* offer : offers) {
    result.add(
        {*offer, *find_type(offer->oid), describe_type(offer->oid, -1, options.types), options});
  }
  return result.finish();
}

}  // namespace pillion
