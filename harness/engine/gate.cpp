#include "harness/engine/gate.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "reports/result/signature.h"

namespace inquest {
namespace {

using Kind = GateFinding::Kind;

bool bad(Verdict verdict) {
  return verdict == Verdict::fail || verdict == Verdict::warning || verdict == Verdict::error;
}

/// Judges one run; holds what the entries turned out to be.
class Judging {
 public:
  Judging(const Gate& gate, GateVerdict& verdict) : gate_(gate), verdict_(verdict) {
    if (gate.expectations == nullptr) return;
    for (const auto& known : gate.expectations->known) {
      const bool expired = !known.expires.empty() && known.expires < gate.today;
      if (expired)
        add(Kind::expired, place(known),
            fmt::format("expired {}, owner {}: {}", known.expires, known.owner, known.reason));
      const bool there = std::any_of(gate.suite.begin(), gate.suite.end(),
                                     [&](const std::string& id) { return known.names(id); });
      if (!there)
        add(Kind::matches_nothing, place(known),
            fmt::format("no case is called {}", fmt::join(known.cases, " or ")));
      if (!expired) in_force_.push_back(&known);
    }
  }

  void judge(CaseResult& result) {
    const auto signature = signature_of(result);
    const KnownVerdict* other = nullptr;
    for (const auto* known : in_force_) {
      if (!known->names(result.id)) continue;
      if (known->verdict == result.verdict &&
          (known->signature.empty() || known->signature == signature)) {
        result.known = known->reason;
        if (bad(result.verdict)) ++verdict_.known;
        return;
      }
      other = known;
    }
    if (result.verdict == Verdict::pass || result.verdict == Verdict::info) {
      if (other != nullptr) passing_[other].push_back(result.id);
    } else if (result.verdict == Verdict::skipped) {
      if (gate_.expectations != nullptr) add(Kind::newly_skipped, result.id, result.reason);
    } else if (result.verdict == Verdict::error) {
      add(Kind::trouble, result.id, result.reason);
    } else if (other != nullptr) {
      add(Kind::other_failure, result.id,
          fmt::format("{} with signature {}, while {} is known: {}", name_of(result.verdict),
                      signature, known_text(*other), result.reason));
    } else if (result.verdict == Verdict::fail || gate_.fail_on_should) {
      add(Kind::failure, result.id, result.reason);
    }
  }

  void finish() {
    for (const auto& [known, ids] : passing_)
      add(Kind::passes, place(*known),
          fmt::format("listed as {}, but passes: {}{}", name_of(known->verdict), ids.front(),
                      ids.size() > 1 ? fmt::format(" and {} more", ids.size() - 1) : ""));
  }

  void add(Kind kind, std::string subject, std::string text) {
    verdict_.findings.push_back({kind, std::move(subject), std::move(text)});
  }

 private:
  static std::string known_text(const KnownVerdict& known) {
    return known.signature.empty()
               ? std::string(name_of(known.verdict))
               : fmt::format("{} with {}", name_of(known.verdict), known.signature);
  }
  std::string place(const KnownVerdict& known) const {
    return fmt::format("{}:{}", gate_.expectations->file, known.line);
  }

  const Gate& gate_;
  GateVerdict& verdict_;
  std::vector<const KnownVerdict*> in_force_;
  std::map<const KnownVerdict*, std::vector<std::string>> passing_;
};

}  // namespace

bool GateVerdict::only_trouble() const {
  return std::all_of(findings.begin(), findings.end(),
                     [](const GateFinding& each) { return each.kind == Kind::trouble; });
}

GateVerdict judge(const Gate& gate, RunResult& run) {
  GateVerdict verdict;
  Judging judging(gate, verdict);
  std::size_t judged = 0;
  for (auto& each : run.cases) {
    judging.judge(each);
    if (each.verdict == Verdict::skipped)
      ++verdict.not_run;
    else
      ++judged;
  }
  judging.finish();
  if (gate.suite.size() > run.cases.size()) verdict.not_run += gate.suite.size() - run.cases.size();
  if (!run.complete) judging.add(Kind::trouble, "the run", "stopped early: this is not all of it");
  if (judged == 0) judging.add(Kind::trouble, "the run", "nothing ran");
  return verdict;
}

std::string_view name_of(GateFinding::Kind kind) {
  switch (kind) {
    case Kind::failure:
      return "fails";
    case Kind::other_failure:
      return "fails in another way";
    case Kind::passes:
      return "passes now";
    case Kind::matches_nothing:
      return "matches nothing";
    case Kind::expired:
      return "expired";
    case Kind::newly_skipped:
      return "newly skipped";
    case Kind::trouble:
      return "not judged";
  }
  return "";
}

}  // namespace inquest
