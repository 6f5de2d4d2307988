#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <iostream>
#include <thread>

#include "harness/cli/commands.h"
#include "harness/cli/options.h"
#include "reference/client/client.h"
#include "reference/codec/tree_text.h"
#include "reference/faults/catalogue.h"
#include "reference/pki/atomic_file.h"
#include "reference/pki/name.h"
#include "reference/protocol/request_plan.h"

namespace inquest {
namespace {

struct ClientCommand {
  PeerOptions peer;
  std::string out;
  std::string subject;
  std::string key_kind = "ec-p256";
  std::string base64 = "crlf-76";
  std::vector<std::string> alternative_names;
  std::vector<std::string> faults;
  double timeout = 10.0;
  std::string link = "tls-unique";
  bool obey = false;
  std::string decrypt_with, shared_key;
  std::string cmc_user, cmc_secret_file;
  std::string implicit_trust, fingerprint;
  bool go_elsewhere = false;
  double wait = 0;

  ClientOptions client_options() const {
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

  static std::string first_line_of(const std::string& file) {
    const auto text = read_file(file);
    return text.substr(0, text.find_first_of("\r\n"));
  }

  /// Says why not; exit status 1 for a peer that refused.
  static int refused(const NotAccepted& problem) {
    std::cerr << "inquest: " << problem.reason << "\n";
    if (problem.why == NotAccepted::Why::retry_later && problem.retry_after)
      std::cerr << "inquest: try again in " << *problem.retry_after << " seconds\n";
    return fell_short;
  }

  int cacerts() const {
    auto accepted = fingerprint.empty() ? fetch_cacerts(client_options())
                                        : bootstrap(client_options(), fingerprint);
    if (const auto* problem = std::get_if<NotAccepted>(&accepted)) return refused(*problem);
    std::string pem;
    for (const auto& certificate : std::get<std::vector<Certificate>>(accepted)) {
      std::cerr << fmt::format("{}{}\n  {}\n", certificate.subject_text(),
                               certificate.self_signed() ? " (root)" : "",
                               certificate.fingerprint());
      pem += certificate.to_pem();
    }
    if (out.empty())
      std::cout << pem;
    else
      write_file(out, pem);
    return gate_holds;
  }

  RequestContents wanted_contents() const {
    RequestContents contents;
    try {
      contents.subject = encode_name(subject.empty() ? "CN=" + peer.user : subject);
    } catch (const std::invalid_argument& error) {
      throw UsageError(std::string("--subject: ") + error.what());
    }
    if (!alternative_names.empty())
      contents.extensions.push_back(extensions::subject_alt_name(alternative_names));
    return contents;
  }

  int enroll_anew() const {
    if (!obey) return enroll_and_store(Operation::simpleenroll, wanted_contents(), new_key());
    auto wanted = fetch_csr_attributes(client_options());
    if (const auto* problem = std::get_if<NotAccepted>(&wanted)) return refused(*problem);
    const auto plan = plan_request(std::get<CsrAttributes>(wanted), wanted_contents());
    if (!plan) {
      std::cerr << "inquest: the CSR attributes cannot be read: " << plan.error().text() << "\n";
      return fell_short;
    }
    for (const auto& each : plan->unmet)
      std::cerr << "inquest: the server asks for " << each << ", which is not to be had\n";
    return enroll_and_store(Operation::simpleenroll, plan->contents,
                            plan->key ? Key::generate(*plan->key) : new_key(), plan->link);
  }

  int csrattrs() const {
    const auto wanted = fetch_csr_attributes(client_options());
    if (const auto* problem = std::get_if<NotAccepted>(&wanted)) return refused(*problem);
    const auto& attributes = std::get<CsrAttributes>(wanted);
    if (attributes.members.empty()) std::cerr << "the server asks for nothing\n";
    std::cout << tree_text(encode(encode(attributes)));
    return gate_holds;
  }

  int fullcmc() const {
    std::optional<CmcSecret> secret;
    if (!cmc_user.empty()) secret = CmcSecret{cmc_user, first_line_of(cmc_secret_file)};
    const auto key = new_key();
    const auto accepted = enroll_by_cmc(client_options(), wanted_contents(), key, secret);
    if (const auto* problem = std::get_if<NotAccepted>(&accepted)) return refused(*problem);
    store(key, std::get<Certificate>(accepted));
    return gate_holds;
  }

  int serverkeygen() const {
    const auto received = fetch_server_key(client_options(), wanted_contents(), protection());
    if (const auto* problem = std::get_if<NotAccepted>(&received)) return refused(*problem);
    const auto& [key, certificate] = std::get<ReceivedKey>(received);
    store(key, certificate);
    return gate_holds;
  }

  /// From --decrypt-with or --shared-key.
  KeyProtection protection() const {
    if (!shared_key.empty()) return shared_key_of(shared_key);
    if (decrypt_with.empty()) return {};
    const auto pem = read_file(decrypt_with);
    return PrivateKey{Key::from_pem(pem), certificates_from_pem(pem).at(0)};
  }

  Key new_key() const { return Key::generate(KeyKind(key_kind)); }

  int reenroll() const {
    const auto options = client_options();
    if (!options.tls.identity)
      throw UsageError("reenroll wants --cert and --key: what is to be renewed");
    const auto& current = options.tls.identity->certificate;
    RequestContents contents;
    contents.subject = current.subject();
    if (auto names = current.extension("2.5.29.17")) contents.extensions.push_back(*names);
    return enroll_and_store(Operation::simplereenroll, contents,
                            renew ? options.tls.identity->key : Key::generate(KeyKind(key_kind)));
  }

  void store(const Key& key, const Certificate& certificate) const {
    const auto base = out.empty() ? std::string("device") : out;
    write_private_file(base + "-key.pem", key.to_pem());
    write_file(base + ".pem", certificate.to_pem());
    std::cout << fmt::format("{}: {}, issued by {}\nkey: {}-key.pem\n", base + ".pem",
                             certificate.subject_text(), certificate.issuer_text(), base);
  }

  int enroll_and_store(Operation operation, const RequestContents& contents, const Key& key,
                       bool link_anyway = false) const {
    const auto base = out.empty() ? std::string("device") : out;
    // The key goes to disk first: a certificate without its key would be worth nothing.
    write_private_file(base + "-key.pem.new", key.to_pem());
    auto accepted = enroll_patiently(operation, contents, key, link_anyway);
    if (const auto* problem = std::get_if<NotAccepted>(&accepted)) {
      std::filesystem::remove(base + "-key.pem.new");
      return refused(*problem);
    }
    const auto& certificate = std::get<Certificate>(accepted);
    std::filesystem::rename(base + "-key.pem.new", base + "-key.pem");
    write_file(base + ".pem", certificate.to_pem());
    std::cout << fmt::format("{}: {}, issued by {}\nkey: {}-key.pem\n", base + ".pem",
                             certificate.subject_text(), certificate.issuer_text(), base);
    return gate_holds;
  }

  /// Asks again, with the same key, as long as the server puts off and the user would wait.
  Accepted<Certificate> enroll_patiently(Operation operation, const RequestContents& contents,
                                         const Key& key, bool link_anyway) const {
    auto options = client_options();
    if (link_anyway) options.link = LinkRequests::always;
    for (double left = wait;;) {
      auto accepted = enroll(options, operation, contents, key);
      const auto* problem = std::get_if<NotAccepted>(&accepted);
      if (problem == nullptr || problem->why != NotAccepted::Why::retry_later ||
          !problem->retry_after || static_cast<double>(*problem->retry_after) > left)
        return accepted;
      std::cerr << fmt::format("inquest: put off; asking again in {} s\n", *problem->retry_after);
      // A server that says 0 is not asked without pause.
      const auto pause = std::max<std::int64_t>(*problem->retry_after, 1);
      left -= static_cast<double>(pause);
      std::this_thread::sleep_for(std::chrono::seconds(pause));
    }
  }

  bool renew = false;
};

}  // namespace

void add_client_command(CLI::App& app, Run& run) {
  auto* command = app.add_subcommand("client", "The reference EST client");
  command->require_subcommand(1);
  auto options = std::make_shared<ClientCommand>();
  const auto add = [&](const char* name, const char* what, int (ClientCommand::*work)() const) {
    auto* sub = command->add_subcommand(name, what);
    options->peer.add_to(*sub);
    sub->add_option("--out", options->out, "File, or beginning of file names, for what is had");
    sub->add_option("--base64", options->base64, "Lines of base64 in requests")
        ->check(CLI::IsMember({"single-line", "lf-64", "crlf-76"}));
    sub->add_option("--timeout", options->timeout, "Seconds to wait for each answer")
        ->check(CLI::Range(0.1, 600.0));
    sub->add_option("--implicit-trust", options->implicit_trust,
                    "Further anchors (PEM) that the server's name must go with, never its purpose");
    sub->add_flag("--go-elsewhere", options->go_elsewhere,
                  "Consent to redirections to other servers");
    sub->add_option("--fault", options->faults, "A deviation to commit (see 'inquest faults')");
    sub->callback([options, work, &run] { run = [options, work] { return (*options.*work)(); }; });
    return sub;
  };
  add("cacerts", "Get the CA certificates (PEM)", &ClientCommand::cacerts)
      ->add_option("--fingerprint", options->fingerprint,
                   "Bootstrap: take them from any server if a root has this fingerprint, "
                   "like sha256:0123...");
  add("csrattrs", "Show what the server asks requests to be like", &ClientCommand::csrattrs);
  auto* generate = add("serverkeygen", "Get a key that the server makes, and its certificate",
                       &ClientCommand::serverkeygen);
  generate->add_option("--decrypt-with", options->decrypt_with,
                       "Have it encrypted for this certificate; a file (PEM) with its key as well");
  generate->add_option(
      "--shared-key", options->shared_key,
      "Have it encrypted by a key that both sides know: ID:FILE, the identifier in "
      "hexadecimal");
  auto* cmc = add("fullcmc", "Get a certificate by full CMC", &ClientCommand::fullcmc);
  auto* proof = cmc->add_option("--identification", options->cmc_user,
                                "Prove who asks by a shared secret: its name");
  proof->needs(cmc->add_option("--secret-file", options->cmc_secret_file,
                               "A file whose first line is that secret"));
  auto* enroll = add("enroll", "Get a certificate for a new key", &ClientCommand::enroll_anew);
  enroll->add_flag("--obey", options->obey,
                   "Ask /csrattrs first, and make the request as the server wants it");
  for (auto* sub : {enroll, generate, cmc}) {
    sub->add_option("--subject", options->subject, "Subject, like 'CN=device-1,O=Example'");
    sub->add_option("--alternative-name", options->alternative_names,
                    "SubjectAltName, like DNS:a.example");
  }
  auto* reenroll = add("reenroll", "Renew or rekey a certificate", &ClientCommand::reenroll);
  reenroll->add_flag("--renew", options->renew, "Keep the key");
  for (auto* sub : {enroll, reenroll, generate}) {
    sub->add_option("--link", options->link,
                    "Bear the channel binding of the connection: never, where tls-unique is "
                    "defined (TLS 1.2), or always")
        ->check(CLI::IsMember({"never", "tls-unique", "always"}))
        ->capture_default_str();
    sub->add_option("--wait", options->wait,
                    "Seconds to go on asking while the server puts off with 202");
    sub->add_option("--key-kind", options->key_kind, "Kind of the new key")
        ->check(CLI::IsMember(KeyKind::names()))
        ->capture_default_str();
  }
}

}  // namespace inquest
