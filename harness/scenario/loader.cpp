#include "harness/scenario/loader.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "harness/scenario/step_reader.h"
#include "harness/scenario/words_text.h"
#include "harness/sut/client_profile.h"
#include "harness/sut/profile.h"
#include "reference/codec/nearest.h"
#include "reference/faults/catalogue.h"
#include "reference/pki/atomic_file.h"

namespace inquest {
namespace {

constexpr std::size_t most_steps = 12;
constexpr std::size_t most_cases_a_scenario = 256;
constexpr std::size_t most_combinations = 4096;

using Axis = std::pair<std::string, std::vector<YamlNode>>;

/// "rfc7030" and "4.2.1-simpleenroll.yaml" give "rfc7030.4.2.1"; a name without a section in front
/// gives the whole name: "security.downgrade".
std::string id_prefix(const std::filesystem::path& file) {
  const auto stem = file.stem().string();
  const auto dash = stem.find('-');
  const auto first = stem.substr(0, dash);
  const bool section = dash != std::string::npos && !first.empty() &&
                       first.find_first_not_of("0123456789.") == std::string::npos;
  return file.parent_path().filename().string() + "." + (section ? first : stem);
}

/// A value of an axis as part of an id: letters, digits, dots, and hyphens for the rest.
std::string id_part(const std::string& value) {
  std::string part;
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || c == '.')
      part += c;
    else if (!part.empty() && part.back() != '-')
      part += '-';
  }
  while (part.ends_with('-')) part.pop_back();
  return part;
}

