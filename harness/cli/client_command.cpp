#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <iostream>
#include <thread>

#include "harness/cli/client_settings.h"
#include "harness/cli/commands.h"
#include "harness/cli/options.h"
#include "reference/client/adopt_anchors.h"
#include "reference/client/cmc_enrollment.h"
#include "reference/client/patience.h"
#include "reference/codec/oids.h"
#include "reference/codec/tree_text.h"
#include "reference/pki/atomic_file.h"
#include "reference/protocol/request_plan.h"
#include "reference/protocol/rollover.h"

namespace inquest {
namespace {

/// Says why not; exit status 1 for a peer that refused.
int refused(const NotAccepted& problem) {
  std::cerr << "inquest: " << problem.reason << "\n";
  if (problem.why == NotAccepted::Why::retry_later && problem.retry_after)
    std::cerr << "inquest: try again in " << *problem.retry_after
              << " seconds; --wait does so by itself\n";
  return fell_short;
}

class ClientCommand : public ClientSettings {
 public:
  int cacerts() const {
    auto accepted = fingerprint.empty() ? fetch_cacerts(client_options())
                                        : bootstrap(client_options(), fingerprint);
    if (const auto* problem = std::get_if<NotAccepted>(&accepted)) return refused(*problem);
    std::string pem;
    for (const auto& certificate : std::get<std::vector<Certificate>>(accepted)) {
      std::cerr << fmt::format("{}{}\n  {}\n", certificate.subject_text(),
                               certificate.self_signed() ? " (root)" : "",
                               certificate.fingerprint());
      // RFC7030-4.1.1-06, RFC7030-4.1.3-11, RFC7030-4.1.3-14: a file that later runs take as
      // --trust, and other software too.
      pem += certificate.to_pem();
    }
    if (out.empty())
      std::cout << pem;
    else
      write_file(out, pem);
    return gate_holds;
  }

  int csrattrs() const {
    // RFC7030-4.5-02
    const auto wanted = fetch_csr_attributes(client_options());
    if (const auto* problem = std::get_if<NotAccepted>(&wanted)) return refused(*problem);
    const auto& attributes = std::get<CsrAttributes>(wanted);
    if (attributes.members.empty()) std::cerr << "the server asks for nothing\n";
    std::cout << tree_text(encode(encode(attributes)));
    return gate_holds;
  }

  int enroll_anew() const {
    auto options = client_options();
    if (cacerts_first)
      if (const auto status = take_cacerts_over(options); status != gate_holds) return status;
    if (!obey)
      return enroll_and_store(options, Operation::simpleenroll, wanted_contents(), new_key());
    auto wanted = fetch_csr_attributes(options);
    if (const auto* problem = std::get_if<NotAccepted>(&wanted)) return refused(*problem);
    const auto plan =
        plan_request(std::get<CsrAttributes>(wanted), wanted_contents(), options.deviations);
    if (!plan) {
      std::cerr << "inquest: the CSR attributes cannot be read: " << plan.error().text() << "\n";
      return fell_short;
    }
    for (const auto& each : plan->unmet)
      std::cerr << "inquest: the server asks for " << each << ", which is not to be had\n";
    auto obedient = options;
    if (plan->link) obedient.link = LinkRequests::always;
    // RFC7894-4-04: where the server knows the newer attribute, it is preferred.
    if (plan->link_by_new_name) obedient.link_attribute = LinkAttribute::est_identity_linking;
    return enroll_and_store(obedient, Operation::simpleenroll, plan->contents,
                            plan->key ? Key::generate(*plan->key) : new_key());
  }

  int reenroll() const {
    const auto options = client_options();
    if (!options.tls.identity)
      throw UsageError("reenroll wants --cert and --key: what is to be renewed");
    // RFC7030-2.3-01, RFC7030-3.3.2-04, RFC7030-4.2.2-03: the certificate that is shown in TLS is
    // the one to be renewed, and its names are asked for.
    const auto& current = options.tls.identity->certificate;
    RequestContents contents;
    contents.subject = current.subject();
    if (auto names = current.extension(oids::subject_alt_name))
      contents.extensions.push_back(*names);
    add_challenges(contents);
    return enroll_and_store(options, Operation::simplereenroll, contents,
                            renew ? options.tls.identity->key : new_key());
  }

