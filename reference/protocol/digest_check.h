#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "reference/protocol/digest.h"
#include "reference/protocol/moments.h"

/// How a server judges HTTP Digest credentials (RFC 7616 3.4 to 3.6).
namespace inquest {

struct NamedDigestAlgorithm {
  DigestAlgorithm algorithm;
  bool session;
};
/// What an algorithm parameter means, whatever its case; none at all means MD5 (RFC 7616 3.3).
/// Nothing for an algorithm that is not known here.
std::optional<NamedDigestAlgorithm> digest_algorithm_named(std::string name);

/// Whether this is a Digest challenge of a form that can be answered here.
bool can_answer(const AuthWords& challenge);

/// check_digest() of digest.h, through moments::digest_findings and digest_nonce_use.
DigestCheck check_digest(const HttpRequest& request,
                         const std::map<std::string, std::string>& users, const std::string& realm,
                         DigestNonces& nonces, std::int64_t now, const Deviations& deviations);

/// 400 for Digest credentials of another resource than the one that is asked for (RFC 7616 3.4.6).
Judgement judge_digest_target(const HttpRequest& request);

/// The value of Authentication-Info for a request whose Digest credentials were accepted, with all
/// that a qop demands (RFC 7616 3.5). Nothing for another request.
std::optional<std::string> authentication_info(const HttpRequest& request,
                                               const std::map<std::string, std::string>& users);

}  // namespace inquest
