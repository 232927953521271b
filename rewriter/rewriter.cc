#include "rewriter/rewriter.h"

#include "rewriter/error_at.h"
#include "rewriter/gate/gate.h"
#include "rewriter/lex/token_stream.h"
#include "rewriter/odbc/translate.h"
#include "rewriter/parse/parser.h"
#include "rewriter/paths/paths.h"

namespace pillion {
namespace {

// Turns the byte offset of an Error of the passes into a character of the user's text.
Error in_users_text(Error error, std::string_view user, const PositionMap& positions) {
  if (error.position > 0) {
    const auto offset = static_cast<std::size_t>(error.position - 1);
    error.position = character_position(user, positions.to_user(offset));
  }
  return error;
}

// What was declared is part of the statement now, so it passes the gate as if the user had written
// it. Its own errors have no place in the user's text.
Status judge_declared(const std::string& sent, const RewriteOptions& options) {
  const sql::TokenStream text(sent, options.dialect);
  PILLION_TRY(parsed, sql::parse(text));
  Status judged;
  if (const auto* error = std::get_if<sql::SyntaxError>(&parsed)) {
    judged = fail("42601", "What is declared does not fit into the statement: " + error->message);
  } else {
    judged = judge(std::get<sql::Statement>(parsed), text, options.refused_functions);
  }
  if (judged) return judged;
  Error error = std::move(judged).error();
  error.position = 0;
  error.detail = "Rewritten: " + sent;
  return fail(std::move(error));
}

// From here on positions are those of the translated text, whose tokens `text` holds.
Result<Rewritten> rewrite_translated(const OdbcText& translated, const sql::TokenStream& text,
                                     const SchemaView* view, const RewriteOptions& options,
                                     bool server_refused) {
  Rewritten out{.parameter_count = translated.parameter_count,
                .returns_parameter = translated.returns_parameter};
  const auto as_it_stands = [&]() -> Rewritten {
    out.text = translated.text;
    out.positions = translated.positions;
    return std::move(out);
  };
  PILLION_TRY(parsed, sql::parse(text));
  if (const auto* error = std::get_if<sql::SyntaxError>(&parsed)) {
    PILLION_CHECK(judge_unparsed(*error, text, options.dialect, options.refused_functions));
    return as_it_stands();
  }
  const auto& statement = std::get<sql::Statement>(parsed);
  PILLION_CHECK(judge(statement, text, options.refused_functions));
  if (view == nullptr) return as_it_stands();
  PILLION_TRY(paths, sql::rewrite_paths(statement, text, sql::Names(*view, options.declared),
                                        {.shapes = options.shapes,
                                         .server_refused = server_refused,
                                         .explain = options.explain}));
  out.server_decides = paths.server_decides;
  if (!paths.rewritten) return as_it_stands();
  if (paths.declared) PILLION_CHECK(judge_declared(paths.text, options));
  out.rewritten = true;
  out.text = std::move(paths.text);
  out.positions = std::move(paths.positions).after(translated.positions);
  out.alternatives = std::move(paths.alternatives);
  out.gathered = paths.gathered;
  out.explanation = std::move(paths.explanation);
  return out;
}

}  // namespace

Result<Rewritten> rewrite(std::string_view text, const SchemaView* view,
                          const RewriteOptions& options, bool server_refused) {
  const sql::TokenStream user(text, options.dialect);
  auto translated = options.plain ? Result<OdbcText>(OdbcText{.text = std::string(text)})
                                  : translate_odbc(user, options.dialect, options.scan_escapes);
  if (!translated) return fail(in_users_text(std::move(translated).error(), text, {}));
  const auto of = [&](const sql::TokenStream& tokens) {
    return rewrite_translated(*translated, tokens, view, options, server_refused);
  };
  // What was not changed is not cut into tokens again.
  auto rewritten =
      translated->text == text ? of(user) : of(sql::TokenStream(translated->text, options.dialect));
  if (!rewritten) {
    return fail(in_users_text(std::move(rewritten).error(), text, translated->positions));
  }
  return rewritten;
}

}  // namespace pillion
