// What the guests of a session may call things, beside what the schema tells: the declarations of
// their relations file and of their host, and what was translated and described with them.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/session.h"
#include "guest/snapshot_store.h"
#include "guest/translation_cache.h"
#include "reflect/catalog.h"
#include "rewriter/declared/declared.h"

namespace pillion {

// Declarations that were held against one schema.
struct BoundDeclarations {
  SchemaViewPtr view;
  DeclaredPtr declared;
  std::vector<DeclarationProblem> problems;
};
using BoundPtr = std::shared_ptr<const BoundDeclarations>;

// A text that was parsed before is not parsed again, nor held against the same schema again: of
// all leases that one host lends, the first pays for its relations. Safe to use from several
// threads, as all that follows.
Result<DeclarationsPtr> parsed_declarations(std::string_view text, const std::string& source);

class Vocabulary {
 public:
  // Where two declare a name, the first of them counts.
  explicit Vocabulary(std::vector<DeclarationsPtr> declarations)
      : declarations_(std::move(declarations)) {}

  const std::vector<DeclarationsPtr>& declarations() const { return declarations_; }
  // nullptr: nothing is declared.
  BoundPtr bound_to(const SchemaViewPtr& view);
  // 08001 with all that is wrong with the first of the declarations, a line each; where nothing is,
  // the first thing that the server refuses. Asked once for each schema.
  Status check_first(Session& session, const SchemaViewPtr& view);
  // What the server says of them; asked once for each schema. One that it refuses is left out.
  Result<std::shared_ptr<const ColumnsByTable>> virtual_columns(Session& session,
                                                                const SchemaViewPtr& view);

  TranslationCache translations{512};
  TranslationCache plain_translations{512};  // made with GuestOptions::plain_sql

 private:
  Status try_first(Session& session, const BoundDeclarations& bound) const;

  const std::vector<DeclarationsPtr> declarations_;
  std::mutex mutex_;  // guards what follows
  BoundPtr bound_;
  std::uint64_t checked_version_ = 0;  // of the schema that nothing was wrong with; 0: none
  std::uint64_t described_version_ = 0;
  std::shared_ptr<const ColumnsByTable> described_;
};

}  // namespace pillion
