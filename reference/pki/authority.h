#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "reference/pki/certificate.h"
#include "reference/pki/key.h"

/// The embedded certification authority: a root, an issuing CA below it, serials and a record of
/// what was issued, in a directory or in memory.
namespace inquest {

/// Which certificates an Authority issues for a request.
struct IssuingProfile {
  std::int64_t lifetime = 90 * 86400;  ///< seconds
  std::int64_t backdate = 300;         ///< seconds that notBefore lies in the past
  std::vector<std::string> key_usage{"digitalSignature"};
  std::vector<std::string> extended_key_usage;  ///< dotted; empty: clientAuth
};

struct AuthorityOptions {
  KeyKind root_key{"ec-p256"};
  KeyKind issuing_key{"ec-p256"};
  std::string root_subject = "CN=inquest test root CA";
  std::string issuing_subject = "CN=inquest test issuing CA";
  std::int64_t root_lifetime = 10 * 365 * 86400LL;
  IssuingProfile profile;
};

/// Safe to use from many threads. Every issued certificate is on disk (when there is a directory)
/// before issue() returns, and no serial is ever used twice, whatever the moment of a crash.
class Authority {
 public:
  /// In memory: gone with the object. `now` is seconds since 1970.
  static std::shared_ptr<Authority> in_memory(const AuthorityOptions& options, std::int64_t now);
  /// Opens what is in `directory`, or creates it there. Layout: root.pem, root-key.pem,
  /// issuing.pem, issuing-key.pem, issued/SERIAL.pem. Throws std::runtime_error naming the file
  /// that is unusable.
  static std::shared_ptr<Authority> open(const std::filesystem::path& directory,
                                         const AuthorityOptions& options, std::int64_t now);

  const Certificate& root() const { return root_; }
  const Certificate& issuing() const { return issuing_; }
  const Key& issuing_key() const { return issuing_key_; }
  const Key& root_key() const { return root_key_; }

  /// What the profile makes of a subject, a key and requested names (SubjectAltName is taken over;
  /// CA, key usage and other extensions of the request are not). The serial is reserved.
  CertificateTemplate prepare(BytesView subject, BytesView public_key,
                              const std::optional<Extension>& subject_alt_name, std::int64_t now);
  /// Signs and records. `contents` may have been altered since prepare().
  Certificate issue(const CertificateTemplate& contents);
  /// The same, signed by another key in the name of `issuer` and not recorded: for faulty peers.
  static Certificate issue_elsewhere(const CertificateTemplate& contents, BytesView issuer,
                                     const Key& key);

  /// A TLS server certificate for these names ("DNS:localhost", "IP:127.0.0.1").
  Certificate issue_server_certificate(const Key& key, const std::vector<std::string>& names,
                                       std::int64_t now);

  std::size_t issued_count() const;
  /// Whether this serial (hex, as Certificate::serial_hex()) was issued here.
  bool issued(const std::string& serial_hex) const;

 private:
  Authority(Certificate root, Key root_key, Certificate issuing, Key issuing_key,
            IssuingProfile profile, std::filesystem::path directory);
  /// A serial that nobody has; on disk, an empty issued/SERIAL.pem keeps it from ever coming again.
  Bytes reserve_serial();
  std::filesystem::path issued_file(const std::string& serial_hex) const;

  Certificate root_;
  Key root_key_;
  Certificate issuing_;
  Key issuing_key_;
  IssuingProfile profile_;
  std::filesystem::path directory_;  // empty: in memory
  mutable std::mutex mutex_;
  std::set<std::string> reserved_;
  std::set<std::string> issued_;
};

}  // namespace inquest
