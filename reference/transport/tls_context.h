#pragma once
#include <memory>

#include "reference/pki/openssl.h"
#include "reference/pki/tls_settings.h"
#include "reference/transport/seams.h"

/// TlsSettings turned into what OpenSSL wants, once for many connections. Private to this folder.
namespace inquest {

enum class TlsRole { client, server };

/// Immutable once made; safe to use from many threads.
class TlsContext {
 public:
  /// Throws OpensslError when the settings cannot be had: an unknown cipher suite, a key that does
  /// not belong to the certificate.
  TlsContext(TlsRole role, TlsSettings settings, std::function<void(std::string_view)> key_log);

  TlsRole role() const { return role_; }
  const TlsSettings& settings() const { return settings_; }
  SSL_CTX* native() const { return context_.get(); }

 private:
  void choose_versions_and_suites();
  void allow_srp();
  void present_identity();
  void trust_anchors();
  void allow_resumption();

  TlsRole role_;
  TlsSettings settings_;
  Bytes trusted_authorities_;  ///< as they are sent
  std::function<void(std::string_view)> key_log_;
  SslContextPtr context_;
};

}  // namespace inquest
