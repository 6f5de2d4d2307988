#include <iostream>

#include "harness/cli/commands.h"
#include "harness/cli/options.h"
#include "reference/pki/atomic_file.h"
#include "reports/comparison.h"
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

struct ReportCommand {
  std::string file, compared, markdown;
  ReportOptions reports;

  int run() const {
    const auto result = stored_run(file);
    if (compared.empty()) {
      if (!markdown.empty()) throw UsageError("--markdown goes with --compare");
      reports.write(result);
      std::cout << console_summary(result, style());
      return gate_holds;
    }
    if (!reports.directory.empty() || !reports.json.empty() || !reports.junit.empty() ||
        !reports.sarif.empty())
      throw UsageError("--compare is told on the console, by --markdown and by --html");
    const auto comparison = compare(stored_run(compared), result);
    if (!markdown.empty()) write_file(markdown, markdown_comparison(comparison));
    if (!reports.html.empty()) write_file(reports.html, html_comparison(comparison));
    std::cout << console_comparison(comparison, style());
    return comparison.holds() ? gate_holds : fell_short;
  }

  ConsoleStyle style() const { return ConsoleStyle{reports.colour == "always", 80}; }
};

}  // namespace

void add_report_command(CLI::App& app, Run& run) {
  auto* command = app.add_subcommand(
      "report", "Turn a stored result (JSON) into other formats, or compare it with another");
  auto options = std::make_shared<ReportCommand>();
  command->add_option("FILE", options->file, "The result, as --json wrote it")->required();
  command->add_option("--compare", options->compared,
                      "An earlier result: say what came and what went since; exit status 1 when "
                      "something got worse");
  command->add_option("--markdown", options->markdown, "Write the comparison as Markdown");
  options->reports.add_to(*command);
  command->callback([options, &run] { run = [options] { return options->run(); }; });
}

}  // namespace inquest
