#include "harness/engine/server_session.h"

#include <fmt/format.h>

#include "harness/engine/case_runner.h"

namespace inquest {
namespace {

std::int64_t seconds_since_1970() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace

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
  capabilities_ = profile.capabilities();
  for (const auto& exclusion : profile.exclude)
    exclusions_.emplace_back(Selection(exclusion.select), exclusion.reason);
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

CaseResult ServerSession::run(const Case& each) const {
  const auto skipped = why_skipped(each);
  auto result = !skipped.empty()        ? unrun_case(each, Verdict::skipped, skipped)
                : !preflight_.reachable ? unrun_case(each, Verdict::error, preflight_.problem)
                                        : run_case(each, services_, options_.show_secrets);
  result.again =
      fmt::format("{} --select '{}' --seed {}", options_.again, result.id, options_.seed);
  return result;
}

}  // namespace inquest
