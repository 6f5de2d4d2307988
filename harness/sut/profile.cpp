#include "harness/sut/profile.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <stdexcept>

#include "harness/yaml/yaml.h"
#include "reference/codec/oids.h"
#include "reference/pki/atomic_file.h"
#include "reference/pki/name.h"
#include "reference/pki/trust.h"

namespace inquest {
namespace {

const std::vector<std::string> known_operations{"cacerts", "simpleenroll", "simplereenroll",
                                                "fullcmc", "serverkeygen", "csrattrs"};
const std::vector<std::string> known_policies{"manual-approval",      "linking",
                                              "pop-required",         "tls-exporter",
                                              "challenge-attributes", "certificate-and-password",
                                              "one-time-password",    "rollover",
                                              "csr-template",         "otp-challenge"};
const std::vector<std::string> known_encryptions{"shared-key", "key-transport", "key-agreement",
                                                 "unfit-key"};
const std::vector<std::string> known_schemes{"basic", "digest"};
const std::vector<std::string> known_keys_of_file{"name",
                                                  "url",
                                                  "label",
                                                  "other_label",
                                                  "trust",
                                                  "user",
                                                  "password",
                                                  "password_file",
                                                  "http_authentication",
                                                  "srp_user",
                                                  "srp_password",
                                                  "srp_password_file",
                                                  "cmc_identification",
                                                  "cmc_secret",
                                                  "cmc_secret_file",
                                                  "cert",
                                                  "key",
                                                  "subject",
                                                  "forbidden_subject",
                                                  "operations",
                                                  "tls",
                                                  "keys",
                                                  "layout",
                                                  "content_transfer_encoding",
                                                  "policies",
                                                  "approval_within",
                                                  "exclude",
                                                  "key_encryption"};

/// Reads a file that the profile names, relative to it; the place in the profile goes into errors.
template <class Read>
auto read_named(const YamlNode& node, const std::filesystem::path& base, Read read) {
  try {
    return read(read_file(base / node.text()));
  } catch (const std::exception& error) {
    node.fail(error.what());
  }
}

template <class Work>
void checked(const YamlNode& node, Work work) {
  try {
    work();
  } catch (const std::invalid_argument& error) {
    node.fail(error.what());
  }
}

std::set<std::string> set_of_words(const YamlNode& node, std::string_view kind,
                                   const std::vector<std::string>& known) {
  std::set<std::string> words;
  for (const auto& item : node.list())
    if (!words.insert(item.one_of(kind, known)).second)
      item.fail(fmt::format("the {} '{}' is there twice", kind, item.text()));
  return words;
}

/// A server that has no version of TLS or no kind of key cannot be asked anything.
std::set<std::string> some_words(const YamlNode& node, std::string_view kind,
                                 const std::vector<std::string>& known) {
  auto words = set_of_words(node, kind, known);
  if (words.empty()) node.fail(fmt::format("at least one {} is wanted", kind));
  return words;
}

std::string first_line(const std::string& text) {
  auto line = text.substr(0, text.find_first_of("\r\n"));
  if (line.empty()) throw std::invalid_argument("the first line is empty");
  return line;
}

/// A label is one segment of a path, and no operation's (RFC7030-3.2.2-08).
std::string read_label(const YamlNode& node) {
  auto label = node.text();
  if (label.empty() || label.find_first_of("/?# ") != std::string::npos)
    node.fail("'" + label + "' is not one segment of a path");
  if (std::find(known_operations.begin(), known_operations.end(), label) != known_operations.end())
    node.fail("'" + label + "' is an operation, which a CA label must not be named like");
  return label;
}

/// What cannot end a header field.
std::string read_token(const YamlNode& node) {
  auto token = node.text();
  const bool right = !token.empty() && std::all_of(token.begin(), token.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-';
  });
  if (!right) node.fail("this must be letters, digits and hyphens");
  return token;
}

void read_labels(const YamlNode& root, ServerProfile& profile) {
  if (auto label = root.find("label")) {
    const auto in_url = profile.label;
    profile.label = read_label(*label);
    if (!in_url.empty() && in_url != profile.label)
      label->fail("the url says '" + in_url + "' already");
  }
  if (auto label = root.find("other_label")) {
    profile.other_label = read_label(*label);
    if (profile.other_label == profile.label) label->fail("this is the first label again");
  }
}

std::string read_subject(const YamlNode& node) {
  auto subject = node.text();
  auto example = subject;
  constexpr std::string_view number = "{number}";
  for (auto at = example.find(number); at != std::string::npos; at = example.find(number))
    example.replace(at, number.size(), "1");
  checked(node, [&] { encode_name(example); });
  return subject;
}

void read_identity(const YamlNode& root, const std::filesystem::path& base,
                   ServerProfile& profile) {
  const auto certificate = root.find("cert");
  const auto key = root.find("key");
  if (!certificate && !key) return;
  if (!certificate) key->fail("'key' wants a 'cert' as well");
  if (!key) certificate->fail("'cert' wants a 'key' as well");
  auto chain = read_named(*certificate, base, certificates_from_pem);
  auto leaf = chain.front();
  chain.erase(chain.begin());
  profile.identity = TlsIdentity{read_named(*key, base, Key::from_pem), leaf, chain};
  if (profile.identity->key.public_key() != leaf.public_key())
    key->fail("this is not the key of the first certificate in 'cert'");
}

void read_credentials(const YamlNode& root, const std::filesystem::path& base,
                      ServerProfile& profile) {
  const auto user = root.find("user");
  const auto password = root.find("password");
  const auto file = root.find("password_file");
  if (password && file) file->fail("'password' is there already");
  if (!user && !password && !file) return;
  if (!password && !file) user->fail("'user' wants a 'password' or a 'password_file' as well");
  // RFC 7617 2: the first colon ends the user name.
  if (user && user->text().find(':') != std::string::npos)
    user->fail("the user name of HTTP Basic cannot have a colon");
  BasicCredentials credentials;
  if (user) credentials.user = user->text();
  if (password) credentials.password = password->text();
  if (file) credentials.password = read_named(*file, base, first_line);
  profile.credentials = credentials;
}

void read_srp(const YamlNode& root, const std::filesystem::path& base, ServerProfile& profile) {
  const auto user = root.find("srp_user");
  const auto password = root.find("srp_password");
  const auto file = root.find("srp_password_file");
  if (password && file) file->fail("'srp_password' is there already");
  const auto& secret = password ? password : file;
  if (!user && !secret) return;
  if (!user) secret->fail("it wants an 'srp_user' as well");
  if (!secret) user->fail("'srp_user' wants an 'srp_password' or an 'srp_password_file' as well");
  profile.srp = SrpCredentials{user->text(),
                               password ? password->text() : read_named(*file, base, first_line)};
}

void read_cmc_secret(const YamlNode& root, const std::filesystem::path& base,
                     ServerProfile& profile) {
  const auto name = root.find("cmc_identification");
  const auto secret = root.find("cmc_secret");
  const auto file = root.find("cmc_secret_file");
  if (secret && file) file->fail("'cmc_secret' is there already");
  const auto& given = secret ? secret : file;
  if (!name && !given) return;
  if (!name) given->fail("it wants a 'cmc_identification' as well");
  if (!given)
    name->fail("'cmc_identification' wants a 'cmc_secret' or a 'cmc_secret_file' as well");
  profile.cmc_secret =
      CmcSecret{name->text(), secret ? secret->text() : read_named(*file, base, first_line)};
}

}  // namespace

