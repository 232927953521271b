#include "guest/shape_costs.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <vector>

namespace pillion {
namespace {

// Pages cost next to nothing: a subplan's are in memory after its first rows, which the planner
// does not see. What reads a relation once is asked about without this, as the planner would take
// another plan than the one that runs.
const Setting pages_in_memory[] = {{"seq_page_cost", "0.02"}, {"random_page_cost", "0.02"}};

// What was measured, against what the planner says, in the measure of a subplan's index lookups.
constexpr double kLookup = 0.65;         // of one key of a group, by index
constexpr double kRegrouped = 0.3;       // rows that meet no row of the groups cost hardly anything
constexpr double kGroupedOnDisk = 1.75;  // groups that are sorted, or hashed by parts

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
    out.on_disk = out.on_disk || has("GroupAggregate") || has("Planned Partitions");
    if (const auto rows = number_after(line, " rows=")) out.rows = std::max(out.rows, *rows);
  }
  return lines.empty() ? std::nullopt : std::optional<PlanEstimate>(out);
}

bool is_cheaper(ShapeChoice shapes, const PlanEstimate& other, const Rewritten& as_it_is,
                const PlanEstimate& estimate) {
  const double lookups = as_it_is.gathered * estimate.rows * kLookup;
  double handicap = 1;
  if (shapes == ShapeChoice::kSets) {
    handicap = (as_it_is.gathered > 0 ? kRegrouped : 1) * (other.on_disk ? kGroupedOnDisk : 1);
  }
  return other.cost * handicap < estimate.cost + lookups;
}

std::optional<PlanEstimate> estimate(Session& session, ShapeChoice shapes, std::string_view text,
                                     std::span<const Parameter> parameters) {
  const std::string explain = "EXPLAIN " + std::string(text);
  std::span<const Setting> settings;
  if (shapes != ShapeChoice::kSets) settings = pages_in_memory;
  auto result = session.run({.text = explain, .parameters = parameters, .settings = settings});
  if (!result) return std::nullopt;
  std::vector<std::string> lines;
  for (std::int64_t row = 0; row < (*result)->row_count(); ++row) {
    const Cell cell = (*result)->cell(row, 0);
    lines.emplace_back(cell.data, static_cast<std::size_t>(cell.size));
  }
  return read_estimate(lines);
}

}  // namespace pillion
