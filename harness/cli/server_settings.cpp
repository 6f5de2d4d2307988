#include "harness/cli/server_settings.h"

#include <chrono>
#include <filesystem>
#include <sstream>

#include "harness/cli/options.h"
#include "harness/cli/random_text.h"
#include "reference/codec/hex.h"
#include "reference/faults/catalogue.h"
#include "reference/pki/atomic_file.h"
#include "reference/protocol/authentication.h"
#include "reference/server/approval_folder.h"
#include "reference/server/one_time_password_folder.h"
#include "reference/server/pending_message_folder.h"
#include "reference/server/revocation_challenge_folder.h"

namespace inquest {
namespace {

namespace fs = std::filesystem;

std::int64_t now() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::string first_line_of(const std::string& file) {
  const auto text = read_file(file);
  return text.substr(0, text.find_first_of("\r\n"));
}

/// "NAME", or "NAME=FOLDER" with a CA of its own.
void add_label(const std::string& said, const AuthorityOptions& authority, ServerPolicy& policy) {
  const auto equals = said.find('=');
  // RFC7030-3.2.2-08
  if (operation_named(said.substr(0, equals)))
    throw UsageError("--label: '" + said.substr(0, equals) + "' is the name of an operation");
  if (equals == std::string::npos)
    policy.labels.insert(said);
  else
    policy.authorities[said.substr(0, equals)] =
        Authority::open(said.substr(equals + 1), authority, now());
}

/// Base64 of CsrAttrs, as /csrattrs answers.
CsrAttributes csr_attributes_in(const std::string& file) {
  const auto der = decode_base64(read_file(file));
  if (!der) throw UsageError("--csrattrs " + file + ": character " + der.error().text());
  const auto attributes = decode_csr_attributes(*der);
  if (!attributes) throw UsageError("--csrattrs " + file + ": byte " + attributes.error().text());
  return *attributes;
}

/// Lines of NAME:PASSWORD.
void add_users_in(const std::string& file, std::map<std::string, std::string>& users) {
  std::istringstream lines(read_file(file));
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    if (line.ends_with('\r')) line.pop_back();
    if (line.empty()) continue;
    const auto colon = line.find(':');
    if (colon == std::string::npos)
      throw UsageError("--users-file " + file + ": line " + std::to_string(number) +
                       " is no NAME:PASSWORD");
    users[line.substr(0, colon)] = line.substr(colon + 1);
  }
}

Operation operation_of(const std::string& option, const std::string& name) {
  if (const auto operation = operation_named(name)) return *operation;
  throw UsageError(option + ": there is no operation '" + name + "'");
}

}  // namespace

/// The password said, or one made up and kept in the CA's folder for the next start.
std::string ServerSettings::password_in_use() const {
  if (!password.empty()) return password;
  if (!password_file.empty()) return first_line_of(password_file);
  const auto file = fs::path(directory) / "password";
  if (!fs::exists(file)) write_private_file(file, random_text(20) + "\n");
  return first_line_of(file.string());
}

void ServerSettings::listen_at(ServerOptions& options) const {
  const auto where = listening_endpoint("--listen", listen);
  options.address = where.host;
  options.port = where.port;
}

void ServerSettings::choose_authentication(ServerOptions& options) const {
  options.policy.users = {{user, password_in_use()}};
  if (!users_file.empty()) add_users_in(users_file, options.policy.users);
  options.policy.offers_basic = false;
  for (const auto& each : authentication)
    if (each == "basic")
      options.policy.offers_basic = true;
    else
      options.policy.offers_digest.push_back(each == "digest-md5" ? DigestAlgorithm::md5
                                                                  : DigestAlgorithm::sha256);
  if (srp_user.empty() != srp_password_file.empty())
    throw UsageError("--srp-user and --srp-password-file go together");
  if (!srp_user.empty()) options.srp_users = {{srp_user, first_line_of(srp_password_file)}};
  for (const auto& file : client_trust)
    for (auto& anchor : certificates_from_pem(read_file(file)))
      options.policy.client_trust.push_back(std::move(anchor));
  options.require_client_certificate = require_certificate;
  options.policy.certificate_suffices = options.policy.password_suffices = !require_both;
  if (own_name_only) options.policy.authorize = only_its_own_name;
}

