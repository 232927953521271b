// ODBC's markers and escapes and the gate, without a schema: what comes out is the database's own
// SQL, so it passes as such and stays as it is.
#include "fuzz/fuzz_input.h"
#include "rewriter/rewriter.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using pillion::test::promise;
  if (size == 0) return 0;
  const pillion::test::FuzzInput input(data, size);
  const pillion::RewriteOptions options{.dialect = input.dialect,
                                        .scan_escapes = input.scan_escapes};
  const auto sent = pillion::rewrite(input.text, nullptr, options);
  if (!sent) {
    pillion::test::check_error(sent.error(), input.text);
    return 0;
  }
  promise(sent->parameter_count >= 0, "parameters are counted");
  promise(!sent->rewritten, "without a schema there are no paths");
  for (std::size_t offset = 0; offset <= sent->text.size(); ++offset) {
    promise(sent->positions.to_user(offset) <= input.text.size(), "positions are in the text");
  }
  const auto again =
      pillion::rewrite(sent->text, nullptr, {.dialect = input.dialect, .plain = true});
  promise(again.has_value() && again->text == sent->text, "what is sent is plain SQL", sent->text);
  return 0;
}
