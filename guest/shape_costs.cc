#include "guest/shape_costs.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <vector>

namespace pillion {
namespace {

// Pages cost next to nothing: a subplan's are in memory after its first rows, which the planner
// does not see.
const Setting pages_in_memory[] = {{"seq_page_cost", "0.02"}, {"random_page_cost", "0.02"}};

// What was measured, against what the planner says, where a subplan's index lookups take what it
// says: a whole table grouped in the order of an index, or with a hash table on disk, takes four
// times as long.
constexpr double kGrouped = 1.5;
constexpr double kGroupedInOrder = 4;
constexpr double kLookup = 0.65;  // of one key of a group, by index

std::optional<double> number_after(std::string_view line, std::string_view word) {
  const std::size_t at = line.find(word);
  if (at == std::string_view::npos) return std::nullopt;
  double value = 0;
  const char* const first = line.data() + at + word.size();
  const auto [end, error] = std::from_chars(first, line.data() + line.size(), value);
  return error == std::errc() ? std::optional<double>(value) : std::nullopt;
}

}  // namespace

std::optional<PlanEstimate> read_estimate(std::span<const std::string> lines) {
  PlanEstimate out;
  for (const std::string& line : lines) {
    if (line.find("SubPlan") != std::string::npos) break;
    if (&line == &lines.front()) {
      const auto cost = number_after(line, "..");
      if (!cost) return std::nullopt;
      out.cost = *cost;
    }
    const auto has = [&](std::string_view word) { return line.find(word) != std::string::npos; };
    out.in_order = out.in_order || has("GroupAggregate") || has("Planned Partitions");
    if (const auto rows = number_after(line, " rows=")) out.rows = std::max(out.rows, *rows);
  }
  return lines.empty() ? std::nullopt : std::optional<PlanEstimate>(out);
}

bool is_cheaper(ShapeChoice shapes, const PlanEstimate& other, const Rewritten& as_it_is,
                const PlanEstimate& estimate) {
  const double lookups = as_it_is.gathered * estimate.rows * kLookup;
  const double handicap = shapes != ShapeChoice::kSets ? 1
                          : other.in_order             ? kGroupedInOrder
                                                       : kGrouped;
  return other.cost * handicap < estimate.cost + lookups;
}

std::optional<PlanEstimate> estimate(Session& session, std::string_view text,
                                     std::span<const Parameter> parameters) {
  const std::string explain = "EXPLAIN " + std::string(text);
  auto result =
      session.run({.text = explain, .parameters = parameters, .settings = pages_in_memory});
  if (!result) return std::nullopt;
  std::vector<std::string> lines;
  for (std::int64_t row = 0; row < (*result)->row_count(); ++row) {
    const Cell cell = (*result)->cell(row, 0);
    lines.emplace_back(cell.data, static_cast<std::size_t>(cell.size));
  }
  return read_estimate(lines);
}

}  // namespace pillion
