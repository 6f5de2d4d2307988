#include <fmt/format.h>
#include <unistd.h>

#include <iostream>
#include <set>

#include "harness/cli/commands.h"
#include "harness/cli/options.h"
#include "harness/cli/reference_client_peer.h"
#include "harness/engine/matrix.h"
#include "harness/sut/command_client.h"
#include "harness/sut/reference_client.h"
#include "harness/yaml/yaml.h"
#include "reference/pki/atomic_file.h"
#include "reports/matrix.h"

namespace inquest {
namespace {

/// A client that is a program, with the profile that it is driven by.
class OwnedCommandClient final : public ClientDriver {
 public:
  explicit OwnedCommandClient(ClientProfile profile)
      : profile_(std::move(profile)), client_(profile_) {}
  Deed run(const Errand& errand) override { return client_.run(errand); }

 private:
  ClientProfile profile_;
  CommandClient client_;
};

struct Matrix {
  std::vector<std::string> profiles;
  bool reference = false;
  PolicyOptions policies;
  std::string directory, json, html, markdown;
  double timeout = 10;

  static bool is_of_a_client(const std::string& file) {
    const auto root = YamlNode::load(file);
    const auto tests = root.is_map() ? root.find("tests") : std::nullopt;
    return tests && tests->text() == "client";
  }

  static void name_each_once(std::set<std::string>& names, const std::string& name) {
    if (!names.insert(name).second) throw UsageError("two peers are called '" + name + "'");
  }

  int run() const {
    std::vector<MatrixClient> clients;
    std::vector<ServerProfile> servers;
    std::vector<ReferencePeer> ours;
    const auto limit = std::chrono::milliseconds(static_cast<int>(timeout * 1000));
    if (reference) {
      clients.push_back(
          {reference_client_profile(), std::make_shared<ReferenceClient>(Deviations{}, limit)});
      for (const auto* policy : policies.chosen()) {
        ours.push_back(start_reference_peer(*policy, {}));
        servers.push_back(ours.back().profile);
      }
    }
    for (const auto& file : profiles) {
      if (is_of_a_client(file)) {
        auto profile = load_client_profile(file);
        auto driver = std::make_shared<OwnedCommandClient>(profile);
        clients.push_back({std::move(profile), std::move(driver)});
      } else {
        servers.push_back(load_server_profile(file));
      }
    }
    if (clients.empty() || servers.empty())
      throw UsageError("a matrix wants a client and a server: --profile of each, or --reference");
    std::set<std::string> names;
    for (const auto& each : clients) name_each_once(names, "client " + each.profile.name);
    for (const auto& each : servers) name_each_once(names, "server " + each.name);

    KeyPool keys(default_key_pool_directory());
    const bool live = isatty(STDERR_FILENO) != 0;
    const auto matrix = run_matrix(clients, servers, keys, [&](const MatrixCell& cell) {
      if (live)
        std::cerr << fmt::format("{}, {}, {}: {}\n", cell.client, cell.server, cell.story,
                                 name_of(cell.outcome));
    });
    std::cout << matrix_console(matrix);
    write(matrix);
    const bool trouble = std::all_of(
        matrix.cells.begin(), matrix.cells.end(),
        [](const MatrixCell& each) { return each.outcome == MatrixCell::Outcome::trouble; });
    if (trouble) return harness_failed;
    const bool fails = std::any_of(
        matrix.cells.begin(), matrix.cells.end(),
        [](const MatrixCell& each) { return each.outcome == MatrixCell::Outcome::fails; });
    return fails ? fell_short : gate_holds;
  }

  void write(const MatrixResult& matrix) const {
    if (!json.empty()) write_file(json, matrix_json(matrix));
    if (!html.empty()) write_file(html, matrix_html(matrix));
    if (!markdown.empty()) write_file(markdown, matrix_markdown(matrix));
    if (directory.empty()) return;
    const std::filesystem::path folder(directory);
    std::filesystem::create_directories(folder);
    write_file(folder / "matrix.json", matrix_json(matrix));
    write_file(folder / "matrix.html", matrix_html(matrix));
    std::cout << "report: " << (folder / "matrix.html").string() << "\n";
  }
};

}  // namespace

void add_matrix_command(CLI::App& app, Run& run) {
  auto* command =
      app.add_subcommand("matrix", "Every client against every server, story by story: one grid");
  auto options = std::make_shared<Matrix>();
  command->add_option("--profile", options->profiles,
                      "Profiles (YAML) of clients and of servers, which must be running");
  command->add_flag("--reference", options->reference, "Our own client and server as well");
  options->policies.add_to(*command);
  command->add_option("--report", options->directory,
                      "Write the grid as JSON and HTML into this folder");
  command->add_option("--json", options->json, "Write the grid as JSON to this file");
  command->add_option("--html", options->html, "Write one self-contained HTML page to this file");
  command->add_option("--markdown", options->markdown,
                      "Write the grid for a document to this file");
  command
      ->add_option("--timeout", options->timeout, "Seconds that our own client waits for an answer")
      ->check(CLI::Range(0.1, 600.0))
      ->capture_default_str();
  command->footer(
      "Exit status: 0 every story works that both sides have, 1 some fails, 3 nothing could be "
      "tried.");
  command->callback([options, &run] { run = [options] { return options->run(); }; });
}

}  // namespace inquest
