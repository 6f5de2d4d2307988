#include "reports/console.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "reports/causes.h"
#include "reports/escape.h"
#include "reports/result/signature.h"
#include "reports/wrapping.h"

namespace inquest {
namespace {

std::string painted(Verdict verdict, const std::string& text, const ConsoleStyle& style) {
  if (!style.colour) return text;
  const char* colour = "0";
  switch (verdict) {
    case Verdict::pass:
      colour = "32";
      break;
    case Verdict::fail:
      colour = "1;31";
      break;
    case Verdict::warning:
      colour = "33";
      break;
    case Verdict::info:
      colour = "36";
      break;
    case Verdict::skipped:
      colour = "2";
      break;
    case Verdict::error:
      colour = "35";
      break;
  }
  return fmt::format("\x1b[{}m{}\x1b[0m", colour, text);
}

/// "expected  ..." with its text wrapped under itself.
std::string labelled(const char* label, const std::string& text, const ConsoleStyle& style) {
  constexpr std::size_t indent = 15;
  auto lines = wrapped(for_terminal(text.substr(0, 600)), indent, indent, style.width);
  if (lines.empty()) lines = "\n";
  return fmt::format("     {:10}", label) + (lines.size() > indent ? lines.substr(indent) : lines);
}

std::string requirement_text(const RunResult& run, const std::string& id) {
  const auto* requirement = find_requirement(run, id);
  if (requirement == nullptr) return id;
  return fmt::format("{} ({} {}, {}): {}", id, requirement->document, requirement->section,
                     requirement->level, requirement->says);
}

bool is_finding(const CheckResult& check) {
  return check.outcome == Verdict::fail || check.outcome == Verdict::warning;
}

bool is_shown(const CaseResult& result) {
  return result.known.empty() &&
         (result.verdict == Verdict::fail || result.verdict == Verdict::warning ||
          result.verdict == Verdict::error);
}

/// What is told once, however many cases found it: the reason of an error, or the findings.
std::string what_is_wrong(const CaseResult& result) {
  auto text = std::string(name_of(result.verdict));
  if (std::none_of(result.checks.begin(), result.checks.end(), is_finding))
    return text + without_particulars(result.reason);
  for (const auto& check : result.checks)
    if (is_finding(check))
      text += fmt::format("\n{}\n{}\n{}\n{}", check.requirement, check.what, check.expected,
                          without_particulars(check.actual));
  return text;
}

/// "12 more: rfc7030.4.2.wrong-credentials (3), ..." of cases that found the same as the first.
std::string likewise(const std::vector<const CaseResult*>& same) {
  std::vector<std::pair<std::string, std::size_t>> scenarios;
  for (auto each = same.begin() + 1; each != same.end(); ++each) {
    if (scenarios.empty() || scenarios.back().first != (*each)->scenario)
      scenarios.emplace_back((*each)->scenario, 0);
    ++scenarios.back().second;
  }
  constexpr std::size_t most = 4;
  auto text = fmt::format("{} more:", same.size() - 1);
  for (std::size_t i = 0; i < std::min(scenarios.size(), most); ++i)
    text += fmt::format("{} {} ({})", i > 0 ? "," : "", scenarios[i].first, scenarios[i].second);
  if (scenarios.size() > most)
    text += fmt::format(", and {} scenarios more", scenarios.size() - most);
  return text + "; the reports have them all";
}

std::string upper(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), ::toupper);
  return out;
}

/// What explains much of what follows, before any of it.
std::string first_of_all(const RunResult& run, const ConsoleStyle& style) {
  std::string out;
  for (const auto& cause : common_causes(run)) {
    out += out.empty() ? "\nFirst of all\n" : "";
    out += wrapped(for_terminal(cause.what), 5, 5, style.width);
    out += wrapped(for_terminal(cause.advice), 5, 5, style.width);
  }
  return out;
}

/// How many cases were not run, and for which reasons, most first.
std::string not_run(const RunResult& run, const ConsoleStyle& style) {
  std::map<std::string, std::size_t> reasons;
  for (const auto& each : run.cases)
    if (each.verdict == Verdict::skipped) ++reasons[each.reason];
  if (reasons.empty()) return "";
  std::vector<std::pair<std::string, std::size_t>> order(reasons.begin(), reasons.end());
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::string out = "\nNot run, by the number of cases\n";
  constexpr std::size_t most = 8;
  for (std::size_t i = 0; i < std::min(order.size(), most); ++i) {
    auto lines = wrapped(for_terminal(order[i].first.substr(0, 300)), 7, 7, style.width);
    out += fmt::format("{:5}  ", order[i].second) + (lines.size() > 7 ? lines.substr(7) : "\n");
  }
  if (order.size() > most)
    out += fmt::format("       and for {} more reasons; the reports have them all\n",
                       order.size() - most);
  return out;
}

