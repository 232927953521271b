#include "reflect/load_postgres.h"

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_map>

#include "reflect/load_postgres_grants.h"
#include "reflect/load_postgres_routines.h"
#include "reflect/postgres_rows.h"
#include "reflect/view_origins.h"

namespace pillion {
namespace {

constexpr int kDeepestView = 32;  // views that read views

// relkind, of the manual's pg_class.
constexpr std::array<Letter<TableKind>, 5> kTableKinds = {{
    {.letter = 'r', .value = TableKind::kTable},
    {.letter = 'v', .value = TableKind::kView},
    {.letter = 'm', .value = TableKind::kMaterializedView},
    {.letter = 'p', .value = TableKind::kPartitionedTable},
    {.letter = 'f', .value = TableKind::kForeignTable},
}};

// confupdtype and confdeltype, of pg_constraint.
constexpr std::array<Letter<ReferentialAction>, 5> kActions = {{
    {.letter = 'a', .value = ReferentialAction::kNoAction},
    {.letter = 'c', .value = ReferentialAction::kCascade},
    {.letter = 'r', .value = ReferentialAction::kRestrict},
    {.letter = 'n', .value = ReferentialAction::kSetNull},
    {.letter = 'd', .value = ReferentialAction::kSetDefault},
}};

// typtype, of pg_type.
constexpr std::array<Letter<UserTypeKind>, 3> kUserTypeKinds = {{
    {.letter = 'e', .value = UserTypeKind::kEnum},
    {.letter = 'd', .value = UserTypeKind::kDomain},
    {.letter = 'c', .value = UserTypeKind::kComposite},
}};

TableKind table_kind(std::int64_t relkind, std::string_view schema) {
  const bool is_system = schema == "pg_catalog" || schema == "information_schema";
  return is_system ? TableKind::kSystemTable : of_letter(kTableKinds, relkind);
}

// One run of the catalog query, turned into a Schema kind by kind.
class PostgresCatalog {
 public:
  explicit PostgresCatalog(const ResultSet& result) : rows_(result) {}

  Schema read() {
    read_names();
    read_tables();
    read_parents();
    read_columns();
    read_types();
    resolve_domains();
    read_defaults();
    read_comments();
    read_indexes();
    read_foreign_keys();
    read_views();
    read_grants(rows_, schema_, [this](Oid oid) { return table_id(oid); });
    schema_.routines = read_routines(rows_, schema_.types);
    read_aggregates();
    return std::move(schema_);
  }

 private:
  TableId table_id(Oid oid) const {
    const auto found = table_of_oid_.find(oid);
    return found == table_of_oid_.end() ? kNoTable : found->second;
  }
  // nullptr: a table that is not in the snapshot.
  Table* table(Oid oid) {
    const TableId id = table_id(oid);
    return id == kNoTable ? nullptr : &schema_.tables[static_cast<std::size_t>(id)];
  }

  // nullptr: a type that somebody else's session made for itself.
  UserType* user_type(Oid oid) {
    const auto found = type_of_oid_.find(oid);
    return found == type_of_oid_.end() ? nullptr : &schema_.types[found->second];
  }

  static std::vector<ColumnId> columns_of(const Table& table, std::string_view attributes) {
    std::vector<ColumnId> columns;
    columns.reserve(1 + static_cast<std::size_t>(std::ranges::count(attributes, ' ')));
    while (!attributes.empty()) columns.push_back(column_of(table, take_number(attributes)));
    return columns;
  }

  void read_names();
  void read_tables();
  void read_parents();
  void read_columns();
  void make_room_for_columns();
  void read_types();
  void read_type_parts();
  void resolve_domains();
  void read_defaults();
  void read_comments();
  void read_indexes();
  void add_index(Table& table, std::int64_t row);
  void read_index_texts();
  void read_foreign_keys();
  void add_foreign_key(std::int64_t row);
  void read_views();
  void read_aggregates();
  std::optional<ViewColumnOrigin> base_origin(ViewColumnOrigin origin, int depth) const;

