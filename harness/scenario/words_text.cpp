#include "harness/scenario/words_text.h"

#include <fmt/format.h>

namespace inquest {
namespace {

template <std::size_t Index = 0, class Visit>
void for_each_word(Visit&& visit) {
  if constexpr (Index < std::variant_size_v<Word>) {
    visit(std::variant_alternative_t<Index, Word>{});
    for_each_word<Index + 1>(visit);
  }
}

std::string default_text(const std::string& value) { return value.empty() ? "" : value; }
std::string default_text(bool value) { return value ? "true" : "false"; }
std::string default_text(int value) { return std::to_string(value); }
std::string default_text(const std::vector<std::string>& value) {
  return fmt::format("{}", fmt::join(value, ", "));
}
std::string default_text(const Cite&) { return "must be said"; }
std::string default_text(const FaultIds&) { return ""; }
std::string default_text(const VectorFile&) { return ""; }
std::string default_text(const StatusSet&) { return ""; }

/// A word in one row a field.
struct ManualRow {
  std::string& out;
  template <class Value>
  void operator()(const char* name, const Value& value, const char* story,
                  const FieldOptions& options = {}) {
    std::string what = story;
    if (!options.one_of.empty())
      what += fmt::format("; one of `{}`", fmt::join(options.one_of, "`, `"));
    if (options.deviates) what += "; a deviation: its twin has the default";
    const auto standard = default_text(value);
    out += fmt::format("| `{}` | {} | {} |\n", name, standard.empty() ? "" : "`" + standard + "`",
                       what);
  }
};

}  // namespace

std::string_view word_of(const Word& word) {
  return std::visit([](const auto& w) { return std::string_view(w.word); }, word);
}

bool judges(const Word& word) {
  return std::visit([](const auto& w) { return w.judges; }, word);
}

template <class AWord>
constexpr std::string_view role_of_word() {
  return WordFor<AWord, ClientStage> ? "client" : "server";
}

std::string_view role_of(const Word& word) {
  return std::visit([]<class AWord>(const AWord&) { return role_of_word<AWord>(); }, word);
}

std::vector<std::string> words_for(std::string_view role) {
  std::vector<std::string> words;
  for_each_word([&]<class AWord>(const AWord& word) {
    if (role_of_word<AWord>() == role) words.emplace_back(word.word);
  });
  return words;
}

std::string vocabulary_manual() {
  std::string out =
      "# The vocabulary\n\n"
      "Made by `inquest scenarios words` from the words' own descriptions; do not edit by hand.\n"
      "A step of a scenario is one word with its fields; whatever is left unsaid is valid.\n";
  for (const std::string_view role : {"server", "client"})
    for (const bool judging : {false, true}) {
      out += fmt::format("\n## Of cases that test a {}: words that {}\n", role,
                         judging ? "judge" : "act");
      for_each_word([&]<class AWord>(const AWord& word) {
        if (word.judges != judging || role_of_word<AWord>() != role) return;
        out += fmt::format("\n### {}\n\n{}\n\n| field | default | meaning |\n|---|---|---|\n",
                           word.word, word.story);
        word.describe(word, ManualRow{out});
      });
    }
  return out;
}

}  // namespace inquest
