#include "harness/scenario/words/expect_request.h"

#include <algorithm>

#include "harness/scenario/request_reading.h"

namespace inquest {
namespace {

/// What was sent for the operation, or could not be read at all: it may have been meant for it.
std::vector<ClientRequest> requests_to_judge(const ClientAct& act, const std::string& to) {
  auto requests = act.asked(to);
  const auto all = act.requests.find(to.empty() ? act.server : to);
  if (all != act.requests.end())
    std::copy_if(all->second.begin(), all->second.end(), std::back_inserter(requests),
                 [](const ClientRequest& each) { return !each.unreadable.empty(); });
  return requests;
}

}  // namespace

std::vector<std::string> request_rule_names() { return names_of(request_rules()); }

void ExpectRequest::perform(ClientStage& stage) const {
  const auto& act = stage.act(of);
  const auto& rules = request_rules();
  const auto found =
      std::find_if(rules.begin(), rules.end(), [&](const auto& each) { return each.name == rule; });
  if (found == rules.end()) throw std::logic_error("expect_request must say which rule");
  const auto requests = requests_to_judge(act, to);
  if (const auto elsewhere = act.asked_elsewhere(to); requests.empty() && !elsewhere.empty())
    throw NotApplicable("the client asked for " + elsewhere + " in place of the operation");
  if (requests.empty())
    throw Inconclusive("the client never asked for the operation: " + act.summary());
  // Of several requests the worst counts, and one that says nothing counts for nothing.
  std::optional<RuleFinding> worst;
  std::optional<Inconclusive> unclear;
  for (const auto& each : requests) {
    try {
      auto finding =
          found->check(read_request(act, stage.server(to.empty() ? act.server : to), each));
      if (!worst || finding.state == RuleFinding::State::broken ||
          worst->state == RuleFinding::State::told)
        worst = std::move(finding);
    } catch (const Inconclusive& problem) {
      unclear = problem;
    }
    if (worst && worst->state == RuleFinding::State::broken) break;
  }
  if (!worst) throw *unclear;
  if (worst->state == RuleFinding::State::told)
    return stage.tell(cites, found->what, worst->actual);
  stage.judge(cites, {worst->state == RuleFinding::State::kept, found->what, found->expected,
                      std::move(worst->actual)});
}

}  // namespace inquest
