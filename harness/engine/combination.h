#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

/// Combinations of values: few rows that bring every few values together, and the few values of a
/// failing row that make it fail.
namespace inquest {

/// One value for each axis, in the order of the axes. All rows that are used together are equally
/// long.
using CombinationRow = std::vector<std::string>;

/// Which of `candidates` to take, in their order, so that all values of any `strength` axes that
/// stand together in some candidate stand together in one that is taken. At least 1; with as many
/// as there are axes, or more, all are taken. Greedy, and the same for the same candidates.
std::vector<std::size_t> covering_rows(const std::vector<CombinationRow>& candidates,
                                       std::size_t strength);

/// The axes whose values make `failing` fail: the others were given the values of `passing`, one
/// after the other, and it still failed. `fails` runs a row; nothing means that it could not be
/// run, or did not say, and leaves the axis among those to blame. Asks at most once for each axis.
std::vector<std::size_t> axes_to_blame(
    const CombinationRow& failing, const CombinationRow& passing,
    const std::function<std::optional<bool>(const CombinationRow&)>& fails);

/// The row that agrees with `row` in fewest axes, so that no axis goes untried; the first of
/// several. Not for no rows.
const CombinationRow& farthest_row(const CombinationRow& row,
                                   const std::vector<CombinationRow>& rows);

}  // namespace inquest
