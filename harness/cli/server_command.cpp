#include <fmt/format.h>
#include <pthread.h>
#include <signal.h>  // NOLINT(modernize-deprecated-headers): POSIX's, for sigwait

#include <chrono>
#include <iostream>
#include <mutex>
#include <random>

#include "harness/cli/commands.h"
#include "harness/cli/options.h"
#include "reference/faults/catalogue.h"
#include "reference/pki/atomic_file.h"
#include "reference/server/approval_folder.h"
#include "reference/server/server.h"

namespace inquest {
namespace {

/// Letters and digits from the system's source of randomness.
std::string random_text(std::size_t length) {
  static constexpr std::string_view letters = "abcdefghijkmnopqrstuvwxyz23456789";
  std::random_device device;
  std::uniform_int_distribution<std::size_t> pick(0, letters.size() - 1);
  std::string text;
  while (text.size() < length) text += letters[pick(device)];
  return text;
}

struct ServerCommand {
  std::string listen = "127.0.0.1:8443";
  std::string directory = "inquest-ca";
  std::string user = "est";
  std::string password, password_file;
  std::vector<std::string> labels, names, faults, client_trust;
  std::string base64 = "crlf-76";
  std::string tls, key = "ec-p256", ca_key = "ec-p256";
  std::vector<std::string> authentication{"basic"};
  std::string linking = "verified";
  std::string srp_user, srp_password_file;
  std::string redirect_to, csrattrs;
  std::string generated_key = "ec-p256";
  std::vector<std::string> decrypt_for, shared_keys;
  unsigned approve_after = 0;
  bool manual_approval = false;
  std::int64_t retry_after = 5;
  bool transfer_encoding = false;
  bool require_certificate = false;
  std::string ready_file;

  static std::int64_t now() {
    return std::chrono::duration_cast<std::chrono::seconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
  }

  /// The password said, or one made up and kept in the CA's folder for the next start.
  std::string password_in_use() const {
    if (!password.empty()) return password;
    if (!password_file.empty()) return first_line_of(password_file);
    const auto file = std::filesystem::path(directory) / "password";
    if (!std::filesystem::exists(file)) write_private_file(file, random_text(20) + "\n");
    return first_line_of(file.string());
  }

  /// "NAME", or "NAME=FOLDER" with a CA of its own.
  static void add_label(const std::string& said, const AuthorityOptions& authority,
                        ServerPolicy& policy) {
    const auto equals = said.find('=');
    if (equals == std::string::npos)
      policy.labels.insert(said);
    else
      policy.authorities[said.substr(0, equals)] =
          Authority::open(said.substr(equals + 1), authority, now());
  }

  void choose_authentication(ServerOptions& options) const {
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
  }

  /// Base64 of CsrAttrs, as /csrattrs answers.
  static CsrAttributes csr_attributes_in(const std::string& file) {
    const auto der = decode_base64(read_file(file));
    if (!der) throw UsageError("--csrattrs " + file + ": character " + der.error().text());
    const auto attributes = decode_csr_attributes(*der);
    if (!attributes) throw UsageError("--csrattrs " + file + ": byte " + attributes.error().text());
    return *attributes;
  }

  static std::string first_line_of(const std::string& file) {
    const auto text = read_file(file);
    return text.substr(0, text.find_first_of("\r\n"));
  }

