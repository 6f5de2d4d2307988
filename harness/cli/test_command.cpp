#include <fmt/format.h>

#include <optional>

#include "harness/cli/commands.h"
#include "harness/cli/options.h"
#include "harness/cli/reference_peer.h"
#include "harness/cli/run_console.h"
#include "harness/cli/suite.h"

namespace inquest {
namespace {

/// Adds what a run under one more policy found to those before it. The ids of its cases end in
/// "@POLICY", since each case is there once for each.
void add_run(RunResult& all, RunResult run, const std::string& policy) {
  for (auto& each : run.cases) {
    each.id += "@" + policy;
    all.cases.push_back(std::move(each));
  }
  all.duration_us += run.duration_us;
  all.complete = all.complete && run.complete;
}

struct TestServer {
  PeerOptions peer;
  PolicyOptions policies;
  SelectionOptions selection;
  ReportOptions reports;
  std::string scenarios;
  GateOptions gate;
  std::vector<std::string> faults;

  /// Ids of all cases that there are, as the run has them.
  std::vector<std::string> ids_of(const Suite& suite) const {
    auto cases = case_ids(suite, selection.strength, "server");
    const auto chosen = policies.chosen();
    if (chosen.size() == 1) return cases;
    std::vector<std::string> ids;
    for (const auto* policy : chosen)
      for (const auto& each : cases) ids.push_back(each + "@" + policy->name);
    return ids;
  }

  RunOptions options_of_run() const {
    auto again = "inquest test server" + peer.again();
    for (const auto& fault : faults) again += " --fault " + fault;
    return run_options(selection, reports, again);
  }

  RunResult run_against(const ServerProfile& profile, const Suite& suite,
                        const std::vector<Case>& cases, const RunOptions& options) const {
    KeyPool keys(default_key_pool_directory());
    return run_with_progress(cases, profile.name, options, reports, [&](const auto& progress) {
      return run_server_suite(profile, cases, suite.requirements, keys, options, progress,
                              interrupted);
    });
  }

  RunResult run_against_reference(const Suite& suite, const std::vector<Case>& cases) const {
    const auto chosen = policies.chosen();
    std::optional<RunResult> all;
    for (const auto* policy : chosen) {
      auto options = options_of_run();
      if (all) options.seed = all->seed;
      if (policy->name != "default") options.again += " --policy " + policy->name;
      const auto reference = start_reference_peer(*policy, faults, peer.tls);
      auto run = run_against(reference.profile, suite, cases, options);
      if (chosen.size() == 1) return run;
      if (!all) {
        all = run;
        all->cases.clear();
        all->duration_us = 0;
        all->sut.name = fmt::format("inquest reference server, {} policies", chosen.size());
      }
      add_run(*all, std::move(run), policy->name);
      if (interrupted()) break;
    }
    return *std::move(all);
  }

  int run() const {
    const auto profile = peer.server_profile();
    const auto suite = load_suite_from(scenarios);
    const auto cases = selected(suite, selection, "server");
    if (!peer.reference && !faults.empty())
      throw UsageError("--fault is for --reference: nobody else takes orders from us");
    if (!peer.reference && !policies.names.empty())
      throw UsageError("--policy is for --reference; another server's are said in its profile");
    stop_on_interrupt();
    auto result = peer.reference ? run_against_reference(suite, cases)
                                 : run_against(profile, suite, cases, options_of_run());
    return conclude_run(result, gate, ids_of(suite), reports);
  }
};

}  // namespace

void add_test_command(CLI::App& app, Run& run) {
  auto* test = app.add_subcommand("test", "Run the suite against a peer");
  test->require_subcommand(1);
  auto* server = test->add_subcommand("server", "Test an EST server; inquest is its client");
  auto options = std::make_shared<TestServer>();
  options->peer.add_to(*server);
  options->policies.add_to(*server);
  options->selection.add_to(*server);
  options->reports.add_to(*server);
  options->gate.add_to(*server);
  server->add_option("--scenarios", options->scenarios, "Folder of the suite");
  server->add_option("--fault", options->faults,
                     "With --reference: a fault for the server to commit (see 'inquest faults')");
  server->callback([options, &run] { run = [options] { return options->run(); }; });
  add_test_client_command(*test, run);
}

}  // namespace inquest
