// A relations file, from TOML to the bookshop's schema: it ends with declarations or with errors
// that say something, and no statement can make it otherwise.
#include "fuzz/fuzz_input.h"
#include "reflect/declared/declarations.h"
#include "rewriter/declared/declared.h"
#include "rewriter/rewriter.h"
#include "support/schema_text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using pillion::test::promise;
  static const auto view = std::make_shared<const pillion::SchemaView>(
      pillion::test::view_from_text(pillion::test::kBookshop));
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto parsed = pillion::parse_declarations(text, "input");
  if (!parsed) {
    promise(parsed.error().sqlstate == "08001" && !parsed.error().message.empty(),
            "a file that is none says why", parsed.error().message);
    return 0;
  }
  const pillion::DeclarationsPtr all[] = {*parsed};
  std::vector<pillion::DeclarationProblem> problems;
  const auto declared = pillion::Declared::bind(all, view, problems);
  for (const auto& problem : problems) {
    promise(problem.error.message.starts_with("input, line "), "a problem names its line",
            problem.error.message);
  }
  for (const auto& thing : declared->things()) {
    const auto sent = pillion::rewrite(
        thing.trial, view.get(),
        {.dialect = view->schema.dialect, .plain = true, .declared = declared.get()}, true);
    if (!thing.measure) continue;
    promise(sent.has_value(), "a measure without a problem can be used", thing.trial);
    const auto again =
        pillion::rewrite(sent->text, view.get(), {.dialect = view->schema.dialect, .plain = true});
    promise(again.has_value() && again->text == sent->text, "what it becomes is plain SQL",
            sent->text);
  }
  return 0;
}
