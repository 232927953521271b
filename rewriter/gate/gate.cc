#include "rewriter/gate/gate.h"

#include <algorithm>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "core/identifier.h"
#include "rewriter/error_at.h"
#include "rewriter/gate/refused_functions.h"
#include "rewriter/gate/refused_relations.h"

namespace pillion {
namespace {

using sql::Expr;
using sql::ExprKind;
using sql::ExprList;
using sql::FromItem;
using sql::Query;
using sql::Statement;
using sql::StatementKind;
using sql::TokenIndex;
using sql::TokenStream;

std::string upper(std::string_view word) {
  std::string out(word);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return out;
}

// Where something stands that the grammar does not locate: the word itself, found in the text.
std::size_t offset_of_word(const TokenStream& text, std::string_view word) {
  for (TokenIndex i = 0; i < text.size(); ++i) {
    if (text.is(i, word)) return text[i].begin;
  }
  return 0;
}

tl::unexpected<Error> refuse_function(std::size_t offset, std::string_view name,
                                      std::string_view because) {
  return fail_at(offset, "42501",
                 fmt::format("The function {} is refused here: {}. Call it through the host "
                             "application's own connection.",
                             name, because));
}

// Whether a call of this name is refused; the message says why.
Status check_function(std::string_view folded_name, int arguments, std::size_t offset,
                      std::span<const std::string> refused) {
  if (const RefusedFunction* function = find_refused_function(folded_name, arguments)) {
    return refuse_function(offset, folded_name, describe(function->reason));
  }
  for (const std::string& added : refused) {
    if (fold_identifier(added) == folded_name) {
      return refuse_function(offset, folded_name, "the host application does not lend it");
    }
  }
  return {};
}

tl::unexpected<Error> refuse_relation(std::size_t offset, std::string_view name) {
  return fail_at(offset, "42501",
                 fmt::format("The view {} is refused here: {}. Read it through the host "
                             "application's own connection.",
                             name, describe(RefusalReason::kServerFile)));
}

// PostgreSQL compares each with all before it, and cannot be cancelled there.
constexpr std::size_t kMostNamed = 1000;

// Goes through every corner of a query and keeps the first thing that is refused.
class Walk {
 public:
  Walk(const TokenStream& text, std::span<const std::string> refused)
      : text_(text), refused_(refused) {}

  Status run(const Query* query) {
    visit(query);
    // A name may stand before the FROM that tells what it is.
    named_ = 0;
    if (!functions_.empty() || any_name_) visit(query);
    if (error_) return tl::make_unexpected(*std::move(error_));
    return {};
  }

 private:
  void keep(Status status) {
    if (!status && !error_) error_ = std::move(status).error();
  }

  void visit(const Query* query) {
    if (query == nullptr || error_) return;
    if (query->into) {
      keep(fail_at(offset_of_word(text_, "into"), "25006",
                   "SELECT INTO makes a table, and Pillion only reads. Leave INTO out."));
    }
    if (query->locking) {
      keep(fail_at(offset_of_word(text_, "for"), "25006",
                   "A locking clause (FOR UPDATE, FOR SHARE ...) locks rows for the host's "
                   "transaction, and Pillion only reads. Leave it out."));
    }
    named_ += query->ctes.size() + query->windows.size();
    if (named_ > kMostNamed) {
      keep(fail_at(offset_of_word(text_, "with"), "54001",
                   "The statement has more than 1,000 WITH queries and named windows. Write it in "
                   "parts."));
    }
    for (const sql::Cte* cte : query->ctes) {
      if (cte->query == nullptr) {
        keep(fail_at(static_cast<std::size_t>(std::max(cte->location, 0)), "25006",
                     fmt::format("The WITH query {} changes data, and Pillion only reads. Write "
                                 "through the host application.",
                                 cte->name)));
      }
      visit(cte->query);
    }
    for (const Query* branch : query->branches) visit(branch);
    for (const sql::Target& target : query->targets) visit(target.value);
    for (const FromItem* item : query->from) visit(item);
    for (const sql::WindowClause* window : query->windows) {
      visit(window->partition_by);
      visit(window->order_by);
      visit(window->bounds);
    }
    visit(query->where);
    visit(query->having);
    for (const ExprList& list :
         {query->distinct_on, query->group_by, query->values, query->order_by, query->limits}) {
      visit(list);
    }
  }

