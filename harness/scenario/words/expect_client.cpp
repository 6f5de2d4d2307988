#include "harness/scenario/words/expect_client.h"

#include <algorithm>

#include "harness/scenario/client_stage.h"
#include "harness/scenario/request_reading.h"

namespace inquest {
namespace {

/// What a twin must show before a client may be blamed, or cleared, for what it did not take.
std::optional<std::string> was_accepted(const ClientAct& twin) {
  if (twin.accepted()) return std::nullopt;
  return "was not accepted by the client either: " + twin.summary();
}

Finding whether_accepted(const ClientAct& act, bool wanted) {
  return {act.accepted() == wanted, "whether the client took what it was given",
          wanted ? "it keeps what it was given" : "it keeps nothing of it", act.summary()};
}

bool keeps(const ClientAct& act, const Certificate& wanted) {
  return std::any_of(act.deed.stored->begin(), act.deed.stored->end(),
                     [&](const Certificate& each) { return each.der() == wanted.der(); });
}

Finding own_certificate(const ClientAct& act) {
  const auto keys = requested_keys(act);
  if (keys.empty()) throw Inconclusive("no request of the client has a key that can be read");
  const auto& stored = *act.deed.stored;
  const bool found = std::any_of(stored.begin(), stored.end(), [&](const Certificate& each) {
    return std::find(keys.begin(), keys.end(), each.public_key()) != keys.end();
  });
  return {found, "whose certificate the client keeps", "the one that bears the key of its request",
          act.summary()};
}

Finding root(const ClientAct& act, const Certificate& wanted, const char* which) {
  return {keeps(act, wanted), std::string("whether the client keeps the ") + which + " root",
          "it is among what the client keeps", act.summary()};
}

Finding key_of_certificate(const ClientAct& act) {
  if (!act.deed.stored_keys || act.deed.stored_keys->empty())
    return {false, "the private key that the client keeps", "the key of its certificate",
            "no private key; " + act.summary()};
  const auto& stored = *act.deed.stored;
  const bool fits = std::any_of(stored.begin(), stored.end(), [&](const Certificate& each) {
    return std::any_of(act.deed.stored_keys->begin(), act.deed.stored_keys->end(),
                       [&](const Key& key) { return key.public_key() == each.public_key(); });
  });
  return {fits, "the private key that the client keeps", "the key of its certificate",
          fits ? "the key of its certificate" : "a key that no certificate there bears"};
}

/// What the client trusts from now on. Inconclusive where its profile does not say where that is.
const std::vector<Certificate>& anchors_of(const ClientAct& act) {
  if (!act.deed.anchors)
    throw Inconclusive("the profile does not say where the client keeps its trust anchors");
  return *act.deed.anchors;
}

bool holds(const std::vector<Certificate>& all, const Certificate& wanted) {
  return std::any_of(all.begin(), all.end(),
                     [&](const Certificate& each) { return each.der() == wanted.der(); });
}

Finding anchor_current_root(const ClientAct& act, const Lineage& lineage) {
  const bool there = holds(anchors_of(act), lineage.current.root);
  return {there, "what the client trusts from now on",
          "the self-signed certificate with the latest notAfter is among it",
          there ? "it is" : "it is not"};
}

/// `wrong` finds what must not become an anchor unless it was one before.
template <class Wrong>
Finding no_anchor(const ClientAct& act, const char* expected, Wrong wrong) {
  for (const auto& each : anchors_of(act))
    if (!holds(act.errand.trust, each) && wrong(each))
      return {false, "what the client trusts from now on", expected, each.subject_text()};
  return {true, "what the client trusts from now on", expected, "nothing else"};
}

/// Of a root that the server names as its own, current or former.
bool is_root_of(const Lineage& lineage, const Certificate& each) {
  return each.der() == lineage.current.root.der() ||
         std::any_of(lineage.former.begin(), lineage.former.end(),
                     [&](const auto& former) { return each.der() == former.root.der(); });
}

}  // namespace

void ExpectNotAccepted::perform(ClientStage& stage) const {
  const auto& act = stage.act(of);
  auto finding = whether_accepted(act, false);
  if (act.deed.contained) stage.tell(cites, "how the client ended", act.deed.ended);
  if (!finding.holds && !unless.empty() && stage.act(unless).accepted())
    return stage.tell(cites, finding.what, "it took that, and what differs from it as well");
  if (finding.holds) return stage.judge_with_twin(cites, act, std::move(finding), was_accepted);
  stage.judge(cites, std::move(finding));
}

void ExpectAccepted::perform(ClientStage& stage) const {
  const auto& act = stage.act(of);
  auto finding = whether_accepted(act, true);
  if (finding.holds) return stage.judge(cites, std::move(finding));
  if (!unlike.empty()) {
    const auto& taken = stage.act(unlike);
    if (!taken.accepted())
      throw NotApplicable("the client took nothing where it was given something else: " +
                          taken.summary());
    return stage.judge(cites, std::move(finding));
  }
  if (!act.deviates)
    throw Inconclusive("the client did not get through what is right in everything: " +
                       act.summary());
  stage.judge_with_twin(cites, act, std::move(finding), was_accepted);
}

void ExpectStored::perform(ClientStage& stage) const {
  const auto& act = stage.act(of);
  if (!act.accepted() && rule.ends_with("-or-nothing"))
    return stage.judge_with_twin(
        cites, act, {true, "what the client keeps", "what is its own, or nothing", act.summary()},
        was_accepted);
  if (!act.accepted()) {
    // That it keeps nothing is what another step has found already.
    if (stage.wants_twin()) throw EndOfCase();
    throw Inconclusive("the client keeps nothing to look at: " + act.summary());
  }
  if (!act.deed.stored) throw NotApplicable("what the device keeps cannot be seen from here");
  const auto lineage = stage.server(act.server).authority().lineage();
  if (rule == "anchor-current-root") return stage.judge(cites, anchor_current_root(act, *lineage));
  if (rule == "anchors-are-roots")
    return stage.judge(cites,
                       no_anchor(act, "no CA certificate that another one vouches for",
                                 [](const Certificate& each) { return !each.self_signed(); }));
  if (rule == "anchors-are-its-own")
    return stage.judge(
        cites, no_anchor(act, "no root beside those of its server", [&](const Certificate& each) {
          return each.self_signed() && !is_root_of(*lineage, each);
        }));
  if (rule == "own-certificate" || rule == "own-or-nothing")
    return stage.judge(cites, own_certificate(act));
  if (rule == "key-of-certificate" || rule == "key-fits-or-nothing")
    return stage.judge(cites, key_of_certificate(act));
  if (rule == "current-root")
    return stage.judge(cites, root(act, lineage->current.root, "current"));
  if (rule != "old-root") throw std::logic_error("expect_stored must say which rule");
  if (lineage->former.empty()) throw std::logic_error("the server's root was never replaced");
  stage.judge(cites, root(act, lineage->former.front().root, "old"));
}

}  // namespace inquest
