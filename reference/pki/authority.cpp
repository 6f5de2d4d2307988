#include "reference/pki/authority.h"

#include <algorithm>
#include <stdexcept>

#include "reference/codec/cursor.h"
#include "reference/codec/der.h"
#include "reference/codec/oids.h"
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

CertificateTemplate authority_template(const std::string& subject, const Key& key,
                                       const AuthorityOptions& options, std::int64_t now,
                                       std::optional<int> path_length) {
  CertificateTemplate contents;
  contents.subject = encode_name(subject);
  contents.public_key = key.public_key();
  contents.not_before = now - day;  // clocks of test peers are seldom right
  contents.not_after = now + options.root_lifetime;
  contents.extensions = {
      extensions::basic_constraints(true, path_length),
      extensions::key_usage({"keyCertSign", "cRLSign"}),
      extensions::subject_key_identifier(contents.public_key),
  };
  return contents;
}

Hierarchy make_hierarchy(const AuthorityOptions& options, std::int64_t now) {
  const auto root_key = Key::generate(options.root_key);
  const auto issuing_key = Key::generate(options.issuing_key);
  const auto root = authority_template(options.root_subject, root_key, options, now, std::nullopt);
  auto issuing = authority_template(options.issuing_subject, issuing_key, options, now, 0);
  issuing.extensions.push_back(extensions::authority_key_identifier(root_key.public_key()));
  return {
      .root = decoded(issue_certificate(root, root.subject, root_key)),
      .root_key = root_key,
      .issuing = decoded(issue_certificate(issuing, root.subject, root_key)),
      .issuing_key = issuing_key,
  };
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

Authority::Authority(Hierarchy hierarchy, IssuingProfile profile)
    : hierarchy_(std::move(hierarchy)), profile_(std::move(profile)) {}

Authority::Authority(Hierarchy hierarchy, IssuingProfile profile,
                     const std::filesystem::path& directory)
    : hierarchy_(std::move(hierarchy)),
      profile_(std::move(profile)),
      record_(directory / "issued") {}

std::shared_ptr<Authority> Authority::in_memory(const AuthorityOptions& options, std::int64_t now) {
  return std::shared_ptr<Authority>(new Authority(make_hierarchy(options, now), options.profile));
}

std::shared_ptr<Authority> Authority::open(const std::filesystem::path& directory,
                                           const AuthorityOptions& options, std::int64_t now) {
  auto hierarchy = open_hierarchy(directory, [&] { return make_hierarchy(options, now); });
  return std::shared_ptr<Authority>(
      new Authority(std::move(hierarchy), options.profile, directory));
}

CertificateTemplate Authority::prepare(BytesView subject, BytesView public_key,
                                       const std::optional<Extension>& subject_alt_name,
                                       std::int64_t now) {
  CertificateTemplate contents;
  contents.serial = record_.reserve();
  contents.subject = copy_of(subject);
  contents.public_key = copy_of(public_key);
  contents.not_before = std::max(now - profile_.backdate, issuing().not_before());
  contents.not_after = std::min(now + profile_.lifetime, issuing().not_after());
  contents.extensions = {
      extensions::basic_constraints(false),
      extensions::key_usage(usage_of(profile_, public_key)),
      extensions::extended_key_usage(purposes_of(profile_)),
      extensions::subject_key_identifier(public_key),
      extensions::authority_key_identifier(issuing_key().public_key()),
  };
  if (subject_alt_name) {
    contents.extensions.push_back(*subject_alt_name);
    // RFC 5280 4.2.1.6: critical where the subject is empty.
    contents.extensions.back().critical = contents.subject == encode(sequence({}));
  }
  return contents;
}

Certificate Authority::issue(const CertificateTemplate& contents) {
  auto numbered = contents;
  if (numbered.serial.empty()) numbered.serial = record_.reserve();
  auto certificate = decoded(issue_certificate(numbered, issuing().subject(), issuing_key()));
  record_.add(certificate);
  return certificate;
}

Certificate Authority::issue_elsewhere(const CertificateTemplate& contents, BytesView issuer,
                                       const Key& key) {
  return decoded(issue_certificate(contents, issuer, key));
}

Certificate Authority::issue_server_certificate(const Key& key,
                                                const std::vector<std::string>& names,
                                                std::int64_t now) {
  auto contents = prepare(encode_name("CN=inquest EST server"), key.public_key(),
                          extensions::subject_alt_name(names), now);
  contents.not_after = std::min(now + 365 * day, issuing().not_after());
  // RFC 7030 3.6.1: id-kp-cmcRA lets clients authorise a server that they find under their explicit
  // trust anchors.
  for (auto& each : contents.extensions)
    if (each.id == oids::extended_key_usage)
      each = extensions::extended_key_usage({oids::server_auth, oids::cmc_ra});
  return issue(contents);
}

}  // namespace inquest