  void visit(const FromItem* item) {
    if (item == nullptr || error_) return;
    visit(item->left);
    visit(item->right);
    visit(item->on);
    visit(item->query);
    visit(item->expressions);
    if (item->kind == sql::FromKind::kTable && is_refused_relation(item->schema, item->name))
      keep(refuse_relation(static_cast<std::size_t>(std::max(item->location, 0)), item->name));
    if (item->kind != sql::FromKind::kFunction) return;
    if (!item->alias.empty()) {
      functions_.insert(item->alias);
      return;
    }
    for (const Expr* call : item->expressions) {
      // COALESCE, a cast and their like: the server has names of its own for these.
      if (call->kind != ExprKind::kFunction || call->names.empty())
        any_name_ = true;
      else
        functions_.insert(call->names.back());
    }
  }

  void visit(const ExprList& list) {
    for (const Expr* expr : list) visit(expr);
  }

  void visit(const Expr* expr) {
    if (expr == nullptr || error_) return;
    if (expr->kind == ExprKind::kFunction) {
      const auto arguments = static_cast<int>(expr->call->arguments.size());
      check(expr->names.back(), expr->call->variadic ? -1 : arguments, expr->location);
    } else if (expr->kind == ExprKind::kField) {
      // (x).f calls f(x) where x has no column f (manual, 4.2.6 and 8.16.5).
      for (const sql::Name name : expr->names) check(name, 1, expr->location);
    } else if (expr->kind == ExprKind::kColumn) {
      // So does x.f, but a row is no argument to any refused function; the value of a function in
      // FROM may be.
      for (std::size_t i = 1; i < expr->names.size(); ++i) {
        if (any_name_ || functions_.contains(expr->names[i - 1]))
          check(expr->names[i], 1, expr->location);
      }
    }
    visit(expr->children);
    visit(expr->query);
  }

  void check(std::string_view name, int arguments, std::int32_t location) {
    // Fields after brackets have no location of their own.
    const std::size_t offset =
        location >= 0 ? static_cast<std::size_t>(location) : offset_of_word(text_, name);
    keep(check_function(name, arguments, offset, refused_));
  }

  const TokenStream& text_;
  std::span<const std::string> refused_;
  std::set<std::string_view> functions_;  // in FROM, by the name their value has there
  std::size_t named_ = 0;
  bool any_name_ = false;  // one of them has a name that is not known here
  std::optional<Error> error_;
};

tl::unexpected<Error> refuse_statement(const TokenStream& text, std::size_t offset) {
  const std::string word = upper(text.text_of(0));
  return fail_at(offset, "25006",
                 fmt::format("{} is refused: Pillion only reads. Write SELECT, VALUES, TABLE, WITH "
                             "... SELECT, EXPLAIN of these, or SHOW; change data through the host "
                             "application.",
                             word));
}

tl::unexpected<Error> several_statements(std::size_t offset) {
  return fail_at(offset, "42601",
                 "There are several statements. Send one at a time, without anything after the "
                 "semicolon.");
}

tl::unexpected<Error> empty_statement() {
  return fail_at(0, "42601", "The statement is empty. Write a SELECT.");
}

// The token after the first semicolon that something else follows, or kNoToken.
TokenIndex second_statement(const TokenStream& text) {
  bool ended = false;
  for (TokenIndex i = 0; i < text.size(); ++i) {
    if (text.is(i, ";")) {
      ended = i > 0;
    } else if (ended) {
      return i;
    }
  }
  return sql::kNoToken;
}

bool is_one_of(const TokenStream& text, TokenIndex index, std::span<const std::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return text.is(index, word); });
}

