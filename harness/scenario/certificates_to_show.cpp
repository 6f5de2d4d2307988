#include "harness/scenario/certificates_to_show.h"

#include "harness/scenario/identity.h"
#include "reference/codec/oids.h"
#include "reference/pki/name.h"

namespace inquest {
namespace {

constexpr std::int64_t day = 86400;

CertificateTemplate client_template(const Bytes& subject, const Key& key, std::int64_t from,
                                    std::int64_t to) {
  CertificateTemplate contents;
  contents.subject = subject;
  contents.public_key = key.public_key();
  contents.not_before = from;
  contents.not_after = to;
  contents.extensions = {extensions::basic_constraints(false),
                         extensions::key_usage({"digitalSignature"}),
                         extensions::extended_key_usage({oids::client_auth})};
  return contents;
}

Certificate signed_certificate(const CertificateTemplate& contents, BytesView issuer,
                               const Key& key) {
  auto certificate = Certificate::decode(issue_certificate(contents, issuer, key));
  if (!certificate) throw std::logic_error("our own certificate: " + certificate.error().text());
  return *std::move(certificate);
}

}  // namespace

TlsIdentity identity_to_show(const std::string& kind, Stage& stage) {
  if (kind == "valid") return stage.client_identity();
  if (kind == "leaf-alone" || kind == "with-root") {
    auto identity = stage.client_identity();
    if (kind == "leaf-alone") identity.intermediates.clear();
    for (const auto& each : stage.authorities())
      if (kind == "with-root" && each.self_signed()) identity.intermediates.push_back(each);
    return identity;
  }
  const auto subject =
      stage.reenrolls() ? stage.own_identity().certificate.subject() : encode_name(stage.subject());
  const auto key = stage.key(KeyKind("ec-p256"), "to show");
  const auto past = kind == "expired" ? 30 * day : day;
  // By whole days, so that a request that holds the certificate is the same in runs of one day.
  const auto today = stage.now() - stage.now() % day;
  const auto contents = client_template(subject, key, today - past,
                                        kind == "expired" ? today - day : today + 2 * day);
  if (kind == "self-signed") return {key, signed_certificate(contents, subject, key), {}};
  // The issuer's name is the one that the peer trusts; the signature is by a key of ours.
  const auto& authorities = stage.authorities();
  const auto issuer =
      authorities.empty() ? encode_name("CN=nobody") : authorities.front().subject();
  return {key,
          signed_certificate(contents, issuer, stage.key(KeyKind("ec-p256"), "to forge with")),
          {}};
}

}  // namespace inquest