void ServerSettings::choose_enrollment(ServerPolicy& policy) const {
  policy.linking = linking == "required"   ? Linking::required
                   : linking == "verified" ? Linking::verified
                                           : Linking::ignored;
  if (otp != "ignored")
    policy.one_time_passwords = one_time_passwords_in(fs::path(directory) / "one-time-passwords");
  policy.one_time_password_required = otp == "required";
  if (revocation_challenge)
    policy.revocation_challenges =
        revocation_challenges_in(fs::path(directory) / "revocation-challenges");
  if (!csrattrs.empty()) policy.csr_attributes = csr_attributes_in(csrattrs);
  policy.retry_after = retry_after;
  policy.retry_after_as_date = retry_after_date;
  const auto waiting = fs::path(directory) / "waiting";
  if (manual_approval) {
    policy.approvals = approvals_in(waiting);
    policy.pending = pending_messages_in(waiting);
  } else if (approve_after > 0) {
    policy.approvals = approvals_by_patience(approve_after);
  }
}

void ServerSettings::choose_generated_keys(KeyGeneration& generation) const {
  generation.kind = KeyKind(generated_key);
  generation.must_be_encrypted = key_must_be_encrypted;
  for (const auto& file : decrypt_for)
    for (auto& each : certificates_from_pem(read_file(file)))
      generation.recipients.push_back(std::move(each));
  for (const auto& each : shared_keys) generation.shared_keys.push_back(shared_key_of(each));
}

void ServerSettings::choose_redirects(ServerPolicy& policy) const {
  for (const auto& said : redirect_to) {
    const auto equals = said.find('=');
    RedirectRule rule{said, std::nullopt, redirect_status};
    if (equals != std::string::npos && equals < said.find('/'))
      rule = {said.substr(equals + 1), operation_of("--redirect-to", said.substr(0, equals)),
              redirect_status};
    if (const auto defect = redirect_rule_defect(rule))
      throw UsageError("--redirect-to: " + *defect);
    policy.redirects.push_back(std::move(rule));
  }
  policy.unavailable_for = unavailable;
  for (const auto& each : without) policy.without.insert(operation_of("--without", each));
}

ServerOptions ServerSettings::server_options() const {
  ServerOptions options;
  listen_at(options);
  AuthorityOptions authority;
  authority.root_key = authority.issuing_key = KeyKind(ca_key);
  options.policy.authority = Authority::open(directory, authority, now());
  for (const auto& label : labels) add_label(label, authority, options.policy);
  choose_authentication(options);
  choose_enrollment(options.policy);
  choose_generated_keys(options.policy.key_generation);
  choose_redirects(options.policy);
  options.policy.layout = base64_layout(base64);
  options.policy.send_transfer_encoding = transfer_encoding;
  options.key = KeyKind(key);
  for (const auto& name : names)
    options.names.push_back(name.find(':') == std::string::npos ? "DNS:" + name : name);
  if (!tls.empty()) options.lowest_tls = options.highest_tls = tls_version(tls);
  options.deviations = deviations_of(faults);
  return options;
}

void ServerSettings::add_to(CLI::App& command) {
  command.add_option("--listen", listen, "ADDRESS:PORT; port 0 takes a free one")
      ->capture_default_str();
  command.add_option("--dir", directory, "Folder of the CA: keys, certificates, what was issued")
      ->capture_default_str();
  command.add_option("--name", names,
                     "A further host name or address of the server's certificate, like "
                     "DNS:est.example");
  command.add_option("--label", labels,
                     "A CA label served beside none, or LABEL=FOLDER with a CA of its own there");
  command.add_option("--ca-key", ca_key, "Kind of the CA's keys, when it is created")
      ->capture_default_str();
  add_authentication(command);
  add_enrollment(command);
  add_generated_keys(command);
  add_wire(command);
}

void ServerSettings::add_authentication(CLI::App& command) {
  const std::string title = "Who may ask";
  command.add_option("--user", user, "User of HTTP authentication")
      ->capture_default_str()
      ->group(title);
  command.add_option("--password", password, "Its password; seen in the list of processes")
      ->group(title);
  command
      .add_option("--password-file", password_file,
                  "A file whose first line is the password (default: made up, kept in --dir)")
      ->group(title);
  command.add_option("--users-file", users_file, "Further users, lines of NAME:PASSWORD")
      ->group(title);
  command
      .add_option("--auth", authentication,
                  "HTTP authentication to offer, preferred first: digest, digest-md5, basic")
      ->delimiter(',')
      ->check(CLI::IsMember({"basic", "digest", "digest-md5"}))
      ->capture_default_str()
      ->group(title);
  command.add_option("--srp-user", srp_user, "User of TLS-SRP, which is TLS 1.2's")->group(title);
  command
      .add_option("--srp-password-file", srp_password_file,
                  "A file whose first line is that user's password")
      ->group(title);
  command
      .add_option("--client-trust", client_trust,
                  "Further anchors (PEM) that client certificates may lead to, like a "
                  "manufacturer's (802.1AR)")
      ->group(title);
  command
      .add_flag("--require-certificate", require_certificate,
                "Refuse the handshake without a client certificate")
      ->group(title);
  command
      .add_flag("--require-both", require_both,
                "Want a client certificate, and HTTP authentication beside it")
      ->group(title);
  command
      .add_flag("--own-name-only", own_name_only,
                "Users may enrol for a subject whose CN is their name, and for no other")
      ->group(title);
}