/// Requirements by how many cases found them broken, most first: the root causes.
std::string root_causes(const RunResult& run, const ConsoleStyle& style) {
  std::map<std::string, std::pair<std::size_t, Verdict>> broken;
  for (const auto& each : run.cases) {
    std::map<std::string, Verdict> once;
    for (const auto& check : each.checks)
      if (is_finding(check)) once.emplace(check.requirement, check.outcome);
    for (const auto& [id, outcome] : once) {
      auto& entry = broken.emplace(id, std::pair(std::size_t{0}, outcome)).first->second;
      ++entry.first;
    }
  }
  if (broken.empty()) return "";
  std::vector<std::pair<std::string, std::pair<std::size_t, Verdict>>> order(broken.begin(),
                                                                             broken.end());
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& a, const auto& b) { return a.second.first > b.second.first; });
  std::string out = "\nBroken requirements, by the number of cases\n";
  for (const auto& [id, entry] : order) {
    const auto text = requirement_text(run, id);
    auto lines = wrapped(for_terminal(text), 7, 7, style.width);
    const auto number = fmt::format("{:5}  ", entry.first);
    out += painted(entry.second, number, style) + lines.substr(7);
  }
  return out;
}

}  // namespace

std::string console_case(const CaseResult& result, const RunResult& run,
                         const ConsoleStyle& style) {
  std::string out = "\n" + painted(result.verdict, upper(name_of(result.verdict)), style) + " " +
                    for_terminal(result.id) + "\n";
  out += wrapped(for_terminal(result.story), 5, 5, style.width);
  bool told = false;
  for (const auto& check : result.checks) {
    if (!is_finding(check)) continue;
    told = true;
    out += wrapped(for_terminal(requirement_text(run, check.requirement)), 7, 5, style.width);
    out += labelled("looked at", check.what, style);
    out += labelled("expected", check.expected, style);
    out += labelled("actual", check.actual, style);
  }
  if (!told && !result.reason.empty()) out += labelled("reason", result.reason, style);
  if (!result.again.empty()) out += "     again     " + for_terminal(result.again) + "\n";
  return out;
}

std::string console_findings(const RunResult& run, const ConsoleStyle& style) {
  std::map<std::string, std::vector<const CaseResult*>> alike;
  for (const auto& each : run.cases)
    if (is_shown(each)) alike[what_is_wrong(each)].push_back(&each);
  std::string out = first_of_all(run, style);
  for (const auto& each : run.cases) {
    if (!is_shown(each)) continue;
    const auto& same = alike[what_is_wrong(each)];
    if (same.front() != &each) continue;
    out += console_case(each, run, style);
    if (same.size() > 1) out += labelled("likewise", likewise(same), style);
  }
  return out;
}

std::string console_summary(const RunResult& run, const ConsoleStyle& style) {
  const auto counts = tally(run);
  std::string out = root_causes(run, style) + not_run(run, style);
  out += "\n";
  const std::pair<Verdict, std::size_t> each[] = {
      {Verdict::pass, counts.pass},       {Verdict::fail, counts.fail},
      {Verdict::warning, counts.warning}, {Verdict::info, counts.info},
      {Verdict::skipped, counts.skipped}, {Verdict::error, counts.error}};
  std::string line;
  for (const auto& [verdict, number] : each) {
    const auto text = fmt::format("{} {}", number, name_of(verdict));
    line += (line.empty() ? "" : ", ") + (number > 0 ? painted(verdict, text, style) : text);
  }
  out += line + "\n";
  std::size_t satisfied = 0;
  std::size_t exercised = 0;
  const auto all = standings(run);
  for (const auto& [requirement, standing] : all) {
    if (standing != Standing::not_exercised) ++exercised;
    if (standing == Standing::satisfied) ++satisfied;
  }
  out += fmt::format("{} cases in {:.1f} s, seed {}; {} of {} exercised requirements satisfied\n",
                     run.cases.size(), static_cast<double>(run.duration_us) / 1e6, run.seed,
                     satisfied, exercised);
  if (!run.complete) out += "The run was stopped early: this is not all of it.\n";
  return out;
}

std::string progress_line(std::size_t done, std::size_t total, const Tally& tally,
                          const std::string& current, const ConsoleStyle& style) {
  const auto bad = tally.fail + tally.warning + tally.error;
  auto line = fmt::format("[{:>4}/{}] {} pass, {} not  {}", done, total, tally.pass + tally.info,
                          bad, for_terminal(current));
  const auto room = static_cast<std::size_t>(std::max(style.width - 1, 20));
  line.resize(room, ' ');
  return line;
}

}  // namespace inquest
