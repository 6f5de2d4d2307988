#pragma once
#include <CLI/CLI.hpp>
#include <functional>

/// The subcommands, one file each. Each adds itself to `app` and sets `run` to what is to be done
/// when it was the one that was typed; the function answers the exit status.
namespace inquest {

using Run = std::function<int()>;

void add_test_command(CLI::App& app, Run& run);
/// Below "test".
void add_test_client_command(CLI::App& test, Run& run);
void add_server_command(CLI::App& app, Run& run);
void add_ca_command(CLI::App& app, Run& run);
void add_client_command(CLI::App& app, Run& run);
void add_discover_command(CLI::App& app, Run& run);
void add_scenarios_command(CLI::App& app, Run& run);
void add_requirements_command(CLI::App& app, Run& run);
void add_faults_command(CLI::App& app, Run& run);
void add_selfcheck_command(CLI::App& app, Run& run);
void add_host_command(CLI::App& app, Run& run);
void add_matrix_command(CLI::App& app, Run& run);
void add_report_command(CLI::App& app, Run& run);

}  // namespace inquest
