// The lexer: tokens are in order, inside the text, and brackets know their partners.
#include "fuzz/fuzz_input.h"
#include "rewriter/lex/token_stream.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using pillion::test::promise;
  if (size == 0) return 0;
  const pillion::test::FuzzInput input(data, size);
  const pillion::sql::TokenStream tokens(input.text, input.dialect);
  std::size_t end = 0;
  for (pillion::sql::TokenIndex i = 0; i < tokens.size(); ++i) {
    promise(tokens[i].begin >= end && tokens[i].end > tokens[i].begin, "tokens are in order");
    end = tokens[i].end;
    promise(end <= input.text.size(), "tokens are inside the text");
    promise(tokens.at(tokens[i].begin) == i, "a token is found by its offset");
    const pillion::sql::TokenIndex partner = tokens.partner(i);
    promise(partner == pillion::sql::kNoToken || tokens.partner(partner) == i,
            "brackets know their partners");
    if (tokens.is_name(i)) pillion::sql::identifier_value(tokens.text_of(i));
  }
  return 0;
}
