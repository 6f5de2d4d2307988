#include "harness/engine/expectations.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "harness/engine/selection.h"
#include "harness/yaml/yaml.h"
#include "reports/result/signature.h"

namespace inquest {
namespace {

const std::vector<std::string> keys{"case", "verdict", "signature", "reason",
                                    "link", "owner",   "expires"};

std::string said(const YamlNode& node) {
  auto text = node.text();
  if (text.empty() || text.starts_with("TODO"))
    node.fail("this is left to say: '" + text + "' helps nobody who meets the entry later");
  return text;
}

Verdict read_verdict(const YamlNode& node) {
  const auto name = node.one_of("verdict", {"fail", "warning", "error", "skipped"});
  for (const auto verdict : {Verdict::fail, Verdict::warning, Verdict::error})
    if (name_of(verdict) == name) return verdict;
  return Verdict::skipped;
}

std::string read_signature(const YamlNode& node) {
  auto text = node.text();
  const bool hexadecimal = text.find_first_not_of("0123456789abcdef") == std::string::npos;
  if (text.size() != 12 || !hexadecimal)
    node.fail("'" + text + "' is no signature: twelve hexadecimal digits, as reports show them");
  return text;
}

std::string read_date(const YamlNode& node) {
  auto text = node.text();
  static const std::string form = "0000-00-00";
  bool fits = text.size() == form.size();
  for (std::size_t i = 0; fits && i < form.size(); ++i)
    fits = form[i] == '0' ? text[i] >= '0' && text[i] <= '9' : text[i] == form[i];
  const int month = fits ? std::stoi(text.substr(5, 2)) : 0;
  const int day = fits ? std::stoi(text.substr(8, 2)) : 0;
  if (month < 1 || month > 12 || day < 1 || day > 31)
    node.fail("'" + text + "' is no date like 2027-01-31");
  return text;
}

KnownVerdict read_known(const YamlNode& node) {
  node.only("a known verdict", keys);
  KnownVerdict known;
  known.line = node.line();
  known.cases = node.at("case").texts();
  if (known.cases.empty()) node.at("case").fail("at least one case is wanted");
  known.verdict = read_verdict(node.at("verdict"));
  known.reason = said(node.at("reason"));
  // What is not run needs no more than a reason; a failure has an owner and an end.
  const bool skipped = known.verdict == Verdict::skipped;
  const auto wanted = [&](const char* key) {
    return skipped ? node.find(key) : std::optional(node.at(key));
  };
  if (auto value = wanted("signature")) known.signature = read_signature(*value);
  if (auto value = wanted("link")) known.link = said(*value);
  if (auto value = wanted("owner")) known.owner = said(*value);
  if (auto value = wanted("expires")) known.expires = read_date(*value);
  return known;
}

Expectations read(const YamlNode& root) {
  root.only("a file of known verdicts", {"known"});
  Expectations expectations;
  expectations.file = root.file();
  for (const auto& item : root.at("known").list()) expectations.known.push_back(read_known(item));
  return expectations;
}

/// In single quotes, on one line.
std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text.substr(0, 400)) {
    const auto byte = static_cast<unsigned char>(c);
    out += c == '\'' ? "''" : std::string(1, byte >= 0x20 && byte < 0x7f ? c : '?');
  }
  return out + "'";
}

/// The cases of a scenario that fail in the same way.
struct Alike {
  const CaseResult* first = nullptr;
  std::vector<std::string> ids;
};

}  // namespace

bool KnownVerdict::names(const std::string& id) const {
  const auto case_id = id.substr(0, id.find('@'));
  const auto scenario = case_id.substr(0, case_id.find('['));
  return std::any_of(cases.begin(), cases.end(), [&](const std::string& glob) {
    return glob_matches(glob, id) || glob_matches(glob, case_id) || glob_matches(glob, scenario);
  });
}

Expectations load_expectations(const std::filesystem::path& file) {
  return read(YamlNode::load(file));
}

Expectations parse_expectations(const std::string& text, const std::string& file_name) {
  return read(YamlNode::parse(text, file_name));
}

std::string draft_expectations(const RunResult& run, const std::string& expires) {
  std::map<std::string, std::size_t> cases_of;
  for (const auto& each : run.cases) ++cases_of[each.scenario];
  std::vector<Alike> all;
  std::map<std::string, std::size_t> places;
  for (const auto& each : run.cases) {
    const auto signature = signature_of(each);
    if (signature.empty()) continue;
    const auto key = fmt::format("{} {} {}", each.scenario, name_of(each.verdict), signature);
    const auto [place, fresh] = places.emplace(key, all.size());
    if (fresh) all.push_back({&each, {}});
    all[place->second].ids.push_back(each.id);
  }
  std::string out = fmt::format(
      "# Verdicts of {} that are known. Each is still run; the gate fails when one is not as it "
      "is\n"
      "# written here. Say reason, link and owner, and a date that suits.\n",
      quoted(run.sut.name));
  if (all.empty()) return out + "known: []\n";
  out += "known:\n";
  for (const auto& alike : all) {
    const auto& each = *alike.first;
    const bool whole = alike.ids.size() == cases_of[each.scenario];
    out += fmt::format("  # {}\n", quoted(each.reason));
    if (whole)
      out += "  - case: " + quoted(each.scenario) + "\n";
    else
      out += "  - case:\n";
    for (const auto& id : alike.ids)
      if (!whole) out += "      - " + quoted(id) + "\n";
    out += fmt::format("    verdict: {}\n", name_of(each.verdict));
    out += fmt::format("    signature: '{}'\n", signature_of(each));
    if (each.verdict == Verdict::skipped)
      out += fmt::format("    reason: {}\n", quoted(each.reason));
    else
      out += fmt::format(
          "    reason: TODO why this is so, and what is done about it\n"
          "    link: TODO\n    owner: TODO\n    expires: {}\n",
          expires);
  }
  return out;
}

}  // namespace inquest
