#include "tools/path_tree.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "core/utf.h"
#include "tools/json.h"

namespace pillion {
namespace {

// A relation as the tree shows it; what lies behind it comes below.
struct Branch {
  std::string name;
  std::string about;
  TableId to = kNoTable;
};

const Table& table_of(const SchemaView& view, TableId id) {
  return view.schema.tables[static_cast<std::size_t>(id)];
}

const char* cardinality_name(const Relation& relation) {
  return relation.cardinality == Cardinality::kToOne ? "to-one" : "to-many";
}

// Names that this relation alone answers to and that a person would choose from: those that end
// in _set or name the key are there for whoever knows them.
std::vector<std::string> other_names(const SchemaView& view, const Relation& relation) {
  std::vector<std::string> names;
  for (const std::string& name : relation.names) {
    const bool is_variant = name.ends_with("_set") || name.find("_by_") != std::string::npos;
    if (name == relation.unambiguous_name || is_variant) continue;
    if (view.relations.find(relation.from, name).size() == 1) names.push_back(name);
  }
  return names;
}

std::vector<Branch> branches_of(const SchemaView& view, TableId id, bool with_relations) {
  const Table& table = table_of(view, id);
  std::vector<Branch> branches;
  for (const Column& column : table.columns) {
    branches.push_back({.name = column.name, .about = column.type_name});
  }
  if (!with_relations) return branches;
  for (const Relation* relation : view.relations.of(id)) {
    std::string about =
        fmt::format("{} {}", cardinality_name(*relation), table_of(view, relation->to).name);
    const std::vector<std::string> others = other_names(view, *relation);
    if (!others.empty()) about += fmt::format(" (or {})", fmt::join(others, ", "));
    branches.push_back(
        {.name = relation->unambiguous_name, .about = std::move(about), .to = relation->to});
  }
  return branches;
}

// The recursion is as deep as `depth`, which the command bounds.
void add_branches(const SchemaView& view, TableId id, int depth, const std::string& indent,
                  std::string& text) {
  const std::vector<Branch> branches = branches_of(view, id, depth > 0);
  std::size_t width = 0;
  for (const Branch& branch : branches) width = std::max(width, utf8_length(branch.name));
  for (std::size_t i = 0; i < branches.size(); ++i) {
    const Branch& branch = branches[i];
    const bool is_last = i + 1 == branches.size();
    const std::string gap(width - utf8_length(branch.name) + 2, ' ');
    text += fmt::format("{}{}{}{}{}\n", indent, is_last ? "└── " : "├── ", branch.name, gap,
                        branch.about);
    if (branch.to == kNoTable) continue;
    add_branches(view, branch.to, depth - 1, indent + (is_last ? "    " : "│   "), text);
  }
}

std::string json_node(const SchemaView& view, TableId id, int depth, const std::string& indent) {
  const Table& table = table_of(view, id);
  std::vector<std::string> members;
  for (const Column& column : table.columns) {
    members.push_back(fmt::format(R"({}  {{"name": {}, "type": {}}})", indent,
                                  json_text(column.name), json_text(column.type_name)));
  }
  for (const Relation* relation : depth > 0 ? view.relations.of(id) : RelationMatches{}) {
    members.push_back(
        fmt::format(R"({}  {{"name": {}, "kind": "{}", "schema": {}, "table": {}, "paths": {}}})",
                    indent, json_text(relation->unambiguous_name), cardinality_name(*relation),
                    json_text(table_of(view, relation->to).schema),
                    json_text(table_of(view, relation->to).name),
                    json_node(view, relation->to, depth - 1, indent + "  ")));
  }
  return fmt::format("[\n{}\n{}]", fmt::join(members, ",\n"), indent);
}

}  // namespace

std::string path_tree(const SchemaView& view, TableId table, int depth) {
  std::string text = table_of(view, table).name + "\n";
  add_branches(view, table, depth, "", text);
  return text;
}

std::string path_json(const SchemaView& view, TableId table, int depth) {
  return json_node(view, table, depth, "") + "\n";
}

}  // namespace pillion
