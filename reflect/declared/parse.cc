// TOML as declarations. Every key is known or an error: a word that is written wrong must not be a
// declaration that is not there.
#include <algorithm>
#include <array>
#include <span>

#include <fmt/format.h>
#include <fmt/ranges.h>

#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/impl/preprocessor.h>
// toml++ asserts that a table's name begins as a key does, and with NDEBUG lets the compiler assume
// it, before it checks that itself. In a user's file it may not: left to the check, it is an error.
#undef TOML_ASSERT_ASSUME
#define TOML_ASSERT_ASSUME(expr) static_assert(true)
#include <toml++/toml.h>

#include "core/identifier.h"
#include "core/nearest.h"
#include "reflect/declared/declarations.h"

namespace pillion {
namespace {

int line_of(const toml::node& node) {
  return static_cast<int>(node.source().begin.line);
}

class Reader {
 public:
  explicit Reader(std::string source) { out_.source = std::move(source); }

  Result<DeclarationsPtr> read(const toml::table& file) {
    for (const auto& [key, node] : file) PILLION_CHECK(section(key.str(), node));
    // toml++ orders tables by key; messages and names are to follow the file.
    const auto by_line = [](const auto& a, const auto& b) { return a.line < b.line; };
    std::ranges::stable_sort(out_.columns, by_line);
    std::ranges::stable_sort(out_.measures, by_line);
    return std::make_shared<const Declarations>(std::move(out_));
  }

 private:
  tl::unexpected<Error> fail_in(const toml::node& node, std::string_view what) const {
    return fail(declaration_error(out_.source, line_of(node), what));
  }

  Status section(std::string_view key, const toml::node& node) {
    if (key == "relation") return relations(node);
    if (key == "column") {
      return tables(key, node, [&](auto table, auto name, auto value, int line) {
        out_.columns.push_back({std::string(table), std::string(name), std::move(value), line});
      });
    }
    if (key == "measure") {
      return tables(key, node, [&](auto table, auto name, auto value, int line) {
        out_.measures.push_back({std::string(table), std::string(name), std::move(value), line});
      });
    }
    return unknown_key(node, key, kSections, "a relations file");
  }

  static constexpr std::array<std::string_view, 3> kSections = {"relation", "column", "measure"};

  tl::unexpected<Error> unknown_key(const toml::node& node, std::string_view key,
                                    std::span<const std::string_view> known,
                                    std::string_view where) const {
    NearestNames nearest(key);
    for (const std::string_view each : known) nearest.consider(each);
    return fail_in(node, fmt::format("there is no key {} in {}: it has {}.{}", key, where,
                                     fmt::join(known, ", "), nearest.question()));
  }

  // [column.table] and [measure.table]: names and what they stand for.
  template <class Add>
  Status tables(std::string_view kind, const toml::node& node, const Add& add) {
    const toml::table* const by_table = node.as_table();
    if (by_table == nullptr) {
      return fail_in(node, fmt::format("write [{}.<table>] above the names of a table.", kind));
    }
    for (const auto& [table, names] : *by_table) {
      const toml::table* const entries = names.as_table();
      if (entries == nullptr) {
        return fail_in(
            names, fmt::format("{0} {1} belongs to no table. Write [{0}.<table>] above it.", kind,
                               table.str()));
      }
      for (const auto& [name, value] : *entries) {
        if (value.is_table()) {
          return fail_in(value, fmt::format("a table of another schema is written in quotes: "
                                            "[{}.\"{}.{}\"].",
                                            kind, table.str(), name.str()));
        }
        PILLION_TRY(text, text_of(value, fmt::format("{} {}", kind, name.str())));
        PILLION_CHECK(check_name(value, name.str()));
        add(table.str(), name.str(), std::move(text), line_of(value));
      }
    }
    return {};
  }

  Result<std::string> text_of(const toml::node& node, std::string_view what) const {
    const auto text = node.value_exact<std::string>();
    if (!text) return fail_in(node, fmt::format("{} is to be a text in quotes.", what));
    if (text->find_first_not_of(" \t\n\r") == std::string::npos) {
      return fail_in(node, fmt::format("{} is empty.", what));
    }
    if (text->find('\0') != std::string::npos) {
      return fail_in(node, fmt::format("{} holds a NUL character.", what));
    }
    return *text;
  }

  Status check_name(const toml::node& node, std::string_view name) const {
    if (name.empty()) return fail_in(node, "a name is empty.");
    if (name.size() > kMaxIdentifierBytes) {
      return fail_in(node, fmt::format("{} is longer than a name of PostgreSQL, {} bytes.", name,
                                       kMaxIdentifierBytes));
    }
    return {};
  }

  Status relations(const toml::node& node) {
    const toml::array* const all = node.as_array();
    const bool tables = all != nullptr && std::ranges::all_of(*all, [](const toml::node& each) {
                          return each.is_table();
                        });
    if (!tables)
      return fail_in(node, "write [[relation]], in double brackets, above each of them.");
    for (const toml::node& each : *all) PILLION_CHECK(relation(*each.as_table()));
    return {};
  }

  struct Key {
    std::string_view name;
    Status (Reader::*read)(DeclaredRelation&, const toml::node&) const;
  };

