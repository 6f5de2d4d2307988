#include "reference/pki/hierarchy.h"

#include <algorithm>
#include <stdexcept>

#include "reference/codec/oids.h"
#include "reference/pki/name.h"
#include "reference/pki/trust.h"

namespace inquest {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr std::int64_t now = 1750000000;
constexpr std::int64_t day = 86400;
constexpr std::int64_t later = now + 100 * day;

Lineage made(const char* kind = "ec-p256") {
  const KeyKind key(kind);
  return {make_hierarchy(
              {key, key, encode_name("CN=root"), encode_name("CN=issuing"), now + 1000 * day}, now),
          {}};
}

Certificate device_of(const Hierarchy& hierarchy) {
  const auto key = Key::generate(KeyKind("ec-p256"));
  CertificateTemplate contents;
  contents.subject = encode_name("CN=device-1");
  contents.public_key = key.public_key();
  contents.not_before = now;
  contents.not_after = now + 1000 * day;
  contents.extensions = {
      extensions::authority_key_identifier(hierarchy.issuing.public_key()),
  };
  return *Certificate::decode(
      issue_certificate(contents, hierarchy.issuing.subject(), hierarchy.issuing_key));
}

Bytes identifier(const Certificate& certificate, const char* which) {
  return certificate.extension(which).value().value;
}

TEST(RollOver, KeepsTheNamesAndChangesTheKeys) {
  const auto old = made();
  const auto rolled = roll_over(old, {}, later);
  EXPECT_EQ(rolled.current.root.subject(), old.current.root.subject());
  EXPECT_EQ(rolled.current.issuing.subject(), old.current.issuing.subject());
  EXPECT_NE(rolled.current.root.public_key(), old.current.root.public_key());
  EXPECT_NE(rolled.current.issuing.public_key(), old.current.issuing.public_key());
  EXPECT_TRUE(rolled.current.root.self_signed());
  EXPECT_TRUE(rolled.current.issuing.issued_by(rolled.current.root));
  ASSERT_EQ(rolled.former.size(), 1U);
  EXPECT_EQ(rolled.former[0].root.der(), old.current.root.der()) << "OldWithOld";
  EXPECT_EQ(rolled.former[0].issuing.der(), old.current.issuing.der());
}

TEST(RollOver, LinksBothRootsAsRfc4210Says) {
  const auto old = made();
  const auto rolled = roll_over(old, {}, later);
  const auto& new_root = rolled.current.root;
  const auto& old_root = old.current.root;
  const auto& old_with_new = rolled.former[0].old_with_new;
  EXPECT_EQ(old_with_new.public_key(), old_root.public_key());
  EXPECT_TRUE(old_with_new.issued_by(new_root));
  EXPECT_EQ(old_with_new.not_before(), old_root.not_before());
  EXPECT_EQ(old_with_new.not_after(), old_root.not_after());
  const auto& new_with_old = rolled.former[0].new_with_old;
  EXPECT_EQ(new_with_old.public_key(), new_root.public_key());
  EXPECT_TRUE(new_with_old.issued_by(old_root));
  EXPECT_EQ(new_with_old.not_before(), new_root.not_before());
  EXPECT_EQ(new_with_old.not_after(), old_root.not_after());
  for (const auto& link : {old_with_new, new_with_old}) {
    EXPECT_EQ(link.subject(), link.issuer());
    EXPECT_FALSE(link.self_signed());
    EXPECT_TRUE(link.is_ca());
  }
}

TEST(RollOver, TellsKeysApartByIdentifiers) {
  const auto old = made();
  const auto rolled = roll_over(old, {}, later);
  const auto& link = rolled.former[0].old_with_new;
  EXPECT_EQ(identifier(link, oids::subject_key_identifier),
            identifier(old.current.root, oids::subject_key_identifier));
  EXPECT_EQ(link.extension(oids::authority_key_identifier),
            extensions::authority_key_identifier(rolled.current.root.public_key()));
}

TEST(RollOver, MakesTheNewRootLastLongest) {
  const auto old = made();
  RolloverOptions brief;
  brief.root_lifetime = day;
  EXPECT_GT(roll_over(old, brief, later).current.root.not_after(), old.current.root.not_after());
}

TEST(RollOver, NeedsARootThatHasNotExpired) {
  EXPECT_THAT([] { roll_over(made(), {}, now + 1000 * day); },
              ThrowsMessage<std::runtime_error>(HasSubstr("CN=root has expired")));
}

TEST(RollOver, MayChangeTheKindOfKeys) {
  auto lineage = made("rsa-2048");
  for (const auto* kind : {"ed25519", "ec-p384"}) {
    RolloverOptions options;
    options.root_key = options.issuing_key = KeyKind(kind);
    lineage = roll_over(lineage, options, later);
    const auto path = verify_path(device_of(lineage.current), certificates_for_cacerts(lineage),
                                  {lineage.former[0].root}, later, Purpose::any);
    EXPECT_TRUE(path.valid) << kind << ": " << path.reason;
  }
}

TEST(CertificatesForCacerts, AreIssuingAndRootUntilARollover) {
  const auto lineage = made();
  const auto certificates = certificates_for_cacerts(lineage);
  ASSERT_EQ(certificates.size(), 2U);
  EXPECT_EQ(certificates[0].der(), lineage.current.issuing.der());
  EXPECT_EQ(certificates[1].der(), lineage.current.root.der());
}

TEST(CertificatesForCacerts, LeadFromOldAndNewToOldAndNew) {
  const auto old = made();
  const auto rolled = roll_over(old, {}, later);
  const auto certificates = certificates_for_cacerts(rolled);
  EXPECT_EQ(certificates.back().der(), rolled.current.root.der());
  for (const auto* issued_by : {&old.current, &rolled.current})
    for (const auto& anchor : {old.current.root, rolled.current.root}) {
      const auto path =
          verify_path(device_of(*issued_by), certificates, {anchor}, later, Purpose::any);
      EXPECT_TRUE(path.valid) << (issued_by == &old.current ? "old" : "new")
                              << " device: " << path.reason;
    }
}

/// A client that takes all of /cacerts for anchors, as curl does, and one that has both roots.
TEST(CertificatesForCacerts, LeadToWhateverAnchorsClientsTake) {
  const auto old = made();
  const auto rolled = roll_over(old, {}, later);
  const auto certificates = certificates_for_cacerts(rolled);
  for (const auto* issued_by : {&old.current, &rolled.current}) {
    const auto device = device_of(*issued_by);
    EXPECT_TRUE(verify_path(device, {}, certificates, later, Purpose::any).valid);
    EXPECT_TRUE(verify_path(device, certificates, {old.current.root, rolled.current.root}, later,
                            Purpose::any)
                    .valid);
  }
}

TEST(CertificatesForCacerts, LinkTheLastTwoOfThree) {
  const auto first = made();
  const auto second = roll_over(first, {}, later);
  const auto third = roll_over(second, {}, later);
  ASSERT_EQ(third.former.size(), 2U);
  EXPECT_EQ(third.former[1].root.der(), first.current.root.der());
  const auto certificates = certificates_for_cacerts(third);
  EXPECT_EQ(certificates.size(), 6U);
  EXPECT_TRUE(verify_path(device_of(second.current), certificates, {third.current.root}, later,
                          Purpose::any)
                  .valid);
}

}  // namespace
}  // namespace inquest
