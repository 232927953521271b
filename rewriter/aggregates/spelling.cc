#include "rewriter/aggregates/spelling.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/identifier.h"

namespace pillion::sql {
namespace {

// Whether a source is of a subquery inside a call.
bool is_inside(const Source& source, const AggregateCall& call) {
  return source.level != call.level && is_within(*source.level, *call.level);
}

std::string meaning_of(const PathUse& use, std::string_view source) {
  std::string out = fmt::format("path {} {}", source, use.facet);
  for (const Relation* step : use.path.steps) out += fmt::format(" {}", fmt::ptr(step));
  return out + fmt::format(" {}", use.path.column);
}

std::string place_of(const Source& source) {
  return fmt::format("{}", fmt::ptr(&source));
}

// A subquery inside a call has sources of its own wherever the call is written: the same ones, if
// they have the same name and all else is the same.
std::string own_name(const Source& source, const Names& names) {
  return names.sqlite() ? fold_identifier(source.name) : std::string(source.name);
}

std::string meaning_of(const PlainUse& plain, std::string_view source, const Names& names) {
  std::string name(plain.ref->names.back());
  if (names.sqlite()) name = fold_identifier(name);
  return fmt::format("{} {} {}", plain.whole_row ? "row" : "column", source, name);
}

Spelling::References references_of(const Resolved& resolved, const Names& names,
                                   const TokenStream& text,
                                   const std::function<std::string(const Source&)>& source) {
  Spelling::References out;
  for (const PathUse& use : resolved.uses) {
    out[use.begin] = {use.end, meaning_of(use, source(*use.source))};
  }
  for (const PlainUse& plain : resolved.plain) {
    const auto [begin, end] = reference_extent(text, *plain.ref);
    out[begin] = {end, meaning_of(plain, source(*plain.source), names)};
  }
  return out;
}

}  // namespace

Spelling::Spelling(const Resolved& resolved, const Names& names, const TokenStream& text,
                   const IsInside& inside) {
  read(text, references_of(resolved, names, text, [&](const Source& source) {
         return inside(source) ? own_name(source, names) : place_of(source);
       }));
}

Spelling::Spelling(const Resolved& resolved, const Names& names, const TokenStream& text) {
  References references = references_of(resolved, names, text, place_of);
  for (const AggregateCall& call : resolved.aggregates) {
    const auto meaning = [&](const Source& source) {
      return is_inside(source, call) ? own_name(source, names) : place_of(source);
    };
    const Extent extent = call_extent(text, *call.call);
    for (const PathUse& use : resolved.uses) {
      if (!is_inside(*use.source, call) || !contains(extent, {use.begin, use.end})) continue;
      references[use.begin].second = meaning_of(use, meaning(*use.source));
    }
    for (const PlainUse& plain : call.plain) {
      const auto [begin, end] = reference_extent(text, *plain.ref);
      references[begin] = {end, meaning_of(plain, meaning(*plain.source), names)};
    }
  }
  read(text, references);
}

void Spelling::read(const TokenStream& text, const References& references) {
  std::size_t done = 0;
  for (TokenIndex i = 0; i < text.size(); ++i) {
    const std::size_t begin = text[i].begin;
    if (begin < done) continue;
    const auto reference = references.find(begin);
    if (reference != references.end()) {
      done = reference->second.first;
      words_.push_back({begin, reference->second.second});
    } else if (text.is_name(i)) {
      words_.push_back({begin, identifier_value(text.text_of(i))});
    } else {
      words_.push_back({begin, std::string(text.text_of(i))});
    }
  }
}

Spelling::Index Spelling::at(std::size_t offset) const {
  return static_cast<Index>(std::ranges::lower_bound(words_, offset, {}, &Word::begin) -
                            words_.begin());
}

bool Spelling::same(Index a, Range b) const {
  if (a + (b.last - b.first) > words_.size()) return false;
  for (Index i = b.first; i < b.last; ++i, ++a) {
    if (words_[a].meaning != words_[i].meaning) return false;
  }
  // A call goes on with these.
  static constexpr std::string_view kGoesOn[] = {"filter", "within", "over"};
  return a == words_.size() || std::ranges::find(kGoesOn, words_[a].meaning) == std::end(kGoesOn);
}

std::string Spelling::key(Range range) const {
  std::string out;
  for (Index i = range.first; i < range.last; ++i) {
    out += words_[i].meaning;
    out += '\n';
  }
  return out;
}

}  // namespace pillion::sql