void set_url(ServerProfile& profile, const std::string& url) {
  constexpr std::string_view scheme = "https://";
  if (!url.starts_with(scheme))
    throw std::invalid_argument("'" + url + "' does not begin with https://");
  auto authority = url.substr(scheme.size());
  auto path = std::string();
  if (const auto slash = authority.find('/'); slash != std::string::npos) {
    path = authority.substr(slash);
    authority.resize(slash);
  }
  while (path.ends_with('/')) path.pop_back();
  constexpr std::string_view prefix = "/.well-known/est";
  if (path.starts_with(prefix)) {
    auto label = path.substr(prefix.size());
    if (!label.empty() && label[0] == '/') profile.label = label.substr(1);
    path = label.empty() || label[0] == '/' ? "" : path;
    if (profile.label.find('/') != std::string::npos) path = label;
  }
  if (!path.empty())
    throw std::invalid_argument("'" + url + "' has a path other than /.well-known/est[/LABEL]");
  Endpoint endpoint;
  try {
    endpoint = Endpoint::parse(authority);
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument("'" + url + "' is not https://HOST:PORT: " + error.what());
  }
  profile.endpoint = endpoint;
  profile.url = "https://" + endpoint.text();
  if (profile.name.empty()) profile.name = profile.url;
}

ServerProfile load_server_profile(const std::filesystem::path& file) {
  const auto root = YamlNode::load(file);
  root.only("a server profile", known_keys_of_file);
  const auto base = file.parent_path();
  ServerProfile profile;
  if (auto name = root.find("name")) profile.name = name->text();
  const auto url = root.at("url");
  checked(url, [&] { set_url(profile, url.text()); });
  read_labels(root, profile);
  if (auto trust = root.find("trust"))
    profile.trust = read_named(*trust, base, certificates_from_pem);
  read_credentials(root, base, profile);
  if (auto words = root.find("http_authentication"))
    profile.http_authentication = some_words(*words, "scheme", known_schemes);
  read_srp(root, base, profile);
  read_cmc_secret(root, base, profile);
  read_identity(root, base, profile);
  if (auto subject = root.find("subject")) profile.subject = read_subject(*subject);
  if (auto subject = root.find("forbidden_subject"))
    profile.forbidden_subject = read_subject(*subject);
  if (auto words = root.find("operations")) {
    profile.operations = set_of_words(*words, "operation", known_operations);
    profile.declared.insert(profile.operations.begin(), profile.operations.end());
  }
  if (auto words = root.find("tls")) {
    profile.tls = some_words(*words, "TLS version", {"1.2", "1.3"});
    for (const auto& version : profile.tls) profile.declared.insert("tls" + version);
  }
  if (auto words = root.find("keys"))
    profile.keys = some_words(*words, "kind of key", KeyKind::names());
  if (auto layout = root.find("layout"))
    checked(*layout, [&] { profile.layout = base64_layout(layout->text()); });
  if (auto encoding = root.find("content_transfer_encoding"))
    profile.content_transfer_encoding = read_token(*encoding);
  if (auto words = root.find("policies"))
    profile.policies = set_of_words(*words, "policy", known_policies);
  if (auto within = root.find("approval_within"))
    profile.approval_within = static_cast<int>(within->number(0, 86400));
  if (auto encryption = root.find("key_encryption"))
    profile.key_secrets = read_key_secrets(*encryption, base);
  if (auto exclude = root.find("exclude"))
    for (const auto& item : exclude->list()) {
      item.only("an exclusion", {"select", "reason"});
      profile.exclude.push_back({item.at("select").text(), item.at("reason").text()});
    }
  return profile;
}

