#pragma once
#include <stdexcept>
#include <string>
#include <vector>

#include "harness/catalogue/requirements.h"
#include "harness/scenario/field.h"
#include "reference/pki/certificate.h"
#include "reports/result/result.h"

/// What one case finds, whichever role it tests, and how it ends before its last step.
namespace inquest {

/// The case cannot be judged: nobody's fault is proven. Ends it with verdict `error` and this
/// reason, unless something was found before.
class Inconclusive : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// What was asked for waits for a person (202): proves nothing, and is no trouble either where the
/// profile says that it may be so.
class WaitsForApproval : public Inconclusive {
  using Inconclusive::Inconclusive;
};

/// The case is not for this peer, as its profile or its own answers show: ends it as `skipped`,
/// with this reason.
class NotApplicable : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Nothing after this step could be judged, and all that there was has been: ends the case.
class EndOfCase : public std::exception {};

/// What breaking a requirement of that level makes of a check.
Verdict verdict_of_breaking(Level level);

/// How it was told: whether a judgement held, and the words for the report.
struct Finding {
  bool holds = false;
  std::string what;
  std::string expected;
  std::string actual;
};

/// Judgements and evidence of one case, in the order of its steps.
class CaseRecord {
 public:
  explicit CaseRecord(const Requirements* requirements) : requirements_(requirements) {}

  void begin_step(std::size_t number, bool deviates) {
    step_ = number;
    step_deviates_ = deviates;
  }
  /// Records a judgement; its outcome follows from the level of the requirement.
  void judge(const Cite& cite, Finding finding);
  /// Records a permitted choice worth telling.
  void tell(const Cite& cite, const std::string& what, const std::string& actual);
  bool found_fault() const;  ///< some judgement so far is fail or warning

  void note_certificate(const std::string& role, const Certificate& certificate);
  void note_structure(const std::string& name, BytesView der);

  const std::vector<CheckResult>& checks() const { return checks_; }
  const std::vector<CertificateResult>& certificates() const { return certificates_; }
  const std::vector<StructureResult>& structures() const { return structures_; }

 protected:
  std::size_t step() const { return step_; }
  void set_step(std::size_t number) { step_ = number; }
  bool step_deviates() const { return step_deviates_; }

 private:
  const Requirements* requirements_;
  std::vector<CheckResult> checks_;
  std::vector<CertificateResult> certificates_;
  std::vector<StructureResult> structures_;
  std::size_t step_ = 0;
  bool step_deviates_ = false;
};

}  // namespace inquest
