#include <algorithm>

#include "reference/codec/oids.h"
#include "reference/faults/catalogue.h"
#include "reference/faults/server_belief.h"
#include "reference/protocol/client_moments.h"

/// How a client validates the path from a server's certificate to an anchor (RFC 5280 6).
namespace inquest {
namespace {

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

/// Beside those of RFC 5280.
bool has_further_extension(const Certificate& certificate) {
  const auto all = certificate.extensions();
  return std::any_of(all.begin(), all.end(), [](const Extension& each) {
    return !each.id.starts_with("2.5.29.") && !each.id.starts_with("1.3.6.1.5.5.7.");
  });
}

}  // namespace

void add_client_path_faults(FaultCatalogue& add) {
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

  add(moments::server_findings,
      {.id = "client-knows-no-further-extensions-of-server",
       .role = Role::client,
       .breaks = "RFC7030-3.3.1-02",
       .story =
           "a certificate does not count that has an extension which the client does not know, "
           "though it is not critical"},
      [](ServerFindings& found) {
        if (has_further_extension(*found.leaf)) found.by_explicit.valid = false;
      });

  add(moments::server_findings,
      {.id = "client-wants-purpose-of-server",
       .role = Role::client,
       .breaks = "RFC7030-3.3.1-02",
       .story = "a certificate does not count that is for every purpose, since it names none"},
      [](ServerFindings& found) {
        if (!found.leaf->extension(oids::extended_key_usage)) found.by_explicit.valid = false;
      });
}

}  // namespace inquest
