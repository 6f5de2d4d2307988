#include "reference/protocol/redirect_rule.h"

#include <algorithm>

namespace inquest {
namespace {

constexpr std::string_view scheme = "https://";

/// Where the path of `to` begins; npos: it is an origin.
std::size_t path_begin(const std::string& to) {
  return to.starts_with(scheme) ? to.find('/', scheme.size()) : 0;
}

std::string without_last_slash(std::string path) {
  if (path.ends_with('/')) path.pop_back();
  return path;
}

std::string location(const RedirectRule& rule, Operation operation, const std::string& target) {
  if (path_begin(rule.to) == std::string::npos) return rule.to + target;
  return without_last_slash(rule.to) + "/" + std::string(name_of(operation));
}

}  // namespace

std::optional<std::string> redirect_rule_defect(const RedirectRule& rule) {
  for (const int known : {301, 302, 303, 307, 308})
    if (rule.status == known) {
      const bool readable = std::all_of(rule.to.begin(), rule.to.end(),
                                        [](unsigned char c) { return c > ' ' && c <= '~'; });
      const bool elsewhere = rule.to.starts_with(scheme) && rule.to.size() > scheme.size() &&
                             rule.to[scheme.size()] != '/';
      const bool here = rule.to.starts_with('/') && !rule.to.starts_with("//");
      if (readable && (elsewhere || here)) return std::nullopt;
      return "'" + rule.to + "' is neither https://HOST[:PORT][/PATH] nor /PATH";
    }
  return std::to_string(rule.status) + " redirects nowhere: 301, 302, 303, 307 and 308 do";
}

Judgement redirected(const std::vector<RedirectRule>& rules, Operation operation,
                     const std::string& target) {
  for (const auto& rule : rules) {
    if (rule.operation && *rule.operation != operation) continue;
    auto where = location(rule, operation, target);
    if (where == target) continue;
    return Refusal{rule.status, "EST is served elsewhere: see Location.\n", {{"Location", where}}};
  }
  return std::nullopt;
}

}  // namespace inquest
