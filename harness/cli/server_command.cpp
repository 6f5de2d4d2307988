#include <fmt/format.h>
#include <pthread.h>
#include <signal.h>  // NOLINT(modernize-deprecated-headers): POSIX's, for sigwait

#include <filesystem>
#include <iostream>
#include <mutex>

#include "harness/cli/commands.h"
#include "harness/cli/options.h"
#include "harness/cli/server_settings.h"
#include "reference/pki/atomic_file.h"

namespace inquest {
namespace {

int serve(const ServerSettings& settings, const std::string& ready_file) {
  // Signals are taken by sigwait below; threads started from here on inherit the mask.
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGINT);
  sigaddset(&stop, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &stop, nullptr);

  ServerOptions options;
  try {
    options = settings.server_options();
  } catch (const std::invalid_argument& error) {
    throw UsageError(error.what());
  }
  std::mutex output;
  const auto server = EstServer::start(options, [&](const std::string& line) {
    const std::lock_guard lock(output);
    std::cout << line << std::endl;
  });
  const auto root =
      std::filesystem::absolute(std::filesystem::path(settings.directory) / "root.pem").string();
  const auto url =
      fmt::format("https://{}:{}",
                  options.address.find(':') == std::string::npos ? options.address
                                                                 : "[" + options.address + "]",
                  server->port());
  {
    const std::lock_guard lock(output);
    std::cout << "listening on " << url << "\n"
              << "trust anchor: " << root << "\n"
              << "user: " << settings.user << "\n";
    if (settings.password.empty() && settings.password_file.empty())
      std::cout << "password: in " << settings.directory << "/password\n";
    for (const auto& fault : settings.faults) std::cout << "fault: " << fault << "\n";
    std::cout << fmt::format(
                     "try: curl --cacert {} {}/.well-known/est/cacerts\n"
                     "     inquest client enroll --url {} --trust {} --user {} --password-file "
                     "{} --out device\n",
                     root, url, url, root, settings.user,
                     settings.password_file.empty() ? settings.directory + "/password"
                                                    : settings.password_file)
              << std::flush;
  }
  if (!ready_file.empty()) write_file(ready_file, url + "\n");
  int signal = 0;
  sigwait(&stop, &signal);
  return gate_holds;
}

constexpr auto examples = R"(Examples:
  inquest server
      on 127.0.0.1:8443, with a CA in ./inquest-ca, a user "est" and a password made up; it says
      how to try it
  inquest server --listen 0.0.0.0:8443 --name DNS:est.example --auth digest,basic
      for other machines, which know it as est.example
  inquest server --manual-approval --retry-after 30
      every enrolment waits for a person: inquest ca waiting; inquest ca approve ID
  inquest server --linking required --otp required
      requests bear the channel binding and a one-time password of: inquest ca otp
  inquest server --client-trust manufacturer.pem --require-certificate
      devices show their manufacturer's certificate, and no password
  inquest server --redirect-to simpleenroll=https://other.example:8443
      one operation is served elsewhere

While it runs, 'inquest ca' rolls the CA over, revokes and approves. More in docs/cli.md.)";

}  // namespace

void add_server_command(CLI::App& app, Run& run) {
  auto* command = app.add_subcommand("server",
                                     "The reference EST server, with a CA of its own that is "
                                     "created on first start. It serves all "
                                     "six operations until it gets SIGINT or SIGTERM.");
  auto settings = std::make_shared<ServerSettings>();
  auto ready_file = std::make_shared<std::string>();
  settings->add_to(*command);
  command->add_option("--ready-file", *ready_file, "Written with the URL once the server listens");
  command->footer(examples);
  command->callback(
      [settings, ready_file, &run] { run = [=] { return serve(*settings, *ready_file); }; });
}

}  // namespace inquest