void check_key(const YamlNode& key) {
  const auto text = key.text();
  if (text.empty() ||
      text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-.") != std::string::npos)
    key.fail("the key '" + text + "' of a case is made of a-z, 0-9, '-' and '.'");
}

std::vector<std::string> requirement_ids(const YamlNode& node, const Requirements& requirements,
                                         const std::string& role) {
  std::vector<std::string> known;
  for (const auto& requirement : requirements.all()) known.push_back(requirement.id);
  std::vector<std::string> ids;
  for (const auto& item : node.list()) {
    ids.push_back(item.one_of("requirement", known));
    const auto* requirement = requirements.find(ids.back());
    if (!requirement->binds_role(role))
      item.fail(fmt::format("{} binds {}, not the {} under test", ids.back(),
                            fmt::join(requirement->binds, " and "), role));
  }
  return ids;
}

std::vector<std::string> known_texts(const YamlNode& node, std::string_view kind,
                                     const std::vector<std::string>& known) {
  std::vector<std::string> texts;
  for (const auto& item : node.list()) texts.push_back(item.one_of(kind, known));
  return texts;
}

const std::vector<std::string>& capabilities_of(const std::string& role) {
  return role == "client" ? ClientProfile::known_capabilities()
                          : ServerProfile::known_capabilities();
}

std::vector<std::string> fault_ids() {
  std::vector<std::string> ids;
  for (const auto& fault : fault_catalogue().all()) ids.push_back(fault.id);
  return ids;
}

/// What a value of an axis asks of the peer.
std::optional<std::string> need_of(const std::string& axis, const std::string& value,
                                   const std::string& role) {
  if (role == "client")
    return axis == "tls"         ? std::optional("tls" + value)
           : axis == "operation" ? std::optional(value)
                                 : std::nullopt;
  if (axis == "tls")
    return value == "1.2" || value == "1.3" ? std::optional("tls" + value) : std::nullopt;
  if (axis == "key") return "key:" + value;
  if (axis == "authentication") return value == "certificate" ? "certificate-alone" : value;
  if (axis == "operation") return value;
  if (axis == "protection")
    return value == "none" ? std::nullopt : std::optional("encryption:" + value);
  if (axis == "label" && value == "other") return "label";
  return std::nullopt;
}

std::vector<std::map<std::string, YamlNode>> product(const std::vector<Axis>& axes) {
  std::vector<std::map<std::string, YamlNode>> variants{{}};
  for (const auto& [name, values] : axes) {
    std::vector<std::map<std::string, YamlNode>> longer;
    for (const auto& variant : variants)
      for (const auto& value : values) {
        longer.push_back(variant);
        longer.back().emplace(name, value);
      }
    variants = std::move(longer);
  }
  return variants;
}

std::vector<Axis> read_axes(const YamlNode& node, std::size_t most) {
  std::vector<Axis> axes;
  std::size_t cases = 1;
  for (const auto& entry : node.entries()) {
    auto values = entry.value.list();
    if (values.empty()) entry.value.fail("an axis needs at least one value");
    cases *= values.size();
    axes.emplace_back(entry.key.text(), std::move(values));
  }
  if (cases > most)
    node.fail(fmt::format("{} cases of one scenario are more than {}", cases, most));
  return axes;
}

void add_all(std::vector<std::string>& to, const std::vector<std::string>& more) {
  for (const auto& item : more)
    if (std::find(to.begin(), to.end(), item) == to.end()) to.push_back(item);
}

/// A step that every case needs, for one that does not have it itself.
YamlNode implied_step(const char* text) { return YamlNode::parse(text, "(implied)"); }

bool serves(const YamlNode& step) {
  return step.is_map() && !step.entries().empty() && step.entries()[0].key.text() == Serve::word;
}

bool opens_connection(const YamlNode& step) {
  if (!step.is_map() || step.entries().empty()) return false;
  const auto word = step.entries()[0].key.text();
  return word == Connect::word || word == Attempt::word;
}

/// Reads one scenario and expands it.
class ScenarioReader {
 public:
  ScenarioReader(Scenario scenario, const YamlNode& node, const Requirements& requirements)
      : scenario_(std::move(scenario)), node_(node), requirements_(requirements) {}

  std::vector<Case> read() {
    node_.only("a case",
               {"story", "covers", "kills", "needs", "tags", "for_each", "combine", "steps"});
    scenario_.story = node_.at("story").text();
    scenario_.covers = requirement_ids(node_.at("covers"), requirements_, scenario_.role);
    if (auto kills = node_.find("kills"))
      scenario_.kills = known_texts(*kills, "fault", fault_ids());
    if (auto needs = node_.find("needs"))
      add_all(scenario_.needs, known_texts(*needs, "capability", capabilities_of(scenario_.role)));
    if (auto tags = node_.find("tags")) add_all(scenario_.tags, tags->texts());

    std::vector<Axis> axes;
    const auto combine = node_.find("combine");
    if (auto for_each = node_.find("for_each")) {
      if (combine) combine->fail("'for_each' is there already: a case has one of them");
      axes = read_axes(*for_each, most_cases_a_scenario);
    }
    if (combine) axes = read_axes(*combine, most_combinations);
    auto steps = node_.at("steps").list();
    if (steps.size() > most_steps)
      node_.at("steps").fail(
          fmt::format("{} steps are more than {}: a case that needs more wants a new word",
                      steps.size(), most_steps));
    if (scenario_.role == "server" && std::none_of(steps.begin(), steps.end(), opens_connection))
      steps.insert(steps.begin(), implied_step("connect: {}"));
    if (scenario_.role == "client" && std::none_of(steps.begin(), steps.end(), serves))
      steps.insert(steps.begin(), implied_step("serve: {}"));

    std::vector<Case> cases;
    for (const auto& variant : product(axes)) {
      cases.push_back(expand(axes, variant, steps));
      cases.back().combined = static_cast<bool>(combine);
    }
    check_axes(axes);
    check_covers();
    return cases;
  }

 private:
  Case expand(const std::vector<Axis>& axes, const std::map<std::string, YamlNode>& variant,
              const std::vector<YamlNode>& steps) {
    Case result;
    result.scenario = scenario_;
    result.needs = scenario_.needs;
    for (const auto& [axis, values] : axes) {
      const auto value = variant.at(axis).text();
      result.variant.emplace_back(axis, value);
      if (auto need = need_of(axis, value, scenario_.role)) add_all(result.needs, {*need});
    }
    bool judged = false;
    bool deviates = false;
    for (const auto& step : steps) {
      auto reading = read_step(step, variant, scenario_.role);
      for (const auto& cite : reading.cites) check_cite(step, cite);
      axes_used_.merge(reading.axes_used);
      const bool implied = step.file() == "(implied)";
      const bool judging = judges(reading.word);
      judged = judged || judging;
      deviates = deviates || (reading.deviates && !judging);
      if (!judging)
        result.twin.push_back({read_step(step, variant, scenario_.role, true).word, step.flow(),
                               implied ? 0 : step.line(), false});
      add_needs(reading.word, result.needs);
      result.steps.push_back({std::move(reading.word), step.flow(), implied ? 0 : step.line(),
                              reading.deviates && !judging});
    }
    if (!judged) node_.fail("this case judges nothing: it has no expect_... step");
    const bool wants_refusal =
        std::any_of(result.steps.begin(), result.steps.end(), [](const Step& step) {
          return std::holds_alternative<ExpectRefusal>(step.word) ||
                 std::holds_alternative<ExpectNotAccepted>(step.word);
        });
    if (wants_refusal && !deviates)
      node_.fail(
          "nothing in this case deviates, so that a refusal has no twin: who refuses everything "
          "would pass");
    if (!deviates) result.twin.clear();
    return result;
  }

  /// Of a client.
  static void add_client_needs(const RunClient& run, std::vector<std::string>& needs) {
    add_all(needs, {run.operation});
    if (run.operation == "simplereenroll") add_all(needs, {"certificate"});
    for (const auto* each : {"basic", "digest", "certificate", "srp"})
      if (run.authentication == each) add_all(needs, {each});
    if (run.authentication == "certificate-and-password") add_all(needs, {"basic", "certificate"});
    if (!run.label.empty()) add_all(needs, {"label"});
    if (run.wait > 0) add_all(needs, {"wait"});
    if (run.obey) add_all(needs, {"obey"});
    if (run.cacerts_first) add_all(needs, {"cacerts-first", "cacerts"});
    if (run.bootstrap) add_all(needs, {"bootstrap"});
    if (run.implicit_trust != "none") add_all(needs, {"implicit-anchors"});
    if (run.key_encryption != "none") add_all(needs, {"encrypted-keys"});
    if (run.shared_secret) add_all(needs, {"shared-secret"});
    if (!run.alternative_name.empty()) add_all(needs, {"alternative-name"});
    if (!run.one_time_password.empty()) add_all(needs, {"one-time-password"});
    if (!run.revocation_challenge.empty()) add_all(needs, {"revocation-challenge"});
  }

  /// Capabilities that follow from what the steps do.
  static void add_needs(const Word& word, std::vector<std::string>& needs) {
    if (const auto* run = std::get_if<RunClient>(&word)) add_client_needs(*run, needs);
    if (const auto* serve = std::get_if<Serve>(&word); serve && !serve->tls.empty())
      add_all(needs, {"tls" + serve->tls});
    if (const auto* serve = std::get_if<Serve>(&word); serve && serve->handshake != "usual")
      add_all(needs, {"tls1.2"});
    if (const auto* enroll = std::get_if<Enroll>(&word)) {
      add_all(needs, {enroll->operation});
      if (enroll->operation == "simplereenroll") add_all(needs, {"certificate"});
      if (enroll->label == "other") add_all(needs, {"label"});
      if (!enroll->key.empty()) add_all(needs, {"key:" + enroll->key});
      if (enroll->authentication == "digest") add_all(needs, {"digest"});
    }
    if (const auto* cmc = std::get_if<FullCmc>(&word)) {
      add_all(needs, {"fullcmc"});
      if (cmc->label == "other") add_all(needs, {"label"});
      if (!cmc->key.empty()) add_all(needs, {"key:" + cmc->key});
      if (cmc->authentication == "digest") add_all(needs, {"digest"});
      if (cmc->signer == "certificate") add_all(needs, {"certificate"});
      if (cmc->identity_proof != "none" || cmc->pop_link) add_all(needs, {"shared-secret"});
    }
    if (const auto* attempt = std::get_if<Attempt>(&word); attempt && attempt->srp != "none")
      add_all(needs, {"srp", "tls1.2"});
    if (std::holds_alternative<FetchCsrattrs>(word)) add_all(needs, {"csrattrs"});
    if (std::holds_alternative<EnrollAsAsked>(word)) add_all(needs, {"csrattrs", "simpleenroll"});
    if (const auto* generate = std::get_if<GenerateKey>(&word)) {
      add_all(needs, {"serverkeygen"});
      // A name that nobody has can be said without the key.
      const bool has_key = generate->identifier == "known" || generate->identifier == "unfit";
      if (generate->protection != "none" && has_key)
        add_all(needs, {"encryption:" + generate->protection});
      if (generate->identifier == "unfit") add_all(needs, {"encryption:unfit-key"});
    }
    if (const auto* fetch = std::get_if<FetchCacerts>(&word); fetch && fetch->label == "other")
      add_all(needs, {"label"});
    if (const auto* connect = std::get_if<Connect>(&word)) {
      if (connect->authentication == "srp") add_all(needs, {"srp", "tls1.2"});
      if (connect->tls == "1.2" || connect->tls == "1.3") add_all(needs, {"tls" + connect->tls});
    }
  }

  void check_cite(const YamlNode& step, const std::string& id) {
    const auto* requirement = requirements_.find(id);
    if (requirement == nullptr) {
      std::vector<std::string> known;
      for (const auto& each : requirements_.all()) known.push_back(each.id);
      step.fail(unknown_word("requirement", id, known));
    }
    if (!requirement->binds_role(scenario_.role))
      step.fail(fmt::format("{} binds {}, not the {} under test", id,
                            fmt::join(requirement->binds, " and "), scenario_.role));
    cited_.insert(id);
  }

  void check_axes(const std::vector<Axis>& axes) const {
    for (const auto& [axis, values] : axes)
      if (!axes_used_.contains(axis))
        (node_.find("combine") ? node_.at("combine") : node_.at("for_each"))
            .fail("no step takes the axis '" + axis + "', or all say it themselves");
  }

  void check_covers() const {
    const std::set<std::string> covers(scenario_.covers.begin(), scenario_.covers.end());
    for (const auto& id : cited_)
      if (!covers.contains(id))
        node_.at("covers").fail("the steps cite " + id + ", which 'covers' lacks");
    for (const auto& id : covers)
      if (!cited_.contains(id)) node_.at("covers").fail("no step cites " + id);
  }

  Scenario scenario_;
  const YamlNode& node_;
  const Requirements& requirements_;
  std::set<std::string> axes_used_;
  std::set<std::string> cited_;
};

std::vector<Case> read_file(const YamlNode& root, const std::filesystem::path& file,
                            const Requirements& requirements) {
  root.only("a scenario file", {"about", "tests", "needs", "tags", "cases"});
  Scenario shared;
  shared.file = file.generic_string();
  shared.about = root.at("about").text();
  shared.role = root.at("tests").one_of("role", {"server", "client"});
  if (auto needs = root.find("needs"))
    shared.needs = known_texts(*needs, "capability", capabilities_of(shared.role));
  if (auto tags = root.find("tags")) shared.tags = tags->texts();

  std::vector<Case> cases;
  for (const auto& entry : root.at("cases").entries()) {
    check_key(entry.key);
    Scenario scenario = shared;
    scenario.id = id_prefix(file) + "." + entry.key.text();
    scenario.line = entry.key.line();
    for (auto& each : ScenarioReader(std::move(scenario), entry.value, requirements).read())
      cases.push_back(std::move(each));
  }
  return cases;
}

}  // namespace

