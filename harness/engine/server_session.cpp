#include "harness/engine/server_session.h"

#include <fmt/format.h>

#include "harness/engine/case_runner.h"
#include "harness/engine/vital_signs.h"
#include "reference/transport/wall_clock.h"

namespace inquest {
ServerSession::ServerSession(const ServerProfile& profile, const Requirements& requirements,
                             KeyPool& keys, const RunOptions& options)
    : profile_(profile), requirements_(requirements), options_(options) {
  services_.profile = &profile_;
  services_.requirements = &requirements_;
  services_.keys = &keys;
  services_.seed = options.seed;
  services_.timeout = options.timeout;
  services_.now = seconds_since_1970;
  services_.shared_identity = [this] { return shared_.get(services_); };
  preflight_ = look_at(services_);
  peer_ = {"server", profile.name, profile.endpoint.text(), preflight_.facts};
  if (preflight_.reachable && profile_.policies.contains("one-time-password"))
    use_up_one_time_password();
  capabilities_ = profile_.capabilities();
  for (const auto& exclusion : profile.exclude)
    exclusions_.emplace_back(Selection(exclusion.select), exclusion.reason);
}

/// The password serves once: for a certificate, which all cases authenticate with.
void ServerSession::use_up_one_time_password() {
  if (!profile_.credentials || profile_.identity) return;
  try {
    profile_.identity = shared_.get(services_);
    peer_.facts.emplace_back("One-time password", "used for a certificate, with which all else is");
  } catch (const Inconclusive& problem) {
    preflight_.reachable = false;
    preflight_.problem = std::string("the one-time password was of no use: ") + problem.what();
  }
  profile_.credentials.reset();
}

std::string ServerSession::why_skipped(const Case& each) const {
  if (each.scenario.role != "server")
    return "this scenario tests a client, and " + profile_.name + " is a server";
  for (const auto& need : each.needs) {
    if (!capabilities_.contains(need)) return ServerProfile::why_missing(need);
    if (const auto denied = preflight_.denied.find(need); denied != preflight_.denied.end())
      return fmt::format("{} was asked for {} and refused it: {}", profile_.name, need,
                         denied->second);
  }
  for (const auto& [selection, reason] : exclusions_)
    if (selection.matches(each, requirements_)) return "excluded by the profile: " + reason;
  return "";
}

/// A peer that dies is a finding of the case that it died in; it is no reason to accuse it a
/// thousand times.
CaseResult ServerSession::run_while_alive(const Case& each) const {
  if (!died_in().empty()) {
    if (!accepts_connections(profile_))
      return unrun_case(each, Verdict::error,
                        fmt::format("the peer died in {} and has not come back", died_in()));
    set_died_in("");
  }
  auto result = run_case(each, services_, options_.show_secrets);
  if (!gives_cause_for_concern(result) || accepts_connections(profile_)) return result;
  tell_death(result, profile_);
  set_died_in(result.id);
  return result;
}

std::string ServerSession::died_in() const {
  const std::lock_guard lock(mutex_);
  return died_in_;
}

void ServerSession::set_died_in(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  died_in_ = id;
}

std::vector<CaseResult> ServerSession::contradictions() const {
  std::vector<CaseResult> found;
  for (const auto& [capability, how] : preflight_.denied) {
    if (!profile_.declared.contains(capability)) continue;
    CaseResult contradiction;
    contradiction.id = fmt::format("profile.declared[{}]", capability);
    contradiction.scenario = "profile.declared";
    contradiction.story = "The server has what its profile declares.";
    contradiction.verdict = Verdict::error;
    contradiction.reason =
        fmt::format("the profile declares {}, and the server denies it: {}", capability, how);
    contradiction.again = options_.again;
    found.push_back(std::move(contradiction));
  }
  return found;
}

CaseResult ServerSession::run(const Case& each) const {
  const auto skipped = why_skipped(each);
  auto result = !skipped.empty()        ? unrun_case(each, Verdict::skipped, skipped)
                : !preflight_.reachable ? unrun_case(each, Verdict::error, preflight_.problem)
                                        : run_while_alive(each);
  result.again =
      fmt::format("{} --select '{}' --seed {}", options_.again, result.id, options_.seed);
  return result;
}

}  // namespace inquest
