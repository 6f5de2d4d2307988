#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "reference/pki/certificate.h"
#include "reference/pki/hierarchy.h"
#include "reference/pki/issued_record.h"
#include "reference/pki/key.h"
#include "reference/pki/lineage_in_force.h"
#include "reference/pki/revoked_record.h"

/// The embedded certification authority: a root, an issuing CA below it, serials and a record of
/// what was issued, in a directory or in memory.
namespace inquest {

/// Which certificates an Authority issues for a request.
struct IssuingProfile {
  std::int64_t lifetime = 90 * 86400;  ///< seconds
  std::int64_t backdate = 300;         ///< seconds that notBefore lies in the past
  /// Where digitalSignature is among them, RSA keys get keyEncipherment as well: TLS 1.2 and CMS
  /// use them so.
  std::vector<std::string> key_usage{"digitalSignature"};
  std::vector<std::string> extended_key_usage;  ///< dotted; empty: clientAuth
  bool rsa_pss = false;  ///< an RSA key of the issuing CA signs by RSASSA-PSS
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
/// before issue() returns, and no serial is ever used twice, whatever the moment of a crash. What
/// is in force may be replaced between two calls, by roll_over() here or in another process with
/// the same directory; calls throw as open() does when the directory became unusable then.
class Authority {
 public:
  /// In memory: gone with the object. `now` is seconds since 1970.
  static std::shared_ptr<Authority> in_memory(const AuthorityOptions& options, std::int64_t now);
  /// Opens what is in `directory`, or creates it there. Layout: that of hierarchy_folder.h, and
  /// issued/SERIAL.pem and revoked/SERIAL; other files are left alone. Of `options`, what is in the
  /// directory wins. Throws std::runtime_error naming the file that is unusable.
  static std::shared_ptr<Authority> open(const std::filesystem::path& directory,
                                         const AuthorityOptions& options, std::int64_t now);

  /// What is in force now, and what was before. For more than one question at once, since the
  /// answers belong together.
  std::shared_ptr<const Lineage> lineage() const { return lineage_.now(); }
  Certificate root() const { return lineage()->current.root; }
  Certificate issuing() const { return lineage()->current.issuing; }
  Key root_key() const { return lineage()->current.root_key; }
  Key issuing_key() const { return lineage()->current.issuing_key; }

  /// Root CA key update (RFC 7030 4.1.3): a new root and a new issuing CA, linked to the old ones.
  /// What was issued before stays valid, and issued(). Throws std::runtime_error when the root has
  /// expired; on disk, what open() throws and std::system_error.
  void roll_over(const RolloverOptions& options, std::int64_t now) {
    lineage_.roll_over(options, now);
  }
  /// What /cacerts holds: until a rollover, the issuing CA and the root.
  std::vector<Certificate> certificates_for_cacerts() const;
  /// Roots and issuing CAs to which whatever was issued here leads, the current one first.
  std::vector<Certificate> roots() const;
  std::vector<Certificate> issuing_authorities() const;
  /// What a certificate issued now is presented with: the issuing CA and, after a rollover, what
  /// leads from there to the old root, which may be all that a client has.
  std::vector<Certificate> chain() const;

  /// What the profile makes of a subject, a key and requested names (SubjectAltName is taken over;
  /// CA, key usage and other extensions of the request are not). The serial is reserved. Validity
  /// is clipped to that of the issuing CA.
  CertificateTemplate prepare(BytesView subject, BytesView public_key,
                              const std::optional<Extension>& subject_alt_name, std::int64_t now);
  /// Signs and records. `contents` may have been altered since prepare(); without a serial it gets
  /// one, and where it names the key of an issuing CA that was replaced since, that of the one that
  /// signs.
  Certificate issue(const CertificateTemplate& contents);
  /// The same, signed by another key in the name of `issuer` and not recorded: for faulty peers.
  static Certificate issue_elsewhere(const CertificateTemplate& contents, BytesView issuer,
                                     const Key& key);

  /// What a TLS server certificate for these names ("DNS:localhost", "IP:127.0.0.1") holds.
  CertificateTemplate prepare_server(const Key& key, const std::vector<std::string>& names,
                                     std::int64_t now);
  /// The same, issued.
  Certificate issue_server_certificate(const Key& key, const std::vector<std::string>& names,
                                       std::int64_t now) {
    return issue(prepare_server(key, names, now));
  }

  std::size_t issued_count() const { return record_.count(); }
  /// Whether this serial (hex, as Certificate::serial_hex()) was issued here, by whichever process.
  bool issued(const std::string& serial_hex) const { return record_.contains(serial_hex); }
  /// Whether an issuing CA of ours signed this certificate, now or before a rollover, and its
  /// serial was issued here.
  bool issued(const Certificate& certificate) const;

  /// Once this returns, it is on disk; what was revoked before stays so since then. Throws
  /// std::invalid_argument when that serial was not issued here.
  void revoke(const std::string& serial_hex, std::int64_t now);
  /// By whichever process.
  bool revoked(const std::string& serial_hex) const {
    return revoked_.since(serial_hex).has_value();
  }
  /// A CertificateList (RFC 5280 5.1) of all that is revoked, whichever issuing CA of ours issued
  /// it, since they have one name; signed by the current one, good for a week.
  Bytes crl(std::int64_t now) const;

 private:
  Authority(Lineage lineage, IssuingProfile profile);
  Authority(const std::filesystem::path& directory, const AuthorityOptions& options,
            std::int64_t now);

  LineageInForce lineage_;
  IssuingProfile profile_;
  IssuedRecord record_;
  RevokedRecord revoked_;
};

}  // namespace inquest
