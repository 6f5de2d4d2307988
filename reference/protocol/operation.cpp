#include "reference/protocol/operation.h"

#include <array>
#include <utility>

namespace inquest {
namespace {

constexpr std::string_view prefix = "/.well-known/est/";

constexpr std::array<std::pair<Operation, std::string_view>, 6> names{{
    {Operation::cacerts, "cacerts"},
    {Operation::simpleenroll, "simpleenroll"},
    {Operation::simplereenroll, "simplereenroll"},
    {Operation::fullcmc, "fullcmc"},
    {Operation::serverkeygen, "serverkeygen"},
    {Operation::csrattrs, "csrattrs"},
}};

}  // namespace

std::string_view name_of(Operation operation) {
  for (const auto& [known, name] : names)
    if (known == operation) return name;
  return "";
}

std::optional<Operation> operation_named(std::string_view name) {
  for (const auto& [operation, known] : names)
    if (known == name) return operation;
  return std::nullopt;
}

std::string path_of(Operation operation, std::string_view label) {
  std::string path(prefix);
  if (!label.empty()) path += std::string(label) + "/";
  return path + std::string(name_of(operation));
}

std::optional<EstTarget> est_target(std::string_view target) {
  target = target.substr(0, target.find('?'));
  // RFC 7230 5.3.2: a server accepts the absolute form as well.
  if (const auto scheme = target.find("://");
      scheme != std::string_view::npos && target[0] != '/') {
    const auto slash = target.find('/', scheme + 3);
    if (slash == std::string_view::npos) return std::nullopt;
    target.remove_prefix(slash);
  }
  if (!target.starts_with(prefix)) return std::nullopt;
  const auto rest = target.substr(prefix.size());
  const auto slash = rest.find('/');
  if (slash == std::string_view::npos) return EstTarget{"", operation_named(rest)};
  return EstTarget{std::string(rest.substr(0, slash)), operation_named(rest.substr(slash + 1))};
}

}  // namespace inquest
