// Relations from keys, in pure steps: which keys count, the relations they make in each direction,
// the junctions among them, and then, table by table, a name for each that no other answers to.
#include <algorithm>
#include <set>
#include <unordered_map>

#include "reflect/relation.h"
#include "reflect/relation_names.h"

namespace pillion {
namespace {

// A relation whose names are not settled yet.
struct Draft {
  Relation relation;
  std::vector<std::string> if_free;      // further names, where no other relation has them
  std::vector<std::string> last_resort;  // tried in turn where no other name is its own
};

using Keys = std::vector<const ForeignKey*>;
using Columns = std::set<ColumnId>;

// Two keys of one table whose rows tie two other rows together.
struct JunctionKeys {
  const ForeignKey* first;
  const ForeignKey* second;
};

const Table& table_of(const Schema& schema, TableId id) {
  return schema.tables[static_cast<std::size_t>(id)];
}

std::string_view column_name(const Table& table, ColumnId id) {
  return table.columns[static_cast<std::size_t>(id)].name;
}

Columns columns_of(const ForeignKey& key) {
  return {key.columns.begin(), key.columns.end()};
}

bool say_the_same(const ForeignKey& a, const ForeignKey& b) {
  return a.table == b.table && a.columns == b.columns && a.referenced_table == b.referenced_table &&
         a.referenced_columns == b.referenced_columns;
}

// Step 1: the keys that make relations; the same key declared twice counts once. A table's keys
// are neighbours.
Keys usable_keys(const Schema& schema) {
  Keys keys;
  for (const ForeignKey& key : schema.foreign_keys) {
    if (key.columns.empty() || key.columns.size() != key.referenced_columns.size()) continue;
    if (key.table == kNoTable || key.referenced_table == kNoTable) continue;
    const auto of_table = std::find_if(keys.rbegin(), keys.rend(), [&](const ForeignKey* before) {
                            return before->table != key.table;
                          }).base();
    const auto is_there = [&](const ForeignKey* before) { return say_the_same(*before, key); };
    if (std::none_of(of_table, keys.end(), is_there)) keys.push_back(&key);
  }
  return keys;
}

std::vector<ColumnPair> forward_columns(const ForeignKey& key) {
  std::vector<ColumnPair> pairs;
  for (std::size_t i = 0; i < key.columns.size(); ++i) {
    pairs.emplace_back(key.columns[i], key.referenced_columns[i]);
  }
  return pairs;
}

std::vector<ColumnPair> reverse_columns(const ForeignKey& key) {
  std::vector<ColumnPair> pairs = forward_columns(key);
  for (ColumnPair& pair : pairs) std::swap(pair.first, pair.second);
  return pairs;
}

std::string joined_columns(const Schema& schema, const ForeignKey& key) {
  std::string text;
  for (const ColumnId id : key.columns) {
    if (!text.empty()) text += '_';
    text += column_name(table_of(schema, key.table), id);
  }
  return text;
}

// The names of the table a relation leads to.
std::vector<std::string> target_names(const Schema& schema, TableId to, TableId from) {
  return table_names(table_of(schema, to).name, table_of(schema, from).name);
}

std::string name_with_schema(const Table& table) {
  return table.schema + '_' + table.name;
}

// A table of another schema is also called by both names: crm_book for crm.book.
std::vector<std::string> names_with_schema(const Schema& schema, TableId to, TableId from) {
  const Table& target = table_of(schema, to);
  if (target.schema == table_of(schema, from).schema) return {};
  return {name_with_schema(target)};
}

std::vector<std::string> forward_names(const Schema& schema, const ForeignKey& key) {
  if (key.columns.size() == 1) {
    const Table& table = table_of(schema, key.table);
    const std::string_view name = without_key_suffix(column_name(table, key.columns.front()));
    if (!name.empty()) return {std::string(name)};
  }
  return target_names(schema, key.referenced_table, key.table);
}

// Step 2: the key itself, to-one.
Draft forward(const Schema& schema, const ForeignKey& key) {
  Draft draft;
  draft.relation = {.kind = RelationKind::kForward,
                    .cardinality = Cardinality::kToOne,
                    .from = key.table,
                    .to = key.referenced_table,
                    .columns = forward_columns(key),
                    .names = forward_names(schema, key)};
  const Table& table = table_of(schema, key.table);
  // Inheritance by primary key: the key says which row of the parent this row is, so the parent's
  // own name says it better than the column ("id", "place_ptr_id").
  if (!table.keys.empty() && table.keys.front().primary &&
      columns_of(key) ==
          Columns(table.keys.front().columns.begin(), table.keys.front().columns.end())) {
    draft.if_free = target_names(schema, key.referenced_table, key.table);
  }
  const std::string columns = joined_columns(schema, key);
  if (key.columns.size() == 1) draft.last_resort = {columns};
  draft.last_resort.push_back(table_of(schema, key.referenced_table).name + "_by_" + columns);
  return draft;
}

void add_sets(std::vector<std::string>& names) {
  for (std::size_t i = 0, count = names.size(); i < count; ++i) names.push_back(names[i] + "_set");
}

// Step 3: the key seen from the table it refers to.
Draft reverse(const Schema& schema, const ForeignKey& key, bool is_junction) {
  const Table& table = table_of(schema, key.table);
  const bool to_one = are_unique(table, columns_of(key));
  Draft draft;
  Relation& relation = draft.relation;
  relation = {.kind = RelationKind::kReverse,
              .cardinality = to_one ? Cardinality::kToOne : Cardinality::kToMany,
              .from = key.referenced_table,
              .to = key.table,
              .columns = reverse_columns(key)};
  // A junction's shorter names belong to what lies behind it.
  const std::vector<std::string> plain =
      is_junction ? std::vector<std::string>{table.name}
                  : target_names(schema, key.table, key.referenced_table);
  relation.names = plain;
  if (!to_one && !is_junction) add_sets(relation.names);
  const std::string by = "_by_" + forward_names(schema, key).front();
  for (const std::string& name : plain) relation.names.push_back(name + by);
  draft.if_free = names_with_schema(schema, key.table, key.referenced_table);
  // The last two: where another schema has a table of the same name.
  const std::string with_schema = name_with_schema(table);
  draft.last_resort = {table.name + "_by_" + joined_columns(schema, key), with_schema,
                       with_schema + by};
  return draft;
}

// Exactly the columns of the two keys make a row of a junction one of a kind: each key adds its
// own columns (they may share one, such as a tenant), and nothing else is needed.
bool ties_pairs(const Table& table, const ForeignKey& a, const ForeignKey& b) {
  const Columns of_a = columns_of(a), of_b = columns_of(b);
  return std::ranges::any_of(table.keys, [&](const Key& key) {
    const Columns unique(key.columns.begin(), key.columns.end());
    const auto in_both = [&](ColumnId id) { return of_a.contains(id) && of_b.contains(id); };
    const auto is_needed = [&](ColumnId id) { return unique.contains(id) || in_both(id); };
    return !unique.empty() && std::ranges::all_of(of_a, is_needed) &&
           std::ranges::all_of(of_b, is_needed) && std::ranges::all_of(unique, [&](ColumnId id) {
             return of_a.contains(id) || of_b.contains(id);
           });
  });
}

// Step 4: the junctions. Partitions' copies of keys are not keys of their own.
std::vector<JunctionKeys> junctions(const Schema& schema, const Keys& keys) {
  std::unordered_map<TableId, Keys> by_table;
  for (const ForeignKey* key : keys) {
    if (!key->inherited) by_table[key->table].push_back(key);
  }
  std::vector<JunctionKeys> found;
  for (const ForeignKey* key : keys) {
    const Keys& of_table = by_table[key->table];
    if (of_table.size() != 2 || of_table.front() != key) continue;
    if (ties_pairs(table_of(schema, key->table), *of_table[0], *of_table[1])) {
      found.push_back({.first = of_table[0], .second = of_table[1]});
    }
  }
  return found;
}

// Step 5: a junction seen from the table that `near` refers to.
Draft many_to_many(const Schema& schema, const ForeignKey& near, const ForeignKey& far) {
  const Table& junction = table_of(schema, near.table);
  Draft draft;
  Relation& relation = draft.relation;
  relation = {.kind = RelationKind::kManyToMany,
              .cardinality = Cardinality::kToMany,
              .from = near.referenced_table,
              .to = far.referenced_table,
              .junction = {
                  .table = near.table, .near = reverse_columns(near), .far = forward_columns(far)}};
  std::vector<std::string> names = target_names(schema, relation.to, relation.from);
  for (const std::string& name : names) {
    draft.last_resort.push_back(name + "_by_" + forward_names(schema, near).front());
    draft.last_resort.push_back(name + "_by_" + junction.name);
  }
  add_sets(names);
  const std::string_view rest =
      junction_remainder(junction.name, table_of(schema, relation.from).name);
  if (!rest.empty()) {
    std::erase(names, rest);
    names.emplace(names.begin(), rest);
  }
  relation.names = std::move(names);
  draft.if_free = names_with_schema(schema, relation.to, relation.from);
  const std::string with_schema = name_with_schema(table_of(schema, relation.to));
  draft.last_resort.push_back(with_schema);
  draft.last_resort.push_back(with_schema + "_by_" + junction.name);
  return draft;
}

std::vector<Draft> draft_relations(const Schema& schema) {
  const Keys keys = usable_keys(schema);
  const std::vector<JunctionKeys> ties = junctions(schema, keys);
  std::set<TableId> junction_tables;
  for (const JunctionKeys& tie : ties) junction_tables.insert(tie.first->table);

  std::vector<Draft> drafts;
  drafts.reserve(2 * (keys.size() + ties.size()));
  for (const ForeignKey* key : keys) drafts.push_back(forward(schema, *key));
  for (const ForeignKey* key : keys) {
    if (key->inherited) continue;
    drafts.push_back(reverse(schema, *key, junction_tables.contains(key->table)));
  }
  for (const JunctionKeys& tie : ties) {
    drafts.push_back(many_to_many(schema, *tie.first, *tie.second));
    drafts.push_back(many_to_many(schema, *tie.second, *tie.first));
  }
  return drafts;
}

// How many relations of one table answer to a name. The names stay where they are meanwhile.
class NameCount {
 public:
  // The names of one relation; a name that is there twice counts once.
  void add(const std::vector<std::string>& names) {
    for (auto name = names.begin(); name != names.end(); ++name) {
      if (std::find(names.begin(), name, *name) == name) ++count_[*name];
    }
  }
  int of(std::string_view name) const {
    const auto found = count_.find(name);
    return found == count_.end() ? 0 : found->second;
  }