  template <std::string DeclaredRelation::*Member>
  Status text(DeclaredRelation& relation, const toml::node& node) const {
    PILLION_TRY(value, text_of(node, "the value"));
    relation.*Member = std::move(value);
    return {};
  }
  template <bool DeclaredRelation::*Member>
  Status flag(DeclaredRelation& relation, const toml::node& node) const {
    const auto value = node.value_exact<bool>();
    if (!value) return fail_in(node, "the value is to be true or false.");
    relation.*Member = *value;
    return {};
  }
  template <DeclaredLink DeclaredRelation::*Member>
  Status condition(DeclaredRelation& relation, const toml::node& node) const {
    DeclaredLink& link = relation.*Member;
    PILLION_CHECK(only_one(link, node));
    PILLION_TRY(value, text_of(node, "the condition"));
    link.condition = std::move(value);
    return {};
  }
  template <DeclaredLink DeclaredRelation::*Member>
  Status columns(DeclaredRelation& relation, const toml::node& node) const {
    DeclaredLink& link = relation.*Member;
    PILLION_CHECK(only_one(link, node));
    const toml::table* const pairs = node.as_table();
    if (pairs == nullptr || pairs->empty()) {
      return fail_in(node, "columns are written { column = \"column\" }.");
    }
    for (const auto& [near, far] : *pairs) {
      PILLION_TRY(name, text_of(far, fmt::format("the column that {} equals", near.str())));
      link.columns.emplace_back(near.str(), std::move(name));
    }
    return {};
  }
  // near and far of a junction: columns, or a condition.
  template <DeclaredLink DeclaredRelation::*Member>
  Status link(DeclaredRelation& relation, const toml::node& node) const {
    return node.is_string() ? condition<Member>(relation, node) : columns<Member>(relation, node);
  }
  Status only_one(DeclaredLink& link, const toml::node& node) const {
    if (link.line != 0) return fail_in(node, "a relation has `on` or `columns`, and not both.");
    link.line = line_of(node);
    return {};
  }
  Status further_names(DeclaredRelation& relation, const toml::node& node) const {
    const toml::array* const names = node.as_array();
    if (names == nullptr) return fail_in(node, "further names are written [\"name\", \"name\"].");
    for (const toml::node& each : *names) {
      PILLION_TRY(name, text_of(each, "a further name"));
      PILLION_CHECK(check_name(each, name));
      relation.also.push_back(std::move(name));
    }
    return {};
  }

  static constexpr std::size_t kKeyCount = 11;
  static const std::array<Key, kKeyCount>& keys() {
    static constexpr std::array<Key, kKeyCount> kKeys = {{
        {"name", &Reader::text<&DeclaredRelation::name>},
        {"also", &Reader::further_names},
        {"from", &Reader::text<&DeclaredRelation::from>},
        {"to", &Reader::text<&DeclaredRelation::to>},
        {"many", &Reader::flag<&DeclaredRelation::many>},
        {"trusted", &Reader::flag<&DeclaredRelation::trusted>},
        {"on", &Reader::condition<&DeclaredRelation::link>},
        {"columns", &Reader::columns<&DeclaredRelation::link>},
        {"through", &Reader::text<&DeclaredRelation::through>},
        {"near", &Reader::link<&DeclaredRelation::near>},
        {"far", &Reader::link<&DeclaredRelation::far>},
    }};
    return kKeys;
  }

  Status relation(const toml::table& entries) {
    DeclaredRelation made;
    made.line = line_of(entries);
    for (const auto& [name, node] : entries) {
      const auto key = std::ranges::find(keys(), name.str(), &Key::name);
      if (key == keys().end()) {
        std::array<std::string_view, kKeyCount> known{};
        std::ranges::transform(keys(), known.begin(), &Key::name);
        return unknown_key(node, name.str(), known, "a relation");
      }
      PILLION_CHECK((this->*key->read)(made, node));
    }
    PILLION_CHECK(check_name(entries, made.name.empty() ? "relation" : made.name));
    if (const std::string_view what = missing(made, entries); !what.empty()) {
      return fail_in(entries, fmt::format("relation {}{}", made.name, what));
    }
    if (!made.through.empty()) made.many = true;
    out_.relations.push_back(std::move(made));
    return {};
  }

  // What a relation lacks, or has too much.
  static std::string_view missing(const DeclaredRelation& made, const toml::table& entries) {
    if (made.name.empty()) return "has no name: write name = \"...\".";
    if (made.from.empty()) return " has no table it leaves from: write from = \"<table>\".";
    if (made.to.empty()) return " has no table it leads to: write to = \"<table>\".";
    const bool linked = made.link.line != 0;
    const bool ends = made.near.line != 0 || made.far.line != 0;
    if (made.through.empty()) {
      if (ends) return " has near or far without a junction: write through = \"<table>\".";
      if (!linked) return " has no condition: write on = \"...\" or columns = { ... }.";
    } else {
      if (linked) return " leads through a junction: write near and far for on or columns.";
      if (made.near.line == 0 || made.far.line == 0) {
        return " leads through a junction: write near = { ... } and far = { ... }.";
      }
      if (entries.contains("many") && !made.many) {
        return " leads through a junction, and so to many rows: leave many = false out.";
      }
    }
    return {};
  }

  Declarations out_;
};

}  // namespace

Error declaration_error(std::string_view source, int line, std::string_view what) {
  return {.sqlstate = "08001", .message = fmt::format("{}, line {}: {}", source, line, what)};
}

Result<DeclarationsPtr> parse_declarations(std::string_view text, std::string source) {
  const toml::parse_result parsed = toml::parse(text);
  if (!parsed) {
    const toml::parse_error& error = parsed.error();
    return fail(declaration_error(source, static_cast<int>(error.source().begin.line),
                                  fmt::format("{}.", error.description())));
  }
  return Reader(std::move(source)).read(parsed.table());
}

}  // namespace pillion