  ServerOptions server_options() const {
    ServerOptions options;
    const auto colon = listen.rfind(':');
    if (colon == std::string::npos)
      throw UsageError("--listen wants ADDRESS:PORT, like 127.0.0.1:8443");
    options.address = listen.substr(0, colon);
    if (options.address.starts_with('[') && options.address.ends_with(']'))
      options.address = options.address.substr(1, options.address.size() - 2);
    try {
      const int port = std::stoi(listen.substr(colon + 1));
      if (port < 0 || port > 65535) throw std::out_of_range("port");
      options.port = static_cast<std::uint16_t>(port);
    } catch (const std::logic_error&) {
      throw UsageError("--listen: '" + listen.substr(colon + 1) + "' is no port");
    }
    AuthorityOptions authority;
    authority.root_key = authority.issuing_key = KeyKind(ca_key);
    options.policy.authority = Authority::open(directory, authority, now());
    options.policy.users = {{user, password_in_use()}};
    for (const auto& label : labels) add_label(label, authority, options.policy);
    choose_authentication(options);
    options.policy.linking = linking == "required"   ? Linking::required
                             : linking == "verified" ? Linking::verified
                                                     : Linking::ignored;
    options.policy.redirect_to = redirect_to;
    options.policy.key_generation.kind = KeyKind(generated_key);
    for (const auto& file : decrypt_for)
      for (auto& each : certificates_from_pem(read_file(file)))
        options.policy.key_generation.recipients.push_back(std::move(each));
    for (const auto& each : shared_keys)
      options.policy.key_generation.shared_keys.push_back(shared_key_of(each));
    if (!csrattrs.empty()) options.policy.csr_attributes = csr_attributes_in(csrattrs);
    options.policy.retry_after = retry_after;
    if (manual_approval)
      options.policy.approvals = approvals_in(std::filesystem::path(directory) / "waiting");
    else if (approve_after > 0)
      options.policy.approvals = approvals_by_patience(approve_after);
    options.policy.layout = base64_layout(base64);
    options.policy.send_transfer_encoding = transfer_encoding;
    for (const auto& file : client_trust)
      for (auto& anchor : certificates_from_pem(read_file(file)))
        options.policy.client_trust.push_back(std::move(anchor));
    options.key = KeyKind(key);
    for (const auto& name : names)
      options.names.push_back(name.find(':') == std::string::npos ? "DNS:" + name : name);
    if (!tls.empty()) options.lowest_tls = options.highest_tls = tls_version(tls);
    options.require_client_certificate = require_certificate;
    options.deviations = deviations_of(faults);
    return options;
  }

  int run() const {
    // Signals are taken by sigwait below; threads started from here on inherit the mask.
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGINT);
    sigaddset(&stop, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &stop, nullptr);

    ServerOptions options;
    try {
      options = server_options();
    } catch (const std::invalid_argument& error) {
      throw UsageError(error.what());
    }
    std::mutex output;
    const auto server = EstServer::start(options, [&](const std::string& line) {
      const std::lock_guard lock(output);
      std::cout << line << std::endl;
    });
    const auto root =
        std::filesystem::absolute(std::filesystem::path(directory) / "root.pem").string();
    const auto url =
        fmt::format("https://{}:{}",
                    options.address.find(':') == std::string::npos ? options.address
                                                                   : "[" + options.address + "]",
                    server->port());
    {
      const std::lock_guard lock(output);
      std::cout << "listening on " << url << "\n"
                << "trust anchor: " << root << "\n"
                << "user: " << user << "\n";
      if (password.empty() && password_file.empty())
        std::cout << "password: in " << directory << "/password\n";
      for (const auto& fault : faults) std::cout << "fault: " << fault << "\n";
      std::cout << fmt::format(
                       "try: curl --cacert {} {}/.well-known/est/cacerts\n"
                       "     inquest client enroll --url {} --trust {} --user {} --password-file "
                       "{} --out device\n",
                       root, url, url, root, user,
                       password_file.empty() ? directory + "/password" : password_file)
                << std::flush;
    }
    if (!ready_file.empty()) write_file(ready_file, url + "\n");
    int signal = 0;
    sigwait(&stop, &signal);
    return gate_holds;
  }
};

}  // namespace

