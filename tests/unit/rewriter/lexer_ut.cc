// Which token is what: a table of texts, and what each is cut into.
#include <boost/test/unit_test.hpp>

#include "rewriter/lex/lexer.h"
#include "rewriter/lex/token_stream.h"

namespace pillion::sql {
namespace {

struct Case {
  std::string_view text;
  std::string_view tokens;  // kind letter and text of each, separated by |
  Dialect dialect = Dialect::kPostgres;
};

char letter(TokenKind kind) {
  return "iqsnpomQ,!"[static_cast<int>(kind)];
}

std::string cut(std::string_view text, Dialect dialect) {
  std::string out;
  for (const Token& token : tokenize(text, dialect)) {
    if (!out.empty()) out += '|';
    out += letter(token.kind);
    out += token.in(text);
  }
  return out;
}

constexpr Case kCases[] = {
    {"select 1", "iselect|n1"},
    {"a.b", "ia|,.|ib"},
    {"'it''s ?', ?", "s'it''s ?'|,,|m?"},
    {"E'a\\'?', ?", "sE'a\\'?'|,,|m?"},
    {"'a\\', ?", "s'a\\'|,,|m?"},
    {"e'a'\n'b\\'c', ?", "se'a'\n'b\\'c'|,,|m?"},
    {"'a' -- ?\n 'b'", "s'a' -- ?\n 'b'"},
    {"'a' 'b'", "s'a'|s'b'"},
    {"U&'\\0061?' u&\"d?\"", "sU&'\\0061?'|qu&\"d?\""},
    {"B'01' x'ff' N'?'", "sB'01'|sx'ff'|sN'?'"},
    {"$$ ? $$ $a$ $$ ? $a$, ?", "s$$ ? $$|s$a$ $$ ? $a$|,,|m?"},
    {"$1 a$1 $a", "p$1|ia$1|,$|ia"},
    {"\"a?\"\"?\", ?", "q\"a?\"\"?\"|,,|m?"},
    {"/* ? /* ? */ ? */ ?", "m?"},
    {"1, -- ?\n?", "n1|,,|m?"},
    {"a ?? b", "ia|Q??|ib"},
    {"a ??| b ??& c @?? d", "ia|Q??|o||ib|Q??|o&|ic|o@|Q??|id"},
    {"a=?", "ia|o=|m?"},
    {"a ? b", "ia|o?|ib"},
    {"f(x) ?| ? and ?-1", "if|,(|ix|,)|o?||m?|iand|m?|o-|n1"},
    {"a ?-| b, c @? d, e @? ?", "ia|o?-||ib|,,|ic|o@?|id|,,|ie|o@?|m?"},
    {"limit ? offset ?", "ilimit|m?|ioffset|m?"},
    {"a at time zone ? like ?", "ia|iat|itime|izone|m?|ilike|m?"},
    {"a ? b", "ia|m?|ib", Dialect::kSqlite},
    {"1--2\n+3", "n1|o+|n3"},
    {"1-/*x*/2", "n1|o-|n2"},
    {"1.5e-3 .5 1..2", "n1.5e-3|n.5|n1|,.|n.2"},
    {"{fn f(?)}", ",{|ifn|if|,(|m?|,)|,}"},
    {"'abc", "!'abc"},
    {"\"abc", "!\"abc"},
    {"/* /* */", "!/* /* */"},
    {"$a$ b", "!$a$ b"},
    {"größe", "igröße"},
    {"`a?` [b?] ?", "q`a?`|q[b?]|m?", Dialect::kSqlite},
    {"/* /* */ ?", "m?", Dialect::kSqlite},
    {"", ""},
    {"  -- only this", ""},
};

BOOST_AUTO_TEST_CASE(texts_are_cut_as_the_server_cuts_them) {
  for (const Case& c : kCases) {
    BOOST_TEST_CONTEXT(c.text) {
      BOOST_TEST(cut(c.text, c.dialect) == c.tokens);
    }
  }
}

BOOST_AUTO_TEST_CASE(identifiers_fold_and_unquote) {
  BOOST_TEST(identifier_value("AbC") == "abc");
  BOOST_TEST(identifier_value("\"A\"\"b\"") == "A\"b");
  BOOST_TEST(identifier_value("U&\"d\\0061t\\+000061\"") == "data");
  BOOST_TEST(identifier_value("[a b]") == "a b");
}

BOOST_AUTO_TEST_CASE(brackets_know_their_partners) {
  const TokenStream text("f(a[1], (b))", Dialect::kPostgres);
  BOOST_TEST(text.partner(1) == text.size() - 1);
  BOOST_TEST(text.partner(text.size() - 1) == 1U);
  BOOST_TEST(text.depth() == 2);
  BOOST_TEST(text.at(2) == 2U);
  BOOST_TEST(text.at(1000) == kNoToken);
  const TokenStream wrong("(]", Dialect::kPostgres);
  BOOST_TEST(wrong.partner(0) == kNoToken);
}

// A text that nobody could parse takes no more memory than one that is just short enough.
BOOST_AUTO_TEST_CASE(no_more_tokens_are_cut_than_a_statement_may_have) {
  for (const Dialect dialect : {Dialect::kPostgres, Dialect::kSqlite}) {
    const std::string signs(std::size_t{16} << 20U, ';');
    const TokenStream text(signs, dialect);
    BOOST_TEST(text.is_cut_off());
    BOOST_TEST(text.size() == kMostTokens + 1);
    BOOST_TEST(text.tokens().capacity() == kMostTokens + 1);
    BOOST_TEST(!TokenStream(signs.substr(0, kMostTokens), dialect).is_cut_off());
  }
}

}  // namespace
}  // namespace pillion::sql