std::vector<Case> load_scenarios(const std::string& text, const std::string& file,
                                 const Requirements& requirements) {
  return read_file(YamlNode::parse(text, file), file, requirements);
}

std::vector<Case> load_suite(const std::filesystem::path& directory,
                             const Requirements& requirements) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
    const auto relative = std::filesystem::relative(entry.path(), directory);
    const auto folder = relative.begin()->string();
    if (entry.path().extension() == ".yaml" && relative.has_parent_path() &&
        folder != "requirements" && folder != "vectors" && folder != "packs")
      files.push_back(relative);
  }
  std::sort(files.begin(), files.end());
  if (files.empty())
    throw YamlError(directory.string(), 0, 0, "there is no scenario file in this folder");
  std::vector<Case> cases;
  std::set<std::string> ids;
  for (const auto& file : files) {
    const auto root = YamlNode::load(directory / file);
    for (auto& each : read_file(root, file, requirements)) {
      if (!ids.insert(each.id()).second)
        throw YamlError(file.string(), each.scenario.line, 1,
                        "the case " + each.id() + " is there twice");
      cases.push_back(std::move(each));
    }
  }
  return cases;
}

std::string Case::id() const {
  if (variant.empty()) return scenario.id;
  std::vector<std::string> values;
  for (const auto& [axis, value] : variant)
    values.push_back((axis == "tls" ? "tls" : "") + id_part(value));
  return fmt::format("{}[{}]", scenario.id, fmt::join(values, ","));
}

}  // namespace inquest
