#pragma once
#include <string>

#include "reference/protocol/server.h"

/// From a request line to an operation that this server serves (RFC 7030 3.2.2).
namespace inquest {

/// Where `target` leads; 404 for what is no operation, or none of this server's, or below a label
/// that the policy does not name. Without a refusal, the operation is there.
Routing route(const std::string& target, const ServerPolicy& policy);

/// The methods of an operation as Allow lists them: "GET, HEAD, OPTIONS".
std::string methods_of(Operation operation);

/// 405, with Allow, for a method that the operation does not have.
Judgement judge_method(Operation operation, const std::string& method);

}  // namespace inquest
