#include "reflect/view_origins.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <utility>

namespace pillion {
namespace {

// A value of the tree is a piece of its text: {LABEL :field value ...}, (value ...), or a word.
using Value = std::string_view;

constexpr int kDeepest = 32;  // queries inside queries that are followed

// rtekind, of the server's parsenodes.h.
constexpr int kTable = 0, kSubquery = 1, kJoin = 2, kWithQuery = 6, kGroup = 9;

// Takes the next value off the front of `rest`; spaces and brackets in a word have a backslash.
Value take_value(std::string_view& rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of(" \n"), rest.size()));
  std::size_t end = 0;
  for (int depth = 0; end < rest.size(); ++end) {
    const char c = rest[end];
    if (c == '\\') {
      ++end;
    } else if (c == '{' || c == '(') {
      ++depth;
    } else if (c == '}' || c == ')') {
      if (--depth > 0) continue;
      ++end;
      break;
    } else if (c == ' ' && depth == 0) {
      break;
    }
  }
  end = std::min(end, rest.size());
  const Value value = rest.substr(0, end);
  rest.remove_prefix(end);
  return value;
}

std::vector<Value> items(Value list) {
  std::vector<Value> out;
  if (!list.starts_with('(')) return out;
  for (std::string_view rest = list.substr(1, list.size() - 2); !rest.empty();) {
    if (const Value value = take_value(rest); !value.empty()) out.push_back(value);
  }
  return out;
}

bool is_node(Value value, std::string_view label) {
  return value.starts_with('{') && value.substr(1).starts_with(label) &&
         value.substr(1 + label.size()).starts_with(' ');
}

// "" where the node has no such field.
Value field(Value node, std::string_view name) {
  if (!node.starts_with('{')) return {};
  std::string_view rest = node.substr(1, node.size() - 2);
  take_value(rest);  // its label
  while (!rest.empty()) {
    const Value found = take_value(rest);
    const Value value = take_value(rest);
    if (found == name) return value;
    if (found.empty()) break;
  }
  return {};
}

int number(Value value) {
  int out = -1;
  std::from_chars(value.data(), value.data() + value.size(), out);
  return out;
}

// A number from 1, as the tree counts; "" where there is no such value.
Value nth(const std::vector<Value>& values, int place) {
  const auto index = static_cast<std::size_t>(place) - 1;
  return index < values.size() ? values[index] : Value{};
}

// A query of the tree, with the one around it, whose WITH queries it sees.
struct TreeQuery {
  explicit TreeQuery(Value query, const TreeQuery* around)
      : outer(around),
        with_queries(items(field(query, ":cteList"))),
        tables(items(field(query, ":rtable"))),
        targets(items(field(query, ":targetList"))),
        // Its rows are those of several queries, or its columns are NULL in some.
        mixes(field(query, ":setOperations") != "<>" || field(query, ":groupingSets") != "<>") {}

  const TreeQuery* outer;
  std::vector<Value> with_queries;
  std::vector<Value> tables;
  std::vector<Value> targets;
  bool mixes;
};

using Origin = std::optional<ViewColumnOrigin>;

class Reader {
 public:
  std::vector<Origin> read(Value view) {
    const TreeQuery& query = query_of(view, nullptr);
    std::vector<Origin> origins;
    for (std::size_t i = 0; i < query.targets.size(); ++i) {
      if (field(query.targets[i], ":resjunk") == "true") continue;
      origins.push_back(of_output(query, static_cast<int>(i) + 1, {}, 0));
    }
    return origins;
  }

 private:
  // Each is cut into its parts once. The same text around another query is another one.
  const TreeQuery& query_of(Value text, const TreeQuery* outer) {
    return queries_.try_emplace(std::pair(text.data(), outer), text, outer).first->second;
  }

  Origin of_output(const TreeQuery& query, int output, std::string row, int depth) {
    if (query.mixes || depth > kDeepest) return std::nullopt;
    return of_expression(query, field(nth(query.targets, output), ":expr"), std::move(row), depth);
  }

  // It has to be a column of something in the query's own range table.
  Origin of_expression(const TreeQuery& query, Value expression, std::string row, int depth) {
    if (depth > kDeepest || !is_node(expression, "VAR")) return std::nullopt;
    if (number(field(expression, ":varlevelsup")) != 0) return std::nullopt;
    const int place = number(field(expression, ":varno"));
    const int column = number(field(expression, ":varattno"));
    const Value entry = nth(query.tables, place);
    const auto merged = [&](std::string_view list) {
      return of_expression(query, nth(items(field(entry, list)), column), row, depth + 1);
    };
    switch (number(field(entry, ":rtekind"))) {
      case kTable:
        if (column <= 0) return std::nullopt;
        return ViewColumnOrigin{.row = row + std::to_string(place),
                                .table = static_cast<Oid>(number(field(entry, ":relid"))),
                                .attribute = column};
      case kSubquery:
        return of_output(query_of(field(entry, ":subquery"), &query), column,
                         row + std::to_string(place) + ".", depth + 1);
      case kWithQuery:
        return of_with_query(query, entry, column, row + std::to_string(place) + ".", depth + 1);
      case kJoin:
        return merged(":joinaliasvars");
      case kGroup:  // from version 18 on
        return merged(":groupexprs");
      default:
        return std::nullopt;
    }
  }

  Origin of_with_query(const TreeQuery& query, Value entry, int output, std::string row,
                       int depth) {
    const TreeQuery* owner = &query;
    for (int level = number(field(entry, ":ctelevelsup")); level > 0 && owner != nullptr; --level) {
      owner = owner->outer;
    }
    if (owner == nullptr) return std::nullopt;
    for (const Value found : owner->with_queries) {
      if (field(found, ":ctename") != field(entry, ":ctename")) continue;
      if (field(found, ":cterecursive") != "false") return std::nullopt;
      return of_output(query_of(field(found, ":ctequery"), owner), output, std::move(row), depth);
    }
    return std::nullopt;
  }

  std::map<std::pair<const char*, const TreeQuery*>, TreeQuery> queries_;
};

}  // namespace

std::vector<std::optional<ViewColumnOrigin>> view_column_origins(std::string_view action) {
  const std::vector<Value> queries = items(action);
  if (queries.empty() || !is_node(queries[0], "QUERY")) return {};
  return Reader().read(queries[0]);
}

}  // namespace pillion