void add_server_command(CLI::App& app, Run& run) {
  auto* command = app.add_subcommand(
      "server", "The reference EST server, with a CA of its own that is created on first start");
  auto options = std::make_shared<ServerCommand>();
  command->add_option("--listen", options->listen, "ADDRESS:PORT; port 0 takes a free one")
      ->capture_default_str();
  command
      ->add_option("--dir", options->directory,
                   "Folder of the CA: keys, certificates, what was issued")
      ->capture_default_str();
  command->add_option("--user", options->user, "User of HTTP Basic")->capture_default_str();
  command->add_option("--password", options->password,
                      "Its password; seen in the list of processes");
  command->add_option("--password-file", options->password_file,
                      "A file whose first line is the password (default: made up, kept in --dir)");
  command->add_option("--label", options->labels,
                      "A CA label served beside none, or LABEL=FOLDER with a CA of its own there");
  command
      ->add_option("--auth", options->authentication,
                   "HTTP authentication to offer, preferred first: digest, digest-md5, basic")
      ->delimiter(',')
      ->check(CLI::IsMember({"basic", "digest", "digest-md5"}))
      ->capture_default_str();
  command->add_option("--srp-user", options->srp_user, "User of TLS-SRP, which is TLS 1.2's");
  command->add_option("--srp-password-file", options->srp_password_file,
                      "A file whose first line is that user's password");
  command
      ->add_option("--linking", options->linking,
                   "Channel binding in requests (RFC 7030 3.5): what to make of it")
      ->check(CLI::IsMember({"ignored", "verified", "required"}))
      ->capture_default_str();
  command->add_flag("--manual-approval", options->manual_approval,
                    "Put every enrolment off with 202 until 'inquest ca approve'");
  command->add_option("--approve-after", options->approve_after,
                      "Put enrolments off with 202 until asked for the N-th time");
  command->add_option("--retry-after", options->retry_after, "Seconds that a 202 asks to wait")
      ->check(CLI::Range(0, 86400))
      ->capture_default_str();
  command->add_option("--csrattrs", options->csrattrs,
                      "What /csrattrs answers: a file with base64 of CsrAttrs");
  command
      ->add_option("--generated-key", options->generated_key,
                   "Kind of keys that /serverkeygen makes")
      ->check(CLI::IsMember(KeyKind::names()))
      ->capture_default_str();
  command->add_option("--decrypt-for", options->decrypt_for,
                      "Certificates (PEM) that /serverkeygen can encrypt keys for");
  command->add_option(
      "--shared-key", options->shared_keys,
      "A key that /serverkeygen can encrypt keys with: ID:FILE, the identifier in hexadecimal");
  command->add_option("--redirect-to", options->redirect_to,
                      "Answer 307 to the same path there, like https://est.example:8443");
  command->add_option(
      "--name", options->names,
      "A further host name or address of the server's certificate, like DNS:est.example");
  command
      ->add_option("--base64", options->base64,
                   "Lines of base64 in answers; some clients read only one form")
      ->check(CLI::IsMember({"single-line", "lf-64", "crlf-76"}))
      ->capture_default_str();
  command->add_flag("--content-transfer-encoding", options->transfer_encoding,
                    "Send Content-Transfer-Encoding: base64, which old clients want");
  command->add_option("--tls", options->tls, "The only TLS version to speak")
      ->check(CLI::IsMember({"1.2", "1.3"}));
  command->add_option("--key", options->key, "Kind of the server's TLS key")->capture_default_str();
  command->add_option("--ca-key", options->ca_key, "Kind of the CA's keys, when it is created")
      ->capture_default_str();
  command->add_option("--client-trust", options->client_trust,
                      "Further anchors (PEM) that client certificates may lead to");
  command->add_flag("--require-certificate", options->require_certificate,
                    "Refuse the handshake without a client certificate");
  command->add_option("--fault", options->faults, "A deviation to commit (see 'inquest faults')");
  command->add_option("--ready-file", options->ready_file,
                      "Written with the URL once the server listens");
  command->callback([options, &run] { run = [options] { return options->run(); }; });
}

}  // namespace inquest
