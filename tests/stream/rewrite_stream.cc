// rewrite_stream: the rewriter as a filter, for tests that are not written in C++ and need it
// thousands of times. Requests on standard input, one answer each on standard output:
//
//   request   <verb> <bytes>\n<payload>      answer   <bytes>\n<JSON object>
//
//   connect   takes a snapshot: "sqlite:<path>", or a connection string of libpq
//   rewrite   a statement, as a guest would send it
//   plain     the same without ODBC's markers and escapes
//   refused   a statement after the server has refused it as it stands
//   shapes    how aggregates are computed from here on: "auto", "rows", "subqueries", "lateral",
//   "sets"
#include <array>
#include <cstdio>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <libpq-fe.h>

#include "reflect/load.h"
#include "rewriter/rewriter.h"
#include "session/pillion.h"
#include "session/sessions.h"

namespace {

using pillion::Error;
using pillion::Result;
using pillion::Rewritten;

std::string json(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += {'\\', c};
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<int>(c));
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string answer(const Error& error) {
  return fmt::format(R"({{"sqlstate": {}, "message": {}, "position": {}}})",
                     json(error.sqlstate.text()), json(error.message), error.position);
}

std::string answer(const Rewritten& rewritten) {
  std::string explanation;
  for (const std::string& line : rewritten.explanation) {
    explanation += (explanation.empty() ? "" : ", ") + json(line);
  }
  return fmt::format(R"({{"text": {}, "rewritten": {}, "server_decides": {}, "parameters": {}, )"
                     R"("explanation": [{}]}})",
                     json(rewritten.text), rewritten.rewritten, rewritten.server_decides,
                     rewritten.parameter_count, explanation);
}

// The database whose schema the statements are about.
class Database {
 public:
  std::string connect(const std::string& name) {
    const Result<std::string> session_name = name.starts_with("sqlite:") ? name : lend(name);
    if (!session_name) return answer(session_name.error());
    const auto session = pillion::find_session(*session_name);
    if (!session) return answer(session.error());
    auto view = pillion::load_schema(**session);
    if (!view) return answer(view.error());
    view_ = *view;
    return fmt::format(R"({{"tables": {}}})", view_->schema.tables.size());
  }

  std::string choose(std::string_view name) {
    static constexpr std::pair<std::string_view, pillion::ShapeChoice> kChoices[] = {
        {"auto", pillion::ShapeChoice::kAuto},
        {"rows", pillion::ShapeChoice::kByRow},
        {"subqueries", pillion::ShapeChoice::kSubqueries},
        {"lateral", pillion::ShapeChoice::kLateral},
        {"sets", pillion::ShapeChoice::kSets}};
    for (const auto& [known, choice] : kChoices) {
      if (known != name) continue;
      shapes_ = choice;
      return "{}";
    }
    return answer(Error{.sqlstate = "HY000", .message = fmt::format("no such shapes: {}", name)});
  }

  std::string rewrite(std::string_view text, bool server_refused, bool plain = false) const {
    const pillion::RewriteOptions options{
        .dialect = view_ ? view_->schema.dialect : pillion::Dialect::kPostgres,
        .plain = plain,
        .shapes = shapes_,
        .explain = true};
    const auto rewritten = pillion::rewrite(text, view_.get(), options, server_refused);
    return rewritten ? answer(*rewritten) : answer(rewritten.error());
  }

 private:
  struct Finish {
    void operator()(PGconn* connection) const { PQfinish(connection); }
  };

  Result<std::string> lend(const std::string& connection_string) {
    if (token_[0] != '\0') pillion_reclaim(token_.data());
    token_[0] = '\0';
    connection_.reset(PQconnectdb(connection_string.c_str()));
    if (PQstatus(connection_.get()) != CONNECTION_OK) {
      return pillion::fail("08001", PQerrorMessage(connection_.get()));
    }
    if (pillion_lend(connection_.get(), nullptr, token_.data()) != PILLION_OK) {
      return pillion::fail("08001", pillion_error());
    }
    return std::string(token_.data());
  }

  std::unique_ptr<PGconn, Finish> connection_;
  std::array<char, PILLION_TOKEN_SIZE> token_{};
  std::shared_ptr<const pillion::SchemaView> view_;
  pillion::ShapeChoice shapes_ = pillion::ShapeChoice::kAuto;
};

std::string serve(Database& database, std::string_view verb, const std::string& payload) {
  if (verb == "connect") return database.connect(payload);
  if (verb == "rewrite") return database.rewrite(payload, false);
  if (verb == "plain") return database.rewrite(payload, false, true);
  if (verb == "shapes") return database.choose(payload);
  if (verb == "refused") return database.rewrite(payload, true);
  return answer(Error{.sqlstate = "HY000", .message = fmt::format("no such verb: {}", verb)});
}

}  // namespace

int main() {
  std::ios::sync_with_stdio(false);
  Database database;
  std::string verb;
  for (std::size_t size = 0; std::cin >> verb >> size;) {
    std::cin.get();
    std::string payload(size, '\0');
    std::cin.read(payload.data(), static_cast<std::streamsize>(size));
    const std::string reply = serve(database, verb, payload);
    std::cout << reply.size() << '\n' << reply << std::flush;
  }
  return 0;
}
