#include "reports/sarif.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>

#include "reports/escape.h"
#include "reports/result/signature.h"

namespace inquest {
namespace {

using Json = nlohmann::ordered_json;

bool is_finding(const CheckResult& check) {
  return check.outcome == Verdict::fail || check.outcome == Verdict::warning;
}

Json rule(const std::string& id, const RunResult& run) {
  Json json{{"id", id}};
  const auto* requirement = find_requirement(run, id);
  if (requirement == nullptr) return json;
  json["shortDescription"] = {{"text", requirement->says}};
  json["fullDescription"] = {
      {"text", fmt::format("{} {}, {}: {}", requirement->document, requirement->section,
                           requirement->level, requirement->says)}};
  const auto number = requirement->document.substr(requirement->document.find(' ') + 1);
  json["helpUri"] =
      fmt::format("https://www.rfc-editor.org/rfc/rfc{}#section-{}", number, requirement->section);
  return json;
}

Json finding(const CaseResult& each, const CheckResult& check) {
  Json json{
      {"ruleId", check.requirement},
      {"level", check.outcome == Verdict::fail ? "error" : "warning"},
      {"message",
       {{"text",
         clean_utf8(fmt::format("{}: expected {}, got {}. Again: {}", check.what, check.expected,
                                check.actual.substr(0, 500), each.again))}}},
      {"locations",
       Json::array(
           {{{"physicalLocation", {{"artifactLocation", {{"uri", "scenarios/" + each.file}}}}},
             {"logicalLocations",
              Json::array({{{"fullyQualifiedName", each.id}, {"kind", "member"}}})}}})},
      {"partialFingerprints",
       {{"inquestCaseAndSignature/v1", each.id + "/" + signature_of(each)}}}};
  if (!each.known.empty())
    json["suppressions"] =
        Json::array({{{"kind", "external"}, {"justification", clean_utf8(each.known)}}});
  return json;
}

}  // namespace

std::string sarif_report(const RunResult& run) {
  std::set<std::string> broken;
  Json results = Json::array();
  for (const auto& each : run.cases)
    for (const auto& check : each.checks)
      if (is_finding(check)) {
        broken.insert(check.requirement);
        results.push_back(finding(each, check));
      }
  Json rules = Json::array();
  for (const auto& id : broken) rules.push_back(rule(id, run));
  const Json driver{{"name", "inquest"},
                    {"version", run.tool.substr(run.tool.find(' ') + 1)},
                    {"rules", std::move(rules)}};
  const Json json{
      {"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
      {"version", "2.1.0"},
      {"runs", Json::array({{{"tool", {{"driver", driver}}}, {"results", std::move(results)}}})}};
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace inquest
