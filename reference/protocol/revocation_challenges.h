#pragma once
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "reference/codec/pkcs10.h"
#include "reference/protocol/moments.h"

/// "A password by which an entity may request certificate revocation" (RFC 2985 5.4.1), which RFC
/// 7894 3.2 gives an attribute of its own.
namespace inquest {

struct ServerPolicy;

/// Kept for each certificate as a salted hash. Safe to use from many threads.
class RevocationChallenges {
 public:
  virtual ~RevocationChallenges() = default;
  /// `serial` as Certificate::serial_hex() writes it.
  virtual void keep(const std::string& serial, const std::string& salted_hash) = 0;
  /// Nothing where the certificate was issued without one.
  virtual std::optional<std::string> find(const std::string& serial) const = 0;
};
std::shared_ptr<RevocationChallenges> revocation_challenges_in_memory();

/// "SALT:HASH", with a new salt.
std::string salted_hash(const std::string& challenge);
/// Whether this is the challenge that was kept for the certificate.
bool may_revoke(const RevocationChallenges& kept, const std::string& serial,
                const std::string& challenge);

/// A refusal when the attribute is there and cannot be read.
Judgement judge_revocation_challenge(const RequestInfo& info, const ServerPolicy& policy);
/// Keeps the request's, if it has one.
void keep_revocation_challenge(const RequestInfo& info, const std::string& serial,
                               const ServerPolicy& policy);

}  // namespace inquest
