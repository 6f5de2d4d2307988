#include "reference/pki/authority.h"

#include <algorithm>
#include <stdexcept>

#include "reference/codec/cursor.h"
#include "reference/codec/der.h"
#include "reference/codec/hex.h"
#include "reference/codec/oids.h"
#include "reference/pki/crl.h"
#include "reference/pki/name.h"

namespace inquest {
namespace {

constexpr std::int64_t day = 86400;

Certificate decoded(const Bytes& der) {
  auto certificate = Certificate::decode(der);
  if (!certificate)
    throw std::runtime_error("the certificate just made: " + certificate.error().text());
  return *std::move(certificate);
}

Hierarchy made(const AuthorityOptions& options, std::int64_t now) {
  const HierarchyPlan plan{
      .root_key = options.root_key,
      .issuing_key = options.issuing_key,
      .root_subject = encode_name(options.root_subject),
      .issuing_subject = encode_name(options.issuing_subject),
      .not_after = now + options.root_lifetime,
  };
  return make_hierarchy(plan, now);
}

/// A template that was prepared before a rollover and is issued after it names a key that no longer
/// signs. Any other key that it names is a fault's doing, and stays.
void follow_rollover(std::vector<Extension>& contents, const Lineage& lineage) {
  for (auto& each : contents)
    for (const auto& former : lineage.former)
      if (each == extensions::authority_key_identifier(former.issuing.public_key()))
        each = extensions::authority_key_identifier(lineage.current.issuing.public_key());
}

bool is_rsa(BytesView public_key) {
  const auto algorithm = read(public_key, [](Cursor& in) {
    auto fields = in.sequence("SubjectPublicKeyInfo");
    return fields.sequence("algorithm").oid("algorithm");
  });
  return algorithm && *algorithm == oids::rsa_encryption;
}

std::vector<std::string> usage_of(const IssuingProfile& profile, BytesView public_key) {
  auto usage = profile.key_usage;
  const auto has = [&](const char* bit) {
    return std::find(usage.begin(), usage.end(), bit) != usage.end();
  };
  if (has("digitalSignature") && !has("keyEncipherment") && is_rsa(public_key))
    usage.emplace_back("keyEncipherment");
  return usage;
}

std::vector<std::string> purposes_of(const IssuingProfile& profile) {
  if (!profile.extended_key_usage.empty()) return profile.extended_key_usage;
  return {oids::client_auth};
}

}  // namespace

Authority::Authority(Lineage lineage, IssuingProfile profile)
    : lineage_(std::move(lineage)), profile_(std::move(profile)) {}

Authority::Authority(const std::filesystem::path& directory, const AuthorityOptions& options,
                     std::int64_t now)
    : lineage_(directory, [&] { return made(options, now); }),
      profile_(options.profile),
      record_(directory / "issued"),
      revoked_(directory / "revoked") {}

std::shared_ptr<Authority> Authority::in_memory(const AuthorityOptions& options, std::int64_t now) {
  return std::shared_ptr<Authority>(new Authority({made(options, now), {}}, options.profile));
}

std::shared_ptr<Authority> Authority::open(const std::filesystem::path& directory,
                                           const AuthorityOptions& options, std::int64_t now) {
  return std::shared_ptr<Authority>(new Authority(directory, options, now));
}

std::vector<Certificate> Authority::certificates_for_cacerts() const {
  return inquest::certificates_for_cacerts(*lineage());
}

std::vector<Certificate> Authority::roots() const {
  const auto lineage = this->lineage();
  std::vector<Certificate> all{lineage->current.root};
  for (const auto& former : lineage->former) all.push_back(former.root);
  return all;
}

std::vector<Certificate> Authority::issuing_authorities() const {
  const auto lineage = this->lineage();
  std::vector<Certificate> all{lineage->current.issuing};
  for (const auto& former : lineage->former) all.push_back(former.issuing);
  return all;
}

std::vector<Certificate> Authority::chain() const {
  const auto lineage = this->lineage();
  std::vector<Certificate> above{lineage->current.issuing};
  if (!lineage->former.empty()) above.push_back(lineage->former.front().new_with_old);
  return above;
}

CertificateTemplate Authority::prepare(BytesView subject, BytesView public_key,
                                       const std::optional<Extension>& subject_alt_name,
                                       std::int64_t now) {
  const auto issuing = this->issuing();
  CertificateTemplate contents;
  // RFC5280-4.1.2.2-01, RFC5280-4.1.2.2-02, RFC5280-4.1.2.2-03: 16 octets, positive, and never
  // twice.
  contents.serial = record_.reserve();
  contents.subject = copy_of(subject);
  contents.public_key = copy_of(public_key);
  // RFC5280-4.1.2.5-01: within the validity of who signs.
  contents.not_before = std::max(now - profile_.backdate, issuing.not_before());
  contents.not_after = std::min(now + profile_.lifetime, issuing.not_after());
  // RFC5280-4.2-01, RFC5280-4.2.1.10-01: each once, and no nameConstraints.
  contents.extensions = {
      // RFC5280-4.2.1.9-01, RFC5280-4.2.1.9-04: nobody becomes a CA by enrolling.
      extensions::basic_constraints(false),
      // RFC5280-4.2.1.9-02
      extensions::key_usage(usage_of(profile_, public_key)),
      // RFC5280-4.2.1.12-01, RFC5280-4.2.1.12-02: not critical, and nothing that speaks for the CA.
      extensions::extended_key_usage(purposes_of(profile_)),
      // RFC5280-4.2.1.2-01, RFC5280-4.2.1.2-02
      extensions::subject_key_identifier(public_key),
      // RFC5280-4.2.1.1-01
      extensions::authority_key_identifier(issuing.public_key()),
  };
  if (subject_alt_name) {
    contents.extensions.push_back(*subject_alt_name);
    // RFC5280-4.2.1.6-01, RFC5280-4.2.1.6-02: critical where the subject is empty.
    contents.extensions.back().critical = contents.subject == encode(sequence({}));
  }
  return contents;
}

Certificate Authority::issue(const CertificateTemplate& contents) {
  auto numbered = contents;
  if (numbered.serial.empty()) numbered.serial = record_.reserve();
  const auto lineage = this->lineage();
  follow_rollover(numbered.extensions, *lineage);
  const auto& signing = lineage->current;
  const bool pss = profile_.rsa_pss && is_rsa(signing.issuing.public_key());
  auto certificate =
      decoded(issue_certificate(numbered, signing.issuing.subject(),
                                pss ? signing.issuing_key.signing_by_pss() : signing.issuing_key));
  record_.add(certificate);
  return certificate;
}

Certificate Authority::issue_elsewhere(const CertificateTemplate& contents, BytesView issuer,
                                       const Key& key) {
  return decoded(issue_certificate(contents, issuer, key));
}

// RFC7030-3.3.1-03: of the profile of RFC 5280, as all that is issued here.
CertificateTemplate Authority::prepare_server(const Key& key, const std::vector<std::string>& names,
                                              std::int64_t now) {
  auto contents = prepare(encode_name("CN=inquest EST server"), key.public_key(),
                          extensions::subject_alt_name(names), now);
  contents.not_after = std::min(now + 365 * day, issuing().not_after());
  // RFC7030-3.6.1-02: id-kp-cmcRA lets clients authorise a server that they find under their
  // explicit trust anchors.
  for (auto& each : contents.extensions)
    if (each.id == oids::extended_key_usage)
      each = extensions::extended_key_usage({oids::server_auth, oids::cmc_ra});
  return contents;
}

bool Authority::issued(const Certificate& certificate) const {
  const auto by = issuing_authorities();
  return issued(certificate.serial_hex()) &&
         std::any_of(by.begin(), by.end(),
                     [&](const Certificate& each) { return certificate.issued_by(each); });
}

void Authority::revoke(const std::string& serial_hex, std::int64_t now) {
  if (!issued(serial_hex) || !decode_hex(serial_hex))
    throw std::invalid_argument("no certificate with the serial " + serial_hex +
                                " was issued here, so none can be revoked");
  revoked_.add(serial_hex, now);
}

Bytes Authority::crl(std::int64_t now) const {
  CrlTemplate contents;
  for (const auto& [serial, since] : revoked_.all())
    contents.revoked.push_back({decode_hex(serial).value(), since});
  // RFC 5280 5.2.3: a later list has a greater number, also within one second.
  contents.number = now * 1'000'000 + static_cast<std::int64_t>(contents.revoked.size());
  contents.this_update = now;
  contents.next_update = now + 7 * day;
  const auto lineage = this->lineage();
  return issue_crl(contents, lineage->current.issuing, lineage->current.issuing_key);
}

}  // namespace inquest
