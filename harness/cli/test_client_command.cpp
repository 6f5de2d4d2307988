#include "harness/cli/commands.h"
#include "harness/cli/options.h"
#include "harness/cli/reference_client_peer.h"
#include "harness/cli/run_console.h"
#include "harness/cli/suite.h"
#include "harness/sut/command_client.h"
#include "harness/sut/reference_client.h"
#include "reference/faults/catalogue.h"

namespace inquest {
namespace {

struct TestClient {
  std::string profile;
  bool reference = false;
  SelectionOptions selection;
  ReportOptions reports;
  std::string scenarios;
  GateOptions gate;
  std::vector<std::string> faults;

  std::string again() const {
    std::string text = "inquest test client";
    text += reference ? " --reference" : " --profile " + profile;
    for (const auto& fault : faults) text += " --fault " + fault;
    return text;
  }

  int run() const {
    if (reference == !profile.empty())
      throw UsageError("either --profile says which client, or --reference");
    if (!reference && !faults.empty())
      throw UsageError("--fault is for --reference: nobody else takes orders from us");
    const auto client = reference ? reference_client_profile() : load_client_profile(profile);
    const auto options = run_options(selection, reports, again());
    std::unique_ptr<ClientDriver> driver;
    if (reference)
      driver = std::make_unique<ReferenceClient>(deviations_of(faults), options.timeout);
    else
      driver = std::make_unique<CommandClient>(client, reports.show_secrets);

    const auto suite = load_suite_from(scenarios);
    const auto cases = selected(suite, selection, "client");
    stop_on_interrupt();
    KeyPool keys(default_key_pool_directory());
    auto result =
        run_with_progress(cases, client.name, options, reports, [&](const auto& progress) {
          return run_client_suite(client, *driver, cases, suite.requirements, keys, options,
                                  progress, interrupted);
        });
    return conclude_run(result, gate, case_ids(suite, selection.strength, "client"), reports);
  }
};

}  // namespace

void add_test_client_command(CLI::App& test, Run& run) {
  auto* client = test.add_subcommand("client", "Test an EST client; inquest is its server");
  auto options = std::make_shared<TestClient>();
  client->add_option("--profile", options->profile,
                     "A profile (YAML) that says how the client is told to do things");
  client->add_flag("--reference", options->reference, "Test inquest's own reference client");
  options->selection.add_to(*client);
  options->reports.add_to(*client);
  options->gate.add_to(*client);
  client->add_option("--scenarios", options->scenarios, "Folder of the suite");
  client->add_option("--fault", options->faults,
                     "With --reference: a fault for the client to commit (see 'inquest faults')");
  client->callback([options, &run] { run = [options] { return options->run(); }; });
}

}  // namespace inquest
