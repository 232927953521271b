// One declared expression, taken apart: which of its names are columns of the rows around it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "reflect/relation.h"
#include "rewriter/declared/declared.h"
#include "rewriter/paths/names.h"

namespace pillion::sql {

// A row that an expression may speak of, and what it is called there.
struct NamedRow {
  TableId table = kNoTable;
  std::string name;
};

// A condition between two rows. `equated`: the columns of the far row that equal something of the
// near one wherever it holds.
Result<RowCondition> read_condition(std::string_view condition, const NamedRow& near,
                                    const NamedRow& far, const Names& names,
                                    std::set<ColumnId>& equated);

// A measure's expression; fills what VirtualColumn says of it. `used`: the virtual columns of
// whatever table that it uses.
Status read_measure(VirtualColumn& measure, TableId table, const Names& names,
                    std::vector<const VirtualColumn*>& used);

}  // namespace pillion::sql
