#include "harness/sut/command_client.h"

#include <fmt/format.h>
#include <glob.h>

#include <algorithm>
#include <map>

#include "harness/sut/child_process.h"
#include "reference/codec/base64.h"
#include "reference/codec/certs_only.h"
#include "reference/codec/hex.h"
#include "reference/pki/atomic_file.h"
#include "reference/pki/name.h"
#include "reference/protocol/client.h"

namespace inquest {
namespace {

using Values = std::map<std::string, std::string>;

std::string pem_of(const std::vector<Certificate>& certificates) {
  std::string pem;
  for (const auto& each : certificates) pem += each.to_pem();
  return pem;
}

/// Writes what the errand gives into files below `folder`, and says what the placeholders stand
/// for. What there is none of stands for nothing.
Values values_for(const Errand& errand, const ClientProfile& profile,
                  const std::filesystem::path& folder) {
  Values values;
  const auto file = [&](const std::string& word, const std::string& name,
                        const std::string& contents) {
    write_private_file(folder / name, contents);
    values[word] = (folder / name).string();
  };
  values["operation"] = name_of(errand.operation);
  values["host"] = errand.server.host;
  values["port"] = std::to_string(errand.server.port);
  values["url"] = "https://" + errand.server.text();
  values["label"] = errand.label;
  values["subject"] = errand.subject;
  values["out"] = (folder / "out").string();
  values["here"] = profile.folder.string();
  values["scratch"] = folder.string();
  if (errand.wait.count() > 0) values["wait"] = std::to_string(errand.wait.count());
  if (errand.obey) values["obey"] = "yes";
  if (errand.cacerts_first) values["cacerts_first"] = "yes";
  if (!errand.trust.empty()) file("trust", "trust.pem", pem_of(errand.trust));
  if (!errand.implicit_trust.empty())
    file("implicit_trust", "implicit-trust.pem", pem_of(errand.implicit_trust));
  if (!errand.issuing.empty()) file("issuing", "issuing.pem", pem_of(errand.issuing));
  values["fingerprint"] = errand.fingerprint;
  if (errand.credentials) {
    values["user"] = errand.credentials->user;
    values["password"] = errand.credentials->password;
    file("password_file", "password", errand.credentials->password + "\n");
  }
  if (errand.srp) {
    values["srp_user"] = errand.srp->user;
    values["srp_password"] = errand.srp->password;
    file("srp_password_file", "srp-password", errand.srp->password + "\n");
  }
  if (errand.identity) {
    auto chain = errand.identity->intermediates;
    chain.insert(chain.begin(), errand.identity->certificate);
    file("cert", "cert.pem", pem_of(chain));
    file("key", "key.pem", errand.identity->key.to_pem());
  }
  if (!errand.alternative_names.empty())
    values["alternative_name"] = errand.alternative_names.front();
  if (errand.cmc_secret) {
    values["cmc_user"] = errand.cmc_secret->identification;
    file("cmc_secret_file", "cmc-secret", errand.cmc_secret->secret + "\n");
  }
  if (!errand.one_time_password.empty()) {
    values["one_time_password"] = errand.one_time_password;
    file("one_time_password_file", "one-time-password", errand.one_time_password + "\n");
  }
  if (!errand.revocation_challenge.empty()) {
    values["revocation_challenge"] = errand.revocation_challenge;
    file("revocation_challenge_file", "revocation-challenge", errand.revocation_challenge + "\n");
  }
  if (const auto* shared = std::get_if<SharedKey>(&errand.protection)) {
    values["shared_key_id"] = encode_hex(shared->identifier);
    file("shared_key", "shared-key", std::string(text_of(shared->key)));
  }
  if (const auto* recipient = std::get_if<PrivateKey>(&errand.protection))
    file("decrypt_with", "decrypt-with.pem",
         recipient->certificate->to_pem() + recipient->key.to_pem());
  if (errand.key) {
    const auto csr = make_request(contents_for(errand), *errand.key, {});
    file("new_key", "new-key.pem", errand.key->to_pem());
    file("csr_der", "csr.der", std::string(text_of(csr)));
    file("csr", "csr.pem",
         "-----BEGIN CERTIFICATE REQUEST-----\n" + encode_base64(csr, layouts::lf_64) +
             "-----END CERTIFICATE REQUEST-----\n");
  }
  return values;
}

/// `text` with the placeholders in place; `complete` becomes false where one stands for nothing.
std::string filled_in(const std::string& text, const Values& values, bool& complete) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '{') {
      result += text[i];
    } else if (text.compare(i, 2, "{{") == 0) {
      result += text[i++];
    } else {
      const auto end = text.find('}', i);
      const auto found = values.find(text.substr(i + 1, end - i - 1));
      if (found == values.end() || found->second.empty())
        complete = false;
      else
        result += found->second;
      i = end;
    }
  }
  return result;
}