 private:
  std::unordered_map<std::string_view, int> count_;
};

// The first name that this relation alone answers to; nullptr: there is none.
const std::string* own_name(const std::vector<std::string>& names, const NameCount& count) {
  const auto own =
      std::ranges::find_if(names, [&](const auto& name) { return count.of(name) == 1; });
  return own == names.end() ? nullptr : &*own;
}

using DraftsOfTable = std::span<Draft* const>;

// Step 6: names that are free are given out, unless two relations ask for the same.
void add_free_names(DraftsOfTable drafts) {
  NameCount taken, asked;
  for (const Draft* draft : drafts) {
    taken.add(draft->relation.names);
    asked.add(draft->if_free);
  }
  std::vector<std::pair<Draft*, const std::string*>> given;
  for (Draft* draft : drafts) {
    for (const std::string& name : draft->if_free) {
      if (taken.of(name) == 0 && asked.of(name) == 1) given.emplace_back(draft, &name);
    }
  }
  for (const auto& [draft, name] : given) draft->relation.names.push_back(*name);
}

// Step 7: every relation gets the name that an ambiguity error can recommend.
void settle_unambiguous_names(DraftsOfTable drafts) {
  NameCount count, with_last_resorts;
  for (const Draft* draft : drafts) {
    count.add(draft->relation.names);
    with_last_resorts.add(draft->relation.names);
    with_last_resorts.add(draft->last_resort);
  }
  std::vector<std::pair<Draft*, const std::string*>> given;
  for (Draft* draft : drafts) {
    Relation& relation = draft->relation;
    if (const std::string* own = own_name(relation.names, count)) {
      relation.unambiguous_name = *own;
    } else if (const std::string* rare = own_name(draft->last_resort, with_last_resorts)) {
      relation.unambiguous_name = *rare;
      given.emplace_back(draft, rare);
    } else {
      relation.unambiguous_name = relation.names.front();
    }
  }
  for (const auto& [draft, name] : given) draft->relation.names.push_back(*name);
}

}  // namespace

Relations Relations::derive(const Schema& schema) {
  std::vector<Draft> drafts = draft_relations(schema);
  std::vector<Draft*> by_table;
  by_table.reserve(drafts.size());
  for (Draft& draft : drafts) by_table.push_back(&draft);
  std::ranges::stable_sort(by_table, {}, [](const Draft* draft) { return draft->relation.from; });
  for (std::size_t first = 0, last = 0; first < by_table.size(); first = last) {
    const TableId table = by_table[first]->relation.from;
    while (last < by_table.size() && by_table[last]->relation.from == table) ++last;
    const DraftsOfTable of_table = std::span(by_table).subspan(first, last - first);
    add_free_names(of_table);
    settle_unambiguous_names(of_table);
  }
  Relations result;
  result.relations_.reserve(drafts.size());
  for (Draft* draft : by_table) result.relations_.push_back(std::move(draft->relation));
  result.index();
  return result;
}

}  // namespace pillion
