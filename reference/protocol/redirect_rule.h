#pragma once
#include <optional>
#include <string>
#include <vector>

#include "reference/protocol/moments.h"
#include "reference/protocol/operation.h"

/// Where a server sends requests on to (RFC 7030 3.2.1).
namespace inquest {

/// `to` is an origin, "https://est.example:8443", whose same target is meant, or the beginning of
/// the path that the operation's name is put behind, there or here:
/// "https://est.example/.well-known/est/plant", "/.well-known/est/plant".
struct RedirectRule {
  std::string to;
  std::optional<Operation> operation;  ///< the only one that is sent on; none: all are
  int status = 307;                    ///< 301, 302, 303, 307 or 308
};

/// Why there is no such rule: another status, or a place that is none of the above; or nothing.
std::optional<std::string> redirect_rule_defect(const RedirectRule& rule);

/// The answer to a request for `operation` at `target`, or nothing. A rule of this server's own
/// paths lets through what has arrived there.
Judgement redirected(const std::vector<RedirectRule>& rules, Operation operation,
                     const std::string& target);

}  // namespace inquest
