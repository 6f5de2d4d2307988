#include "reference/protocol/revocation_challenges.h"

#include "reference/codec/challenge_attributes.h"
#include "reference/codec/hex.h"
#include "reference/codec/oids.h"
#include "reference/pki/hash.h"
#include "reference/protocol/server.h"

namespace inquest {
namespace {

class InMemory final : public RevocationChallenges {
 public:
  void keep(const std::string& serial, const std::string& salted_hash) override {
    const std::lock_guard lock(mutex_);
    kept_[serial] = salted_hash;
  }
  std::optional<std::string> find(const std::string& serial) const override {
    const std::lock_guard lock(mutex_);
    const auto found = kept_.find(serial);
    return found == kept_.end() ? std::nullopt : std::optional(found->second);
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::string> kept_;
};

std::string with_salt(const std::string& salt, const std::string& challenge) {
  return salt + ":" + encode_hex(hmac("sha256", bytes_of(salt), bytes_of(challenge)));
}

std::optional<Result<std::string>> borne(const RequestInfo& info, const ServerPolicy& policy) {
  const auto* attribute = info.attribute(oids::revocation_challenge);
  if (!policy.revocation_challenges || attribute == nullptr) return std::nullopt;
  return challenge_text(*attribute);
}

}  // namespace

std::shared_ptr<RevocationChallenges> revocation_challenges_in_memory() {
  return std::make_shared<InMemory>();
}

std::string salted_hash(const std::string& challenge) {
  return with_salt(encode_hex(random_octets(16)), challenge);
}

bool may_revoke(const RevocationChallenges& kept, const std::string& serial,
                const std::string& challenge) {
  const auto known = kept.find(serial);
  return known && same_secret(*known, with_salt(known->substr(0, known->find(':')), challenge));
}

// RFC7894-3.2-01
Judgement judge_revocation_challenge(const RequestInfo& info, const ServerPolicy& policy) {
  const auto challenge = borne(info, policy);
  if (!challenge || *challenge) return std::nullopt;
  return Refusal{400, "The attribute revocationChallenge cannot be read.\n", {}};
}

void keep_revocation_challenge(const RequestInfo& info, const std::string& serial,
                               const ServerPolicy& policy) {
  const auto challenge = borne(info, policy);
  if (challenge && *challenge) policy.revocation_challenges->keep(serial, salted_hash(**challenge));
}

}  // namespace inquest