std::vector<std::string> arguments_of(const ClientCommand& command, const Values& values) {
  std::vector<std::string> arguments;
  for (const auto& part : command.parts) {
    bool complete = true;
    std::vector<std::string> filled;
    for (const auto& each : part.arguments) filled.push_back(filled_in(each, values, complete));
    if (complete || !part.optional) arguments.insert(arguments.end(), filled.begin(), filled.end());
  }
  return arguments;
}

/// As a shell would take it.
std::string quoted(const std::string& argument) {
  constexpr auto plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=+:,./@%";
  if (!argument.empty() && argument.find_first_not_of(plain) == std::string::npos) return argument;
  std::string text = "'";
  for (const char c : argument) text += c == '\'' ? "'\\''" : std::string(1, c);
  return text + "'";
}

void mask(std::string& text, const std::string& secret) {
  if (secret.empty()) return;
  for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret, at))
    text.replace(at, secret.size(), "********");
}

/// PATH, HOME and LANG, what the profile adds, and every placeholder as EST_NAME, for scripts.
Values environment_for(const ClientProfile& profile, const Values& values) {
  const auto* path = std::getenv("PATH");
  Values environment{
      {"PATH", path ? path : "/usr/bin:/bin"}, {"HOME", values.at("scratch")}, {"LANG", "C.UTF-8"}};
  for (const auto& [name, value] : values) {
    std::string variable = "EST_";
    for (const char c : name) variable += static_cast<char>(std::toupper(c));
    environment[variable] = value;
  }
  bool complete = true;
  for (const auto& [name, value] : profile.environment)
    environment[name] = filled_in(value, values, complete);
  return environment;
}

std::vector<std::string> files_like(const std::string& pattern) {
  glob_t found{};
  std::vector<std::string> files;
  if (glob(pattern.c_str(), 0, nullptr, &found) == 0)
    files.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  globfree(&found);
  return files;
}

template <class Look>
void for_each_file(const std::vector<std::string>& patterns, const Values& values, Look look) {
  constexpr std::size_t most = 4U << 20U;
  for (const auto& pattern : patterns) {
    bool complete = true;
    for (const auto& name : files_like(filled_in(pattern, values, complete))) {
      std::error_code none;
      if (std::filesystem::is_regular_file(name, none) &&
          std::filesystem::file_size(name, none) <= most)
        look(read_file(name, most));
    }
  }
}

/// What the client keeps, in the files that its profile names.
void take_stock(Deed& deed, const ClientCommand& command, const Values& values) {
  if (!command.anchors.empty()) {
    deed.anchors.emplace();
    for_each_file(command.anchors, values, [&](const std::string& contents) {
      for (auto& each : certificates_in(contents)) deed.anchors->push_back(std::move(each));
    });
  }
  if (command.stores.empty()) return;
  deed.stored.emplace();
  deed.stored_keys.emplace();
  for_each_file(command.stores, values, [&](const std::string& contents) {
    for (auto& each : certificates_in(contents, command.stored_as))
      deed.stored->push_back(std::move(each));
    for (auto& each : keys_in(contents)) deed.stored_keys->push_back(std::move(each));
  });
}