  int fullcmc() const {
    const auto options = client_options();
    const auto key = new_key();
    keep_for_later(key);
    CmcEnrollment enrollment(options, wanted_contents(), signing(key), cmc_secret());
    return store_if_accepted(
        ask_patiently(options, patience(), [&](const ClientOptions&) { return enrollment.ask(); }));
  }

  int serverkeygen() const {
    const auto options = client_options();
    const auto contents = wanted_contents();
    const auto secret = protection();
    const auto key_of_request = Key::generate(KeyKind("ec-p256"));
    const auto received = ask_patiently(options, patience(), [&](const ClientOptions& now) {
      return fetch_server_key(now, contents, secret, key_of_request);
    });
    if (const auto* problem = std::get_if<NotAccepted>(&received)) return refused(*problem);
    const auto& [key, certificate] = std::get<ReceivedKey>(received);
    write_private_file(base() + "-key.pem", key.to_pem());
    return store(certificate);
  }

 private:
  /// The server's CA certificates come first, and their root is trusted from then on.
  static int take_cacerts_over(ClientOptions& options) {
    const auto accepted = fetch_cacerts(options);
    if (const auto* problem = std::get_if<NotAccepted>(&accepted)) return refused(*problem);
    const auto& certificates = std::get<std::vector<Certificate>>(accepted);
    if (current_root(certificates)) adopt_anchors(options, certificates);
    return gate_holds;
  }

  std::string base() const { return out.empty() ? "device" : out; }

  int enroll_and_store(const ClientOptions& options, Operation operation,
                       const RequestContents& contents, const Key& key) const {
    keep_for_later(key);
    return store_if_accepted(
        // RFC7030-4.2.3-12, RFC7030-4.2.3-18: the same request, on a connection that is checked
        // like the first.
        ask_patiently(options, patience(), [&](const ClientOptions& now) {
          return enroll(now, operation, contents, signing(key));
        }));
  }

  /// The key goes to disk first: a certificate without its key would be worth nothing.
  void keep_for_later(const Key& key) const {
    write_private_file(base() + "-key.pem.new", key.to_pem());
  }

  int store_if_accepted(const Accepted<Certificate>& accepted) const {
    if (const auto* problem = std::get_if<NotAccepted>(&accepted)) {
      std::filesystem::remove(base() + "-key.pem.new");
      return refused(*problem);
    }
    std::filesystem::rename(base() + "-key.pem.new", base() + "-key.pem");
    return store(std::get<Certificate>(accepted));
  }

  int store(const Certificate& certificate) const {
    write_file(base() + ".pem", certificate.to_pem());
    std::cout << fmt::format("{}: {}, issued by {}\nkey: {}-key.pem\n", base() + ".pem",
                             certificate.subject_text(), certificate.issuer_text(), base());
    return gate_holds;
  }

  /// To ask again, for the same key, as long as the server puts off and the user would wait.
  Patience patience() const {
    return {wait, [](std::chrono::seconds pause) {
              // RFC7030-4.2.3-13: the user is told.
              std::cerr << fmt::format("inquest: put off; asking again in {} s\n", pause.count());
              std::this_thread::sleep_for(pause);
            }};
  }
};

constexpr auto client_examples = R"(Examples, against 'inquest server' on this machine:
  inquest client cacerts --url https://127.0.0.1:8443 --fingerprint sha256:... --out ca.pem
      to begin with: from any server, if a root has the fingerprint that you were told
  inquest client enroll --url https://127.0.0.1:8443 --trust ca.pem --user est
      --password-file inquest-ca/password --subject CN=device-1 --out device
      writes device.pem and device-key.pem
  inquest client reenroll --url https://127.0.0.1:8443 --trust ca.pem --cert device.pem
      --key device-key.pem --out device
      the same names, a new key

Exit status: 0 it is had, 1 the server refused or put off, 2 wrong usage, 3 trouble of our own.
'inquest client OPERATION --help' tells what each operation takes.)";

constexpr auto cacerts_example = R"(Examples:
  inquest client cacerts --url https://est.example --trust ca.pem
  inquest client cacerts --url https://est.example --fingerprint sha256:... --out ca.pem
      RFC 7030 4.1.1: the server is not known yet; nothing secret is said to it)";
constexpr auto enroll_example = R"(Examples:
  inquest client enroll --url https://est.example --trust ca.pem --user est --password-file pw
      --subject CN=device-1,O=Example --alternative-name DNS:device-1.example --out device
  inquest client enroll ... --obey
      asks /csrattrs first: key, extensions, linking as the server wants them (RFC 9908)
  inquest client enroll ... --otp-file otp --link always --link-attribute both --wait 3600
      with a one-time password, bound to the connection, waiting for somebody's approval)";
