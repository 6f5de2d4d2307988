#include "harness/engine/selection.h"

#include <algorithm>
#include <cctype>
#include <stdexcept>

#include "reference/codec/nearest.h"

namespace inquest {
namespace {

const std::vector<std::string> kinds{"tag", "req", "level", "op", "fault", "file"};

char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

std::string trimmed(const std::string& text) {
  const auto from = text.find_first_not_of(" \t");
  if (from == std::string::npos) return "";
  return text.substr(from, text.find_last_not_of(" \t") - from + 1);
}

/// Splits at `separator`, but not inside brackets: a variant's values are separated by commas too.
std::vector<std::pair<std::size_t, std::string>> split(const std::string& text, char separator) {
  std::vector<std::pair<std::size_t, std::string>> parts{{0, ""}};
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '[') ++depth;
    if (text[i] == ']') --depth;
    if (text[i] == separator && depth <= 0)
      parts.emplace_back(i + 1, "");
    else
      parts.back().second += text[i];
  }
  return parts;
}

std::string level_family(Level level) {
  switch (level) {
    case Level::must:
    case Level::must_not:
      return "must";
    case Level::should:
    case Level::should_not:
      return "should";
    case Level::may:
      return "may";
    case Level::wire:
      return "wire";
  }
  return "";
}

bool any_matches(const std::string& glob, const std::vector<std::string>& texts) {
  return std::any_of(texts.begin(), texts.end(),
                     [&](const std::string& text) { return glob_matches(glob, text); });
}

}  // namespace

bool glob_matches(std::string_view glob, std::string_view text) {
  std::size_t g = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t mark = 0;
  while (t < text.size()) {
    if (g < glob.size() && glob[g] == '*') {
      star = g++;
      mark = t;
    } else if (g < glob.size() && (glob[g] == '?' || lower(glob[g]) == lower(text[t]))) {
      ++g;
      ++t;
    } else if (star != std::string_view::npos) {
      g = star + 1;
      t = ++mark;
    } else {
      return false;
    }
  }
  while (g < glob.size() && glob[g] == '*') ++g;
  return g == glob.size();
}

Selection::Selection(const std::string& expression) {
  if (trimmed(expression).empty()) return;
  for (const auto& [at, all] : split(expression, ',')) {
    any_of_.emplace_back();
    for (const auto& [offset, text] : split(all, '&')) {
      Term term;
      auto rest = trimmed(text);
      if (rest.starts_with('!')) {
        term.negated = true;
        rest = trimmed(rest.substr(1));
      }
      if (rest.empty())
        throw std::invalid_argument("selection '" + expression +
                                    "': nothing to match at character " +
                                    std::to_string(at + offset + 1));
      if (const auto colon = rest.find(':'); colon != std::string::npos) {
        term.kind = rest.substr(0, colon);
        rest = rest.substr(colon + 1);
        if (std::find(kinds.begin(), kinds.end(), term.kind) == kinds.end())
          throw std::invalid_argument("selection '" + expression +
                                      "': " + unknown_word("kind of term", term.kind, kinds));
      }
      term.glob = rest;
      any_of_.back().push_back(std::move(term));
    }
  }
}

bool Selection::matches(const Case& each, const Requirements& requirements) const {
  if (any_of_.empty()) return true;
  return std::any_of(any_of_.begin(), any_of_.end(), [&](const std::vector<Term>& all) {
    return std::all_of(all.begin(), all.end(), [&](const Term& term) {
      return holds(term, each, requirements) != term.negated;
    });
  });
}

bool Selection::holds(const Term& term, const Case& each, const Requirements& requirements) {
  const auto& scenario = each.scenario;
  if (term.kind.empty())
    return glob_matches(term.glob, each.id()) || glob_matches(term.glob, scenario.id);
  if (term.kind == "tag") return any_matches(term.glob, scenario.tags);
  if (term.kind == "req") return any_matches(term.glob, scenario.covers);
  if (term.kind == "fault") return any_matches(term.glob, scenario.kills);
  if (term.kind == "file") return glob_matches(term.glob, scenario.file);
  if (term.kind == "level")
    return std::any_of(scenario.covers.begin(), scenario.covers.end(), [&](const std::string& id) {
      const auto* requirement = requirements.find(id);
      return requirement != nullptr && glob_matches(term.glob, level_family(requirement->level));
    });
  return std::any_of(each.steps.begin(), each.steps.end(), [&](const Step& step) {
    if (const auto* enroll = std::get_if<Enroll>(&step.word))
      return glob_matches(term.glob, enroll->operation);
    return std::holds_alternative<FetchCacerts>(step.word) && glob_matches(term.glob, "cacerts");
  });
}

}  // namespace inquest
