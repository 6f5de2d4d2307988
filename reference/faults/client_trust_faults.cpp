#include <algorithm>

#include "reference/codec/oids.h"
#include "reference/faults/catalogue.h"
#include "reference/protocol/client_moments.h"

namespace inquest {
namespace {

const auto finish_any_handshake = [](ClientConnecting& connecting) {
  connecting.tls.verify_server = false;
};

void authorize(ServerJudgement& judgement) {
  if (!judgement.authorization.authorized())
    judgement.authorization = {ServerAuthorization::By::explicit_anchors, ""};
}

bool enrolls(Operation operation) {
  return operation == Operation::simpleenroll || operation == Operation::simplereenroll ||
         operation == Operation::fullcmc;
}

/// Whether one of whom it was shown or is trusted signed it, and leads to an anchor; what it says
/// of itself is not looked at.
bool issued_by_known(const ServerFindings& found) {
  auto issuers = *found.intermediates;
  const auto& anchors = found.trust->explicit_anchors;
  issuers.insert(issuers.end(), anchors.begin(), anchors.end());
  return std::any_of(issuers.begin(), issuers.end(), [&](const Certificate& each) {
    return found.leaf->issued_by(each) &&
           verify_path(each, issuers, anchors, found.now, Purpose::any).valid;
  });
}

std::string common_name(const Certificate& certificate) {
  const auto text = certificate.subject_text();
  const auto begin = text.rfind("CN=");
  if (begin == std::string::npos) return "";
  return text.substr(begin + 3, text.find(',', begin) - begin - 3);
}

/// The dNSNames of a certificate.
std::vector<std::string> dns_names(const Certificate& certificate) {
  std::vector<std::string> names;
  const auto extension = certificate.extension(oids::subject_alt_name);
  const auto all = extension ? decode_der(extension->value) : Result<Element>(ParseError{});
  if (!all) return names;
  for (const auto& each : all->children())
    if (each.tag() == static_cast<Tag>(0x82)) names.emplace_back(text_of(each.contents()));
  return names;
}

template <class Matches>
bool any_name(const ServerFindings& found, Matches matches) {
  const auto names = dns_names(*found.leaf);
  return std::any_of(names.begin(), names.end(), matches);
}

void add_faults_of_authenticity(FaultCatalogue& add) {
  add(moments::client_connecting,
      {.id = "client-verifies-no-server",
       .role = Role::client,
       .breaks = "RFC7030-3.3.1-01",
       .story = "the client believes every server, whatever its certificate"},
      finish_any_handshake, moments::server_judgement, authorize);

  add(moments::client_connecting,
      {.id = "client-believes-any-issuer",
       .role = Role::client,
       .breaks = "RFC7030-3.3.1-07",
       .story = "a server counts that has the right name, whoever certified it"},
      finish_any_handshake, moments::server_findings,
      [](ServerFindings& found) { found.by_explicit.valid = true; });

  add(moments::client_connecting,
      {.id = "client-believes-expired-server",
       .role = Role::client,
       .breaks = "RFC7030-3.3.1-02",
       .story = "a server's certificate counts after its end"},
      finish_any_handshake, moments::server_findings, [](ServerFindings& found) {
        if (found.leaf->not_after() < found.now && issued_by_known(found))
          found.by_explicit.valid = true;
      });

  add(moments::client_connecting,
      {.id = "client-believes-server-of-tomorrow",
       .role = Role::client,
       .breaks = "RFC7030-3.3.1-02",
       .story = "a server's certificate counts before its begin"},
      finish_any_handshake, moments::server_findings, [](ServerFindings& found) {
        if (found.leaf->not_before() > found.now && issued_by_known(found))
          found.by_explicit.valid = true;
      });

  add(moments::client_connecting,
      {.id = "client-believes-server-without-purpose",
       .role = Role::client,
       .breaks = "RFC7030-3.3.1-02",
       .story = "a certificate counts that is not for TLS servers"},
      finish_any_handshake, moments::server_findings, [](ServerFindings& found) {
        found.by_explicit = verify_path(*found.leaf, *found.intermediates,
                                        found.trust->explicit_anchors, found.now, Purpose::any);
      });

  add(moments::client_connecting,
      {.id = "client-believes-server-of-no-authority",
       .role = Role::client,
       .breaks = "RFC7030-3.3.1-02",
       .story = "a certificate counts that was issued by one who is no CA"},
      finish_any_handshake, moments::server_findings, [](ServerFindings& found) {
        if (issued_by_known(found)) found.by_explicit.valid = true;
      });

  add(moments::client_connecting,
      {.id = "client-ignores-critical-extension-of-server",
       .role = Role::client,
       .breaks = "RFC7030-3.3.1-02",
       .story = "a certificate counts although it has a critical extension that nobody knows"},
      finish_any_handshake, moments::server_findings, [](ServerFindings& found) {
        // As OpenSSL calls what it found last.
        if (found.by_explicit.reason.find("unhandled critical extension") != std::string::npos)
          found.by_explicit.valid = true;
      });

  add(moments::client_connecting,
      {.id = "client-believes-whoever-certified-itself",
       .role = Role::client,
       .breaks = "RFC7030-3.3.1-07",
       .story = "a server's self-signed certificate counts where it has the right name"},
      finish_any_handshake, moments::server_findings, [](ServerFindings& found) {
        if (found.leaf->self_signed()) found.by_explicit.valid = true;
      });

  add(
      moments::client_connecting,
      {.id = "client-without-anchors-believes-anybody",
       .role = Role::client,
       .breaks = "RFC7030-4.1.1-08",
       .story = "a client without trust anchors goes on with whatever server there is"},
      [](ClientConnecting& connecting) {
        if (connecting.tls.trust.empty()) connecting.tls.verify_server = false;
      },
      moments::server_findings,
      [](ServerFindings& found) {
        if (!found.trust->explicit_anchors.empty() || !found.trust->implicit_anchors.empty())
          return;
        found.by_explicit.valid = found.named = true;
      });

  add(moments::client_connecting,
      {.id = "client-without-certificate-has-no-anchors",
       .role = Role::client,
       .breaks = "RFC7030-3.1-06",
       .story = "explicit trust anchors count only where the client has a certificate of its own"},
      [](ClientConnecting& connecting) {
        if (!connecting.identity) connecting.tls.trust.clear();
      });

  add(moments::server_findings,
      {.id = "client-confuses-its-anchors",
       .role = Role::client,
       .breaks = "RFC7030-3.3.1-04",
       .story = "implicit trust anchors count as if they were explicit ones"},
      [](ServerFindings& found) {
        if (found.by_implicit.valid) found.by_explicit = found.by_implicit;
      });
}

void add_faults_of_authorization(FaultCatalogue& add) {
  add(moments::server_judgement,
      {.id = "client-judges-no-authorization",
       .role = Role::client,
       .breaks = "RFC7030-3.3.1-05",
       .story = "a server that is authentic counts as authorised"},
      authorize);

  add(moments::server_findings,
      {.id = "client-compares-no-name",
       .role = Role::client,
       .breaks = "RFC7030-3.6.1-01",
       .story = "the name in the server's certificate is not compared with the URI"},
      [](ServerFindings& found) { found.named = true; });

  add(moments::server_findings,
      {.id = "client-compares-end-of-name",
       .role = Role::client,
       .breaks = "RFC7030-3.6.1-01",
       .story = "a certificate for a domain counts for every host below it"},
      [](ServerFindings& found) {
        found.named = found.named || any_name(found, [&](const std::string& name) {
                        return found.host.ends_with("." + name);
                      });
      });

  add(moments::server_findings,
      {.id = "client-compares-begin-of-name",
       .role = Role::client,
       .breaks = "RFC7030-3.6.1-01",
       .story = "a certificate counts whose name begins with that of the host"},
      [](ServerFindings& found) {
        found.named = found.named || any_name(found, [&](const std::string& name) {
                        return name.starts_with(found.host);
                      });
      });

  add(moments::server_findings,
      {.id = "client-reads-wildcard-as-many-labels",
       .role = Role::client,
       .breaks = "RFC7030-3.6.1-01",
       .story = "a wildcard in a certificate stands for several labels"},
      [](ServerFindings& found) {
        found.named = found.named || any_name(found, [&](const std::string& name) {
                        return name.starts_with("*.") && found.host.ends_with(name.substr(1));
                      });
      });

  add(moments::server_findings,
      {.id = "client-takes-common-name-beside-others",
       .role = Role::client,
       .breaks = "RFC7030-3.6.1-01",
       .story = "the common name counts although subjectAltName has names"},
      [](ServerFindings& found) {
        found.named = found.named || common_name(*found.leaf) == found.host;
      });

  add(moments::expected_host,
      {.id = "client-compares-name-of-first-server",
       .role = Role::client,
       .breaks = "RFC7030-3.6.1-01",
       .story = "after a redirection the server must have the name of the one before it"},
      [](ExpectedHost& expected) { expected.host = expected.configured; });

  add(moments::server_findings,
      {.id = "client-takes-any-purpose-for-ra",
       .role = Role::client,
       .breaks = "RFC7030-3.6.1-02",
       .story = "any extended key usage stands in for the name, and not id-kp-cmcRA alone"},
      [](ServerFindings& found) {
        if (found.leaf->extension(oids::extended_key_usage)) found.registration_authority = true;
      });

  add(moments::client_connecting,
      {.id = "client-authorizes-after-the-answer",
       .role = Role::client,
       .breaks = "",
       .story = "legal: the server is judged only when it has answered"},
      finish_any_handshake, moments::server_judgement, authorize, moments::incoming_response,
      [](IncomingResponse& incoming) {
        if (!incoming.authorization->authorized())
          incoming.problem = NotAccepted{
              NotAccepted::Why::untrusted, "not authorised: " + incoming.authorization->reason, {}};
      });

  add(moments::server_judgement,
      {.id = "client-answers-challenge-of-anybody",
       .role = Role::client,
       .breaks = "RFC7030-3.2.3-10",
       .story = "the challenge of a server that is not authorised is answered"},
      authorize, moments::incoming_response, [](IncomingResponse& incoming) {
        if (!incoming.authorization->authorized() && incoming.response.status != 401)
          incoming.problem = NotAccepted{
              NotAccepted::Why::untrusted, "not authorised: " + incoming.authorization->reason, {}};
      });

  add(moments::server_judgement,
      {.id = "client-knows-no-server-without-certificate",
       .role = Role::client,
       .breaks = "RFC7030-3.6-04",
       .story = "a server that TLS-SRP authenticated is not believed"},
      [](ServerJudgement& judgement) {
        if (judgement.authorization.by == ServerAuthorization::By::no_certificate)
          judgement.authorization = {ServerAuthorization::By::nobody, "it has no certificate"};
      });
}

/// The same for one operation each.
void add_faults_of_operations(FaultCatalogue& add) {
  add(
      moments::client_connecting,
      {.id = "client-fetches-cacerts-from-anybody",
       .role = Role::client,
       .breaks = "RFC7030-4.1.2-05",
       .story = "CA certificates are taken from a server that nobody authenticated"},
      [](ClientConnecting& connecting) {
        if (connecting.operation == Operation::cacerts) connecting.tls.verify_server = false;
      },
      moments::server_judgement,
      [](ServerJudgement& judgement) {
        if (judgement.operation == Operation::cacerts) authorize(judgement);
      });

  add(
      moments::client_connecting,
      {.id = "client-enrolls-at-anybody",
       .role = Role::client,
       .breaks = "RFC7030-4.2-05",
       .story = "an enrolment goes to a server that nobody authenticated"},
      [](ClientConnecting& connecting) {
        if (enrolls(connecting.operation)) connecting.tls.verify_server = false;
      },
      moments::server_judgement,
      [](ServerJudgement& judgement) {
        if (enrolls(judgement.operation)) authorize(judgement);
      });

  add(moments::server_judgement,
      {.id = "client-enrolls-at-another-server",
       .role = Role::client,
       .breaks = "RFC7030-4.2-06",
       .story = "an enrolment goes to a server of the right CA and of another name"},
      [](ServerJudgement& judgement) {
        if (enrolls(judgement.operation)) authorize(judgement);
      });

  add(
      moments::client_connecting,
      {.id = "client-asks-anybody-for-key",
       .role = Role::client,
       .breaks = "RFC7030-4.4-04",
       .story = "a key is asked of a server that nobody authenticated"},
      [](ClientConnecting& connecting) {
        if (connecting.operation == Operation::serverkeygen) connecting.tls.verify_server = false;
      },
      moments::server_judgement,
      [](ServerJudgement& judgement) {
        if (judgement.operation == Operation::serverkeygen) authorize(judgement);
      });

  add(moments::server_judgement,
      {.id = "client-asks-another-server-for-key",
       .role = Role::client,
       .breaks = "RFC7030-4.4-05",
       .story = "a key is asked of a server of the right CA and of another name"},
      [](ServerJudgement& judgement) {
        if (judgement.operation == Operation::serverkeygen) authorize(judgement);
      });
}

/// A server that nothing is known of (RFC 7030 4.1.1).
void add_faults_of_bootstrap(FaultCatalogue& add) {
  add(moments::fingerprint_judgement,
      {.id = "bootstrap-takes-any-root",
       .role = Role::client,
       .breaks = "RFC7030-4.1.1-02",
       .story = "a root counts although its fingerprint is another than the user gave"},
      [](FingerprintJudgement& judgement) { judgement.known = true; });

  add(moments::fingerprint_judgement,
      {.id = "bootstrap-takes-fingerprint-of-no-root",
       .role = Role::client,
       .breaks = "RFC7030-4.1.1-02",
       .story = "the fingerprint of any certificate will do, and the root beside it is believed"},
      [](FingerprintJudgement& judgement) {
        judgement.known = std::any_of(
            judgement.certificates->begin(), judgement.certificates->end(),
            [&](const Certificate& each) { return each.fingerprint() == judgement.fingerprint; });
      });

  add(
      moments::connecting_failed,
      {.id = "client-goes-on-provisionally",
       .role = Role::client,
       .breaks = "RFC7030-4.1.1-04",
       .story = "where verification fails the client connects again without it, and goes on"},
      [](ConnectingFailed& failed) {
        failed.next = failed.tried;
        failed.next->tls.verify_server = false;
      },
      moments::server_judgement, authorize);
}

}  // namespace

void add_client_trust_faults(FaultCatalogue& add) {
  add_faults_of_authenticity(add);
  add_faults_of_authorization(add);
  add_faults_of_operations(add);
  add_faults_of_bootstrap(add);
}

}  // namespace inquest
