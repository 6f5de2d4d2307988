#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "reference/codec/pkcs10.h"
#include "reference/protocol/moments.h"

/// One-time passwords in certification requests (RFC 7894 3.1).
namespace inquest {

struct ServerPolicy;

/// For whom a password is good, and until when.
struct OneTimePasswordTerms {
  std::optional<std::string> subject;  ///< as name_text() writes it; none: anybody
  std::optional<std::int64_t> until;   ///< seconds since 1970; none: until it is used
};

/// Those that may be used yet. They are known by their hashes alone. Safe to use from many threads.
class OneTimePasswords {
 public:
  virtual ~OneTimePasswords() = default;
  virtual std::optional<OneTimePasswordTerms> find(const std::string& hash) const = 0;
  /// Takes it away for ever. Of many that try at once exactly one is told true.
  virtual bool spend(const std::string& hash) = 0;
};

/// Under which a password is kept: SHA-256, hexadecimal.
std::string one_time_password_hash(const std::string& password);

/// Forgotten with the process.
class OneTimePasswordsInMemory final : public OneTimePasswords {
 public:
  void add(const std::string& password, OneTimePasswordTerms terms = {});
  std::optional<OneTimePasswordTerms> find(const std::string& hash) const override;
  bool spend(const std::string& hash) override;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, OneTimePasswordTerms> unused_;
};

/// Whether the request's otpChallenge is one that its subject may use `now`. Nothing is spent: a
/// request that is put off is sent again with the same one.
Judgement judge_one_time_password(const RequestInfo& info, const ServerPolicy& policy,
                                  std::int64_t now);
/// Spends it, the last step before a certificate is issued: a password that is lost with a crash
/// is lost, and never good for two. A refusal when somebody else was quicker.
Judgement spend_one_time_password(const RequestInfo& info, const ServerPolicy& policy);

}  // namespace inquest
