#pragma once
#include <gmock/gmock.h>

#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "reference/client/client.h"
#include "reference/pki/authority.h"
#include "reference/protocol/server.h"
#include "reference/transport/listener.h"

/// One client with a fault, or without, before a server that behaves as a test wants it: what each
/// fault of a client's decisions makes of it is told by tables of rows.
namespace inquest {

inline constexpr std::int64_t day = 86'400;

/// A server, what it was asked, and a client's way to it.
class ClientScene {
 public:
  ClientScene();

  // -- the server, before start() --
  ServerPolicy policy;
  ListenerOptions listening;       ///< TLS unless a test takes that away
  CertificateTemplate contents;    ///< of the server's certificate
  std::vector<Certificate> chain;  ///< that it shows beside
  /// Another certificate than `contents` says, for the same key.
  std::optional<Certificate> certificate;
  Deviations server_deviations;
  /// What the server makes of its answer.
  std::function<void(HttpResponse&, const HttpRequest&)> twist = [](auto&, auto&) {};
  /// What it makes of the bytes of that.
  std::function<void(WireReply&, const HttpRequest&)> garble = [](auto&, auto&) {};
  Key server_key = Key::generate(KeyKind("ec-p256"));

  /// Is certified by this CA, and issues by it.
  void belong_to(const std::shared_ptr<Authority>& authority);
  /// Names instead of those that the client asks for, and no purpose but that of a TLS server.
  void name_server(const std::vector<std::string>& names);
  void start();
  std::uint16_t port() const { return listener_->port(); }
  void replace_tls(const TlsSettings& tls) { listener_->replace_tls(tls); }
  std::string origin() const { return "https://127.0.0.1:" + std::to_string(port()); }

  // -- the client --
  ClientOptions options;
  Key key = Key::generate(KeyKind("ec-p256"));
  double patience = 60;

  /// "granted" or why not, a line for each pause, and one for each request.
  std::string enroll(Operation operation = Operation::simpleenroll);
  /// Something happens while the client waits.
  std::string enroll_while_waiting(const std::function<void()>& happens);
  std::string fetch_cacerts();
  std::string fetch_csr_attributes();
  std::string fetch_server_key(const KeyProtection& protection = {});
  /// From a server that commits these faults.
  std::string enroll_at(const std::vector<std::string>& faults);
  std::string enroll_by_cmc();
  std::string bootstrap(const std::string& fingerprint);
  /// A certificate of the server's CA, with what an identity in TLS takes.
  TlsIdentity identity(const std::string& subject);
  RequestContents wanted;

  static std::int64_t now();
  /// A connection of somebody who showed nothing.
  static TlsFacts anonymous() {
    TlsFacts tls;
    tls.version = "TLSv1.3";
    return tls;
  }
  /// What was asked, a line for each request.
  std::string log();
  std::size_t requests();

 private:
  WireReply answer(const HttpRequest& request, const Peer& peer);
  std::string report(const std::string& outcome);
  std::string enroll(Operation operation, const std::function<void()>& meanwhile);

  std::mutex mutex_;
  std::string log_;
  std::unique_ptr<Listener> listener_;  // last: its threads use what stands above
};

/// What a client does in one scene, honest and with the fault.
struct FaultRow {
  std::string fault;
  std::function<std::string(ClientScene&)> play;
  std::string honest;  ///< is in the report of the honest client
  std::string faulty;  ///< is in that of the faulty one, and not in the other
};

/// Plays the rows both ways.
void play(const std::vector<FaultRow>& rows);

/// Whether this is a fault of what a client decides, which the tables are about.
bool is_of_deciding(const std::string& moment);

// -- the tables, one file each --
const std::vector<FaultRow>& trust_rows();
const std::vector<FaultRow>& credential_rows();
const std::vector<FaultRow>& record_rows();
const std::vector<FaultRow>& flow_rows();
const std::vector<FaultRow>& answer_rows();
const std::vector<FaultRow>& http_rows();
const std::vector<FaultRow>& linking_rows();
const std::vector<FaultRow>& attribute_rows();
const std::vector<FaultRow>& key_rows();
const std::vector<FaultRow>& cmc_rows();
const std::vector<FaultRow>& crash_rows();

}  // namespace inquest