constexpr auto reenroll_example = R"(Examples:
  inquest client reenroll --url https://est.example --trust ca.pem --cert device.pem
      --key device-key.pem --out device
  inquest client reenroll ... --renew
      keeps the key)";
constexpr auto serverkeygen_example = R"(Examples:
  inquest client serverkeygen --url https://est.example --trust ca.pem --user est
      --password-file pw --subject CN=device-1 --out device
  inquest client serverkeygen ... --shared-key 0a0b:key.bin
      encrypted beyond TLS (RFC 7030 4.4.1.1); the server has --shared-key 0a0b:key.bin too
  inquest client serverkeygen ... --decrypt-with manufacturer.pem
      encrypted for a certificate (RFC 7030 4.4.1.2))";
constexpr auto fullcmc_example = R"(Examples:
  inquest client fullcmc --url https://est.example --trust ca.pem --user est --password-file pw
      --subject CN=device-1 --out device
      signed by the new key itself
  inquest client fullcmc ... --identification est --secret-file pw --wait 60
      with proof of a shared secret, to which the request is linked (RFC 5272 6.2, 6.3)
  inquest client fullcmc ... --cert ra.pem --key ra-key.pem
      signed by an RA, or by a certificate that is to be followed by another)";

}  // namespace

void add_client_command(CLI::App& app, Run& run) {
  auto* command = app.add_subcommand("client", "The reference EST client: one operation a call");
  command->require_subcommand(1);
  command->footer(client_examples);
  auto options = std::make_shared<ClientCommand>();
  const auto add = [&](const char* name, const char* what, const char* footer,
                       int (ClientCommand::*work)() const) {
    auto* sub = command->add_subcommand(name, what);
    options->add_common(*sub);
    sub->footer(footer);
    sub->callback([options, work, &run] { run = [options, work] { return (*options.*work)(); }; });
    return sub;
  };
  auto* fetch =
      add("cacerts", "Get the CA certificates (PEM)", cacerts_example, &ClientCommand::cacerts);
  fetch->add_option("--fingerprint", options->fingerprint,
                    "Bootstrap: take them from any server if a root has this fingerprint, "
                    "like sha256:0123...");
  add("csrattrs", "Show what the server asks requests to be like", "", &ClientCommand::csrattrs);
  auto* enroll =
      add("enroll", "Get a certificate for a new key", enroll_example, &ClientCommand::enroll_anew);
  enroll
      ->add_flag("--obey", options->obey,
                 "Ask /csrattrs first, and make the request as the server wants it")
      ->group("Request");
  enroll
      ->add_flag("--cacerts-first", options->cacerts_first,
                 "Get the CA certificates first, and trust them from then on, in place of the "
                 "implicit anchors (RFC 7030 4.1.3)")
      ->group("Server");
  auto* reenroll =
      add("reenroll", "Renew or rekey a certificate", reenroll_example, &ClientCommand::reenroll);
  reenroll->add_flag("--renew", options->renew, "Keep the key")->group("Request");
  auto* generate = add("serverkeygen", "Get a key that the server makes, and its certificate",
                       serverkeygen_example, &ClientCommand::serverkeygen);
  generate
      ->add_option("--decrypt-with", options->decrypt_with,
                   "Have it encrypted for this certificate; a file (PEM) with its key as well")
      ->group("Request");
  generate
      ->add_option("--shared-key", options->shared_key_said,
                   "Have it encrypted by a key that both sides know: ID:FILE, the identifier in "
                   "hexadecimal")
      ->group("Request");
  auto* cmc = add("fullcmc", "Get a certificate by full CMC (RFC 5272)", fullcmc_example,
                  &ClientCommand::fullcmc);
  auto* proof = cmc->add_option("--identification", options->cmc_user,
                                "Prove who asks by a shared secret, and link the request to it: "
                                "its name")
                    ->group("Request");
  proof->needs(cmc->add_option("--secret-file", options->cmc_secret_file,
                               "A file whose first line is that secret")
                   ->group("Request"));
  for (auto* sub : {enroll, generate, cmc}) options->add_names(*sub);
  for (auto* sub : {enroll, reenroll, cmc}) options->add_key(*sub);
  for (auto* sub : {enroll, reenroll, generate, cmc}) options->add_request(*sub);
}

}  // namespace inquest
