#pragma once
#include <optional>
#include <string>
#include <string_view>

/// The operations of EST and their paths (RFC 7030 3.2.2).
namespace inquest {

enum class Operation { cacerts, simpleenroll, simplereenroll, fullcmc, serverkeygen, csrattrs };

/// The operation path without its slash: "simpleenroll".
std::string_view name_of(Operation operation);
std::optional<Operation> operation_named(std::string_view name);

/// "/.well-known/est/cacerts", "/.well-known/est/LABEL/cacerts".
std::string path_of(Operation operation, std::string_view label = {});

/// What a request target asks for.
struct EstTarget {
  std::string label;  ///< empty: none
  std::optional<Operation> operation;
};
/// Nothing when `target` is not below /.well-known/est/. A query is ignored.
std::optional<EstTarget> est_target(std::string_view target);

}  // namespace inquest
