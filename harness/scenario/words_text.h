#pragma once
#include <string>
#include <vector>

#include "harness/scenario/scenario.h"

/// What the vocabulary says of itself.
namespace inquest {

std::string_view word_of(const Word& word);
bool judges(const Word& word);
std::vector<std::string> all_words();

/// The manual of the vocabulary in Markdown, from the words' own descriptions: docs/vocabulary.md.
std::string vocabulary_manual();

}  // namespace inquest
