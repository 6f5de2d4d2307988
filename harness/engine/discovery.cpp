#include "harness/engine/discovery.h"

#include <fmt/format.h>

#include <algorithm>

#include "reference/codec/base64.h"
#include "reference/codec/csr_attributes.h"
#include "reference/codec/oids.h"
#include "reference/pki/second_reader.h"
#include "reference/protocol/challenge.h"
#include "reference/protocol/client.h"
#include "reference/protocol/rollover.h"

namespace inquest {
namespace {

/// The conversations of one discovery: each probe on a connection of its own, since a server may
/// close after whatever it dislikes.
class Prober {
 public:
  Prober(const ServerProfile& profile, std::chrono::milliseconds timeout)
      : profile_(profile), timeout_(timeout) {}

  Discovery run() {
    if (!reach()) return std::move(discovery_);
    for (const auto* version : {"1.3", "1.2", "1.1", "1.0"}) ask_for_version(version);
    ask_for_srp();
    nowhere_ = status_of(post("/.well-known/est/inquest-cannot-be-there"));
    ask_for_cacerts();
    ask_for_csr_attributes();
    for (const auto operation : {Operation::simpleenroll, Operation::simplereenroll,
                                 Operation::serverkeygen, Operation::fullcmc})
      ask_for_operation(operation);
    return std::move(discovery_);
  }

 private:
  TlsSettings settings() const {
    TlsSettings settings;
    settings.trust = profile_.trust;
    settings.expected_host = profile_.endpoint.host;
    if (!profile_.endpoint.is_address()) settings.server_name = profile_.endpoint.host;
    settings.identity = profile_.identity;
    settings.verify_server = !profile_.trust.empty();
    return settings;
  }

  Transported<std::unique_ptr<Connection>> connect(const TlsSettings& tls) const {
    return Connection::open(profile_.endpoint, tls, Deadline::in(timeout_));
  }

  bool reach() {
    auto opened = connect(settings());
    if (!opened) {
      discovery_.problem =
          fmt::format("{} cannot be reached: {}", profile_.endpoint.text(), opened.failure().what);
      return false;
    }
    const auto& tls = (*opened)->tls();
    fact("TLS", fmt::format("{} with {}", tls.version, tls.cipher_suite));
    if (!tls.peer_chain.empty())
      if (auto leaf = Certificate::decode(tls.peer_chain.front()))
        fact("Certificate", leaf->subject_text());
    if (!tls.peer_verified)
      fact("Trust", "the certificate was not verified: " + (tls.peer_verification_error.empty()
                                                                ? "no trust anchor was given"
                                                                : tls.peer_verification_error));
    found("certificate", tls.certificate_requested ? Support::offered : Support::unknown,
          tls.certificate_requested ? "the handshake asks for a client certificate"
                                    : "the handshake asks for no client certificate");
    (*opened)->close();
    return true;
  }

  void ask_for_version(const std::string& name) {
    constexpr int protocol_version = 70;  // RFC 8446 6.2
    auto tls = settings();
    tls.lowest = tls.highest = tls_version(name);
    tls.old_versions_allowed = tls.highest < TlsVersion::tls1_2;
    auto opened = connect(tls);
    if (opened) {
      (*opened)->close();
      found("tls" + name, Support::offered, "a handshake came about");
      if (tls.old_versions_allowed)
        hint(fmt::format("TLS {} is negotiated, which RFC 8996 forbids", name));
      return;
    }
    const auto& failure = opened.failure();
    found("tls" + name, failure.alert == protocol_version ? Support::denied : Support::unknown,
          failure.what);
  }

  /// With a user who cannot exist: a server that knows TLS-SRP says that it does not know him, or
  /// goes on and fails him at the end; one that does not know it has no cipher suite for us.
  void ask_for_srp() {
    constexpr int handshake_failure = 40;
    constexpr int bad_record_mac = 20;
    constexpr int unknown_psk_identity = 115;  // RFC 5054 2.9
    auto tls = settings();
    tls.srp = SrpCredentials{"inquest-nobody", "inquest-nothing"};
    tls.highest = TlsVersion::tls1_2;
    auto opened = connect(tls);
    if (opened) {
      (*opened)->close();
      found("srp", Support::offered, "a handshake came about");
      return;
    }
    const auto& failure = opened.failure();
    const bool knows = failure.alert == unknown_psk_identity || failure.alert == bad_record_mac;
    found("srp",
          knows                                ? Support::offered
          : failure.alert == handshake_failure ? Support::denied
                                               : Support::unknown,
          failure.what);
  }

  HttpOptions http() const {
    HttpOptions http;
    http.host = profile_.endpoint.text();
    http.label = profile_.label;
    return http;
  }

  Transported<Exchange> exchange(const HttpRequest& request) const {
    auto opened = connect(settings());
    if (!opened) return opened.failure();
    auto answered = (*opened)->exchange(request, ReadLimits{}, Deadline::in(timeout_));
    (*opened)->close();
    return answered;
  }

