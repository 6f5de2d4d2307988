#include "reference/pki/hierarchy.h"

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string>

#include "reference/codec/oids.h"

namespace inquest {
namespace {

constexpr std::int64_t day = 86400;

Certificate signed_by(const CertificateTemplate& contents, BytesView issuer, const Key& key) {
  auto certificate = Certificate::decode(issue_certificate(contents, issuer, key));
  if (!certificate)
    throw std::runtime_error("the CA certificate just made: " + certificate.error().text());
  return *std::move(certificate);
}

CertificateTemplate authority_template(const Bytes& subject, const Key& key,
                                       std::int64_t not_before, std::int64_t not_after,
                                       std::optional<int> path_length) {
  CertificateTemplate contents;
  contents.subject = subject;
  contents.public_key = key.public_key();
  contents.not_before = not_before;
  contents.not_after = not_after;
  contents.extensions = {
      // RFC5280-4.2.1.9-03
      extensions::basic_constraints(true, path_length),
      // RFC5280-4.2.1.3-01
      extensions::key_usage({"keyCertSign", "cRLSign"}),
      // RFC5280-4.2.1.2-03, RFC5280-4.2.1.2-04: what the certificates below name as
      // authorityKeyIdentifier.
      extensions::subject_key_identifier(contents.public_key),
  };
  return contents;
}

/// `root` once more, signed by the key of the root that came before or after it.
Certificate link(const Certificate& root, std::int64_t not_after, const Certificate& signing_root,
                 const Key& signing_key) {
  CertificateTemplate contents;
  contents.subject = root.subject();
  contents.public_key = root.public_key();
  contents.not_before = root.not_before();
  contents.not_after = not_after;
  contents.extensions = root.extensions();
  std::erase_if(contents.extensions,
                [](const Extension& each) { return each.id == oids::authority_key_identifier; });
  contents.extensions.push_back(extensions::authority_key_identifier(signing_key.public_key()));
  return signed_by(contents, signing_root.subject(), signing_key);
}

}  // namespace

Hierarchy make_hierarchy(const HierarchyPlan& plan, std::int64_t now) {
  const auto root_key = Key::generate(plan.root_key);
  const auto issuing_key = Key::generate(plan.issuing_key);
  const auto not_before = now - day;  // clocks of test peers are seldom right
  const auto root =
      authority_template(plan.root_subject, root_key, not_before, plan.not_after, std::nullopt);
  auto issuing =
      authority_template(plan.issuing_subject, issuing_key, not_before, plan.not_after, 0);
  issuing.extensions.push_back(extensions::authority_key_identifier(root_key.public_key()));
  return {
      .root = signed_by(root, root.subject, root_key),
      .root_key = root_key,
      .issuing = signed_by(issuing, root.subject, root_key),
      .issuing_key = issuing_key,
  };
}

Lineage roll_over(const Lineage& old, const RolloverOptions& options, std::int64_t now) {
  const auto& before = old.current;
  const auto old_end = before.root.not_after();
  if (old_end <= now)
    throw std::runtime_error("the root " + before.root.subject_text() +
                             " has expired: there is nothing left to roll over");
  const HierarchyPlan plan{
      .root_key = options.root_key,
      .issuing_key = options.issuing_key,
      .root_subject = before.root.subject(),
      .issuing_subject = before.issuing.subject(),
      .not_after = std::max(now + options.root_lifetime, old_end + 1),
  };
  Lineage after{make_hierarchy(plan, now), old.former};
  // RFC 4210 4.4.1: OldWithNew is valid as long as the old root, NewWithOld from the new key's
  // beginning to the old one's end.
  after.former.insert(
      after.former.begin(),
      {
          .root = before.root,
          .issuing = before.issuing,
          .old_with_new = link(before.root, old_end, after.current.root, after.current.root_key),
          .new_with_old = link(after.current.root, old_end, before.root, before.root_key),
      });
  return after;
}

std::vector<Certificate> certificates_for_cacerts(const Lineage& lineage) {
  const auto& current = lineage.current;
  if (lineage.former.empty()) return {current.issuing, current.root};
  const auto& last = lineage.former.front();
  return {current.issuing,   last.issuing, last.new_with_old,
          last.old_with_new, last.root,    current.root};
}

}  // namespace inquest
