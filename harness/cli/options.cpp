#include "harness/cli/options.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <thread>

#include "cmake/source_folder.h"
#include "harness/engine/gate.h"
#include "reference/codec/hex.h"
#include "reference/pki/atomic_file.h"
#include "reports/escape.h"
#include "reports/formats.h"
#include "reports/html.h"
#include "reports/junit.h"
#include "reports/sarif.h"
#include "reports/wrapping.h"

namespace inquest {
namespace {

/// A file of the user's; what is wrong with it is wrong usage.
template <class Read>
auto from_file(const std::string& option, const std::string& path, Read read) {
  try {
    return read(read_file(path));
  } catch (const std::exception& error) {
    throw UsageError(fmt::format("{} {}: {}", option, path, error.what()));
  }
}

std::string first_line(const std::string& text) {
  return text.substr(0, text.find_first_of("\r\n"));
}

}  // namespace

void PolicyOptions::add_to(CLI::App& app) {
  std::string known;
  for (const auto& policy : reference_policies())
    known += (known.empty() ? "" : ", ") + policy.name;
  app.add_option("--policy", names,
                 "Of the reference server, several in turn: " + known + ", or all")
      ->delimiter(',');
}

std::vector<const ReferencePolicy*> PolicyOptions::chosen() const {
  std::vector<const ReferencePolicy*> policies;
  const auto add = [&](const ReferencePolicy& policy) {
    if (std::find(policies.begin(), policies.end(), &policy) == policies.end())
      policies.push_back(&policy);
  };
  try {
    for (const auto& name : names)
      if (name == "all")
        for (const auto& policy : reference_policies()) add(policy);
      else
        add(reference_policy(name));
  } catch (const std::invalid_argument& error) {
    throw UsageError(std::string("--policy: ") + error.what());
  }
  if (policies.empty()) add(reference_policies().front());
  return policies;
}

SharedKey shared_key_of(const std::string& said) {
  const auto colon = said.find(':');
  const auto identifier = decode_hex(said.substr(0, colon));
  if (colon == std::string::npos || !identifier)
    throw UsageError("--shared-key wants ID:FILE, the identifier in hexadecimal");
  return SharedKey{*identifier, bytes_of(read_file(said.substr(colon + 1)))};
}

void PeerOptions::add_to(CLI::App& app) {
  app.add_option("--url", url, "The server under test: https://HOST:PORT");
  app.add_option("--profile", profile, "A profile (YAML) that says all this and more");
  app.add_flag("--reference", reference, "Test inquest's own reference server");
  app.add_option("--trust", trust, "Trust anchors of the server's TLS certificate (PEM)");
  app.add_option("--user", user, "User for HTTP authentication");
  app.add_option("--password", password, "Its password; seen by others in the list of processes");
  app.add_option("--password-file", password_file, "A file whose first line is the password");
  app.add_option("--srp-user", srp_user, "User of TLS-SRP, which is TLS 1.2's");
  app.add_option("--srp-password", srp_password, "Its password; seen in the list of processes");
  app.add_option("--srp-password-file", srp_password_file,
                 "A file whose first line is the password of TLS-SRP");
  app.add_option("--cert", certificate, "Client certificate, and its chain (PEM)");
  app.add_option("--key", key, "Its private key (PEM)");
  app.add_option("--label", label, "CA label to put into every path");
  app.add_option("--tls", tls, "The only TLS version to use")->check(CLI::IsMember({"1.2", "1.3"}));
}

ServerProfile PeerOptions::server_profile() const {
  const int ways = (url.empty() ? 0 : 1) + (profile.empty() ? 0 : 1) + (reference ? 1 : 0);
  if (ways != 1)
    throw UsageError("say which peer to test: one of --url, --profile and --reference");
  ServerProfile result;
  if (!profile.empty()) result = load_server_profile(profile);
  if (!url.empty()) {
    try {
      set_url(result, url);
    } catch (const std::invalid_argument& error) {
      throw UsageError(std::string("--url: ") + error.what());
    }
  }
  if (!trust.empty()) result.trust = from_file("--trust", trust, certificates_from_pem);
  if (!user.empty() || !password.empty() || !password_file.empty()) {
    if (!password.empty() && !password_file.empty())
      throw UsageError("--password and --password-file exclude each other");
    result.credentials = {user, password_file.empty()
                                    ? password
                                    : from_file("--password-file", password_file, first_line)};
  }
  if (!srp_password.empty() && !srp_password_file.empty())
    throw UsageError("--srp-password and --srp-password-file exclude each other");
  if (srp_user.empty() != (srp_password.empty() && srp_password_file.empty()))
    throw UsageError("--srp-user goes with --srp-password or --srp-password-file");
  if (!srp_user.empty())
    result.srp = SrpCredentials{
        srp_user, srp_password_file.empty()
                      ? srp_password
                      : from_file("--srp-password-file", srp_password_file, first_line)};
  if (certificate.empty() != key.empty()) throw UsageError("--cert and --key go together");
  if (!certificate.empty()) {
    auto chain = from_file("--cert", certificate, certificates_from_pem);
    auto leaf = chain.front();
    chain.erase(chain.begin());
    result.identity = TlsIdentity{from_file("--key", key, Key::from_pem), leaf, chain};
  }
  if (!label.empty()) result.label = label;
  if (!tls.empty()) result.tls = {tls};
  return result;
}

std::string PeerOptions::again() const {
  std::string text = reference ? " --reference" : "";
  const auto add = [&](const char* option, const std::string& value) {
    if (!value.empty()) text += fmt::format(" {} {}", option, value);
  };
  add("--url", url);
  add("--profile", profile);
  add("--trust", trust);
  add("--user", user);
  if (!password.empty()) text += " --password ...";
  add("--password-file", password_file);
  add("--srp-user", srp_user);
  if (!srp_password.empty()) text += " --srp-password ...";
  add("--srp-password-file", srp_password_file);
  add("--cert", certificate);
  add("--key", key);
  add("--label", label);
  add("--tls", tls);
  return text;
}

void SelectionOptions::add_to(CLI::App& app) {
  app.add_option(
      "--select", select,
      "Cases to run: globs over ids, tag:, req:, level:, op:; ',' any of, '&' all of, '!' not");
  app.add_option("--skip", skip, "Cases to leave out, as --select");
  app.add_option(
      "--shard", shard,
      "I/N: the I-th of N parts of the cases; a case stays in its part when others come");
  app.add_option("--jobs", jobs, "Cases at once (default: four for each processor)")
      ->check(CLI::Range(1, 256));
  app.add_option_function<std::uint64_t>(
      "--seed",
      [this](std::uint64_t value) {
        seed = value;
        seed_given = true;
      },
      "The same seed makes the same requests (default: chosen, and printed)");
  app.add_option("--strength", strength,
                 "Of combined scenarios: how many values meet in every way (2: all pairs)")
      ->check(CLI::Range(1, 8))
      ->capture_default_str();
  app.add_option("--timeout", timeout, "Seconds to wait for each answer")
      ->check(CLI::Range(0.1, 600.0))
      ->capture_default_str();
}

unsigned SelectionOptions::jobs_or_default() const {
  return jobs != 0 ? jobs : 4 * std::max(1U, std::thread::hardware_concurrency());
}

void ReportOptions::add_to(CLI::App& app) {
  app.add_option("--report", directory, "Write every kind of report into this folder");
  app.add_option("--json", json, "Write the result as JSON to this file");
  app.add_option("--junit", junit, "Write JUnit XML to this file");
  app.add_option("--sarif", sarif, "Write SARIF 2.1.0 to this file");
  app.add_option("--html", html, "Write one self-contained HTML page to this file");
  app.add_flag("--show-secrets", show_secrets, "Leave passwords in transcripts and reproducers");
  app.add_option("--colour,--color", colour, "Colours on the console")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->capture_default_str();
  app.add_flag("--quiet", quiet, "No progress, only the summary");
}

void ReportOptions::write(const RunResult& run) const {
  if (!directory.empty()) write_reports(run, directory);
  if (!json.empty()) write_file(json, encode_run(run));
  if (!junit.empty()) write_file(junit, junit_report(run));
  if (!html.empty()) write_file(html, html_report(run));
  if (!sarif.empty()) write_file(sarif, sarif_report(run));
}

void GateOptions::add_to(CLI::App& app) {
  app.add_option("--fail-on", fail_on, "What makes the exit status 1: must, or should as well")
      ->check(CLI::IsMember({"must", "should"}))
      ->capture_default_str();
  app.add_option("--expect", expect,
                 "A file (YAML) of known verdicts, each with its reason; see docs/ci.md");
  app.add_option("--write-expect", write_expect,
                 "Draft such a file from this run; reasons, links and owners are left to say");
}

namespace {

std::string date_in(std::chrono::seconds from_now) {
  const auto then = std::chrono::system_clock::now() + from_now;
  return fmt::format("{:%Y-%m-%d}", fmt::gmtime(std::chrono::system_clock::to_time_t(then)));
}

}  // namespace

GateOptions::Outcome GateOptions::judge(RunResult& run, std::vector<std::string> suite) const {
  constexpr auto quarter = std::chrono::hours(24 * 90);
  std::optional<Expectations> expectations;
  if (!expect.empty()) expectations = load_expectations(expect);
  Gate gate;
  gate.fail_on_should = fail_on == "should";
  gate.expectations = expectations ? &*expectations : nullptr;
  gate.suite = std::move(suite);
  gate.today = date_in(std::chrono::seconds(0));
  const auto verdict = inquest::judge(gate, run);
  if (!write_expect.empty()) write_file(write_expect, draft_expectations(run, date_in(quarter)));
  std::string told;
  if (expectations)
    for (const auto& finding : verdict.findings)
      told += wrapped(for_terminal(fmt::format("gate: {} {}: {}", finding.subject,
                                               name_of(finding.kind), finding.text)),
                      6, 0, 80);
  told += fmt::format("gate: {}, {} known, {} of {} cases not run\n",
                      verdict.holds() ? "holds" : "does not hold", verdict.known, verdict.not_run,
                      std::max(gate.suite.size(), run.cases.size()));
  return {verdict.holds()          ? gate_holds
          : verdict.only_trouble() ? harness_failed
                                   : fell_short,
          told};
}

std::string scenarios_directory(const std::string& said) {
  if (!said.empty()) return said;
  if (const char* variable = std::getenv("INQUEST_SCENARIOS")) return variable;
  std::error_code ignored;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path();
  for (const auto& beside :
       {program / "../share/inquest/scenarios", program / "../../../scenarios"})
    if (std::filesystem::is_directory(beside / "requirements"))
      return std::filesystem::weakly_canonical(beside).string();
  return std::string(source_folder) + "/scenarios";
}

Endpoint listening_endpoint(const std::string& option, const std::string& said) {
  const auto colon = said.rfind(':');
  if (colon == std::string::npos)
    throw UsageError(option + " wants ADDRESS:PORT, like 127.0.0.1:8443");
  Endpoint where;
  where.host = said.substr(0, colon);
  if (where.host.starts_with('[') && where.host.ends_with(']'))
    where.host = where.host.substr(1, where.host.size() - 2);
  const auto port = said.substr(colon + 1);
  constexpr unsigned long highest = 65535;
  const bool digits = !port.empty() && port.size() <= 5 &&
                      port.find_first_not_of("0123456789") == std::string::npos;
  if (!digits || std::stoul(port) > highest)
    throw UsageError(option + ": '" + port + "' is no port");
  where.port = static_cast<std::uint16_t>(std::stoul(port));
  return where;
}

}  // namespace inquest
