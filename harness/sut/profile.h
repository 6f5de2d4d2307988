#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/sut/key_secrets.h"
#include "reference/codec/base64.h"
#include "reference/codec/http1.h"
#include "reference/pki/tls_settings.h"
#include "reference/protocol/full_cmc.h"
#include "reference/transport/connection.h"

/// A system under test, as its owner describes it: a YAML profile, or a few command-line options.
namespace inquest {

/// Everything unsaid has a default that suits an ordinary EST server.
struct ServerProfile {
  std::string name;                        ///< for reports; defaults to the URL
  std::string url;                         ///< "https://host:port"; no path
  Endpoint endpoint;                       ///< from the url
  std::string label;                       ///< CA label used for every request; empty: none
  std::optional<std::string> other_label;  ///< a further label that the server serves
  TrustAnchors trust;                      ///< with which the server's TLS certificate is verified
  std::optional<BasicCredentials> credentials;         ///< of HTTP authentication
  std::set<std::string> http_authentication{"basic"};  ///< with which schemes: "basic", "digest"
  std::optional<SrpCredentials> srp;                   ///< of TLS-SRP, which is TLS 1.2's
  std::optional<TlsIdentity> identity;  ///< a client certificate that the server trusts
  std::optional<CmcSecret> cmc_secret;  ///< of identity proofs in full CMC (RFC 5272 6.2)
  KeySecrets key_secrets;               ///< with which /serverkeygen can encrypt keys
  /// RFC 4514 subject of what is enrolled; "{number}" becomes a number of its own for each request.
  std::string subject = "CN=inquest-{number}";
  /// RFC 4514 subject that the server must not let this client have; empty: none is known.
  std::string forbidden_subject;
  std::set<std::string> operations{"cacerts", "simpleenroll", "simplereenroll"};
  std::set<std::string> tls{"1.2", "1.3"};
  /// Capabilities that its owner wrote down, where others are only supposed: a server that denies
  /// one of them contradicts its profile.
  std::set<std::string> declared;
  std::set<std::string> keys{"rsa-2048", "ec-p256"};  ///< key types that the server certifies
  Base64Layout layout = layouts::crlf_76;  ///< of the bodies we send where a scenario does not say
  /// Content-Transfer-Encoding of every request, for a server that fails at those without; empty:
  /// none.
  std::string content_transfer_encoding;
  /// Policies that change what is right or what can be tested: "manual-approval", "linking" (the
  /// channel binding in a request is verified), "pop-required" (and it must be there),
  /// "tls-exporter" (linking goes by RFC 9266 on TLS 1.3), "challenge-attributes" (those of RFC
  /// 7894 are evaluated), "otp-challenge" (so is its otpChallenge), "certificate-and-password" (a
  /// client certificate does not do without a password), "one-time-password" (the password serves
  /// once: for a certificate that all cases authenticate with), "rollover" (the root was replaced,
  /// and /cacerts shows both), "csr-template" (/csrattrs has a template of RFC 9908).
  std::set<std::string> policies;
  /// With manual-approval: seconds that a case asks again for what waits, before it is skipped.
  int approval_within = 0;
  struct Exclusion {
    std::string select;  ///< a selection expression
    std::string reason;
  };
  std::vector<Exclusion> exclude;

  /// Whether HTTP credentials are sent as Digest for want of Basic.
  bool speaks_digest() const {
    return http_authentication.contains("digest") && !http_authentication.contains("basic");
  }
  /// Whether TLS-SRP is the only way to authenticate that there is.
  bool has_srp_alone() const { return srp && !credentials && !identity; }

  /// What scenarios may need: operations and policies by their names, "tls1.2", "tls1.3", "basic",
  /// "digest", "srp", "shared-secret", "certificate" (a client certificate was given, or can be had
  /// by enrolling), "end-entity" (and it is no registration
  /// authority's), "forbidden-subject", "label", "key:ec-p256" and so on, "encryption:shared-key",
  /// "encryption:key-transport", "encryption:key-agreement" and "encryption:unfit-key" of
  /// /serverkeygen.
  std::set<std::string> capabilities() const;
  /// Why `capability` is missing, for people: "the profile gives no user and password".
  static std::string why_missing(const std::string& capability);
  /// Every capability a scenario may name.
  static const std::vector<std::string>& known_capabilities();
};

/// Reads a profile; paths in it are relative to it. Throws YamlError.
ServerProfile load_server_profile(const std::filesystem::path& file);

/// "https://host[:port]" into a profile; throws std::invalid_argument for another scheme or a path
/// other than "/" or one below /.well-known/est.
void set_url(ServerProfile& profile, const std::string& url);

}  // namespace inquest