  /// A POST without a body, and without credentials.
  Transported<Exchange> post(const std::string& target) const {
    HttpRequest request;
    request.method = "POST";
    request.target = target;
    request.headers = {{"Host", http().host}, {"Content-Length", "0"}};
    return exchange(request);
  }

  static std::optional<int> status_of(const Transported<Exchange>& answered) {
    return answered ? std::optional(answered->response.status) : std::nullopt;
  }

  void ask_for_cacerts() {
    const auto answered = exchange(cacerts_request(http(), {}));
    const auto status = status_of(answered);
    if (status != 200) {
      found("cacerts", Support::unknown,
            status ? fmt::format("{} to GET", *status) : answered.failure().what);
      return;
    }
    found("cacerts", Support::offered, "200 to GET");
    const auto accepted = accept_cacerts(answered->response, 0);
    if (const auto* problem = std::get_if<NotAccepted>(&accepted)) {
      hint("what /cacerts answers cannot be used: " + problem->reason);
      return;
    }
    const auto& certificates = std::get<std::vector<Certificate>>(accepted);
    fact("CA certificates", std::to_string(certificates.size()));
    const auto roots = std::count_if(certificates.begin(), certificates.end(),
                                     [](const Certificate& each) { return each.self_signed(); });
    if (roots > 1)
      hint(fmt::format("/cacerts holds {} self-signed certificates: a rollover may be under way",
                       roots));
    if (const auto root = current_root(certificates)) fact("Root", root->fingerprint());
  }

  void ask_for_csr_attributes() {
    const auto answered = exchange(base_request(Operation::csrattrs, http()));
    const auto status = status_of(answered);
    const auto how = status ? fmt::format("{} to GET", *status) : answered.failure().what;
    if (status == 401 || status == 403) {
      found("csrattrs", nowhere_ == status ? Support::unknown : Support::offered, how);
      hint("/csrattrs wants authentication, which RFC 7030 4.5.1 says it should not");
      return;
    }
    if (status != 200 && status != 204) {
      // 404 means the same as 204 (RFC 7030 4.5.2): there is nothing to ask for.
      found("csrattrs", status == 404 ? Support::denied : Support::unknown, how);
      return;
    }
    found("csrattrs", Support::offered, how);
    if (status == 200) look_at_csr_attributes(answered->response);
  }

  void look_at_csr_attributes(const HttpResponse& response) {
    const auto der = decode_base64(text_of(response.body));
    const auto attributes = der ? decode_csr_attributes(*der) : Result<CsrAttributes>(der.error());
    if (!attributes) {
      hint("what /csrattrs answers cannot be read: " + attributes.error().text());
      return;
    }
    if (attributes->names(oids::challenge_password))
      hint("/csrattrs asks for challengePassword: the policy pop-required may hold");
  }

  void ask_for_operation(Operation operation) {
    const std::string name(name_of(operation));
    const auto answered = post(path_of(operation, profile_.label));
    const auto status = status_of(answered);
    if (!status) {
      found(name, Support::unknown, answered.failure().what);
      return;
    }
    auto how = fmt::format("{} to an empty POST", *status);
    const auto support = support_by_status(*status, nowhere_);
    if (support == Support::unknown && nowhere_ == status)
      how += ", as to a path that cannot be there";
    found(name, support, how);
    for (const auto& challenge : challenges_of(answered->response))
      if (discovery_.find(challenge.scheme) == nullptr)
        found(challenge.scheme, Support::offered, fmt::format("a challenge of /{}", name));
  }

  void found(std::string capability, Support support, std::string how) {
    discovery_.found.push_back({std::move(capability), support, std::move(how)});
  }
  void fact(std::string name, std::string value) {
    discovery_.facts.emplace_back(std::move(name), std::move(value));
  }
  void hint(std::string text) { discovery_.hints.push_back(std::move(text)); }

  const ServerProfile& profile_;
  std::chrono::milliseconds timeout_;
  std::optional<int> nowhere_;  ///< how a path that cannot exist is answered
  Discovery discovery_;
};

}  // namespace

std::string_view name_of(Support support) {
  switch (support) {
    case Support::offered:
      return "offered";
    case Support::denied:
      return "denied";
    case Support::unknown:
      return "unknown";
  }
  return "";
}

const Discovered* Discovery::find(std::string_view capability) const {
  const auto at = std::find_if(found.begin(), found.end(), [&](const Discovered& each) {
    return each.capability == capability;
  });
  return at == found.end() ? nullptr : &*at;
}

Support support_by_status(int status, std::optional<int> status_of_nowhere) {
  if (status == 404 || status == 405 || status == 501) return Support::denied;
  if (status == status_of_nowhere || status >= 500 || status / 100 == 3) return Support::unknown;
  return Support::offered;
}

Discovery discover(const ServerProfile& profile, std::chrono::milliseconds timeout) {
  return Prober(profile, timeout).run();
}

}  // namespace inquest
