#include <nlohmann/json.hpp>

#include <stdexcept>

#include "reference/codec/base64.h"
#include "reports/result/result.h"

namespace inquest {
namespace {

using Json = nlohmann::ordered_json;

// -- writing --

std::string base64(const std::string& bytes) { return encode_base64(bytes_of(bytes)); }

Json json_of(const CheckResult& check) {
  return {{"requirement", check.requirement},
          {"outcome", name_of(check.outcome)},
          {"what", check.what},
          {"expected", check.expected},
          {"actual", check.actual},
          {"step", check.step}};
}

Json json_of(const ConnectionResult& connection) {
  Json transfers = Json::array();
  for (const auto& each : connection.transfers)
    transfers.push_back({{"sent", each.sent},
                         {"at_us", each.at_us},
                         {"bytes_base64", base64(each.bytes)},
                         {"left_out", each.left_out}});
  return {{"name", connection.name},
          {"peer", connection.peer},
          {"tls_version", connection.tls_version},
          {"cipher_suite", connection.cipher_suite},
          {"channel_binding", connection.channel_binding},
          {"fate", connection.fate},
          {"transfers", std::move(transfers)}};
}

Json json_of(const Evidence& evidence) {
  Json json;
  json["steps"] = Json::array();
  for (const auto& step : evidence.steps)
    json["steps"].push_back({{"word", step.word}, {"text", step.text}});
  json["connections"] = Json::array();
  for (const auto& each : evidence.connections) json["connections"].push_back(json_of(each));
  json["certificates"] = Json::array();
  for (const auto& each : evidence.certificates)
    json["certificates"].push_back({{"role", each.role},
                                    {"subject", each.subject},
                                    {"issuer", each.issuer},
                                    {"pem", each.pem}});
  json["structures"] = Json::array();
  for (const auto& each : evidence.structures)
    json["structures"].push_back(
        {{"name", each.name}, {"der_base64", base64(each.der)}, {"tree", each.tree}});
  for (const auto& each : evidence.programs)
    json["programs"].push_back({{"name", each.name},
                                {"command", each.command},
                                {"ended", each.ended},
                                {"output_base64", base64(each.output)}});
  if (evidence.twin)
    json["twin"] = {{"accepted", evidence.twin->accepted},
                    {"difference", evidence.twin->difference}};
  json["reproducer"] = evidence.reproducer;
  return json;
}

Json json_of(const CaseResult& each) {
  Json checks = Json::array();
  for (const auto& check : each.checks) checks.push_back(json_of(check));
  Json json{{"id", each.id},
            {"scenario", each.scenario},
            {"story", each.story},
            {"file", each.file},
            {"tags", each.tags},
            {"verdict", name_of(each.verdict)},
            {"reason", each.reason},
            {"checks", std::move(checks)},
            {"evidence", json_of(each.evidence)},
            {"duration_us", each.duration_us},
            {"again", each.again}};
  if (!each.known.empty()) json["known"] = each.known;
  return json;
}

// -- reading: each place knows its JSON pointer --

class Place {
 public:
  Place(const Json& json, std::string pointer) : json_(json), pointer_(std::move(pointer)) {}

  [[noreturn]] void fail(const std::string& what) const {
    throw std::runtime_error((pointer_.empty() ? "/" : pointer_) + ": " + what);
  }
  Place at(const std::string& key) const {
    if (!json_.is_object() || !json_.contains(key)) fail("'" + key + "' is missing");
    return {json_.at(key), pointer_ + "/" + key};
  }
  bool has(const std::string& key) const { return json_.is_object() && json_.contains(key); }
  std::string text() const {
    if (!json_.is_string()) fail("text was expected");
    return json_.get<std::string>();
  }
  bool boolean() const {
    if (!json_.is_boolean()) fail("true or false was expected");
    return json_.get<bool>();
  }
  std::int64_t number() const {
    if (!json_.is_number_integer()) fail("a whole number was expected");
    return json_.get<std::int64_t>();
  }
  std::uint64_t unsigned_number() const {
    if (!json_.is_number_unsigned()) fail("a whole number from 0 was expected");
    return json_.get<std::uint64_t>();
  }
  std::string bytes() const {
    const auto decoded = decode_base64_strict(text());
    if (!decoded) fail("base64 was expected: character " + decoded.error().text());
    return std::string(text_of(*decoded));
  }
  template <class Read>
  auto list(Read read) const {
    if (!json_.is_array()) fail("a list was expected");
    std::vector<decltype(read(std::declval<Place>()))> items;
    for (std::size_t i = 0; i < json_.size(); ++i)
      items.push_back(read(Place(json_[i], pointer_ + "/" + std::to_string(i))));
    return items;
  }

