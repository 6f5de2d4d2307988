#include "reports/html_coverage.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "reports/escape.h"

namespace inquest {
namespace {

/// What a square may say. What cannot be tested is told apart from what was not.
enum class Tone { violated, doubtful, satisfied, unexercised, untestable };

constexpr std::pair<Tone, const char*> tones[] = {
    {Tone::violated, "violated"},
    {Tone::doubtful, "not followed as recommended"},
    {Tone::satisfied, "satisfied"},
    {Tone::unexercised, "not exercised"},
    {Tone::untestable, "not to be seen from outside"}};

const char* class_of(Tone tone) {
  switch (tone) {
    case Tone::violated:
      return "violated";
    case Tone::doubtful:
      return "doubtful";
    case Tone::satisfied:
      return "satisfied";
    case Tone::unexercised:
      return "unexercised";
    case Tone::untestable:
      return "untestable";
  }
  return "";
}

const char* text_of(Tone tone) {
  for (const auto& [known, text] : tones)
    if (known == tone) return text;
  return "";
}

struct Statement {
  RequirementResult requirement;
  Tone tone;
  std::string find;  ///< what finds the cases that judged it
};

using Section = std::vector<Statement>;
using Counts = std::map<Tone, std::size_t>;

struct Document {
  std::string name;
  std::vector<std::pair<std::string, Section>> sections;
  Counts counts;
  std::size_t total() const {
    std::size_t sum = 0;
    for (const auto& [tone, number] : counts) sum += number;
    return sum;
  }
};

Tone tone_of(const RequirementResult& requirement, Standing standing) {
  switch (standing) {
    case Standing::violated:
      return Tone::violated;
    case Standing::doubtful:
      return Tone::doubtful;
    case Standing::satisfied:
      return Tone::satisfied;
    case Standing::not_exercised:
      break;
  }
  return requirement.untestable.empty() ? Tone::unexercised : Tone::untestable;
}

/// "4.2.1" as numbers, an appendix behind them, so that 4.10 follows 4.9.
std::vector<int> section_order(const std::string& section) {
  std::vector<int> parts{0};
  for (const char c : section) {
    if (c == '.')
      parts.push_back(0);
    else if (c >= '0' && c <= '9')
      parts.back() = parts.back() * 10 + (c - '0');
    else
      parts.back() = 1000 + c;
  }
  return parts;
}

/// The documents with most statements first: what a peer is about comes before what it leans on.
std::vector<Document> documents_of(const RunResult& run) {
  std::set<std::string> judged;
  for (const auto& each : run.cases)
    for (const auto& check : each.checks) judged.insert(check.requirement);
  std::vector<Document> documents;
  for (const auto& each_standing : standings(run)) {
    const auto& requirement = each_standing.first;
    const auto standing = each_standing.second;
    auto document = std::find_if(documents.begin(), documents.end(), [&](const Document& each) {
      return each.name == requirement.document;
    });
    if (document == documents.end())
      document = documents.insert(document, Document{requirement.document, {}, {}});
    auto& sections = document->sections;
    auto section = std::find_if(sections.begin(), sections.end(), [&](const auto& each) {
      return each.first == requirement.section;
    });
    if (section == sections.end())
      section = sections.insert(section, {requirement.section, Section{}});
    auto find = requirement.id;
    for (const auto& other : requirement.says_again)
      if (!judged.contains(find)) find = other;
    const auto tone = tone_of(requirement, standing);
    ++document->counts[tone];
    section->second.push_back({requirement, tone, find});
  }
  for (auto& each : documents)
    std::stable_sort(each.sections.begin(), each.sections.end(), [](const auto& a, const auto& b) {
      return section_order(a.first) < section_order(b.first);
    });
  std::stable_sort(documents.begin(), documents.end(),
                   [](const Document& a, const Document& b) { return a.total() > b.total(); });
  return documents;
}

std::string counts_text(const Counts& counts) {
  std::string text;
  for (const auto& [tone, name] : tones)
    if (const auto at = counts.find(tone); at != counts.end())
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", at->second, name);
  return text;
}

std::string bar(const Counts& counts) {
  std::string out = "<span class=\"bar\" aria-hidden=\"true\">";
  for (const auto& [tone, number] : counts)
    out += fmt::format("<i class=\"{}\" style=\"flex:{}\"></i>", class_of(tone), number);
  return out + "</span>";
}

std::string square(const Statement& each) {
  const auto& requirement = each.requirement;
  const auto label = fmt::format("{}, {}: {} ({})", requirement.id, requirement.level,
                                 requirement.says, text_of(each.tone));
  return fmt::format(
      "<a class=\"{}\" href=\"#cases\" data-find=\"{}\" title=\"{}\" aria-label=\"{}\"></a>",
      class_of(each.tone), for_html(each.find), for_html(label), for_html(label));
}

std::string row(const Statement& each) {
  const auto& requirement = each.requirement;
  const auto reason =
      each.tone == Tone::untestable
          ? "<br><span class=\"soft\">" + for_html(requirement.untestable) + "</span>"
          : "";
  return fmt::format(
      "<tr class=\"{}\"><td class=\"id mono\"><a href=\"#cases\" data-find=\"{}\">{}</a></td><td "
      "class=\"id\">{}</td><td class=\"tone\">{}</td><td class=\"says\">{}{}</td></tr>\n",
      class_of(each.tone), for_html(each.find), for_html(requirement.id),
      for_html(requirement.level), text_of(each.tone), for_html(requirement.says), reason);
}

std::string document_html(const Document& document) {
  const bool broken =
      document.counts.contains(Tone::violated) || document.counts.contains(Tone::doubtful);
  std::string out = fmt::format(
      "<details class=\"document\"{}><summary><b>{}</b>{}<span class=\"soft\">{}</span></summary>\n"
      "<div class=\"sections\">\n",
      broken || document.total() > 100 ? " open" : "", for_html(document.name),
      bar(document.counts), counts_text(document.counts));
  for (const auto& [section, statements] : document.sections) {
    out += "<div><span class=\"soft\">" + for_html(section) + "</span><span class=\"squares\">";
    for (const auto& each : statements) out += square(each);
    out += "</span></div>\n";
  }
  out +=
      "</div>\n<details class=\"more\"><summary>The same as a table</summary>\n<div "
      "class=\"scroll\"><table class=\"requirements\"><thead><tr><th>statement</th><th>level</th>"
      "<th>standing</th><th>what it says</th></tr></thead><tbody>\n";
  for (const auto& [section, statements] : document.sections)
    for (const auto& each : statements) out += row(each);
  return out + "</tbody></table></div></details></details>\n";
}

}  // namespace

std::string coverage_html(const RunResult& run) {
  const auto documents = documents_of(run);
  if (documents.empty()) return "";
  Counts counts;
  std::size_t total = 0;
  for (const auto& document : documents) {
    total += document.total();
    for (const auto& [tone, number] : document.counts) counts[tone] += number;
  }
  std::string out = fmt::format(
      "<h2 id=\"coverage\">Coverage</h2>\n<p>{} {} a {}. A square is one of them, and leads to the "
      "cases that judged it.</p>\n<ul class=\"legend\">\n",
      total, total == 1 ? "statement binds" : "statements bind", for_html(run.sut.role));
  for (const auto& [tone, text] : tones)
    if (const auto number = counts[tone]; number > 0)
      out +=
          fmt::format("<li class=\"{}\"><i></i><b>{}</b> {}</li>\n", class_of(tone), number, text);
  out += "</ul>\n";
  for (const auto& document : documents) out += document_html(document);
  return out;
}

}  // namespace inquest
