// SQLProcedures and SQLProcedureColumns.
#include <algorithm>
#include <array>

#include "reflect/catalog.h"
#include "reflect/catalog_fields.h"
#include "reflect/name_filter.h"

namespace pillion {
namespace {

struct RoutineRow {
  const Schema& schema;
  const Routine& routine;

  std::int64_t count(bool (*is_wanted)(ArgumentMode)) const {
    return std::ranges::count_if(routine.arguments, is_wanted, &RoutineArgument::mode);
  }
};

bool is_input(ArgumentMode mode) {
  return mode == ArgumentMode::kIn || mode == ArgumentMode::kInOut ||
         mode == ArgumentMode::kVariadic;
}
bool is_output(ArgumentMode mode) {
  return mode == ArgumentMode::kOut || mode == ArgumentMode::kInOut;
}

template <class Row>
CatalogValue routine_schema(const Row& row) {
  return row.routine.schema;
}
template <class Row>
CatalogValue routine_name(const Row& row) {
  return row.routine.name;
}

constexpr std::int64_t kProcedure = 1, kFunction = 2;  // SQL_PT_PROCEDURE, SQL_PT_FUNCTION

constexpr auto kProcedureFields = std::to_array<CatalogField<RoutineRow>>({
    {.name = "PROCEDURE_CAT", .odbc2_name = "PROCEDURE_QUALIFIER", .value = database_name},
    {.name = "PROCEDURE_SCHEM", .odbc2_name = "PROCEDURE_OWNER", .value = routine_schema},
    {.name = "PROCEDURE_NAME", .value = routine_name},
    {.name = "NUM_INPUT_PARAMS",
     .type = CatalogType::kInteger,
     .value = [](const RoutineRow& row) -> CatalogValue { return row.count(is_input); }},
    {.name = "NUM_OUTPUT_PARAMS",
     .type = CatalogType::kInteger,
     .value = [](const RoutineRow& row) -> CatalogValue { return row.count(is_output); }},
    {.name = "NUM_RESULT_SETS",
     .type = CatalogType::kInteger,
     .value = [](const RoutineRow& row) -> CatalogValue {
       return row.routine.returns_set ? 1 : 0;
     }},
    {.name = "REMARKS",
     .type = CatalogType::kText,
     .value = [](const RoutineRow& row) { return or_null(row.routine.comment); }},
    {.name = "PROCEDURE_TYPE",
     .type = CatalogType::kSmallint,
     .value = [](const RoutineRow& row) -> CatalogValue {
       return row.routine.kind == RoutineKind::kProcedure ? kProcedure : kFunction;
     }},
});

// COLUMN_TYPE, by ODBC's numbers: SQL_PARAM_INPUT ... SQL_RETURN_VALUE.
enum class ColumnKind : std::int8_t {
  kInput = 1,
  kInputOutput = 2,
  kResultColumn = 3,
  kOutput = 4,
  kReturnValue = 5
};

ColumnKind kind_of(ArgumentMode mode) {
  switch (mode) {
    case ArgumentMode::kIn:
    case ArgumentMode::kVariadic:
      return ColumnKind::kInput;
    case ArgumentMode::kInOut:
      return ColumnKind::kInputOutput;
    case ArgumentMode::kTable:
      return ColumnKind::kResultColumn;
    case ArgumentMode::kOut:
      return ColumnKind::kOutput;
  }
  return ColumnKind::kInput;
}

// An argument, a column of the rows that are returned, or the value that is.
struct ColumnRow : RoutineRow {
  const RoutineArgument& argument;
  ColumnKind kind;
  std::int64_t place;  // among the arguments, or the result's columns; 0: the returned value
  const ColumnDescription& description;
  const CatalogOptions& options;
};

constexpr std::int64_t kNullable = 1;

constexpr auto kColumnFields = std::to_array<CatalogField<ColumnRow>>({
    {.name = "PROCEDURE_CAT", .odbc2_name = "PROCEDURE_QUALIFIER", .value = database_name},
    {.name = "PROCEDURE_SCHEM", .odbc2_name = "PROCEDURE_OWNER", .value = routine_schema},
    {.name = "PROCEDURE_NAME", .value = routine_name},
    {.name = "COLUMN_NAME",
     .value = [](const ColumnRow& row) -> CatalogValue { return row.argument.name; }},
    {.name = "COLUMN_TYPE",
     .type = CatalogType::kSmallint,
     .value = [](const ColumnRow& row) -> CatalogValue {
       return static_cast<std::int64_t>(row.kind);
     }},
    {.name = "DATA_TYPE", .type = CatalogType::kSmallint, .value = data_type},
    {.name = "TYPE_NAME", .value = type_name},
    {.name = "COLUMN_SIZE",
     .odbc2_name = "PRECISION",
     .type = CatalogType::kInteger,
     .value = column_size},
    {.name = "BUFFER_LENGTH",
     .odbc2_name = "LENGTH",
     .type = CatalogType::kInteger,
     .value = buffer_length},
    {.name = "DECIMAL_DIGITS",
     .odbc2_name = "SCALE",
     .type = CatalogType::kSmallint,
     .value = decimal_digits},
    {.name = "NUM_PREC_RADIX",
     .odbc2_name = "RADIX",
     .type = CatalogType::kSmallint,
     .value = num_prec_radix},
    {.name = "NULLABLE",
     .type = CatalogType::kSmallint,
     .value = [](const ColumnRow&) -> CatalogValue { return kNullable; }},
    {.name = "REMARKS",
     .type = CatalogType::kText,
     .value = [](const ColumnRow&) { return CatalogValue(); }},
    {.name = "COLUMN_DEF",
     .type = CatalogType::kText,
     .value = [](const ColumnRow& row) { return or_null(row.argument.default_expression); }},
    {.name = "SQL_DATA_TYPE", .type = CatalogType::kSmallint, .value = sql_data_type},
    {.name = "SQL_DATETIME_SUB", .type = CatalogType::kSmallint, .value = sql_datetime_sub},
    {.name = "CHAR_OCTET_LENGTH", .type = CatalogType::kInteger, .value = char_octet_length},
    {.name = "ORDINAL_POSITION",
     .type = CatalogType::kInteger,
     .value = [](const ColumnRow& row) -> CatalogValue { return row.place; }},
    {.name = "IS_NULLABLE", .value = [](const ColumnRow&) -> CatalogValue { return "YES"; }},
});

struct RoutineColumn {
  const RoutineArgument* argument;
  ColumnKind kind;
  std::int64_t place;
};

// By COLUMN_TYPE, then by their place. Rows of single values are a result of one column.
std::vector<RoutineColumn> columns_of(const Routine& routine) {
  std::vector<RoutineColumn> columns;
  std::int64_t arguments = 0, results = 0;
  for (const RoutineArgument& each : routine.arguments) {
    const ColumnKind kind = kind_of(each.mode);
    const std::int64_t place = kind == ColumnKind::kResultColumn ? ++results : ++arguments;
    columns.push_back({.argument = &each, .kind = kind, .place = place});
  }
  if (routine.result.type != 0 && routine.returns_set) {
    columns.push_back({.argument = &routine.result, .kind = ColumnKind::kResultColumn, .place = 1});
  } else if (routine.result.type != 0) {
    columns.push_back({.argument = &routine.result, .kind = ColumnKind::kReturnValue, .place = 0});
  }
  std::ranges::stable_sort(columns, {}, &RoutineColumn::kind);
  return columns;
}

// Those of the schema and those of the system, in one order.
Result<std::vector<const Routine*>> wanted_routines(const Schema& schema,
                                                    std::span<const Routine> system_routines,
                                                    const CatalogName& name,
                                                    const CatalogOptions& options) {
  const bool is_id = options.metadata_id;
  PILLION_TRY(catalog, NameFilter::ordinary(name.catalog, schema.dialect, is_id && name.catalog));
  PILLION_TRY(schema_name, NameFilter::pattern(name.schema, schema.dialect, is_id));
  PILLION_TRY(routine_name, NameFilter::pattern(name.table, schema.dialect, is_id));
  std::vector<const Routine*> wanted;
  if (!catalog.matches(schema.database)) return wanted;
  for (const std::span<const Routine> routines : {std::span(schema.routines), system_routines}) {
    for (const Routine& each : routines) {
      if (routine_name.matches(each.name) && schema_name.matches(each.schema)) {
        wanted.push_back(&each);
      }
    }
  }
  std::ranges::stable_sort(wanted, {},
                           [](const Routine* each) -> std::string_view { return each->schema; });
  return wanted;
}

}  // namespace

Result<std::unique_ptr<ResultSet>> catalog_procedures(const Schema& schema,
                                                      std::span<const Routine> system_routines,
                                                      const CatalogName& name,
                                                      const CatalogOptions& options) {
  PILLION_TRY(wanted, wanted_routines(schema, system_routines, name, options));
  CatalogRows<RoutineRow> result(kProcedureFields, options);
  for (const Routine* routine : wanted) result.add({schema, *routine});
  return result.finish();
}

Result<std::unique_ptr<ResultSet>> catalog_procedure_columns(
    const Schema& schema, std::span<const Routine> system_routines, const CatalogName& name,
    const CatalogArgument& column, const CatalogOptions& options) {
  PILLION_TRY(wanted, wanted_routines(schema, system_routines, name, options));
  PILLION_TRY(column_name, NameFilter::pattern(column, schema.dialect, options.metadata_id));
  CatalogRows<ColumnRow> result(kColumnFields, options);
  for (const Routine* routine : wanted) {
    for (const RoutineColumn& each : columns_of(*routine)) {
      if (!column_name.matches(each.argument->name)) continue;
      result.add({{schema, *routine},
                  *each.argument,
                  each.kind,
                  each.place,
                  describe_argument(*each.argument, options),
                  options});
    }
  }
  return result.finish();
}

}  // namespace pillion
