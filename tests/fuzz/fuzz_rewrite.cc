// The whole rewriter with the bookshop's schema: it ends, and rewriting its output changes nothing.
#include "fuzz/fuzz_input.h"
#include "rewriter/rewriter.h"
#include "support/schema_text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using pillion::test::promise;
  if (size == 0) return 0;
  static const pillion::SchemaView view = pillion::test::view_from_text(pillion::test::kBookshop);
  const pillion::test::FuzzInput input(data, size);
  const pillion::RewriteOptions options{.dialect = input.dialect,
                                        .scan_escapes = input.scan_escapes};
  const auto sent = pillion::rewrite(input.text, &view, options, input.server_refused);
  if (!sent) {
    pillion::test::check_error(sent.error(), input.text);
    return 0;
  }
  for (std::size_t offset = 0; offset <= sent->text.size(); ++offset) {
    promise(sent->positions.to_user(offset) <= input.text.size(), "positions are in the text");
  }
  const auto again = pillion::rewrite(sent->text, &view, {.dialect = input.dialect, .plain = true});
  // [...] is a quoted name to SQLite and a subscript to the grammar: such texts are nobody's SQL.
  const bool both_ways =
      input.dialect == pillion::Dialect::kSqlite && input.text.find('[') != std::string_view::npos;
  if (!sent->rewritten || both_ways) return 0;
  promise(again.has_value(), "what is sent is taken again", sent->text);
  promise(again->text == sent->text, "rewriting the output changes nothing", sent->text);
  return 0;
}
