#include <csignal>
#include <cstdio>
#include <exception>
#include <iostream>
#include <stdexcept>

#include "harness/cli/commands.h"
#include "harness/cli/options.h"
#include "harness/version.h"
#include "harness/yaml/yaml.h"

int main(int argc, char** argv) {
  using namespace inquest;
  std::signal(SIGPIPE, SIG_IGN);  // a peer that closes early is a result, not our end
  CLI::App app{
      "inquest tests servers and clients of EST, Enrollment over Secure Transport (RFC 7030).\n"
      "\n"
      "  inquest test server --reference                     a first look: the suite against our "
      "own server\n"
      "  inquest test server --url https://HOST:PORT --trust ca.pem --user U --password P\n"};
  app.set_version_flag("--version", tool_name);
  app.require_subcommand(1);
  Run run;
  add_test_command(app, run);
  add_server_command(app, run);
  add_ca_command(app, run);
  add_client_command(app, run);
  add_discover_command(app, run);
  add_scenarios_command(app, run);
  add_requirements_command(app, run);
  add_faults_command(app, run);
  add_selfcheck_command(app, run);
  add_host_command(app, run);
  add_matrix_command(app, run);
  add_report_command(app, run);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int status = app.exit(error);
    return status == 0 ? gate_holds : wrong_usage;
  }
  try {
    return run ? run() : wrong_usage;
  } catch (const UsageError& error) {
    std::cerr << "inquest: " << error.what() << "\n";
    return wrong_usage;
  } catch (const YamlError& error) {
    std::cerr << error.what() << "\n";
    return wrong_usage;
  } catch (const std::invalid_argument& error) {
    // Words of the command line that only a deeper layer knows: a fault, a kind of key, a name.
    std::cerr << "inquest: " << error.what() << "\n";
    return wrong_usage;
  } catch (const std::exception& error) {
    std::cerr << "inquest: " << error.what() << "\n";
    return harness_failed;
  }
}