void ServerSettings::add_enrollment(CLI::App& command) {
  const std::string title = "What enrolments must bear, and when they are granted";
  command
      .add_option("--linking", linking,
                  "Channel binding in requests (RFC 7030 3.5): what to make of it")
      ->check(CLI::IsMember({"ignored", "verified", "required"}))
      ->capture_default_str()
      ->group(title);
  command
      .add_option("--otp", otp,
                  "One-time passwords in requests (RFC 7894); 'inquest ca otp' gives them out")
      ->check(CLI::IsMember({"ignored", "verified", "required"}))
      ->capture_default_str()
      ->group(title);
  command
      .add_flag("--revocation-challenge", revocation_challenge,
                "Ask for revocation challenges (RFC 7894) and keep them for 'inquest ca revoke "
                "--challenge-file'")
      ->group(title);
  command
      .add_option("--csrattrs", csrattrs, "What /csrattrs answers: a file with base64 of CsrAttrs")
      ->group(title);
  command
      .add_flag("--manual-approval", manual_approval,
                "Put every enrolment off with 202 until 'inquest ca approve'")
      ->group(title);
  command
      .add_option("--approve-after", approve_after,
                  "Put enrolments off with 202 until asked for the N-th time")
      ->group(title);
  command.add_option("--retry-after", retry_after, "Seconds that a 202 asks to wait")
      ->check(CLI::Range(0, 86400))
      ->capture_default_str()
      ->group(title);
  command
      .add_flag("--retry-after-date", retry_after_date,
                "Say so as a date, which is the other form that HTTP has")
      ->group(title);
}

void ServerSettings::add_generated_keys(CLI::App& command) {
  const std::string title = "Keys that /serverkeygen makes";
  command.add_option("--generated-key", generated_key, "Their kind")
      ->check(CLI::IsMember(KeyKind::names()))
      ->capture_default_str()
      ->group(title);
  command
      .add_option("--decrypt-for", decrypt_for,
                  "Certificates (PEM) that keys can be encrypted for, beside the client's own")
      ->group(title);
  command
      .add_option("--shared-key", shared_keys,
                  "A key to encrypt with that a client has as well: ID:FILE, the identifier in "
                  "hexadecimal, the file 16, 24 or 32 octets")
      ->group(title);
  command
      .add_flag("--key-must-be-encrypted", key_must_be_encrypted,
                "Refuse requests that do not ask for encryption beyond TLS")
      ->group(title);
}

void ServerSettings::add_wire(CLI::App& command) {
  const std::string title = "What goes over the wire";
  command.add_option("--tls", tls, "The only TLS version to speak (default: 1.2 and 1.3)")
      ->check(CLI::IsMember({"1.2", "1.3"}))
      ->group(title);
  command.add_option("--key", key, "Kind of the server's TLS key")
      ->capture_default_str()
      ->group(title);
  command
      .add_option("--base64", base64, "Lines of base64 in answers; some clients read only one form")
      ->check(CLI::IsMember({"single-line", "lf-64", "crlf-76"}))
      ->capture_default_str()
      ->group(title);
  command
      .add_flag("--content-transfer-encoding", transfer_encoding,
                "Send Content-Transfer-Encoding: base64, which old clients want")
      ->group(title);
  command
      .add_option("--redirect-to", redirect_to,
                  "[OPERATION=]WHERE: answer a redirection to the same path of another origin "
                  "(https://est.example:8443), or to an operation elsewhere or here "
                  "(simpleenroll=/.well-known/est/plant)")
      ->group(title);
  command.add_option("--redirect-status", redirect_status, "Its status")
      ->check(CLI::IsMember({301, 302, 303, 307, 308}))
      ->capture_default_str()
      ->group(title);
  command
      .add_option("--unavailable", unavailable,
                  "Answer everything with 503 that asks to come back in so many seconds")
      ->check(CLI::Range(1, 86400))
      ->group(title);
  command.add_option("--without", without, "An operation that is not served, like fullcmc")
      ->group(title);
  command.add_option("--fault", faults, "A deviation to commit (see 'inquest faults')")
      ->group(title);
}

}  // namespace inquest
