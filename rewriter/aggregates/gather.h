// What an aggregate over a whole group needs of the group's own rows, gathered as one value.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "rewriter/aggregates/related.h"
#include "rewriter/stable_deque.h"

namespace pillion::sql {

// Arrays gathered into an array come apart into their elements.
bool is_array(const Column& column);

class Gatherings {
 public:
  // Whether gathered rows have a column of a name.
  static bool has_column(Name name, const Names& names);

  Gatherings(const StableDeque<RelatedAggregate>& aggregates, const Names& names);

  // How a value of a row of `source` is written at an offset of the text: as `written`, or, inside
  // an aggregate over the source's whole group, as a column of what is gathered for it. `base` is
  // the base table's column that it is; nullptr: not known.
  std::string value(const Source& source, std::size_t offset, std::string written,
                    const Column* base);
  bool covers(const Level& level, std::size_t offset) const { return at(level, offset) != nullptr; }
  // The gathered rows as a FROM item, once every value is known.
  std::string from_item(const RelatedAggregate& aggregate) const;

 private:
  const RelatedAggregate* at(const Level& level, std::size_t offset) const;
  std::string sqlite_value(const std::string& written, const Column* base) const;

  const Names& names_;
  // Those of one level do not overlap: by where they begin.
  std::map<const Level*, std::map<std::size_t, const RelatedAggregate*>> by_level_;
  std::map<const RelatedAggregate*, std::vector<std::string>> values_;
};

}  // namespace pillion::sql
