#pragma once
#include <gtest/gtest.h>

#include <chrono>
#include <mutex>
#include <string>

#include "reference/client/client.h"
#include "reference/faults/catalogue.h"
#include "reference/pki/name.h"
#include "reference/server/server.h"
#include "reference/transport/wall_clock.h"

namespace inquest {

inline RequestContents named(const std::string& subject) {
  RequestContents contents;
  contents.subject = encode_name(subject);
  return contents;
}

/// The reason why not, or "granted".
template <class Value>
std::string outcome_of(const Accepted<Value>& accepted) {
  const auto* problem = std::get_if<NotAccepted>(&accepted);
  return problem == nullptr ? "granted" : problem->reason;
}

/// Both reference peers, over TLS on loopback: a server with the user "est" and the password "pw",
/// the TLS-SRP user "device" with "secret", and a label "lab"; and its log.
class BothPeers {
 public:
  BothPeers() {
    options.policy.authority = Authority::in_memory({}, seconds_since_1970());
    options.policy.users = {{"est", "pw"}};
    options.policy.labels = {"lab"};
    options.srp_users = {{"device", "secret"}};
  }
  void start() {
    server = EstServer::start(options, [this](const std::string& line) {
      const std::lock_guard lock(mutex_);
      log_ += line + "\n";
    });
  }
  void speak_only(TlsVersion version) { options.lowest_tls = options.highest_tls = version; }

  ClientOptions client(bool with_password = true) const {
    ClientOptions made;
    made.endpoint = {"127.0.0.1", server->port()};
    made.tls.trust = server->trust();
    if (with_password) made.credentials = BasicCredentials{"est", "pw"};
    return made;
  }
  /// TLS as client() has it, for connections of one's own.
  TlsSettings tls() const {
    auto made = client().tls;
    made.expected_host = "127.0.0.1";
    return made;
  }
  std::unique_ptr<Connection> connect(const TlsSettings& tls,
                                      const std::shared_ptr<TlsSession>& resume = nullptr) const {
    auto opened = Connection::open({"127.0.0.1", server->port()}, tls, soon(), resume);
    if (!opened) throw std::runtime_error(opened.failure().what);
    return *std::move(opened);
  }
  static Deadline soon() { return Deadline::in(std::chrono::seconds(20)); }
  HttpOptions http(bool with_password = true) const {
    HttpOptions made;
    made.host = Endpoint{"127.0.0.1", server->port()}.text();
    if (with_password) made.credentials = BasicCredentials{"est", "pw"};
    return made;
  }

  /// A certificate of the server's CA for `key`, with what an identity in TLS takes.
  TlsIdentity identity(const std::string& subject, const Key& key) const {
    auto& authority = *options.policy.authority;
    return {key,
            authority.issue(authority.prepare(encode_name(subject), key.public_key(), std::nullopt,
                                              seconds_since_1970())),
            {authority.issuing()}};
  }

  std::string log() {
    const std::lock_guard lock(mutex_);
    return log_;
  }

  ServerOptions options;

 private:
  std::mutex mutex_;
  std::string log_;

 public:
  std::unique_ptr<EstServer> server;  // last: its threads use what stands above
};

}  // namespace inquest
