#include <fmt/format.h>

#include <array>

#include "harness/engine/discovery.h"

namespace inquest {
namespace {

/// In a comment: on one line, and nothing that ends it.
std::string in_comment(std::string_view text) {
  std::string line;
  for (const char c : text.substr(0, 160)) line += c >= 0x20 && c < 0x7f ? c : '?';
  return line;
}

/// A double-quoted scalar of YAML.
std::string in_quotes(std::string_view text) {
  std::string shown = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') shown += '\\';
    shown += c >= 0x20 ? c : '?';
  }
  return shown + '"';
}

void comment(std::string& to, std::string_view text) {
  to += fmt::format("# {}\n", in_comment(text));
}

void list(std::string& to, std::string_view key, const std::vector<std::string>& values) {
  to += fmt::format("{}: [{}]\n", key, fmt::join(values, ", "));
}

void write_operations(std::string& to, const Discovery& discovery) {
  static constexpr std::array names{"cacerts",      "simpleenroll", "simplereenroll",
                                    "serverkeygen", "fullcmc",      "csrattrs"};
  to += "\n# Operations, by how the server answered to requests that ask for nothing.\n";
  std::vector<std::string> offered;
  for (const auto* name : names) {
    const auto* found = discovery.find(name);
    if (found == nullptr) continue;
    comment(to, fmt::format("  {:15} {:8} {}", name, name_of(found->support), found->how));
    if (found->support == Support::offered) offered.emplace_back(name);
  }
  list(to, "operations", offered);
}

void write_versions(std::string& to, const Discovery& discovery) {
  to += "\n# Versions of TLS.\n";
  std::vector<std::string> offered;
  for (const auto* version : {"1.3", "1.2", "1.1", "1.0"}) {
    const auto* found = discovery.find(std::string("tls") + version);
    if (found == nullptr) continue;
    comment(to, fmt::format("  TLS {}  {:8} {}", version, name_of(found->support), found->how));
    if (found->support == Support::offered && version[2] > '1')
      offered.push_back(in_quotes(version));
  }
  if (!offered.empty()) list(to, "tls", offered);
}

void write_authentication(std::string& to, const Discovery& discovery,
                          const ServerProfile& profile) {
  to += "\n# How clients may authenticate.\n";
  for (const auto* name : {"basic", "digest", "certificate", "srp"})
    if (const auto* found = discovery.find(name))
      comment(to, fmt::format("  {:11} {:8} {}", name, name_of(found->support), found->how));
  if (profile.credentials)
    to += fmt::format("user: {}\npassword_file: password.txt  # to be written by you\n",
                      in_quotes(profile.credentials->user));
  else
    to += "# user: est\n# password_file: password.txt\n";
  to += profile.identity
            ? "cert: client.pem  # the certificate that was shown\nkey: client-key.pem\n"
            : "# cert: client.pem\n# key: client-key.pem\n";
}

}  // namespace

std::string draft_profile(const Discovery& discovery, const ServerProfile& profile) {
  std::string text =
      "# Drafted by 'inquest discover', which asked for nothing that a server could grant: what "
      "an\n"
      "# enrolment would show (kinds of keys, linking, approval) is for you to fill in.\n";
  for (const auto& [name, value] : discovery.facts) comment(text, name + ": " + value);
  text += fmt::format("name: {}\nurl: {}\n", in_quotes(profile.name), in_quotes(profile.url));
  text += profile.label.empty() ? "# label: factory\n"
                                : fmt::format("label: {}\n", in_quotes(profile.label));
  text += profile.trust.empty() ? "# trust: ca.pem  # with what its TLS certificate is verified\n"
                                : "trust: ca.pem  # the trust anchors that were given\n";
  write_authentication(text, discovery, profile);
  write_operations(text, discovery);
  write_versions(text, discovery);
  text +=
      "\n# Kinds of keys that the server certifies, and policies; see the schema of profiles.\n";
  text += "keys: [ec-p256, rsa-2048]\npolicies: []\n";
  if (!discovery.hints.empty()) text += "\n# Worth a look:\n";
  for (const auto& hint : discovery.hints) comment(text, "- " + hint);
  return text;
}

}  // namespace inquest
