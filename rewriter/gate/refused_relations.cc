#include "rewriter/gate/refused_relations.h"

#include <algorithm>
#include <iterator>

namespace pillion {
namespace {

// They read the server's configuration files: pg_show_all_file_settings() and its like.
constexpr std::string_view kRefusedRelations[] = {
    "pg_file_settings",
    "pg_hba_file_rules",
    "pg_ident_file_mappings",
};

}  // namespace

std::span<const std::string_view> refused_relations() {
  return kRefusedRelations;
}

bool is_refused_relation(std::string_view schema, std::string_view name) {
  if (!schema.empty() && schema != "pg_catalog") return false;
  return std::find(std::begin(kRefusedRelations), std::end(kRefusedRelations), name) !=
         std::end(kRefusedRelations);
}

}  // namespace pillion
