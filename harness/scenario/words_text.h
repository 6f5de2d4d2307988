#pragma once
#include <string>
#include <vector>

#include "harness/scenario/scenario.h"

/// What the vocabulary says of itself.
namespace inquest {

std::string_view word_of(const Word& word);
bool judges(const Word& word);
/// Those of one role under test, "server" or "client".
std::vector<std::string> words_for(std::string_view role);
/// The role whose cases it is for.
std::string_view role_of(const Word& word);

/// The manual of the vocabulary in Markdown, from the words' own descriptions: docs/vocabulary.md.
std::string vocabulary_manual();

}  // namespace inquest
