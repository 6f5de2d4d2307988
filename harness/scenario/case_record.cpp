#include "harness/scenario/case_record.h"

#include <algorithm>

#include "reference/codec/tree_text.h"

namespace inquest {

Verdict verdict_of_breaking(Level level) {
  switch (level) {
    case Level::must:
    case Level::must_not:
    case Level::wire:
      return Verdict::fail;
    case Level::should:
    case Level::should_not:
      return Verdict::warning;
    case Level::may:
      return Verdict::info;
  }
  return Verdict::fail;
}

void CaseRecord::judge(const Cite& cite, Finding finding) {
  const auto* requirement = requirements_->find(cite.id);
  if (requirement == nullptr) throw std::logic_error("no requirement is called '" + cite.id + "'");
  CheckResult check;
  check.requirement = cite.id;
  check.what = std::move(finding.what);
  check.expected = std::move(finding.expected);
  check.actual = std::move(finding.actual);
  check.step = step_;
  check.outcome = finding.holds ? Verdict::pass : verdict_of_breaking(requirement->level);
  checks_.push_back(std::move(check));
}

void CaseRecord::tell(const Cite& cite, const std::string& what, const std::string& actual) {
  CheckResult check;
  check.requirement = cite.id;
  check.outcome = Verdict::info;
  check.what = what;
  check.actual = actual;
  check.step = step_;
  checks_.push_back(std::move(check));
}

bool CaseRecord::found_fault() const {
  return std::any_of(checks_.begin(), checks_.end(), [](const CheckResult& check) {
    return check.outcome == Verdict::fail || check.outcome == Verdict::warning;
  });
}

void CaseRecord::note_certificate(const std::string& role, const Certificate& certificate) {
  certificates_.push_back(
      {role, certificate.subject_text(), certificate.issuer_text(), certificate.to_pem()});
}

void CaseRecord::note_structure(const std::string& name, BytesView der) {
  structures_.push_back({name, std::string(text_of(der)), tree_text(der)});
}

}  // namespace inquest