void add_certificates(std::vector<Certificate>& to, BytesView der) {
  if (auto certificate = Certificate::decode(der)) return to.push_back(*std::move(certificate));
  const auto signed_data = decode_certs_only(der);
  if (!signed_data) return;
  for (const auto& each : signed_data->certificates)
    if (auto certificate = Certificate::decode(each)) to.push_back(*std::move(certificate));
}

/// The octets in each PEM block of that kind.
std::vector<Bytes> pem_blocks(const std::string& text, const std::string& kind) {
  const auto begin = "-----BEGIN " + kind + "-----";
  const auto end = "-----END " + kind + "-----";
  std::vector<Bytes> blocks;
  for (auto at = text.find(begin); at != std::string::npos; at = text.find(begin, at)) {
    at += begin.size();
    const auto stop = text.find(end, at);
    if (stop == std::string::npos) break;
    if (auto octets = decode_base64(text.substr(at, stop - at)))
      blocks.push_back(*std::move(octets));
  }
  return blocks;
}

}  // namespace

std::vector<Certificate> certificates_in(const std::string& contents, const std::string& form) {
  std::vector<Certificate> found;
  const auto may_be = [&](const char* this_form) {
    return found.empty() && (form.empty() || form == this_form);
  };
  if (may_be("pem"))
    for (const auto* kind :
         {"CERTIFICATE", "TRUSTED CERTIFICATE", "X509 CERTIFICATE", "PKCS7", "CMS"})
      for (const auto& der : pem_blocks(contents, kind)) add_certificates(found, der);
  if (may_be("der")) add_certificates(found, bytes_of(contents));
  if (may_be("base64"))
    if (const auto der = decode_base64(contents)) add_certificates(found, *der);
  return found;
}

std::vector<Key> keys_in(const std::string& contents) {
  std::vector<Key> found;
  for (const auto* kind : {"PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY"}) {
    const auto begin = std::string("-----BEGIN ") + kind + "-----";
    const auto end = std::string("-----END ") + kind + "-----";
    for (auto at = contents.find(begin); at != std::string::npos; at = contents.find(begin, at)) {
      const auto stop = contents.find(end, at);
      if (stop == std::string::npos) break;
      try {
        found.push_back(Key::from_pem(contents.substr(at, stop + end.size() - at)));
      } catch (const std::exception&) {
        // No key of ours to judge by.
      }
      at = stop;
    }
  }
  return found;
}

Deed CommandClient::run(const Errand& errand) {
  Deed deed;
  const auto found = profile_.commands.find(errand.operation);
  if (found == profile_.commands.end()) {
    deed.ended = ClientProfile::why_missing(std::string(name_of(errand.operation)));
    return deed;
  }
  const TemporaryFolder folder("inquest-client");
  const auto values = values_for(errand, profile_, folder.path());
  const auto arguments = arguments_of(found->second, values);
  ChildLimits limits;
  limits.deadline = profile_.within + errand.wait;
  auto outcome = run_child(arguments, folder.path(), environment_for(profile_, values), limits);

  std::vector<std::string> words;
  for (const auto& each : arguments) words.push_back(quoted(each));
  deed.command = fmt::format("{}", fmt::join(words, " "));
  deed.output = std::move(outcome.output);
  if (outcome.output_dropped > 0)
    deed.output += fmt::format("\n[{} further bytes of output left out]\n", outcome.output_dropped);
  if (!show_secrets_) {
    for (auto* text : {&deed.command, &deed.output}) {
      if (errand.credentials) mask(*text, errand.credentials->password);
      if (errand.srp) mask(*text, errand.srp->password);
      mask(*text, errand.one_time_password);
      mask(*text, errand.revocation_challenge);
    }
  }
  deed.ran = outcome.end == ChildOutcome::End::exited;
  deed.crashed = outcome.end == ChildOutcome::End::signalled;
  deed.contained = outcome.end == ChildOutcome::End::killed;
  if (deed.ran) deed.exit_status = outcome.code;
  deed.ended = outcome.what;
  deed.took = outcome.took;
  take_stock(deed, found->second, values);
  return deed;
}

}  // namespace inquest
