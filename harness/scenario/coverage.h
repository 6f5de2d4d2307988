#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/catalogue/requirements.h"
#include "harness/scenario/scenario.h"

/// Which statements of the catalogue the suite covers, and which of them were seen to fail.
namespace inquest {

/// What the suite does not do yet, from scenarios/not-yet.yaml: id -> why.
struct NotYet {
  using Reasons = std::map<std::string, std::string, std::less<>>;
  Reasons statements;         ///< that can be tested, bind the server, and were never seen to fail
  Reasons client_statements;  ///< that bind the client, and are covered by no scenario
  Reasons scenarios;          ///< that name no fault which they kill
  Reasons faults;             ///< that no scenario kills yet
  const Reasons& of(std::string_view role) const {
    return role == "client" ? client_statements : statements;
  }

  /// Throws YamlError for an unknown id or key, and for an entry without a reason. A folder without
  /// that file has nothing to excuse.
  static NotYet load(const std::filesystem::path& suite, const Requirements& requirements,
                     const std::vector<Case>& cases);
};

enum class Coverage {
  seen_to_fail,  ///< a scenario covers it, and kills a fault that breaks it
  covered,       ///< a scenario covers it, and no fault that it kills breaks it
  told,          ///< so it is, and it is a permission: a scenario tells who takes it
  untestable,
  not_yet,  ///< NotYet says why
  open,
};
/// "seen to fail", "covered", "told", "untestable", "not yet", "open".
std::string_view name_of(Coverage coverage);

/// How one statement fares, with what covers the statements that it says again.
struct Covered {
  const Requirement* requirement = nullptr;
  Coverage coverage = Coverage::open;
  std::set<std::string> scenarios;  ///< that cover it
  std::set<std::string> faults;     ///< that break it, and that one of these scenarios kills
  std::string reason;               ///< for untestable and not_yet: why
};

/// One for each statement that binds `role`, in the order of the catalogue.
std::vector<Covered> coverage_of(const Requirements& requirements, const std::vector<Case>& cases,
                                 const NotYet& not_yet, std::string_view role);

/// What keeps the suite from being whole, a line each: a statement that binds a role, can be tested
/// and is not covered or, of a server, by no scenario that kills what breaks it; a scenario that
/// names no fault, unless it covers permissions alone, which nothing breaks; an excuse for what
/// needs none.
std::vector<std::string> coverage_problems(const Requirements& requirements,
                                           const std::vector<Case>& cases, const NotYet& not_yet);

}  // namespace inquest
