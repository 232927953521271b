#include "rewriter/parse/parser.h"

#include <algorithm>

#include "rewriter/error_at.h"
#include "rewriter/parse/converter.h"

namespace pillion::sql {
namespace {

// The parser's memory belongs to this thread and is given back as a whole.
class ParserMemory {
 public:
  ParserMemory() : context_(pg_query_enter_memory_context()) {}
  ~ParserMemory() { pg_query_exit_memory_context(context_); }
  ParserMemory(const ParserMemory&) = delete;
  ParserMemory& operator=(const ParserMemory&) = delete;

 private:
  ::MemoryContext context_;
};

tl::unexpected<Error> too_deep() {
  return fail_at(0, "54001",
                 "The statement is nested too deep. Write it with fewer levels of brackets and "
                 "subqueries.");
}

// PostgreSQL's scanner goes over a run of operator characters anew for each comment, plus and minus
// in it, and cannot be cancelled there: 200 kB keep a server busy for 14 seconds.
constexpr std::size_t kLongestRun = 1000;

bool is_in_operator(char c) {
  return std::string_view("~!@#^&|`?+-*/%<>=").find(c) != std::string_view::npos;
}

Status check_runs(const TokenStream& text) {
  if (text.text().size() <= kLongestRun) return {};
  std::size_t run = 0;
  std::size_t at = 0;
  const auto is_too_long = [&](std::size_t end) {
    for (; at < end && run <= kLongestRun; ++at)
      run = is_in_operator(text.text()[at]) ? run + 1 : 0;
    return run > kLongestRun;
  };
  const auto too_long = [&] {
    return fail_at(at - 1, "54000",
                   "More than 1,000 operator or comment characters follow each other. Put blanks "
                   "between them, or leave the comments out.");
  };
  for (const Token& token : text.tokens()) {
    if (is_too_long(token.begin)) return too_long();
    if (token.kind == TokenKind::kString || token.kind == TokenKind::kQuotedIdentifier) {
      run = 0;
      at = token.end;
    }
  }
  if (is_too_long(text.text().size())) return too_long();
  return {};
}

std::size_t byte_offset(std::string_view text, int character) {
  std::size_t i = 0;
  for (int seen = 1; i < text.size() && seen < character; ++seen) {
    do ++i;
    while (i < text.size() && (static_cast<unsigned char>(text[i]) & 0xC0) == 0x80);
  }
  return i;
}

// A name as SQLite alone quotes it: `name` and [name]. For PostgreSQL those are operators.
bool is_quoted_for_sqlite(const Token& token, std::string_view text) {
  const bool is_name =
      token.kind == TokenKind::kQuotedIdentifier || token.kind == TokenKind::kUnterminated;
  return is_name && (text[token.begin] == '[' || text[token.begin] == '`');
}

// Whether "name" says the same, in the same length.
bool is_quotable(const Token& token, std::string_view text) {
  if (token.kind != TokenKind::kQuotedIdentifier) return false;
  const std::string_view inside = text.substr(token.begin + 1, token.end - token.begin - 2);
  return inside.find_first_of("\"`") == std::string_view::npos;
}

void quote_as_postgres(const Token& token, std::string& text) {
  if (is_quoted_for_sqlite(token, text) && is_quotable(token, text)) {
    text[token.begin] = text[token.end - 1] = '"';
  }
}

// A token that the grammar would take for operators; nullptr: there is none.
const Token* misread(const TokenStream& text) {
  if (!text.has(TokenKind::kUnterminated) && !text.has(TokenKind::kQuotedIdentifier)) {
    return nullptr;
  }
  const auto found = std::ranges::find_if(text.tokens(), [&](const Token& token) {
    return is_quoted_for_sqlite(token, text.text()) && !is_quotable(token, text.text());
  });
  return found == text.tokens().end() ? nullptr : &*found;
}

// The text with spaces for comments: the packaged scanner gives comments as tokens, and the
// grammar's look-ahead (NULLS FIRST, WITH TIME, NOT IN) then takes them for what follows.
std::string for_the_grammar(const TokenStream& text) {
  const auto has = [&](std::string_view part) {
    return text.text().find(part) != text.text().npos;
  };
  if (!has("--") && !has("/*") && !has("[") && !has("`")) return std::string(text.text());
  std::string out(text.text().size(), ' ');
  for (const Token& token : text.tokens()) {
    text.text().copy(out.data() + token.begin, token.end - token.begin, token.begin);
    quote_as_postgres(token, out);
  }
  return out;
}

}  // namespace

Status check_size(const TokenStream& text) {
  if (text.depth() > kMaxNesting) return too_deep();
  if (!text.is_cut_off()) return {};
  return fail_at(text[kMostTokens].begin, "54000",
                 "The statement has more than 500,000 words and signs. Pass a list of values as "
                 "one array parameter.");
}

Result<Parsed> parse(const TokenStream& text) {
  PILLION_CHECK(check_size(text));
  PILLION_CHECK(check_runs(text));
  if (const Token* token = misread(text)) {
    return SyntaxError{.message = "a name that has no end, or a quote inside",
                       .offset = token->begin};
  }
  const std::string owned = for_the_grammar(text);
  if (const auto nul = owned.find('\0'); nul != std::string::npos) {
    return fail_at(nul, "22021", "The statement holds a NUL byte. SQL text cannot.");
  }
  const ParserMemory memory;
  const PgQueryInternalParsetreeAndError raw = pg_query_raw_parse(owned.c_str());
  free(raw.stderr_buffer);
  if (raw.error != nullptr) {
    SyntaxError error{.message = raw.error->message,
                      .offset = byte_offset(owned, raw.error->cursorpos)};
    pg_query_free_error(raw.error);
    if (error.message.starts_with("memory exhausted"))
      return too_deep();  // of the grammar's own stack
    return error;
  }

  Statement statement;
  statement.statement_count = list_length(raw.tree);
  if (statement.statement_count == 0) return statement;
  const auto* first = static_cast<const ::RawStmt*>(linitial(raw.tree));
  statement.location = first->stmt_location;
  if (statement.statement_count > 1) {
    statement.second_location = static_cast<const ::RawStmt*>(lsecond(raw.tree))->stmt_location;
  }
  statement.arena = std::make_unique_for_overwrite<Arena>();
  Converter converter(*statement.arena);
  converter.statement(first->stmt, statement);
  if (converter.too_deep()) return too_deep();
  if (converter.unknown_node() != 0) {
    return fail_at(0, "0A000",
                   "The statement holds a construct that the read-only gate does not know (node " +
                       std::to_string(converter.unknown_node()) + "). Write it another way.");
  }
  return statement;
}

}  // namespace pillion::sql