 private:
  const Json& json_;
  std::string pointer_;
};

Verdict read_verdict(const Place& in) {
  const auto text = in.text();
  for (const auto verdict : {Verdict::pass, Verdict::fail, Verdict::warning, Verdict::info,
                             Verdict::skipped, Verdict::error})
    if (name_of(verdict) == text) return verdict;
  in.fail("no verdict is called '" + text + "'");
}

CheckResult read_check(const Place& in) {
  return {in.at("requirement").text(), read_verdict(in.at("outcome")),
          in.at("what").text(),        in.at("expected").text(),
          in.at("actual").text(),      in.at("step").unsigned_number()};
}

ConnectionResult read_connection(const Place& in) {
  return {in.at("name").text(),
          in.at("peer").text(),
          in.at("tls_version").text(),
          in.at("cipher_suite").text(),
          in.at("channel_binding").text(),
          in.at("fate").text(),
          in.at("transfers").list([](const Place& each) {
            return TransferResult{each.at("sent").boolean(), each.at("at_us").number(),
                                  each.at("bytes_base64").bytes(),
                                  each.at("left_out").unsigned_number()};
          })};
}

Evidence read_evidence(const Place& in) {
  Evidence evidence;
  evidence.steps = in.at("steps").list([](const Place& each) {
    return StepResult{each.at("word").text(), each.at("text").text()};
  });
  evidence.connections = in.at("connections").list(read_connection);
  evidence.certificates = in.at("certificates").list([](const Place& each) {
    return CertificateResult{each.at("role").text(), each.at("subject").text(),
                             each.at("issuer").text(), each.at("pem").text()};
  });
  evidence.structures = in.at("structures").list([](const Place& each) {
    return StructureResult{each.at("name").text(), each.at("der_base64").bytes(),
                           each.at("tree").text()};
  });
  if (in.has("programs"))
    evidence.programs = in.at("programs").list([](const Place& each) {
      return ProgramResult{each.at("name").text(), each.at("command").text(),
                           each.at("ended").text(), each.at("output_base64").bytes()};
    });
  if (in.has("twin"))
    evidence.twin =
        TwinResult{in.at("twin").at("accepted").text(), in.at("twin").at("difference").text()};
  evidence.reproducer = in.at("reproducer").text();
  return evidence;
}

CaseResult read_case(const Place& in) {
  CaseResult each;
  each.id = in.at("id").text();
  each.scenario = in.at("scenario").text();
  each.story = in.at("story").text();
  each.file = in.at("file").text();
  each.tags = in.at("tags").list([](const Place& tag) { return tag.text(); });
  each.verdict = read_verdict(in.at("verdict"));
  each.reason = in.at("reason").text();
  each.checks = in.at("checks").list(read_check);
  each.evidence = read_evidence(in.at("evidence"));
  each.duration_us = in.at("duration_us").number();
  each.again = in.at("again").text();
  if (in.has("known")) each.known = in.at("known").text();
  return each;
}

}  // namespace

std::string encode_run(const RunResult& run) {
  Json requirements = Json::array();
  for (const auto& each : run.requirements)
    requirements.push_back({{"id", each.id},
                            {"level", each.level},
                            {"document", each.document},
                            {"section", each.section},
                            {"says", each.says},
                            {"says_again", each.says_again},
                            {"untestable", each.untestable}});
  Json facts = Json::array();
  for (const auto& [name, value] : run.sut.facts)
    facts.push_back({{"name", name}, {"value", value}});
  Json cases = Json::array();
  for (const auto& each : run.cases) cases.push_back(json_of(each));
  const Json json{{"format", run.format},
                  {"tool", run.tool},
                  {"started", run.started},
                  {"duration_us", run.duration_us},
                  {"seed", run.seed},
                  {"complete", run.complete},
                  {"sut",
                   {{"role", run.sut.role},
                    {"name", run.sut.name},
                    {"address", run.sut.address},
                    {"facts", std::move(facts)}}},
                  {"requirements", std::move(requirements)},
                  {"cases", std::move(cases)}};
  // Peers' text may be no UTF-8 in reasons and actual values: such bytes become U+FFFD.
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

RunResult decode_run(const std::string& text) {
  const auto json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) throw std::runtime_error("/: this is no JSON");
  const Place in(json, "");
  RunResult run;
  run.format = static_cast<int>(in.at("format").number());
  if (run.format != 1) in.at("format").fail("format 1 was expected");
  run.tool = in.at("tool").text();
  run.started = in.at("started").text();
  run.duration_us = in.at("duration_us").number();
  run.seed = in.at("seed").unsigned_number();
  run.complete = in.at("complete").boolean();
  const auto sut = in.at("sut");
  run.sut = {sut.at("role").text(), sut.at("name").text(), sut.at("address").text(),
             sut.at("facts").list([](const Place& each) {
               return std::pair(each.at("name").text(), each.at("value").text());
             })};
  run.requirements = in.at("requirements").list([](const Place& each) {
    return RequirementResult{each.at("id").text(),
                             each.at("level").text(),
                             each.at("document").text(),
                             each.at("section").text(),
                             each.at("says").text(),
                             each.at("says_again").list([](const Place& id) { return id.text(); }),
                             each.at("untestable").text()};
  });
  run.cases = in.at("cases").list(read_case);
  return run;
}

}  // namespace inquest
