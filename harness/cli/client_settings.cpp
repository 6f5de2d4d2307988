#include "harness/cli/client_settings.h"

#include <chrono>

#include "reference/client/adopt_anchors.h"
#include "reference/codec/challenge_attributes.h"
#include "reference/codec/oids.h"
#include "reference/faults/catalogue.h"
#include "reference/pki/atomic_file.h"
#include "reference/pki/name.h"

namespace inquest {
namespace {

std::string first_line_of(const std::string& file) {
  const auto text = read_file(file);
  return text.substr(0, text.find_first_of("\r\n"));
}

}  // namespace

void ClientSettings::add_common(CLI::App& operation) {
  operation.add_option("--url", peer.url, "The server: https://HOST:PORT")->group("Server");
  operation.add_option("--label", peer.label, "CA label to put into the path")->group("Server");
  operation.add_option("--tls", peer.tls, "The only TLS version to use (default: 1.2 and 1.3)")
      ->check(CLI::IsMember({"1.2", "1.3"}))
      ->group("Server");
  operation
      .add_option("--trust", peer.trust,
                  "Explicit trust anchors (PEM): the server's name, or its purpose id-kp-cmcRA, "
                  "goes with them")
      ->group("Server");
  operation
      .add_option("--implicit-trust", implicit_trust,
                  "Further anchors (PEM) that the server's name must go with, never its purpose; a "
                  "server known by them alone is told no password, and asked for no key")
      ->group("Server");
  operation
      .add_flag("--trusted-ca-indication", trusted_ca_indication,
                "Tell the server in TLS that the explicit anchors alone will do (RFC 6066 6): for "
                "who had implicit ones before (RFC 7030 4.1.3)")
      ->group("Server");
  operation.add_flag("--go-elsewhere", go_elsewhere, "Consent to redirections to other servers")
      ->group("Server");
  operation
      .add_option("--profile", peer.profile,
                  "A profile (YAML) that says all this; the options here come on top")
      ->group("Server");
  operation.add_option("--timeout", timeout, "Seconds to wait for each answer")
      ->check(CLI::Range(0.1, 600.0))
      ->capture_default_str()
      ->group("Server");

  const std::string who = "Who asks";
  operation.add_option("--user", peer.user, "User for HTTP Basic or Digest, when it is asked for")
      ->group(who);
  operation
      .add_option("--password", peer.password,
                  "Its password; seen by others in the list of processes")
      ->group(who);
  operation
      .add_option("--password-file", peer.password_file, "A file whose first line is the password")
      ->group(who);
  operation.add_option("--cert", peer.certificate, "Client certificate, and its chain (PEM)")
      ->group(who);
  operation.add_option("--key", peer.key, "Its private key (PEM)")->group(who);
  operation
      .add_option("--srp-user", peer.srp_user,
                  "Authenticate by TLS-SRP as this user, without certificates")
      ->group(who);
  operation
      .add_option("--srp-password-file", peer.srp_password_file,
                  "A file whose first line is that user's password")
      ->group(who);

  operation.add_option("--out", out, "File, or beginning of file names, for what is had");
  operation.add_option("--base64", base64, "Lines of base64 in requests")
      ->check(CLI::IsMember({"single-line", "lf-64", "crlf-76"}))
      ->capture_default_str();
  operation.add_option("--fault", faults, "A deviation to commit (see 'inquest faults')");
}

void ClientSettings::add_names(CLI::App& operation) {
  operation
      .add_option("--subject", subject,
                  "Subject, like 'CN=device-1,O=Example' (default: the user's name as CN)")
      ->group("Request");
  operation
      .add_option("--alternative-name", alternative_names, "SubjectAltName, like DNS:a.example")
      ->group("Request");
}

void ClientSettings::add_request(CLI::App& operation) {
  const std::string title = "Request";
  operation
      .add_option("--link", link,
                  "Bear the channel binding of the connection: never, where tls-unique is defined "
                  "(TLS 1.2), or always (by tls-exporter on TLS 1.3)")
      ->check(CLI::IsMember({"never", "tls-unique", "always"}))
      ->capture_default_str()
      ->group(title);
  operation
      .add_option("--link-attribute", link_attribute,
                  "The attribute that bears it (RFC 7030 3.5, RFC 7894 3.3)")
      ->check(CLI::IsMember({"challengePassword", "estIdentityLinking", "both"}))
      ->capture_default_str()
      ->group(title);
  operation
      .add_option("--otp-file", otp_file,
                  "A file whose first line is a one-time password (otpChallenge, RFC 7894)")
      ->group(title);
  operation
      .add_option("--revocation-challenge-file", revocation_challenge_file,
                  "A file whose first line is the password by which revocation can be asked for "
                  "later (revocationChallenge, RFC 7894)")
      ->group(title);
  operation
      .add_option("--wait", wait,
                  "Seconds to go on asking while the server puts off with 202 or 503 (default: "
                  "not at all)")
      ->check(CLI::Range(0.0, 604800.0))
      ->group(title);
}

void ClientSettings::add_key(CLI::App& operation) {
  auto kinds = KeyKind::names();
  kinds.insert(kinds.end(), KeyKind::further_names().begin(), KeyKind::further_names().end());
  operation.add_option("--key-kind", key_kind, "Kind of the new key")
      ->check(CLI::IsMember(kinds))
      ->capture_default_str()
      ->group("Request");
  operation.add_flag("--pss", pss, "Sign the request by RSASSA-PSS, where the key is RSA")
      ->group("Request");
}

ClientOptions ClientSettings::client_options() const {
  const auto profile = peer.server_profile();
  ClientOptions options;
  options.endpoint = profile.endpoint;
  options.tls.trust = profile.trust;
  if (!implicit_trust.empty())
    options.implicit_anchors = certificates_from_pem(read_file(implicit_trust));
  options.tls.srp = profile.srp;
  options.link = link == "never"    ? LinkRequests::never
                 : link == "always" ? LinkRequests::always
                                    : LinkRequests::by_tls_unique;
  options.link_attribute = link_attribute == "both" ? LinkAttribute::both
                           : link_attribute == "estIdentityLinking"
                               ? LinkAttribute::est_identity_linking
                               : LinkAttribute::challenge_password;
  if (trusted_ca_indication) indicate_trust(options);
  if (go_elsewhere) options.consents_to = [](const std::string&) { return true; };
  options.tls.identity = profile.identity;
  if (!peer.tls.empty()) options.tls.lowest = options.tls.highest = tls_version(peer.tls);
  options.label = profile.label;
  options.credentials = profile.credentials;
  options.layout = base64_layout(base64);
  options.timeout = std::chrono::milliseconds(static_cast<int>(timeout * 1000));
  options.deviations = deviations_of(faults);
  return options;
}

RequestContents ClientSettings::wanted_contents() const {
  RequestContents contents;
  try {
    contents.subject = encode_name(subject.empty() ? "CN=" + peer.user : subject);
  } catch (const std::invalid_argument& error) {
    throw UsageError(std::string("--subject: ") + error.what());
  }
  if (!alternative_names.empty())
    contents.extensions.push_back(extensions::subject_alt_name(alternative_names));
  add_challenges(contents);
  return contents;
}

void ClientSettings::add_challenges(RequestContents& contents) const {
  if (!otp_file.empty())
    contents.attributes.push_back(
        challenge_attribute(oids::otp_challenge, first_line_of(otp_file)));
  if (!revocation_challenge_file.empty())
    contents.attributes.push_back(
        challenge_attribute(oids::revocation_challenge, first_line_of(revocation_challenge_file)));
}

Key ClientSettings::new_key() const { return Key::generate(KeyKind(key_kind)); }

Key ClientSettings::signing(const Key& key) const { return pss ? key.signing_by_pss() : key; }

KeyProtection ClientSettings::protection() const {
  if (!shared_key_said.empty()) return shared_key_of(shared_key_said);
  if (decrypt_with.empty()) return {};
  const auto pem = read_file(decrypt_with);
  return PrivateKey{Key::from_pem(pem), certificates_from_pem(pem).at(0)};
}

std::optional<CmcSecret> ClientSettings::cmc_secret() const {
  if (cmc_user.empty()) return std::nullopt;
  return CmcSecret{cmc_user, first_line_of(cmc_secret_file)};
}

}  // namespace inquest
