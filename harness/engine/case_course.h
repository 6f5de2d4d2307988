#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "harness/scenario/case_record.h"
#include "harness/scenario/scenario.h"
#include "reports/result/result.h"

/// The course of a case, whichever role it tests.
namespace inquest {

/// Has each word act or judge on the stage, in order. A word of the other role is trouble of ours:
/// the loader refuses it.
template <class AStage>
void act_out(const std::vector<Step>& steps, AStage& stage) {
  for (std::size_t i = 0; i < steps.size(); ++i) {
    stage.begin_step(i + 1, steps[i].deviates);
    std::visit(
        [&]<class AWord>(const AWord& word) {
          if constexpr (WordFor<AWord, AStage>)
            word.perform(stage);
          else
            throw std::logic_error(std::string(AWord::word) + " is for cases of another role");
        },
        steps[i].word);
  }
}

/// How a case ended other than by its judgements.
struct CaseTrouble {
  std::string why;          ///< empty: there was none
  bool not_for_it = false;  ///< the case is not for this peer
};

/// Runs `course` to its end or to the exception that ends it. `waits_allowed`: the peer may leave
/// what was asked for waiting.
template <class Course>
CaseTrouble run_course(bool waits_allowed, Course course) {
  try {
    course();
    return {};
  } catch (const WaitsForApproval& problem) {
    return {problem.what(), waits_allowed};
  } catch (const NotApplicable& problem) {
    return {problem.what(), true};
  } catch (const Inconclusive& problem) {
    return {problem.what(), false};
  } catch (const std::exception& problem) {
    return {std::string("the harness: ") + problem.what(), false};
  }
}

/// The result of a case that was not run, or not yet: with its steps.
CaseResult unrun_case(const Case& scenario_case, Verdict verdict, std::string reason);

/// Verdict, reason, checks and what the record has of evidence.
void conclude(CaseResult& result, const CaseRecord& record, const CaseTrouble& trouble);

}  // namespace inquest
