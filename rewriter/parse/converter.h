// From PostgreSQL's raw nodes to our tree. Used by this folder alone.
#pragma once

#include <string>
#include <vector>

#include "core/result.h"
#include "rewriter/parse/raw_nodes.h"
#include "rewriter/parse/tree.h"

namespace pillion::sql {

class Converter {
 public:
  explicit Converter(Arena& arena) : arena_(arena) {}

  // Any statement's parse tree; `statement.arena` stays as it is.
  void statement(const ::Node* raw, Statement& statement);

  // Whether nesting went beyond kMaxNesting, or a node was met that this code does not know: then
  // the tree is not to be used.
  bool too_deep() const { return too_deep_; }
  int unknown_node() const { return unknown_node_; }

 private:
  // A list under construction grows in the arena, which takes nothing back: it stays where it is.
  template <class T>
  using Growing = std::pmr::vector<T>;
  using Children = Growing<const Expr*>;

  const Query* query(const ::Node* raw);
  void set_operation(const ::SelectStmt* raw, Query& out);
  void select(const ::SelectStmt* raw, Query& out);
  void values(const ::List* rows, Query& out);
  const Cte* cte(const ::CommonTableExpr* raw);
  Target target(const ::ResTarget* raw);

  const FromItem* from_item(const ::Node* raw);
  void table(const ::RangeVar* raw, FromItem& out);
  void join(const ::JoinExpr* raw, FromItem& out);
  void function(const ::RangeFunction* raw, FromItem& out);
  void table_function(const ::RangeTableFunc* raw, FromItem& out);
  void alias(const ::Alias* raw, FromItem& out);

  const Expr* expr(const ::Node* raw);
  const Expr* operator_chain(const ::Node* raw);
  const Expr* call(const ::FuncCall* raw);
  void column(const ::ColumnRef* raw, Expr& out);
  void indirection(const ::A_Indirection* raw, Expr& out, Children& children);
  bool children_of(const ::Node* raw, Expr& out, Children& children);
  const WindowClause* window(const ::WindowDef* raw);

  void add(Children& out, const void* raw);        // a node or nothing
  void add_all(Children& out, const ::List* raw);  // a list of nodes, or nothing
  ExprList expressions(const ::List* raw);
  List<Name> names(const ::List* raw);
  Name copy(const char* text);

  template <class T>
  T* make() {
    return new (arena_.take(sizeof(T), alignof(T))) T();
  }
  template <class T>
  static List<T> keep(const Growing<T>& items) {
    return {items.data(), items.size()};
  }

  // Every item of a list, by a member function that converts one.
  template <class Raw, class T>
  List<T> convert_all(const ::List* raw, T (Converter::*convert)(const Raw*)) {
    const auto length = static_cast<std::size_t>(list_length(raw));
    T* const out = std::pmr::polymorphic_allocator<T>(&arena_).allocate(length);
    for (std::size_t i = 0; i < length; ++i) {
      const void* const item = list_nth(raw, static_cast<int>(i));
      new (out + i) T((this->*convert)(static_cast<const Raw*>(item)));
    }
    return {out, length};
  }

  // Counts how deep we are.
  class Level {
   public:
    explicit Level(Converter& converter);
    ~Level() { --converter_.depth_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;

   private:
    Converter& converter_;
  };

  Arena& arena_;
  int depth_ = 0;
  bool too_deep_ = false;
  int unknown_node_ = 0;
  int sublinks_ = 0;  // met so far
};

// The label the server gives an output column without AS, and the node its name comes from.
struct Label {
  const char* name;
  const ::Node* source;
};
Label figure_label(const ::Node* raw);

}  // namespace pillion::sql
