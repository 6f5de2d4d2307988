#include "harness/sut/client_profile.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/yaml/yaml.h"
#include "reference/codec/nearest.h"
#include "reference/pki/atomic_file.h"

namespace inquest {
namespace {

const std::vector<std::string> known_operations{"cacerts", "simpleenroll", "simplereenroll",
                                                "fullcmc", "serverkeygen", "csrattrs"};

/// Capability, and why it is missing where it is.
const std::vector<std::pair<std::string, std::string>> known_abilities{
    {"basic", "the profile does not say that the client answers HTTP Basic"},
    {"digest", "the profile does not say that the client answers HTTP Digest"},
    {"certificate", "the profile does not say that the client shows a certificate"},
    {"srp", "the profile does not say that the client speaks TLS-SRP"},
    {"tls1.2", "the profile does not say that the client speaks TLS 1.2"},
    {"tls1.3", "the profile does not say that the client speaks TLS 1.3"},
    {"label", "the profile does not say that the client can be given a label"},
    {"bootstrap", "the profile does not say that the client takes anchors by their fingerprint"},
    {"implicit-anchors", "the profile does not say that the client can be given implicit anchors"},
    {"linking", "the profile does not say that the client links requests to their connection"},
    {"wait", "the profile does not say that the client waits when it is put off"},
    {"redirect", "the profile does not say that the client follows redirections"},
    {"obey", "the profile does not say that the client makes requests as /csrattrs asks"},
    {"cacerts-first", "the profile does not say that the client asks for CA certificates first"},
    {"rollover", "the profile does not say that the client takes over a new root"},
    {"anchors", "the profile does not say where the client keeps its trust anchors"},
    {"encrypted-keys", "the profile does not say that the client has keys encrypted beyond TLS"},
    {"shared-secret", "the profile does not say that the client proves a shared secret in CMC"},
    {"alternative-name", "the profile does not say that the client can be given further names"},
    {"one-time-password", "the profile does not say that the client takes a one-time password"},
    {"revocation-challenge",
     "the profile does not say that the client takes a password for revocation"},
};

/// The placeholders of `text`, checked. A brace that begins none is written "{{".
void check_placeholders(const YamlNode& node, const std::string& text) {
  for (std::size_t at = text.find('{'); at != std::string::npos; at = text.find('{', at)) {
    if (text.compare(at, 2, "{{") == 0) {
      at += 2;
      continue;
    }
    const auto end = text.find('}', at);
    if (end == std::string::npos) node.fail("'{' begins a placeholder that nothing ends");
    const auto word = text.substr(at + 1, end - at - 1);
    const auto& known = client_placeholders();
    if (std::find(known.begin(), known.end(), word) == known.end())
      node.fail(unknown_word("placeholder", word, known));
    at = end;
  }
}

std::string checked_text(const YamlNode& node) {
  auto text = node.text();
  check_placeholders(node, text);
  return text;
}

/// One glob, or a list of them.
std::vector<std::string> read_files(const YamlNode& node, const char* key) {
  std::vector<std::string> files;
  if (const auto found = node.find(key))
    for (const auto& each : found->is_list() ? found->list() : std::vector<YamlNode>{*found})
      files.push_back(checked_text(each));
  return files;
}

ClientCommand read_command(const YamlNode& node) {
  node.only("an operation of a client", {"command", "stores", "stored_as", "anchors"});
  ClientCommand command;
  const auto line = node.at("command");
  for (const auto& each : line.list()) {
    CommandPart part;
    part.optional = each.is_list();
    for (const auto& argument : part.optional ? each.list() : std::vector<YamlNode>{each})
      part.arguments.push_back(checked_text(argument));
    command.parts.push_back(std::move(part));
  }
  if (command.parts.empty() || command.parts.front().optional)
    line.fail("a command begins with its program");
  command.stores = read_files(node, "stores");
  if (const auto written = node.find("stored_as"))
    command.stored_as = written->one_of("form", {"pem", "der", "base64"});
  command.anchors = read_files(node, "anchors");
  return command;
}

std::vector<std::string> abilities() {
  std::vector<std::string> names;
  for (const auto& [name, why] : known_abilities) names.push_back(name);
  return names;
}

}  // namespace

const std::vector<std::string>& client_placeholders() {
  static const std::vector<std::string> known{"url",
                                              "host",
                                              "port",
                                              "label",
                                              "trust",
                                              "fingerprint",
                                              "user",
                                              "cert",
                                              "key",
                                              "password",
                                              "password_file",
                                              "srp_user",
                                              "srp_password_file",
                                              "subject",
                                              "csr",
                                              "csr_der",
                                              "new_key",
                                              "out",
                                              "wait",
                                              "obey",
                                              "cacerts_first",
                                              "here",
                                              "scratch",
                                              "srp_password",
                                              "operation",
                                              "issuing",
                                              "implicit_trust",
                                              "alternative_name",
                                              "shared_key_id",
                                              "shared_key",
                                              "decrypt_with",
                                              "cmc_user",
                                              "cmc_secret_file",
                                              "one_time_password",
                                              "one_time_password_file",
                                              "revocation_challenge",
                                              "revocation_challenge_file"};
  return known;
}

std::set<std::string> ClientProfile::capabilities() const {
  auto all = can;
  for (const auto& [operation, command] : commands) all.emplace(name_of(operation));
  return all;
}

std::string ClientProfile::why_missing(const std::string& capability) {
  for (const auto& [name, why] : known_abilities)
    if (name == capability) return why;
  return "the profile has no command for " + capability;
}

const std::vector<std::string>& ClientProfile::known_capabilities() {
  static const auto known = [] {
    auto all = known_operations;
    for (const auto& each : abilities()) all.push_back(each);
    return all;
  }();
  return known;
}

ClientProfile parse_client_profile(const std::string& text, const std::filesystem::path& file) {
  const auto root = YamlNode::parse(text, file.string());
  root.only("a profile of a client", {"about", "tests", "name", "operations", "can", "environment",
                                      "within", "layout", "exclude"});
  ClientProfile profile;
  profile.folder = std::filesystem::absolute(file).parent_path();
  root.at("tests").one_of("role", {"client"});
  profile.name = root.at("name").text();
  for (const auto& entry : root.at("operations").entries()) {
    const auto name = entry.key.one_of("operation", known_operations);
    profile.commands[*operation_named(name)] = read_command(entry.value);
  }
  if (profile.commands.empty()) root.at("operations").fail("at least one operation is wanted");
  if (const auto can = root.find("can"))
    for (const auto& each : can->list()) profile.can.insert(each.one_of("capability", abilities()));
  if (!profile.can.contains("tls1.2") && !profile.can.contains("tls1.3"))
    root.at("can").fail("'tls1.2' or 'tls1.3' is wanted, or both");
  if (const auto environment = root.find("environment"))
    for (const auto& entry : environment->entries())
      profile.environment[entry.key.text()] = checked_text(entry.value);
  if (const auto within = root.find("within"))
    profile.within = std::chrono::seconds(within->number(1, 600));
  if (const auto layout = root.find("layout"))
    profile.layout = base64_layout(layout->one_of("layout", {"single-line", "lf-64", "crlf-76"}));
  if (const auto exclude = root.find("exclude"))
    for (const auto& each : exclude->list()) {
      each.only("an exclusion", {"select", "reason"});
      profile.exclude.push_back({each.at("select").text(), each.at("reason").text()});
    }
  return profile;
}

ClientProfile load_client_profile(const std::filesystem::path& file) {
  std::string text;
  try {
    text = read_file(file);
  } catch (const std::exception& error) {
    throw YamlError(file.string(), 0, 0, error.what());
  }
  return parse_client_profile(text, file);
}

}  // namespace inquest
