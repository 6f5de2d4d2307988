#pragma once
#include <chrono>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "reference/codec/http1.h"
#include "reference/pki/key.h"
#include "reference/pki/tls_settings.h"
#include "reference/protocol/client.h"
#include "reference/protocol/full_cmc.h"
#include "reference/protocol/operation.h"
#include "reference/protocol/server_key.h"
#include "reference/transport/connection.h"

/// What a client under test is told to do, what it did, and who tells it.
namespace inquest {

/// One operation, once. Everything unsaid is ordinary.
struct Errand {
  Operation operation = Operation::simpleenroll;
  Endpoint server;
  std::string label;                 ///< empty: none
  TrustAnchors trust;                ///< explicit trust anchors; none: there are none yet
  TrustAnchors implicit_trust;       ///< anchors of others, like those of browsers
  std::vector<Certificate> issuing;  ///< CAs between its root and what it issues
  std::string fingerprint;           ///< of a root, "sha256:...", to bootstrap by; or empty
  std::optional<BasicCredentials> credentials;  ///< of HTTP authentication, when it is asked for
  std::optional<SrpCredentials> srp;            ///< of TLS-SRP
  std::optional<TlsIdentity> identity;          ///< to show in TLS, and to be renewed
  std::string subject = "CN=inquest-device";    ///< RFC 4514
  std::vector<std::string> alternative_names;   ///< to have certified, each like "DNS:a.example"
  std::optional<CmcSecret> cmc_secret;          ///< to prove who asks in full CMC (RFC 5272 6.2)
  KeyProtection protection;                     ///< of a key that the server makes, beyond TLS
  std::string one_time_password;                ///< of the request (RFC 7894 3.1); empty: none
  std::string revocation_challenge;             ///< by which to revoke (RFC 7894 3.2), likewise
  std::optional<Key> key;                       ///< to be certified, where a client takes a CSR
  std::chrono::seconds wait{0};                 ///< how long to go on asking when it is put off
  bool obey = false;                            ///< ask /csrattrs first
  bool cacerts_first = false;  ///< ask /cacerts first, and trust what that says from then on
};

/// What its CSR asks for: the names of the certificate that is renewed (RFC 7030 4.2.2), or else
/// the subject and the names that were said.
RequestContents contents_for(const Errand& errand);

/// What came of it, beside what was seen on the wire.
struct Deed {
  bool ran = false;     ///< it was started, and came to an end of its own
  std::string command;  ///< as it would be typed, without secrets; empty: there was none
  std::string ended;    ///< "exit status 0", "killed by signal 11 (...)"; for people
  bool crashed = false;
  bool contained = false;          ///< stopped by us, since it passed a limit
  std::optional<int> exit_status;  ///< it lies in clients that are in use
  std::string output;              ///< what it printed
  std::chrono::milliseconds took{0};
  /// Certificates that it keeps now, wherever its profile says that it keeps them; nothing: the
  /// profile does not say where.
  std::optional<std::vector<Certificate>> stored;
  std::optional<std::vector<Key>> stored_keys;  ///< private keys, likewise
  bool unseen = false;                ///< it is a device elsewhere: what it keeps cannot be seen
  std::optional<bool> said_accepted;  ///< somebody who sees the device said whether it accepted
  std::optional<std::vector<Certificate>> anchors;  ///< what it trusts from now on, likewise
};

/// A way to have a client do something.
class ClientDriver {
 public:
  ClientDriver() = default;
  ClientDriver(const ClientDriver&) = delete;
  ClientDriver& operator=(const ClientDriver&) = delete;
  virtual ~ClientDriver() = default;
  /// Throws for trouble of our own alone. Safe to call on many threads.
  virtual Deed run(const Errand& errand) = 0;
};

}  // namespace inquest
