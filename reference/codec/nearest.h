#pragma once
#include <string>
#include <string_view>
#include <vector>

/// "Did you mean": the known word that a mistyped one resembles most.
namespace inquest {

/// The element of `known` with the smallest edit distance to `word` (a swap of neighbours counts as
/// one), or empty when none is within a third of the word's length (at least 2).
std::string nearest(std::string_view word, const std::vector<std::string>& known);

/// "no fault is called 'x'; did you mean 'y'?", or without the question when nothing is near.
std::string unknown_word(std::string_view kind, std::string_view word,
                         const std::vector<std::string>& known);

}  // namespace inquest
