#include "guest/vocabulary.h"

#include <algorithm>
#include <list>
#include <utility>

#include "guest/trials.h"

namespace pillion {
namespace {

constexpr std::size_t kTextsKept = 8;
constexpr std::size_t kBoundKept = 4;

struct ParsedText {
  std::string text;
  DeclarationsPtr declarations;
};

struct BoundList {
  std::vector<DeclarationsPtr> declarations;
  BoundPtr bound;
};

// What was made last, for whoever asks for the same.
struct Shelf {
  std::mutex mutex;
  std::list<ParsedText> texts;  // the latest used first
  std::list<BoundList> bound;
};

// Never destroyed: guests may still be at work while the process ends.
Shelf& shelf() {
  static Shelf* const instance = new Shelf;
  return *instance;
}

// The entry for which `is_it` holds, moved to the front; nullptr: none.
template <class Entry, class Predicate>
Entry* find_in(std::list<Entry>& entries, const Predicate& is_it) {
  const auto found = std::ranges::find_if(entries, is_it);
  if (found == entries.end()) return nullptr;
  entries.splice(entries.begin(), entries, found);
  return &entries.front();
}

template <class Entry>
void keep_in(std::list<Entry>& entries, Entry entry, std::size_t most) {
  if (entries.size() >= most) entries.pop_back();
  entries.push_front(std::move(entry));
}

BoundPtr bind(const std::vector<DeclarationsPtr>& declarations, const SchemaViewPtr& view) {
  const std::lock_guard lock(shelf().mutex);
  const auto is_it = [&](const BoundList& each) {
    return each.declarations == declarations && each.bound->view == view;
  };
  if (const BoundList* known = find_in(shelf().bound, is_it)) return known->bound;
  auto made = std::make_shared<BoundDeclarations>();
  made->view = view;
  made->declared = Declared::bind(declarations, view, made->problems);
  keep_in(shelf().bound, {.declarations = declarations, .bound = made}, kBoundKept);
  return made;
}

}  // namespace

Result<DeclarationsPtr> parsed_declarations(std::string_view text, const std::string& source) {
  const std::lock_guard lock(shelf().mutex);
  const auto is_it = [&](const ParsedText& each) {
    return each.declarations->source == source && each.text == text;
  };
  if (const ParsedText* known = find_in(shelf().texts, is_it)) return known->declarations;
  PILLION_TRY(made, parse_declarations(text, source));
  keep_in(shelf().texts, {.text = std::string(text), .declarations = made}, kTextsKept);
  return made;
}

BoundPtr Vocabulary::bound_to(const SchemaViewPtr& view) {
  if (declarations_.empty() || view == nullptr) return nullptr;
  const std::lock_guard lock(mutex_);
  if (bound_ == nullptr || bound_->view != view) bound_ = bind(declarations_, view);
  return bound_;
}

Status Vocabulary::check_first(Session& session, const SchemaViewPtr& view) {
  {
    const std::lock_guard lock(mutex_);
    if (checked_version_ == view->schema.version) return {};
  }
  PILLION_CHECK(try_first(session, *bound_to(view)));
  const std::lock_guard lock(mutex_);
  checked_version_ = view->schema.version;
  return {};
}

Status Vocabulary::try_first(Session& session, const BoundDeclarations& bound) const {
  constexpr std::size_t kFirst = 0;
  std::string problems;
  for (const DeclarationProblem& problem : bound.problems) {
    if (problem.source == kFirst)
      problems += (problems.empty() ? "" : "\n") + problem.error.message;
  }
  if (!problems.empty()) return fail("08001", problems);
  std::vector<DeclaredThing> things(bound.declared->things());
  std::erase_if(things, [&](const DeclaredThing& thing) { return thing.source != kFirst; });
  const DeclaredThing* refused = nullptr;
  Status tried = try_out(session, bound, things, refused);
  if (tried || refused == nullptr) return tried;
  const Error& error = tried.error();
  return fail(declaration_error(declarations_[kFirst]->source, refused->line,
                                refused->what + ": " + error.message));
}

Result<std::shared_ptr<const ColumnsByTable>> Vocabulary::virtual_columns(
    Session& session, const SchemaViewPtr& view) {
  {
    const std::lock_guard lock(mutex_);
    if (described_ != nullptr && described_version_ == view->schema.version) return described_;
  }
  auto made = std::make_shared<ColumnsByTable>();
  if (const BoundPtr bound = bound_to(view)) {
    PILLION_TRY(columns, describe_virtual_columns(session, *bound));
    *made = std::move(columns);
  }
  const std::lock_guard lock(mutex_);
  described_ = made;
  described_version_ = view->schema.version;
  return described_;
}

}  // namespace pillion
