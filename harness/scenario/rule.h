#pragma once
#include <algorithm>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "harness/scenario/case_record.h"

/// Judgements that are many of a kind: rules over one reading of what a peer sent.
namespace inquest {

/// What a rule found in a reading.
struct RuleFinding {
  enum class State {
    kept,
    broken,
    told  ///< nothing that the rule is about is there, or what is there is permitted and odd
  } state;
  std::string actual;
};

inline RuleFinding kept(std::string actual) {
  return {RuleFinding::State::kept, std::move(actual)};
}
inline RuleFinding broken(std::string actual) {
  return {RuleFinding::State::broken, std::move(actual)};
}
inline RuleFinding told(std::string actual) {
  return {RuleFinding::State::told, std::move(actual)};
}
inline RuleFinding kept_if(bool holds, std::string actual) {
  return holds ? kept(std::move(actual)) : broken(std::move(actual));
}

/// One rule. `check` throws Inconclusive where the reading does not go so far; how far it has to go
/// is for other rules.
template <class Reading>
struct Rule {
  const char* name;
  const char* what;      ///< is looked at
  const char* expected;  ///< all that is acceptable
  RuleFinding (*check)(const Reading& reading);
};

template <class Reading>
std::vector<std::string> names_of(const std::vector<Rule<Reading>>& rules) {
  std::vector<std::string> names;
  for (const auto& rule : rules) names.emplace_back(rule.name);
  return names;
}

/// Judges by the rule of that name; throws std::logic_error where there is none.
template <class Reading>
void judge_by(const std::vector<Rule<Reading>>& rules, const std::string& name,
              const Reading& reading, const Cite& cites, CaseRecord& stage) {
  const auto rule = std::find_if(rules.begin(), rules.end(), [&](const Rule<Reading>& each) {
    return std::string_view(each.name) == name;
  });
  if (rule == rules.end()) throw std::logic_error("the judgement must say by which rule");
  auto finding = rule->check(reading);
  if (finding.state == RuleFinding::State::told)
    return stage.tell(cites, rule->what, finding.actual);
  stage.judge(cites, {finding.state == RuleFinding::State::kept, rule->what, rule->expected,
                      std::move(finding.actual)});
}

}  // namespace inquest
