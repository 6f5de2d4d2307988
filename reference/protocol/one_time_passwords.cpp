#include "reference/protocol/one_time_passwords.h"

#include "reference/codec/challenge_attributes.h"
#include "reference/codec/oids.h"
#include "reference/pki/hash.h"
#include "reference/pki/name.h"
#include "reference/protocol/server.h"

namespace inquest {
namespace {

/// The hash of the request's password. Nothing where it has none, or the policy looks at none.
std::optional<Result<std::string>> borne(const RequestInfo& info, const ServerPolicy& policy) {
  const auto* attribute = info.attribute(oids::otp_challenge);
  if (!policy.one_time_passwords || attribute == nullptr) return std::nullopt;
  const auto text = challenge_text(*attribute);
  if (!text) return Result<std::string>(text.error());
  return Result<std::string>(one_time_password_hash(*text));
}

/// One text for all reasons: a guesser learns nothing.
Refusal not_valid() {
  return {403,
          "The one-time password in the request is not valid: unknown, used, expired, or "
          "another's.\n",
          {}};
}

}  // namespace

std::string one_time_password_hash(const std::string& password) {
  return hash_hex("sha256", password);
}

void OneTimePasswordsInMemory::add(const std::string& password, OneTimePasswordTerms terms) {
  const std::lock_guard lock(mutex_);
  unused_[one_time_password_hash(password)] = std::move(terms);
}

std::optional<OneTimePasswordTerms> OneTimePasswordsInMemory::find(const std::string& hash) const {
  const std::lock_guard lock(mutex_);
  const auto found = unused_.find(hash);
  return found == unused_.end() ? std::nullopt : std::optional(found->second);
}

bool OneTimePasswordsInMemory::spend(const std::string& hash) {
  const std::lock_guard lock(mutex_);
  return unused_.erase(hash) == 1;
}

// RFC7894-3.1-01
Judgement judge_one_time_password(const RequestInfo& info, const ServerPolicy& policy,
                                  std::int64_t now) {
  const auto hash = borne(info, policy);
  if (!hash) {
    if (!policy.one_time_password_required) return std::nullopt;
    return Refusal{403,
                   "A one-time password is required: the request must bear one in the attribute "
                   "otpChallenge (RFC 7894).\n",
                   {}};
  }
  if (!*hash) return Refusal{400, "The attribute otpChallenge cannot be read.\n", {}};
  const auto terms = policy.one_time_passwords->find(**hash);
  // RFC7894-4-07: what is there must be processed with success, whether required or not.
  if (!terms || (terms->until && now > *terms->until) ||
      (terms->subject && *terms->subject != name_text(info.subject)))
    return not_valid();
  return std::nullopt;
}

Judgement spend_one_time_password(const RequestInfo& info, const ServerPolicy& policy) {
  const auto hash = borne(info, policy);
  if (!hash) return std::nullopt;
  if (!*hash || !policy.one_time_passwords->spend(**hash)) return not_valid();
  return std::nullopt;
}

}  // namespace inquest
