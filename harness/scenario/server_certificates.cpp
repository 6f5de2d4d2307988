#include "harness/scenario/server_certificates.h"

#include <algorithm>
#include <functional>
#include <stdexcept>

#include "reference/codec/hex.h"
#include "reference/codec/oids.h"
#include "reference/pki/name.h"

namespace inquest {
namespace {

constexpr std::int64_t day = 86400;
constexpr auto code_signing = "1.3.6.1.5.5.7.3.3";
constexpr auto name_constraints = "2.5.29.30";

void replace_extension(CertificateTemplate& certificate, const Extension& extension) {
  for (auto& each : certificate.extensions)
    if (each.id == extension.id) each = extension;
}

void drop_extension(CertificateTemplate& certificate, const std::string& id) {
  std::erase_if(certificate.extensions, [&](const Extension& each) { return each.id == id; });
}

// -- what the CA of the server issues itself --

using Alteration = std::function<void(CertificateTemplate&)>;

Alteration purposes(const std::vector<std::string>& all) {
  return [all](CertificateTemplate& certificate) {
    replace_extension(certificate, extensions::extended_key_usage(all));
  };
}

Alteration names(const std::vector<std::string>& all) {
  return [all](CertificateTemplate& certificate) {
    purposes({oids::server_auth})(certificate);
    replace_extension(certificate, extensions::subject_alt_name(all));
  };
}

const std::vector<std::pair<std::string, Alteration>>& alterations() {
  static const std::vector<std::pair<std::string, Alteration>> all{
      {"expired",
       [](CertificateTemplate& certificate) {
         certificate.not_after = certificate.not_before - day;
         certificate.not_before -= 30 * day;
       }},
      {"of-tomorrow", [](CertificateTemplate& certificate) { certificate.not_before += 2 * day; }},
      {"for-clients-alone", purposes({oids::client_auth})},
      {"for-signing-code-alone", purposes({code_signing})},
      {"not-for-signing",
       [](CertificateTemplate& certificate) {
         replace_extension(certificate, extensions::key_usage({"cRLSign"}));
       }},
      {"with-unknown-critical-extension",
       [](CertificateTemplate& certificate) {
         // Below 1.3.6.1.4.1.32473, which RFC 5612 keeps for examples.
         certificate.extensions.push_back({"1.3.6.1.4.1.32473.7.1", true, *decode_hex("0500")});
       }},
      // -- legal --
      {"with-unknown-extension",
       [](CertificateTemplate& certificate) {
         certificate.extensions.push_back({"1.3.6.1.4.1.32473.7.1", false, *decode_hex("0500")});
       }},
      {"for-every-purpose",
       [](CertificateTemplate& certificate) {
         drop_extension(certificate, oids::extended_key_usage);
       }},
      {"without-registration-authority", purposes({oids::server_auth})},
      {"name-among-many",
       names({"DNS:a.example", "DNS:b.example", "IP:192.0.2.7", "DNS:*.c.example", "DNS:localhost",
              "IP:127.0.0.1", "DNS:d.example"})},
      {"name-in-capitals", names({"DNS:LOCALHOST", "IP:127.0.0.1"})},
      {"name-of-localhost-alone", names({"DNS:localhost"})},
      {"address-alone", names({"IP:127.0.0.1"})},
      // -- of another host --
      {"other-name", names({"DNS:elsewhere.example"})},
      {"other-address", names({"IP:127.0.0.2", "DNS:elsewhere.example"})},
      {"name-of-parent", names({"DNS:0.0.1", "DNS:host"})},
      {"name-begins-alike", names({"DNS:127.0.0.1.example", "DNS:localhost.example"})},
      {"name-ends-alike", names({"DNS:elsewhere-localhost", "DNS:7.127.0.0.1"})},
      {"wildcard-of-many-labels", names({"DNS:*.0.1", "DNS:*.*"})},
      {"wildcard-below-host", names({"DNS:*.localhost", "DNS:*.127.0.0.1"})},
      {"wildcard-alone", names({"DNS:*"})},
      {"wildcard-within-label", names({"DNS:local*.example", "DNS:*.0.0.1"})},
      {"common-name-beside-other-names",
       [](CertificateTemplate& certificate) {
         names({"DNS:elsewhere.example"})(certificate);
         certificate.subject = encode_name("CN=127.0.0.1");
       }},
      {"host-in-common-name-beside-other-names",
       [](CertificateTemplate& certificate) {
         names({"DNS:elsewhere.example"})(certificate);
         certificate.subject = encode_name("CN=localhost");
       }},
      {"host-as-other-kinds-of-name",
       names({"email:a@localhost", "URI:https://localhost/", "URI:https://127.0.0.1/"})},
      {"registration-authority-of-another-name",
       [](CertificateTemplate& certificate) {
         names({"DNS:elsewhere.example"})(certificate);
         purposes({oids::server_auth, oids::cmc_ra})(certificate);
       }},
  };
  return all;
}

// -- what others issue --

struct Making {
  CertificateTemplate contents;  ///< right in everything, but says no key of an issuer
  Key key;
  Authority& authority;
  std::int64_t now;
};

using Maker = std::function<TlsIdentity(const Making&)>;

/// Below a certificate that the CA of the server issued, and which differs from that of a CA by
/// `alter`.
Maker below(const Alteration& alter) {
  return [alter](const Making& making) {
    auto& authority = making.authority;
    const auto key = Key::generate(KeyKind("ec-p256"));
    CertificateTemplate contents;
    contents.subject = encode_name("CN=inquest test subordinate CA");
    contents.public_key = key.public_key();
    contents.not_before = making.now - 30 * day;
    contents.not_after = making.now + 30 * day;
    contents.extensions = {extensions::basic_constraints(true),
                           extensions::key_usage({"keyCertSign", "cRLSign"}),
                           extensions::subject_key_identifier(key.public_key())};
    alter(contents);
    const auto above = authority.root();
    const auto between =
        Authority::issue_elsewhere(contents, above.subject(), authority.root_key());
    return TlsIdentity{
        making.key, Authority::issue_elsewhere(making.contents, between.subject(), key), {between}};
  };
}

const std::vector<std::pair<std::string, Maker>>& makers() {
  static const std::vector<std::pair<std::string, Maker>> all{
      {"of-another-ca",
       [](const Making& making) {
         // Its names are those of the CA that clients know.
         const auto other = Authority::in_memory({}, making.now);
         return TlsIdentity{making.key,
                            Authority::issue_elsewhere(making.contents, other->issuing().subject(),
                                                       other->issuing_key()),
                            other->chain()};
       }},
      {"self-signed",
       [](const Making& making) {
         return TlsIdentity{
             making.key,
             Authority::issue_elsewhere(making.contents, making.contents.subject, making.key),
             {}};
       }},
      {"signature-wrong",
       [](const Making& making) {
         const auto& issuing = making.authority.issuing();
         return TlsIdentity{making.key,
                            Authority::issue_elsewhere(making.contents, issuing.subject(),
                                                       Key::generate(KeyKind("ec-p256"))),
                            {issuing}};
       }},
      {"below-another-ca", below([](CertificateTemplate&) {})},  // legal
      {"below-no-ca", below([](CertificateTemplate& ca) {
         ca.extensions = {extensions::basic_constraints(false),
                          extensions::key_usage({"digitalSignature"})};
       })},
      {"below-ca-without-cert-sign", below([](CertificateTemplate& ca) {
         replace_extension(ca, extensions::key_usage({"digitalSignature"}));
       })},
      {"below-expired-ca",
       below([](CertificateTemplate& ca) { ca.not_after = ca.not_before + day; })},
      {"below-ca-of-other-names", below([](CertificateTemplate& ca) {
         // NameConstraints: permitted are DNS names below example, and addresses of 192.0.2.0/24.
         ca.extensions.push_back(
             {name_constraints, true,
              *decode_hex("3019a017300982076578616d706c65300a8708c0000200ffffff00")});
       })},
  };
  return all;
}

template <class Value>
const Value* find(const std::vector<std::pair<std::string, Value>>& all, const std::string& kind) {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const auto& each) { return each.first == kind; });
  return found == all.end() ? nullptr : &found->second;
}

}  // namespace

