#include "core/nearest.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/identifier.h"

namespace pillion {
namespace {

constexpr std::size_t kLongest = 64;  // a name beyond this is no typing mistake
constexpr std::size_t kMostNames = 3;

}  // namespace

int edit_distance(std::string_view a, std::string_view b) {
  std::vector<int> before(b.size() + 1);
  std::vector<int> last(b.size() + 1);
  std::vector<int> now(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = static_cast<int>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = static_cast<int>(i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const int change = a[i - 1] == b[j - 1] ? 0 : 1;
      now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        now[j] = std::min(now[j], before[j - 2] + 1);
      }
    }
    std::swap(before, last);
    std::swap(last, now);
  }
  return last[b.size()];
}

NearestNames::NearestNames(std::string_view written)
    : written_(written.size() <= kLongest ? fold_identifier(written) : std::string()) {}

void NearestNames::consider(std::string_view candidate) {
  if (written_.empty() || candidate.size() > kLongest) return;
  const int distance = edit_distance(written_, fold_identifier(candidate));
  const int allowed = std::max(1, static_cast<int>(written_.size()) / 3);
  if (distance <= allowed) found_.emplace_back(distance, candidate);
}

std::vector<std::string> NearestNames::names() const {
  auto candidates = found_;
  std::sort(candidates.begin(), candidates.end());
  std::vector<std::string> out;
  for (auto& [distance, candidate] : candidates) {
    if (std::find(out.begin(), out.end(), candidate) == out.end()) out.push_back(candidate);
    if (out.size() == kMostNames) break;
  }
  return out;
}

std::string NearestNames::question() const {
  const std::vector<std::string> near = names();
  return near.empty() ? std::string() : fmt::format(" Did you mean {}?", fmt::join(near, " or "));
}

}  // namespace pillion
