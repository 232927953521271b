// What a relations file, or a host in its place, declares: relations that no foreign key tells of,
// names for columns, and measures. As it was written; rewriter/declared/ holds it against a schema.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.h"

namespace pillion {

// How two rows belong together: by columns that are equal, or by a condition.
struct DeclaredLink {
  std::vector<std::pair<std::string, std::string>> columns;  // (near, far)
  std::string condition;                                     // where `columns` is empty
  int line = 0;                                              // 0: not declared
};

struct DeclaredRelation {
  std::string name;
  std::vector<std::string> also;  // further names
  std::string from;               // a table, or schema.table
  std::string to;
  bool many = false;
  bool trusted = false;  // to-one by the declarer's word, where nothing proves it
  DeclaredLink link;     // where there is no junction
  std::string through;   // a junction
  DeclaredLink near;     // from `from` to the junction
  DeclaredLink far;      // from the junction to `to`
  int line = 0;
};

// Another name for a column.
struct DeclaredColumn {
  std::string table;
  std::string name;
  std::string column;
  int line = 0;
};

// An expression that is used like a column.
struct DeclaredMeasure {
  std::string table;
  std::string name;
  std::string expression;
  int line = 0;
};

struct Declarations {
  std::string source;  // the file, for messages
  std::vector<DeclaredRelation> relations;
  std::vector<DeclaredColumn> columns;
  std::vector<DeclaredMeasure> measures;
};
using DeclarationsPtr = std::shared_ptr<const Declarations>;

// A larger file is refused before it is read.
inline constexpr std::size_t kLargestDeclarations = std::size_t{4} * 1024 * 1024;  // bytes

// The text of a relations file (TOML). 08001 names source, line and cause.
Result<DeclarationsPtr> parse_declarations(std::string_view text, std::string source);
// The text of a file that is no more than kLargestDeclarations long; 08001 where it cannot be read.
Result<std::string> read_declarations(const std::string& path);

// 08001: what is wrong in a line of the declarations.
Error declaration_error(std::string_view source, int line, std::string_view what);

}  // namespace pillion
