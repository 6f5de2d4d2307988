#include <iostream>

#include "harness/cli/commands.h"
#include "harness/cli/options.h"
#include "reference/pki/atomic_file.h"
#include "reports/console.h"

namespace inquest {
namespace {

constexpr std::size_t most_bytes = 512U << 20U;  // of a stored result

RunResult stored_run(const std::string& path) {
  try {
    return decode_run(read_file(path, most_bytes));
  } catch (const std::exception& error) {
    throw UsageError(path + ": " + error.what());
  }
}

}  // namespace

void add_report_command(CLI::App& app, Run& run) {
  auto* command = app.add_subcommand("report", "Turn a stored result (JSON) into other formats");
  auto reports = std::make_shared<ReportOptions>();
  auto file = std::make_shared<std::string>();
  command->add_option("FILE", *file, "The result, as --json wrote it")->required();
  reports->add_to(*command);
  command->callback([reports, file, &run] {
    run = [reports, file] {
      const auto result = stored_run(*file);
      reports->write(result);
      std::cout << console_summary(result, ConsoleStyle{reports->colour == "always", 80});
      return static_cast<int>(gate_holds);
    };
  });
}

}  // namespace inquest