std::vector<std::string> server_certificate_kinds() {
  std::vector<std::string> kinds{"right"};
  for (const auto& [kind, alter] : alterations()) kinds.push_back(kind);
  for (const auto& [kind, make] : makers()) kinds.push_back(kind);
  return kinds;
}

void show_certificate(const std::string& kind, ServerOptions& options, std::int64_t now,
                      const std::function<bool()>& when) {
  if (kind == "right") return;
  if (const auto* alter = find(alterations(), kind))
    return options.deviations.add(moments::server_certificate,
                                  {[when, alter = *alter](CertificateTemplate& certificate) {
                                    if (when()) alter(certificate);
                                  }});
  const auto* make = find(makers(), kind);
  if (make == nullptr) throw std::logic_error("no certificate of a server is '" + kind + "'");
  const auto authority = options.policy.authority;
  const auto hosts = options.names;
  options.deviations.add(moments::server_tls, {[=, make = *make](TlsSettings& tls) {
                           if (!when()) return;
                           const auto& key = tls.identity->key;
                           auto contents = authority->prepare_server(key, hosts, now);
                           purposes({oids::server_auth})(contents);
                           drop_extension(contents, oids::authority_key_identifier);
                           tls.identity = make({std::move(contents), key, *authority, now});
                         }});
}

}  // namespace inquest
