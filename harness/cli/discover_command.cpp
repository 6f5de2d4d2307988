#include <fmt/format.h>

#include <iostream>

#include "harness/cli/commands.h"
#include "harness/cli/options.h"
#include "harness/engine/discovery.h"
#include "reference/pki/atomic_file.h"

namespace inquest {
namespace {

struct Discover {
  PeerOptions peer;
  double timeout = 5.0;
  std::string out;

  int run() const {
    const auto profile = peer.server_profile();
    const auto found =
        discover(profile, std::chrono::milliseconds(static_cast<int>(timeout * 1000)));
    if (!found.problem.empty()) {
      std::cerr << "inquest: " << found.problem << "\n";
      return harness_failed;
    }
    const auto draft = draft_profile(found, profile);
    if (out.empty())
      std::cout << draft;
    else
      write_file(out, draft);
    return gate_holds;
  }
};

}  // namespace

void add_discover_command(CLI::App& app, Run& run) {
  auto* command = app.add_subcommand(
      "discover", "Ask a server what it supports, and draft a profile of it (YAML)");
  command->footer(
      "It makes handshakes, GETs, and POSTs without a body: nothing is enrolled, and no password\n"
      "is sent. What the server does not tell is left as a comment for you to fill in.");
  auto options = std::make_shared<Discover>();
  command->add_option("URL", options->peer.url, "https://HOST:PORT[/.well-known/est[/LABEL]]")
      ->required();
  command->add_option(
      "--trust", options->peer.trust,
      "Trust anchors of its TLS certificate (PEM); without them it is not verified");
  command->add_option("--cert", options->peer.certificate, "Client certificate to show (PEM)");
  command->add_option("--key", options->peer.key, "Its private key (PEM)");
  command->add_option("--label", options->peer.label, "CA label to ask at");
  command->add_option("--timeout", options->timeout, "Seconds for each exchange")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_option("--out", options->out, "File for the profile; unsaid: standard output");
  command->callback([options, &run] { run = [options] { return options->run(); }; });
}

}  // namespace inquest
