#include "reports/comparison.h"

#include <fmt/format.h>

#include <map>
#include <string_view>

#include "page_parts.h"
#include "reports/escape.h"
#include "reports/result/signature.h"
#include "reports/wrapping.h"

namespace inquest {
namespace {

bool bad(Verdict verdict) {
  return verdict == Verdict::fail || verdict == Verdict::warning || verdict == Verdict::error;
}

std::string told(const CaseResult& result) {
  std::string text(name_of(result.verdict));
  return result.reason.empty() ? text : text + ": " + result.reason;
}

void sort_in(Comparison& comparison, const CaseResult& before, const CaseResult& after) {
  const Change change{after.id, told(before), told(after)};
  const auto same = before.verdict == after.verdict && signature_of(before) == signature_of(after);
  if (bad(after.verdict)) {
    if (!bad(before.verdict))
      comparison.new_failures.push_back(change);
    else if (!same)
      comparison.changed.push_back(change);
  } else if (after.verdict == Verdict::skipped) {
    if (before.verdict != Verdict::skipped) comparison.new_skips.push_back(change);
  } else if (bad(before.verdict)) {
    comparison.mended.push_back(change);
  } else if (before.verdict == Verdict::skipped) {
    comparison.run_again.push_back(change);
  }
}

struct Section {
  const char* title;
  const std::vector<Change>* changes;
  const char* tone;  ///< class of the page
};

std::vector<Section> sections_of(const Comparison& comparison) {
  return {{"New failures", &comparison.new_failures, "fail"},
          {"Fail in another way than before", &comparison.changed, "fail"},
          {"Not run any more", &comparison.new_skips, "error"},
          {"Gone from the suite", &comparison.gone, "error"},
          {"Mended", &comparison.mended, "pass"},
          {"Run again", &comparison.run_again, "info"},
          {"New cases", &comparison.new_cases, "info"}};
}

std::string run_text(const RunResult& run) {
  return fmt::format("{}, {}, {} cases", run.sut.name, run.started, run.cases.size());
}

std::string verdict_line(const Comparison& comparison) {
  return comparison.holds() ? "Nothing got worse." : "Something got worse.";
}

/// For a cell of a Markdown table, on GitHub and GitLab alike: no markup of a peer's works there.
std::string for_markdown(const std::string& text) {
  std::string out;
  for (const char c : for_html(text.substr(0, 300))) {
    if (c == '\n' || c == '\r') {
      out += ' ';
      continue;
    }
    if (std::string_view("|`*_[]()!~\\").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

}  // namespace

bool Comparison::holds() const {
  return new_failures.empty() && changed.empty() && new_skips.empty() && gone.empty();
}

Comparison compare(const RunResult& before, const RunResult& after) {
  Comparison comparison;
  comparison.before = run_text(before);
  comparison.after = run_text(after);
  std::map<std::string, const CaseResult*> earlier;
  for (const auto& each : before.cases) earlier[each.id] = &each;
  for (const auto& each : after.cases) {
    const auto found = earlier.find(each.id);
    if (found != earlier.end()) {
      sort_in(comparison, *found->second, each);
      earlier.erase(found);
    } else {
      auto& into = bad(each.verdict)                  ? comparison.new_failures
                   : each.verdict == Verdict::skipped ? comparison.new_skips
                                                      : comparison.new_cases;
      into.push_back({each.id, "", told(each)});
    }
  }
  for (const auto& each : before.cases)
    if (earlier.contains(each.id)) comparison.gone.push_back({each.id, told(each), ""});
  return comparison;
}

std::string console_comparison(const Comparison& comparison, const ConsoleStyle& style) {
  std::string out = wrapped(for_terminal("before  " + comparison.before), 8, 0, style.width) +
                    wrapped(for_terminal("after   " + comparison.after), 8, 0, style.width);
  for (const auto& section : sections_of(comparison)) {
    if (section.changes->empty()) continue;
    out += fmt::format("\n{}: {}\n", section.title, section.changes->size());
    for (const auto& change : *section.changes) {
      out += "  " + for_terminal(change.id) + "\n";
      const auto line = [&](const char* label, const std::string& text) {
        if (text.empty()) return;
        out += wrapped(for_terminal(fmt::format("{} {}", label, text.substr(0, 400))), 13, 4,
                       style.width);
      };
      line("before  ", change.before);
      line("after   ", change.after);
    }
  }
  return out + "\n" + verdict_line(comparison) + "\n";
}

std::string markdown_comparison(const Comparison& comparison) {
  std::string out = fmt::format(
      "# Two runs of inquest compared\n\n| | |\n|---|---|\n| before | {} |\n| after | "
      "{} |\n\n**{}**\n",
      for_markdown(comparison.before), for_markdown(comparison.after), verdict_line(comparison));
  for (const auto& section : sections_of(comparison)) {
    if (section.changes->empty()) continue;
    out += fmt::format("\n## {} ({})\n\n| case | before | after |\n|---|---|---|\n", section.title,
                       section.changes->size());
    for (const auto& change : *section.changes)
      out += fmt::format("| {} | {} | {} |\n", for_markdown(change.id), for_markdown(change.before),
                         for_markdown(change.after));
  }
  return out;
}

std::string html_comparison(const Comparison& comparison) {
  std::string out = fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
      "'unsafe-inline'\">\n<title>Two runs of inquest compared</title>\n<style>\n{}</style>\n"
      "</head>\n<body>\n<main>\n<header>\n<p class=\"soft\">inquest &middot; two runs "
      "compared</p>\n<h1>{}</h1>\n<p class=\"soft\">before: {}<br>after: {}</p>\n</header>\n",
      page_css, verdict_line(comparison), for_html(comparison.before), for_html(comparison.after));
  for (const auto& section : sections_of(comparison)) {
    if (section.changes->empty()) continue;
    out += fmt::format("<h2>{} ({})</h2>\n<dl class=\"facts {}\">\n", section.title,
                       section.changes->size(), section.tone);
    for (const auto& change : *section.changes) {
      out += fmt::format("<dt>{}</dt><dd>", for_html(change.id));
      if (!change.before.empty()) out += "before: " + for_html(change.before);
      if (!change.before.empty() && !change.after.empty()) out += "<br>";
      if (!change.after.empty()) out += "after: " + for_html(change.after);
      out += "</dd>\n";
    }
    out += "</dl>\n";
  }
  return out + "</main>\n</body>\n</html>\n";
}

}  // namespace inquest
