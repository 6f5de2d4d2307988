#pragma once
#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/cli/reference_peer.h"
#include "harness/sut/profile.h"
#include "reference/pki/enveloped_data.h"
#include "reports/result/result.h"

/// What several subcommands take alike.
namespace inquest {

/// Exit statuses, a contract (docs/cli.md).
enum ExitStatus { gate_holds = 0, fell_short = 1, wrong_usage = 2, harness_failed = 3 };

/// The message for the user, exit status 2.
class UsageError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// "--policy" where it applies to the reference server; the default one when none is said.
struct PolicyOptions {
  std::vector<std::string> names;
  void add_to(CLI::App& app);
  /// The policies named, "all" being each. Throws UsageError.
  std::vector<const ReferencePolicy*> chosen() const;
};

/// --url and what goes with it, or --profile, or --reference.
struct PeerOptions {
  std::string url, profile, trust, user, password, password_file, certificate, key, label, tls;
  std::string srp_user, srp_password, srp_password_file;
  bool reference = false;
  void add_to(CLI::App& app);
  /// The profile that these make; for --reference the caller fills in the endpoint.
  ServerProfile server_profile() const;
  /// The options again, as they would be typed, without secrets.
  std::string again() const;
};

struct SelectionOptions {
  std::string select, skip, shard;
  unsigned jobs = 0;  ///< 0: four for each processor
  std::uint64_t seed = 0;
  bool seed_given = false;
  double timeout = 5.0;   ///< seconds
  unsigned strength = 2;  ///< of combinations
  void add_to(CLI::App& app);
  unsigned jobs_or_default() const;
};

struct ReportOptions {
  std::string directory, json, junit, html, sarif;
  bool show_secrets = false;
  std::string colour = "auto";
  bool quiet = false;
  void add_to(CLI::App& app);
  void write(const RunResult& run) const;
};

/// Where an option says to listen: ADDRESS:PORT, port 0 being any free one. Throws UsageError.
Endpoint listening_endpoint(const std::string& option, const std::string& said);

/// What --shared-key holds: ID:FILE, the identifier in hexadecimal, the key as the file's octets.
SharedKey shared_key_of(const std::string& said);

/// What a run must be like for exit status 0.
struct GateOptions {
  std::string fail_on = "must";
  std::string expect, write_expect;
  void add_to(CLI::App& app);
  struct Outcome {
    ExitStatus status;
    std::string told;  ///< lines for the console
  };
  /// Judges the run and marks in it what is known. `suite` has the ids of all cases that there are.
  /// Throws YamlError.
  Outcome judge(RunResult& run, std::vector<std::string> suite) const;
};

/// Where the suite's data lies: --scenarios, $INQUEST_SCENARIOS, beside the program, or the source
/// tree.
std::string scenarios_directory(const std::string& said);

}  // namespace inquest
