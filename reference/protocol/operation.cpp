#include "reference/protocol/operation.h"

#include <array>
#include <utility>

namespace inquest {
namespace {

// RFC7030-3.2.2-01, RFC7030-3.2.2-13
constexpr std::string_view prefix = "/.well-known/est/";

// RFC7030-3.2.2-02, RFC7030-3.2.2-03, RFC7030-3.2.2-04, RFC7030-3.2.2-10, RFC7030-3.2.2-11,
// RFC7030-3.2.2-12
constexpr std::array<std::pair<Operation, std::string_view>, 6> names{{
    {Operation::cacerts, "cacerts"},
    {Operation::simpleenroll, "simpleenroll"},
    {Operation::simplereenroll, "simplereenroll"},
    {Operation::fullcmc, "fullcmc"},
    {Operation::serverkeygen, "serverkeygen"},
    {Operation::csrattrs, "csrattrs"},
}};

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// RFC7230-2.7.3-01: a path segment without its percent-encoding (RFC 3986 2.1), or nothing when
/// that is broken.
std::optional<std::string> decoded(std::string_view segment) {
  std::string text;
  for (std::size_t i = 0; i < segment.size(); ++i) {
    if (segment[i] != '%') {
      text += segment[i];
      continue;
    }
    if (i + 2 >= segment.size()) return std::nullopt;
    const int high = hex_digit(segment[i + 1]);
    const int low = hex_digit(segment[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    text += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return text;
}

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
  // RFC7230-5.3.2-01: the absolute form as well.
  if (const auto scheme = target.find("://");
      scheme != std::string_view::npos && target[0] != '/') {
    const auto slash = target.find('/', scheme + 3);
    if (slash == std::string_view::npos) return std::nullopt;
    target.remove_prefix(slash);
  }
  if (!target.starts_with(prefix)) return std::nullopt;
  const auto rest = target.substr(prefix.size());
  const auto slash = rest.find('/');
  const bool labelled = slash != std::string_view::npos;
  const auto label = decoded(labelled ? rest.substr(0, slash) : "");
  const auto name = decoded(labelled ? rest.substr(slash + 1) : rest);
  if (!label || !name) return std::nullopt;
  // An empty label in "//cacerts" is none that anybody could have configured.
  if (labelled && label->empty()) return EstTarget{"", std::nullopt};
  return EstTarget{*label, operation_named(*name)};
}

}  // namespace inquest