std::set<std::string> ServerProfile::capabilities() const {
  auto all = operations;
  all.insert(policies.begin(), policies.end());
  for (const auto& version : tls) all.insert("tls" + version);
  for (const auto& kind : keys) all.insert("key:" + kind);
  if (credentials) all.insert(http_authentication.begin(), http_authentication.end());
  if (srp) all.insert("srp");
  if (cmc_secret) all.insert("shared-secret");
  if (policies.contains("pop-required")) all.insert("linking");
  // With a password, a certificate can be had by enrolling.
  if (identity || ((credentials || srp) && operations.contains("simpleenroll")))
    all.insert("certificate");
  if (all.contains("certificate") && !policies.contains("certificate-and-password"))
    all.insert("certificate-alone");
  const bool by_ra = identity && has_purpose(identity->certificate, oids::cmc_ra);
  if (all.contains("certificate") && !by_ra) all.insert("end-entity");
  if (!forbidden_subject.empty()) all.insert("forbidden-subject");
  if (other_label) all.insert("label");
  if (key_secrets.shared_key) all.insert("encryption:shared-key");
  if (key_secrets.key_transport) all.insert("encryption:key-transport");
  if (key_secrets.key_agreement) all.insert("encryption:key-agreement");
  if (key_secrets.unfit) all.insert("encryption:unfit-key");
  return all;
}

std::string ServerProfile::why_missing(const std::string& capability) {
  if (capability == "basic" || capability == "digest")
    return "the profile gives no user and password for HTTP " +
           std::string(capability == "basic" ? "Basic" : "Digest");
  if (capability == "shared-secret")
    return "the profile gives no shared secret of CMC (cmc_secret)";
  if (capability == "srp") return "the profile gives no user and password of TLS-SRP";
  if (capability == "certificate")
    return "the profile gives no client certificate, and no password to enrol one with";
  if (capability == "certificate-alone")
    return "a client certificate alone is not enough here: the profile says "
           "certificate-and-password";
  if (capability == "end-entity")
    return "the profile gives no client certificate of an end entity, which no registration "
           "authority has";
  if (capability == "forbidden-subject")
    return "the profile names no forbidden_subject, which its client may not have";
  if (capability == "label") return "the profile names no further label (other_label)";
  if (capability.starts_with("encryption:"))
    return "the profile gives no " + capability.substr(11) + " in key_encryption";
  if (capability.starts_with("tls")) return "the profile leaves out TLS " + capability.substr(3);
  if (capability.starts_with("key:"))
    return "the profile leaves out keys of kind " + capability.substr(4);
  if (std::find(known_operations.begin(), known_operations.end(), capability) !=
      known_operations.end())
    return "the profile leaves out the operation " + capability;
  return "the profile does not name the policy " + capability;
}

const std::vector<std::string>& ServerProfile::known_capabilities() {
  static const auto all = [] {
    std::vector<std::string> words{"shared-secret",     "basic", "digest", "srp",    "certificate",
                                   "certificate-alone", "label", "tls1.2", "tls1.3", "end-entity",
                                   "forbidden-subject"};
    words.insert(words.end(), known_operations.begin(), known_operations.end());
    words.insert(words.end(), known_policies.begin(), known_policies.end());
    for (const auto& kind : KeyKind::names()) words.push_back("key:" + kind);
    for (const auto& kind : known_encryptions) words.push_back("encryption:" + kind);
    return words;
  }();
  return all;
}

}  // namespace inquest
