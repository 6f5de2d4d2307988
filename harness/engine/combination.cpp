#include "harness/engine/combination.h"

#include <algorithm>
#include <set>

namespace inquest {
namespace {

using Axes = std::vector<std::size_t>;
/// Some axes and their values, as one text.
using Tuple = std::string;

/// All choices of `strength` out of `count` axes.
std::vector<Axes> choices(std::size_t count, std::size_t strength) {
  std::vector<Axes> all;
  Axes chosen(strength);
  for (std::size_t i = 0; i < strength; ++i) chosen[i] = i;
  for (;;) {
    all.push_back(chosen);
    std::size_t at = strength;
    while (at > 0 && chosen[at - 1] == count - strength + at - 1) --at;
    if (at == 0) return all;
    ++chosen[at - 1];
    for (auto i = at; i < strength; ++i) chosen[i] = chosen[i - 1] + 1;
  }
}

std::vector<Tuple> tuples_of(const CombinationRow& row, const std::vector<Axes>& axes) {
  std::vector<Tuple> tuples;
  tuples.reserve(axes.size());
  for (const auto& each : axes) {
    Tuple tuple;
    for (const auto axis : each) tuple += std::to_string(axis) + '=' + row[axis] + '\n';
    tuples.push_back(std::move(tuple));
  }
  return tuples;
}

std::size_t agreement(const CombinationRow& one, const CombinationRow& other) {
  std::size_t alike = 0;
  for (std::size_t i = 0; i < one.size(); ++i)
    if (one[i] == other[i]) ++alike;
  return alike;
}

}  // namespace

std::vector<std::size_t> covering_rows(const std::vector<CombinationRow>& candidates,
                                       std::size_t strength) {
  std::vector<std::size_t> taken;
  if (candidates.empty()) return taken;
  const auto axes = candidates.front().size();
  if (strength >= axes) {
    for (std::size_t i = 0; i < candidates.size(); ++i) taken.push_back(i);
    return taken;
  }
  const auto together = choices(axes, std::max<std::size_t>(1, strength));
  std::vector<std::vector<Tuple>> tuples;
  std::set<Tuple> uncovered;
  for (const auto& row : candidates) {
    tuples.push_back(tuples_of(row, together));
    uncovered.insert(tuples.back().begin(), tuples.back().end());
  }
  while (!uncovered.empty()) {
    std::size_t best = 0;
    std::ptrdiff_t most = -1;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      const auto gain = std::count_if(tuples[i].begin(), tuples[i].end(), [&](const Tuple& tuple) {
        return uncovered.contains(tuple);
      });
      if (gain > most) {
        most = gain;
        best = i;
      }
    }
    for (const auto& tuple : tuples[best]) uncovered.erase(tuple);
    taken.push_back(best);
  }
  std::sort(taken.begin(), taken.end());
  return taken;
}

std::vector<std::size_t> axes_to_blame(
    const CombinationRow& failing, const CombinationRow& passing,
    const std::function<std::optional<bool>(const CombinationRow&)>& fails) {
  auto smallest = failing;
  std::vector<std::size_t> blamed;
  for (std::size_t axis = 0; axis < failing.size(); ++axis) {
    if (failing[axis] == passing[axis]) continue;
    auto without = smallest;
    without[axis] = passing[axis];
    // All that is left would be the passing row itself.
    if (without != passing && fails(without) == true)
      smallest = std::move(without);
    else
      blamed.push_back(axis);
  }
  return blamed;
}

const CombinationRow& farthest_row(const CombinationRow& row,
                                   const std::vector<CombinationRow>& rows) {
  return *std::min_element(rows.begin(), rows.end(), [&](const auto& one, const auto& other) {
    return agreement(row, one) < agreement(row, other);
  });
}

}  // namespace inquest
