#include "reflect/load_postgres_grants.h"

#include <set>
#include <string_view>
#include <unordered_map>

#include "reflect/access_list.h"

namespace pillion {
namespace {

// A member of this role may read every table, whatever was granted on it.
constexpr std::string_view kReadsAll = "pg_read_all_data";

class Grants {
 public:
  Grants(const PostgresRows& rows, Schema& schema, const std::function<TableId(Oid)>& table_of)
      : rows_(rows), schema_(schema), table_of_(table_of) {}

  void read() {
    read_roles();
    std::set<TableId> listed;
    for (const std::int64_t row : rows_.of(CatalogRow::kGrant)) {
      const TableId id = table_of_(rows_.oid(row, kA));
      if (id == kNoTable) continue;
      if (rows_.number(row, kN) == 0) listed.insert(id);
      add_list(id, row);
    }
    for (const std::int64_t row : rows_.of(CatalogRow::kTable)) {
      const TableId id = table_of_(rows_.oid(row, kA));
      if (id == kNoTable) continue;
      finish(table(id), name_of(rows_.oid(row, kB)), !listed.contains(id));
    }
  }

 private:
  Table& table(TableId id) { return schema_.tables[static_cast<std::size_t>(id)]; }
  std::string_view name_of(Oid role) const {
    const auto found = name_of_role_.find(role);
    return found == name_of_role_.end() ? std::string_view{} : found->second;
  }

  void read_roles() {
    for (const std::int64_t row : rows_.of(CatalogRow::kRole)) {
      name_of_role_.emplace(rows_.oid(row, kA), rows_.text(row, kT1));
      if (rows_.number(row, kN) != 0) own_roles_.insert(rows_.text(row, kT1));
    }
    for (const std::int64_t row : rows_.of(CatalogRow::kSchema)) {
      if (rows_.number(row, kN) != 0) usable_schemas_.insert(rows_.text(row, kT1));
    }
    for (const std::int64_t row : rows_.of(CatalogRow::kDatabase)) {
      for (const Grant& grant : parse_access_list(rows_.text(row, kT2))) {
        owner_rights_ = grant.privileges;
      }
    }
  }

  void add_list(TableId id, std::int64_t row) {
    const std::int64_t attribute = rows_.number(row, kN);
    const ColumnId column = attribute == 0 ? ColumnId{-1} : column_of(table(id), attribute);
    if (attribute != 0 && column < 0) return;
    for (Grant& grant : parse_access_list(rows_.text(row, kT1))) {
      grant.column = column;
      table(id).grants.push_back(std::move(grant));
    }
  }

  // An owner may always grant on what it has itself.
  void finish(Table& table, std::string_view owner, bool has_defaults) const {
    if (has_defaults) {
      table.grants.push_back({.grantor = std::string(owner),
                              .grantee = std::string(owner),
                              .privileges = owner_rights_});
    }
    bool is_granted = own_roles_.contains(kReadsAll);
    for (Grant& grant : table.grants) {
      if (grant.grantee == owner) grant.grantable = grant.privileges;
      const bool is_ours = grant.grantee.empty() || own_roles_.contains(grant.grantee);
      if (is_ours && (grant.privileges & Grant::bit(Privilege::kSelect)) != 0) is_granted = true;
    }
    table.grants.shrink_to_fit();
    table.readable = is_granted && usable_schemas_.contains(table.schema);
  }

  const PostgresRows& rows_;
  Schema& schema_;
  const std::function<TableId(Oid)>& table_of_;
  std::unordered_map<Oid, std::string_view> name_of_role_;
  std::set<std::string_view> own_roles_, usable_schemas_;
  std::uint8_t owner_rights_ = 0;
};

}  // namespace

void read_grants(const PostgresRows& rows, Schema& schema,
                 const std::function<TableId(Oid)>& table_of) {
  Grants(rows, schema, table_of).read();
}

}  // namespace pillion