constexpr std::string_view kQueryWords[] = {"select", "with", "values", "table", "("};
constexpr std::string_view kTransactionWords[] = {
    "abort", "begin", "commit", "end", "prepare", "release", "rollback", "savepoint", "start"};
// First words that are a statement's, so that a syntax error in the rest of it matters less.
constexpr std::string_view kStatementWords[] = {
    "alter",    "analyze", "attach",     "call",    "checkpoint", "close",  "cluster",  "comment",
    "copy",     "create",  "deallocate", "declare", "delete",     "detach", "discard",  "do",
    "drop",     "execute", "explain",    "fetch",   "grant",      "import", "insert",   "listen",
    "load",     "lock",    "merge",      "move",    "notify",     "pragma", "reassign", "refresh",
    "reindex",  "replace", "reset",      "revoke",  "security",   "set",    "show",     "truncate",
    "unlisten", "update",  "upsert",     "vacuum"};

tl::unexpected<Error> refuse_transaction(const TokenStream& text) {
  return fail_at(text[0].begin, "25006",
                 fmt::format("{} is refused: the transaction is the host application's, which "
                             "alone begins and ends it. Leave it out.",
                             upper(text.text_of(0))));
}

}  // namespace

Status judge(const Statement& statement, const TokenStream& text,
             std::span<const std::string> refused) {
  if (statement.statement_count == 0 || text.size() == 0) return empty_statement();
  if (statement.statement_count > 1) {
    const TokenIndex second = second_statement(text);
    return several_statements(second == sql::kNoToken ? 0 : text[second].begin);
  }
  switch (statement.kind) {
    case StatementKind::kShow:
      return {};
    case StatementKind::kQuery:
    case StatementKind::kExplain:
      return Walk(text, refused).run(statement.query);
    case StatementKind::kTransaction:
      return refuse_transaction(text);
    case StatementKind::kEmpty:
    case StatementKind::kOther:
      break;
  }
  return refuse_statement(text, text[0].begin);
}

Status judge_unparsed(const sql::SyntaxError& error, const TokenStream& text, Dialect dialect,
                      std::span<const std::string> refused) {
  if (text.size() == 0) return empty_statement();
  const bool query_plan = dialect == Dialect::kSqlite && text.is(0, "explain") &&
                          text.is(1, "query") && text.is(2, "plan") &&
                          is_one_of(text, 3, kQueryWords);
  const bool explained =
      dialect == Dialect::kSqlite && text.is(0, "explain") && is_one_of(text, 1, kQueryWords);
  if (!is_one_of(text, 0, kQueryWords) && !query_plan && !explained) {
    if (is_one_of(text, 0, kTransactionWords)) return refuse_transaction(text);
    if (is_one_of(text, 0, kStatementWords)) return refuse_statement(text, text[0].begin);
    return fail_at(error.offset, "42601", error.message + ". Write one SELECT statement.");
  }
  if (const TokenIndex second = second_statement(text); second != sql::kNoToken) {
    return several_statements(text[second].begin);
  }
  for (TokenIndex i = 0; i < text.size(); ++i) {
    if (!text.is_name(i)) continue;
    if (text.is(i, "uescape")) {
      return fail_at(text[i].begin, "0A000",
                     "UESCAPE is not understood in a statement that the grammar cannot parse. "
                     "Write the characters themselves.");
    }
    const std::string name = sql::identifier_value(text.text_of(i));
    if (is_refused_relation("", name)) return refuse_relation(text[i].begin, name);
    const bool called = text.is(i + 1, "(") || (i > 0 && text.is(i - 1, "."));
    if (!called) continue;
    PILLION_CHECK(check_function(name, -1, text[i].begin, refused));
  }
  return {};
}

}  // namespace pillion