  PostgresRows rows_;
  std::unordered_map<Oid, TableId> table_of_oid_;
  std::unordered_map<Oid, std::size_t> type_of_oid_;
  std::unordered_map<Oid, std::size_t> index_of_oid_;  // place in its table's indexes
  std::unordered_map<Oid, std::vector<std::optional<ViewColumnOrigin>>> origins_of_view_;
  Schema schema_;
};

void PostgresCatalog::read_names() {
  for (const std::int64_t row : rows_.of(CatalogRow::kDatabase))
    schema_.database = rows_.string(row, kT1);
  for (const std::int64_t row : rows_.of(CatalogRow::kSchema)) {
    schema_.schemas.push_back(rows_.string(row, kT1));
  }
  std::ranges::sort(schema_.schemas);
  for (const std::int64_t row : rows_.in_order(CatalogRow::kSearchPath))
    schema_.search_path.push_back(rows_.string(row, kT1));
}

void PostgresCatalog::read_tables() {
  for (const std::int64_t row : rows_.of(CatalogRow::kTable)) {
    Table& table = schema_.tables.emplace_back();
    table.oid = rows_.oid(row, kA);
    table.name = rows_.text(row, kT1);
    table.schema = rows_.text(row, kT2);
    const std::int64_t packed = rows_.number(row, kN);
    table.kind = table_kind(packed & kLetter, table.schema);
    table.is_partition = (packed & kTableIsPartition) != 0;
    table.pages = static_cast<std::int32_t>(rows_.number(row, kM));
    std::string_view rows = rows_.text(row, kT3);
    table.row_estimate = static_cast<double>(take_number(rows));
    // Before version 14 a table that was never analyzed says 0 rows in 0 pages.
    if (table.row_estimate == 0 && table.pages == 0) table.row_estimate = -1;
  }
  std::ranges::sort(schema_.tables, [](const Table& a, const Table& b) {
    return a.schema != b.schema ? a.schema < b.schema : a.name < b.name;
  });
  table_of_oid_.reserve(schema_.tables.size());
  for (std::size_t i = 0; i < schema_.tables.size(); ++i) {
    table_of_oid_.emplace(schema_.tables[i].oid, static_cast<TableId>(i));
  }
}

void PostgresCatalog::read_parents() {
  for (const std::int64_t row : rows_.in_order(CatalogRow::kParent)) {
    Table* const child = table(rows_.oid(row, kA));
    const TableId parent = table_id(rows_.oid(row, kB));
    if (child != nullptr && parent != kNoTable) child->parents.push_back(parent);
  }
}

void PostgresCatalog::read_columns() {
  std::unordered_map<std::uint64_t, std::string_view> types;
  const auto type_key = [&](std::int64_t row) {
    return (static_cast<std::uint64_t>(rows_.oid(row, kB)) << 32U) |
           static_cast<std::uint32_t>(rows_.number(row, kM));
  };
  for (const std::int64_t row : rows_.of(CatalogRow::kType)) {
    types.emplace(type_key(row), rows_.text(row, kT1));
  }
  make_room_for_columns();
  for (const std::int64_t row : rows_.of(CatalogRow::kColumn)) {
    Table* const owner = table(rows_.oid(row, kA));
    if (owner == nullptr) continue;
    const std::int64_t packed = rows_.number(row, kN);
    Column& column = owner->columns.emplace_back();
    column.name = rows_.text(row, kT1);
    column.type = rows_.oid(row, kB);
    column.type_modifier = static_cast<std::int32_t>(rows_.number(row, kM));
    column.type_name = types[type_key(row)];
    column.ordinal = static_cast<std::int16_t>(packed & kColumnNumber);
    column.nullable = (packed & kColumnNotNull) == 0;
    column.identity = (packed & kColumnIdentity) != 0;
    column.identity_always = (packed & kColumnIdentityAlways) != 0;
    column.generated = (packed & kColumnGenerated) != 0;
    column.collation = rows_.text(row, kT2);
  }
  for (Table& each : schema_.tables) std::ranges::sort(each.columns, {}, &Column::ordinal);
}

// Most of a snapshot is columns: they are not to be moved while their number grows.
void PostgresCatalog::make_room_for_columns() {
  std::vector<std::size_t> counts(schema_.tables.size());
  for (const std::int64_t row : rows_.of(CatalogRow::kColumn)) {
    if (const TableId owner = table_id(rows_.oid(row, kA)); owner != kNoTable) {
      ++counts[static_cast<std::size_t>(owner)];
    }
  }
  for (std::size_t i = 0; i < counts.size(); ++i) schema_.tables[i].columns.reserve(counts[i]);
}

void PostgresCatalog::read_types() {
  for (const std::int64_t row : rows_.of(CatalogRow::kUserType)) {
    const std::int64_t packed = rows_.number(row, kN);
    schema_.types.push_back({.schema = rows_.string(row, kT2),
                             .name = rows_.string(row, kT1),
                             .oid = rows_.oid(row, kA),
                             .kind = of_letter(kUserTypeKinds, packed & kLetter),
                             .base_type = rows_.oid(row, kB),
                             .type_modifier = static_cast<std::int32_t>(rows_.number(row, kM)),
                             .not_null = (packed & kTypeNotNull) != 0,
                             .default_expression = rows_.string(row, kT3)});
  }
  std::ranges::sort(schema_.types, [](const UserType& a, const UserType& b) {
    return a.schema != b.schema ? a.schema < b.schema : a.name < b.name;
  });
  for (std::size_t i = 0; i < schema_.types.size(); ++i) {
    type_of_oid_.emplace(schema_.types[i].oid, i);
  }
  read_type_parts();
}

void PostgresCatalog::read_type_parts() {
  for (const std::int64_t row : rows_.in_order(CatalogRow::kLabel)) {
    if (UserType* const type = user_type(rows_.oid(row, kA)))
      type->labels.push_back(rows_.string(row, kT1));
  }
  for (const std::int64_t row : rows_.in_order(CatalogRow::kAttribute)) {
    UserType* const type = user_type(rows_.oid(row, kA));
    if (type == nullptr) continue;
    if (rows_.number(row, kN) == 0) {
      type->base_name = rows_.text(row, kT2);
      continue;
    }
    type->attributes.push_back({.name = rows_.string(row, kT1),
                                .type = rows_.oid(row, kB),
                                .type_modifier = static_cast<std::int32_t>(rows_.number(row, kM)),
                                .type_name = rows_.string(row, kT2)});
  }
}

// A domain may rest on a domain; NOT NULL anywhere on the way down holds for the column.
void PostgresCatalog::resolve_domains() {
  for (Table& each : schema_.tables) {
    for (Column& column : each.columns) {
      for (const UserType* type = user_type(column.type);
           type != nullptr && type->kind == UserTypeKind::kDomain; type = user_type(column.type)) {
        column.is_domain = true;
        column.type = type->base_type;
        column.type_modifier = type->type_modifier;
        if (type->not_null) column.nullable = false;
      }
    }
  }
}

void PostgresCatalog::read_defaults() {
  for (const std::int64_t row : rows_.of(CatalogRow::kDefault)) {
    Table* const owner = table(rows_.oid(row, kA));
    if (owner == nullptr) continue;
    const ColumnId id = column_of(*owner, rows_.number(row, kN));
    if (id < 0) continue;
    Column& column = owner->columns[static_cast<std::size_t>(id)];
    (rows_.number(row, kM) == 0 ? column.default_expression : column.generation_expression) =
        rows_.text(row, kT1);
  }
}

void PostgresCatalog::read_comments() {
  for (const std::int64_t row : rows_.of(CatalogRow::kComment)) {
    if (rows_.number(row, kM) != 0) {
      if (UserType* const type = user_type(rows_.oid(row, kA)))
        type->comment = rows_.text(row, kT1);
      continue;
    }
    Table* const owner = table(rows_.oid(row, kA));
    if (owner == nullptr) continue;
    const std::int64_t attribute = rows_.number(row, kN);
    if (attribute == 0) {
      owner->comment = rows_.text(row, kT1);
    } else if (const ColumnId id = column_of(*owner, attribute); id >= 0) {
      owner->columns[static_cast<std::size_t>(id)].comment = rows_.text(row, kT1);
    }
  }
}

void PostgresCatalog::read_indexes() {
  for (const std::int64_t row : rows_.of(CatalogRow::kIndex)) {
    if (Table* const owner = table(rows_.oid(row, kA))) add_index(*owner, row);
  }
  read_index_texts();
  for (Table& each : schema_.tables) {
    std::ranges::sort(each.indexes, {}, &Index::name);
    std::ranges::sort(each.keys, [](const Key& a, const Key& b) {
      return a.primary != b.primary ? a.primary : a.name < b.name;
    });
  }
}

void PostgresCatalog::read_index_texts() {
  for (const std::int64_t row : rows_.of(CatalogRow::kIndexText)) {
    Table* const owner = table(rows_.oid(row, kA));
    const auto found = index_of_oid_.find(rows_.oid(row, kB));
    if (owner == nullptr || found == index_of_oid_.end()) continue;
    Index& index = owner->indexes[found->second];
    const auto place = static_cast<std::size_t>(rows_.number(row, kN));
    if (place == 0) {
      index.predicate = rows_.text(row, kT1);
    } else if (place <= index.expressions.size()) {
      index.expressions[place - 1] = rows_.text(row, kT1);
    }
  }
}

void PostgresCatalog::add_index(Table& table, std::int64_t row) {
  const std::int64_t flags = rows_.number(row, kN);
  std::string_view more = rows_.text(row, kT3);
  const std::int64_t key_count = take_number(more);
  Index index;
  index.name = rows_.text(row, kT1);
  index.columns = columns_of(table, rows_.text(row, kT2));
  const std::size_t in_order = std::min(index.columns.size(), static_cast<std::size_t>(key_count));
  index.included.assign(index.columns.begin() + static_cast<std::ptrdiff_t>(in_order),
                        index.columns.end());
  index.columns.resize(in_order);
  index.row_estimate = static_cast<double>(take_number(more));
  index.method = take_word(more);
  index.expressions.resize(index.columns.size());
  for (std::size_t i = 0; i < index.columns.size(); ++i) {
    const std::int64_t option = take_number(more);
    index.descending.push_back((option & kOptionDescending) != 0);
    index.nulls_first.push_back((option & kOptionNullsFirst) != 0);
  }
  index.unique = (flags & kIndexUnique) != 0;
  index.partial = (flags & kIndexPartial) != 0;
  index.clustered = (flags & kIndexClustered) != 0;
  index.exclusion = (flags & kIndexExclusion) != 0;
  index.valid = (flags & kIndexNotValid) == 0;
  index.pages = static_cast<std::int32_t>(rows_.number(row, kM));
  const bool has_expression = std::ranges::find(index.columns, -1) != index.columns.end();
  if (index.unique && !index.partial && !has_expression && (flags & kIndexNotKey) == 0) {
    table.keys.push_back({.name = index.name,
                          .columns = index.columns,
                          .primary = (flags & kIndexPrimary) != 0,
                          .deferrable = (flags & kIndexLate) != 0});
  }
  index_of_oid_.emplace(rows_.oid(row, kB), table.indexes.size());
  table.indexes.push_back(std::move(index));
}

void PostgresCatalog::read_foreign_keys() {
  for (const std::int64_t row : rows_.of(CatalogRow::kForeignKey)) add_foreign_key(row);
  std::ranges::sort(schema_.foreign_keys, [](const ForeignKey& a, const ForeignKey& b) {
    return a.table != b.table ? a.table < b.table : a.name < b.name;
  });
}

void PostgresCatalog::add_foreign_key(std::int64_t row) {
  ForeignKey key;
  key.table = table_id(rows_.oid(row, kA));
  key.referenced_table = table_id(rows_.oid(row, kB));
  if (key.table == kNoTable || key.referenced_table == kNoTable) return;
  const std::string_view attributes = rows_.text(row, kT2);
  const std::size_t middle = attributes.find(';');
  key.columns = columns_of(*table(rows_.oid(row, kA)), attributes.substr(0, middle));
  key.referenced_columns = columns_of(*table(rows_.oid(row, kB)), attributes.substr(middle + 1));
  key.name = rows_.text(row, kT1);
  key.referenced_key = rows_.text(row, kT3);
  const std::int64_t flags = rows_.number(row, kN);
  key.deferrable = (flags & kKeyDeferrable) != 0;
  key.initially_deferred = (flags & kKeyDeferred) != 0;
  key.inherited = (flags & kKeyInherited) != 0;
  key.valid = (flags & kKeyNotValid) == 0;
  key.on_update = of_letter(kActions, rows_.number(row, kM) / 256);
  key.on_delete = of_letter(kActions, rows_.number(row, kM) % 256);
  schema_.foreign_keys.push_back(std::move(key));
}

void PostgresCatalog::read_aggregates() {
  for (const std::int64_t row : rows_.of(CatalogRow::kAggregate)) {
    schema_.aggregates.push_back({.schema = rows_.string(row, kT2),
                                  .name = rows_.string(row, kT1),
                                  .argument_count = static_cast<int>(rows_.number(row, kN))});
  }
  std::ranges::sort(schema_.aggregates, {}, &Aggregate::name);
}

void PostgresCatalog::read_views() {
  for (const std::int64_t row : rows_.of(CatalogRow::kView)) {
    origins_of_view_.emplace(rows_.oid(row, kA), view_column_origins(rows_.text(row, kT1)));
  }
  for (const auto& [view_oid, origins] : origins_of_view_) {
    Table* const view = table(view_oid);
    if (view == nullptr || origins.size() != view->columns.size()) continue;
    std::vector<std::pair<std::string, Oid>> rows;
    view->origins.resize(origins.size());
    for (std::size_t i = 0; i < origins.size(); ++i) {
      const auto base = origins[i] ? base_origin(*origins[i], 0) : std::nullopt;
      if (!base || table(base->table) == nullptr) continue;
      const std::pair key(base->row, base->table);
      const auto found = std::ranges::find(rows, key);
      view->origins[i] = {.row = static_cast<std::int32_t>(found - rows.begin()),
                          .column = column_of(*table(base->table), base->attribute)};
      if (found != rows.end()) continue;
      rows.push_back(key);
      view->row_tables.push_back(table_id(base->table));
    }
    if (rows.empty()) view->origins.clear();
  }
}

// Through views that read views, down to a table.
std::optional<ViewColumnOrigin> PostgresCatalog::base_origin(ViewColumnOrigin origin,
                                                             int depth) const {
  const auto view = origins_of_view_.find(origin.table);
  if (view == origins_of_view_.end()) return origin;
  const auto id = static_cast<std::size_t>(table_id(origin.table));
  if (depth > kDeepestView || table_id(origin.table) == kNoTable) return std::nullopt;
  const ColumnId column = column_of(schema_.tables[id], origin.attribute);
  if (column < 0 || static_cast<std::size_t>(column) >= view->second.size()) return std::nullopt;
  auto inner = view->second[static_cast<std::size_t>(column)];
  if (!inner) return std::nullopt;
  inner->row = origin.row + "/" + inner->row;
  return base_origin(*std::move(inner), depth + 1);
}

}  // namespace

Result<Schema> load_postgres(QueryRunner& session) {
  // Told the formats, the session need not describe the query first.
  static constexpr std::array kFormats = {Format::kBinary};
  // The server would compile a query of this cost, which takes longer than to run it.
  static const std::array settings = {Setting{.name = "jit", .value = "off"}};
  PILLION_TRY(result, session.run({.text = postgres_catalog_query(),
                                   .parameters = {},
                                   .formats = kFormats,
                                   .settings = settings}));
  return PostgresCatalog(*result).read();
}

}  // namespace pillion
