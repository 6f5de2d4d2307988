#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "reports/result/result.h"

/// The file of known verdicts that a gate is given: what is not as it should be, and known. The one
/// place that lowers a verdict, for one peer, with a reason and for a time.
///
///   known:
///     - case: rfc7030.4.2.1.csr-truncated*       # an id or a glob, or a list of them
///       verdict: fail                            # fail, warning, error or skipped
///       signature: 3fa94c01b2d4                  # of the one failure that is known
///       reason: Mended in 3.2
///       link: https://tracker.example/EST-12
///       owner: jane@example.org
///       expires: 2027-01-31                      # good until the end of that day, UTC
namespace inquest {

struct KnownVerdict {
  std::vector<std::string> cases;  ///< globs
  Verdict verdict = Verdict::fail;
  std::string signature;  ///< as signature_of(); empty, where skipped: any reason
  std::string reason;
  std::string link;
  std::string owner;
  std::string expires;  ///< "2027-01-31"; empty, where skipped: never
  int line = 0;         ///< in its file

  /// Whether one of the globs is meant for that id: with or without its policy ("@NAME") and its
  /// variant.
  bool names(const std::string& id) const;
};

struct Expectations {
  std::string file;
  std::vector<KnownVerdict> known;
};

/// Throws YamlError, also for what a draft leaves to be said ("TODO").
Expectations load_expectations(const std::filesystem::path& file);
Expectations parse_expectations(const std::string& text, const std::string& file_name);

/// A file that makes this run pass the gate, but for the reasons, links and owners, which are left
/// to say. One entry for each scenario and failure; it expires `expires`.
std::string draft_expectations(const RunResult& run, const std::string& expires);

}  // namespace inquest
