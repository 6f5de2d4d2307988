#include <fmt/format.h>

#include <chrono>
#include <iostream>
#include <map>
#include <thread>

#include "harness/cli/commands.h"
#include "harness/cli/options.h"
#include "harness/cli/run_console.h"
#include "harness/cli/suite.h"
#include "harness/engine/combined_cases.h"
#include "harness/host/page.h"
#include "harness/scenario/client_secrets.h"
#include "reference/pki/atomic_file.h"
#include "reference/transport/listener.h"

namespace inquest {
namespace {

struct HostCommand {
  std::string listen = "127.0.0.1:0";
  std::string page = "127.0.0.1:0";
  std::vector<std::string> names;
  double quiet = 1.5;
  double twin = 120;
  std::string scenarios, trust_out, ready_file;
  SelectionOptions selection;
  ReportOptions reports;

  HostOptions host_options() const {
    const auto where = listening_endpoint("--listen", listen);
    HostOptions options;
    options.address = where.host;
    options.port = where.port;
    if (!names.empty()) options.names = names;
    options.patience.quiet = std::chrono::milliseconds(static_cast<int>(quiet * 1000));
    options.patience.twin = std::chrono::milliseconds(static_cast<int>(twin * 1000));
    options.run = run_options(selection, reports, "inquest host");
    return options;
  }

  std::unique_ptr<Listener> start_page(Host& host) const {
    const auto where = listening_endpoint("--page", page);
    ListenerOptions options;
    options.address = where.host;
    options.port = where.port;
    const auto send = [](const HttpResponse& response) {
      WireReply reply;
      reply.bytes = encode(response);
      return reply;
    };
    return Listener::start(
        options,
        [&host, send](const HttpRequest& request, const Peer&) {
          return send(page_response(request, host));
        },
        [send](const BadRequest& bad, const Peer&) {
          HttpResponse response;
          response.status = bad.suggested_status;
          return send(response);
        });
  }

  using Counts = std::map<std::pair<std::string, std::string>, std::size_t>;

  /// Tells the verdicts that were not told yet.
  static void tell_news(const Host& host, Counts& told) {
    Counts now;
    for (const auto& run : host.runs()) {
      if (run.state != HostedRun::State::done) continue;
      const std::pair key{run.label, run.device};
      if (++now[key] <= told[key]) continue;
      told[key] = now[key];
      std::cout << fmt::format("{:<8} {}{}{}\n", name_of(run.result.verdict), run.result.id,
                               run.device.empty() ? "" : " " + run.device,
                               run.result.reason.empty() ? "" : ": " + run.result.reason)
                << std::flush;
    }
  }

  /// Until the user has had enough.
  static void follow(const Host& host) {
    Counts told;
    while (!interrupted()) {
      tell_news(host, told);
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    tell_news(host, told);
  }

  int run() const {
    const auto suite = load_suite_from(scenarios);
    const auto cases = selected(suite, selection, "client");
    KeyPool keys(default_key_pool_directory());
    stop_on_interrupt();
    const auto host = Host::start(host_options(), cases, suite.requirements, keys);
    const auto shown = start_page(*host);
    const auto page_url =
        fmt::format("http://{}:{}/", listening_endpoint("--page", page).host, shown->port());
    if (!trust_out.empty()) {
      std::string pem;
      for (const auto& each : host->trust()) pem += each.to_pem();
      write_file(trust_out, pem);
    }
    const auto offers = host->offers().size();
    std::cout << fmt::format(
                     "{} scenarios at https://{}/.well-known/est/LABEL/OPERATION and ports of "
                     "their own, {} that cannot be offered\nuser: {}  password: {}\npage: {}\n",
                     offers, host->endpoint().text(), cases.size() - offers, http_secret.user,
                     http_secret.password, page_url)
              << std::flush;
    if (!ready_file.empty()) write_file(ready_file, page_url + "\n");
    follow(*host);
    const auto result = host->result();
    const auto style = console_style(reports);
    if (result.cases.empty()) {
      std::cout << "no device came\n";
      return harness_failed;
    }
    std::cout << console_findings(result, style) << console_summary(result, style);
    reports.write(result);
    const auto counts = tally(result);
    return counts.fail > 0 ? fell_short : counts.error > 0 ? harness_failed : gate_holds;
  }
};

constexpr auto examples = R"(Examples:
  inquest host
      on loopback; the page that it prints says where each scenario is, and what came of it
  inquest host --listen 0.0.0.0:8443 --name DNS:tester.example --trust-out anchor.pem
      for devices on other machines
  curl -d '{"label": "LABEL", "accepted": false}' PAGE/api/accepted
      tells what the device made of it, where somebody sees that

It stays up until it is interrupted, and then writes the reports that were asked for.)";

}  // namespace

void add_host_command(CLI::App& app, Run& run) {
  auto* command = app.add_subcommand(
      "host", "Stay up and offer client scenarios to devices that no command can start");
  auto options = std::make_shared<HostCommand>();
  command->add_option("--listen", options->listen, "ADDR:PORT for devices; port 0: any free one")
      ->capture_default_str();
  command->add_option("--page", options->page, "ADDR:PORT of the live page, in plain HTTP")
      ->capture_default_str();
  command->add_option("--name", options->names,
                      "Names in the server's certificate, like DNS:tester.example (default: "
                      "localhost and loopback)");
  command
      ->add_option("--quiet-after", options->quiet,
                   "Seconds without a word of a device after which it counts as done")
      ->check(CLI::Range(0.1, 600.0))
      ->capture_default_str();
  command
      ->add_option("--twin-within", options->twin,
                   "Seconds within which a device must come to the twin of a scenario")
      ->check(CLI::Range(1.0, 86400.0))
      ->capture_default_str();
  command->add_option("--trust-out", options->trust_out, "Write the trust anchor (PEM) there");
  command->add_option("--ready-file", options->ready_file,
                      "Written with the page's URL once everything listens");
  command->add_option("--scenarios", options->scenarios, "Folder of the suite");
  options->selection.add_to(*command);
  options->reports.add_to(*command);
  command->footer(examples);
  command->callback([options, &run] { run = [options] { return options->run(); }; });
}

}  // namespace inquest
