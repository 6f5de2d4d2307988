#include "harness/scenario/certificate_rules.h"

#include <gtest/gtest.h>

#include "harness/scenario/stage.h"
#include "reference/codec/oids.h"
#include "reference/pki/authority.h"
#include "reference/pki/name.h"

namespace inquest {
namespace {

constexpr std::int64_t now = 1'800'000'000;
constexpr std::int64_t century = 36525LL * 86400;

/// Certificates by one CA, each good but for what a test does to it.
class CertificateRules : public testing::Test {
 protected:
  using Change = std::function<void(CertificateTemplate&)>;
  using TreeChange = std::function<void(Element&)>;

  CertificateTemplate good() const {
    CertificateTemplate contents;
    contents.subject = encode_name("CN=a");
    contents.public_key = key.public_key();
    contents.not_before = now - 60;
    contents.not_after = now + 60;
    contents.extensions = {extensions::basic_constraints(false),
                           extensions::key_usage({"digitalSignature"}),
                           extensions::extended_key_usage({oids::client_auth}),
                           extensions::subject_key_identifier(contents.public_key),
                           extensions::authority_key_identifier(issuing.public_key()),
                           extensions::subject_alt_name({"DNS:a.example"})};
    return contents;
  }
  Certificate with(const Change& change, const TreeChange& tree_change = {}) const {
    auto contents = good();
    if (change) change(contents);
    auto tree = to_be_signed(contents, issuing.subject(), authority->issuing_key());
    if (tree_change) tree_change(tree);
    return Certificate::decode(sign_certificate(tree, authority->issuing_key())).value();
  }
  bool holds(const std::string& rule, const Certificate& certificate) const {
    return judge_rule(rule, certificate,
                      {now, [this]() -> const std::vector<Certificate>& { return authorities; }})
        .holds;
  }
  void expect_broken_by(const std::string& rule, const Change& change,
                        const TreeChange& tree_change = {}) const {
    EXPECT_TRUE(holds(rule, with({}))) << rule;
    EXPECT_FALSE(holds(rule, with(change, tree_change))) << rule;
  }
  static void set(CertificateTemplate& contents, const Extension& extension) {
    std::erase_if(contents.extensions,
                  [&](const Extension& each) { return each.id == extension.id; });
    contents.extensions.push_back(extension);
  }
  static Change setting(const Extension& extension) {
    return [extension](CertificateTemplate& contents) { set(contents, extension); };
  }
  static Change without(const std::string& id) {
    return [id](CertificateTemplate& contents) {
      std::erase_if(contents.extensions, [&](const Extension& each) { return each.id == id; });
    };
  }
  static Change critical(const std::string& id, bool value) {
    return [id, value](CertificateTemplate& contents) {
      for (auto& each : contents.extensions)
        if (each.id == id) each.critical = value;
    };
  }

  const std::shared_ptr<Authority> authority = Authority::in_memory({}, now);
  const Certificate issuing = authority->issuing();
  const std::vector<Certificate> authorities = authority->certificates_for_cacerts();
  const Key key = Key::generate(KeyKind("ed25519"));
};

TEST_F(CertificateRules, AllHoldForAGoodCertificate) {
  for (const auto& rule : certificate_rules()) EXPECT_TRUE(holds(rule, with({}))) << rule;
}

TEST_F(CertificateRules, OfTheFields) {
  expect_broken_by("version-3", [](auto& c) { c.version = 2; });
  expect_broken_by("serial", [](auto& c) { c.serial = {0}; });
  expect_broken_by("serial-length", [](auto& c) { c.serial = Bytes(21, 0x55); });
  expect_broken_by("validity-now", [](auto& c) { c.not_after = now - 1; });
  expect_broken_by("validity-order", [](auto& c) { c.not_after = c.not_before - 1; });
  expect_broken_by("no-unique-identifier", {}, [](Element& tbs) {
    tbs.insert(7, Element(context(2, false), Bytes{0, 1}));
  });
  expect_broken_by("signature-algorithm", {},
                   [](Element& tbs) { tbs[2] = sequence({oid("1.2.840.10045.4.3.3")}); });
}

TEST_F(CertificateRules, OfTimes) {
  const auto generalized = [](Element& tbs) {
    tbs[4][0] = Element(Tag::generalized_time, bytes_of("20270101000000Z"));
  };
  expect_broken_by("validity-encoding", {}, generalized);
  EXPECT_TRUE(holds("validity-encoding", with([](auto& c) { c.not_after = now + century; })));
}

TEST_F(CertificateRules, OfKeyIdentifiers) {
  const auto* ours = oids::subject_key_identifier;
  const auto* issuers = oids::authority_key_identifier;
  expect_broken_by("key-identifier", without(issuers));
  expect_broken_by("key-identifier", setting({issuers, false, Bytes{0x30, 0x00}}));
  expect_broken_by("authority-key-identifier",
                   setting(extensions::authority_key_identifier(key.public_key())));
  expect_broken_by("subject-key-identifier", without(ours));
  expect_broken_by("authority-key-identifier-not-critical", critical(issuers, true));
  expect_broken_by("subject-key-identifier-not-critical", critical(ours, true));
}

TEST_F(CertificateRules, OfTheUsesOfAKey) {
  expect_broken_by("key-usage-critical", critical(oids::key_usage, false));
  expect_broken_by("key-usage-not-empty", setting(extensions::key_usage({})));
  expect_broken_by("any-purpose-not-critical", [](auto& c) {
    auto purposes = extensions::extended_key_usage({"2.5.29.37.0"});
    purposes.critical = true;
    set(c, purposes);
  });
  expect_broken_by("no-ocsp-signing",
                   setting(extensions::extended_key_usage({"1.3.6.1.5.5.7.3.9"})));
}

TEST_F(CertificateRules, OfWhatOnlyAuthoritiesHave) {
  const auto signs = extensions::key_usage({"keyCertSign"});
  expect_broken_by("basic-constraints", setting(extensions::basic_constraints(true)));
  expect_broken_by("cert-sign-in-authorities-alone", setting(signs));
  expect_broken_by("path-length-in-authorities-alone",
                   setting(extensions::basic_constraints(false, 1)));
  expect_broken_by("name-constraints-in-authorities-alone",
                   setting({"2.5.29.30", true, Bytes{0x30, 0x00}}));
  const auto authority_of_its_own = with([&](auto& c) {
    set(c, extensions::basic_constraints(true, 0));
    set(c, signs);
  });
  EXPECT_TRUE(holds("cert-sign-in-authorities-alone", authority_of_its_own));
  EXPECT_TRUE(holds("path-length-in-authorities-alone", authority_of_its_own));
}

TEST_F(CertificateRules, OfNames) {
  const auto nobody = [](auto& c) { c.subject = encode_name(""); };
  expect_broken_by("empty-subject", nobody);
  expect_broken_by("alternative-name-not-critical", critical(oids::subject_alt_name, true));
  expect_broken_by("alternative-names-not-empty", setting(extensions::subject_alt_name({})));
  EXPECT_TRUE(holds("empty-subject", with([&](auto& c) {
                      nobody(c);
                      set(c, extensions::subject_alt_name({"DNS:a.example"}, true));
                    })));
  EXPECT_TRUE(holds("alternative-name-not-critical", with([&](auto& c) {
                      nobody(c);
                      set(c, extensions::subject_alt_name({"DNS:a.example"}, true));
                    })));
}

TEST_F(CertificateRules, OfExtensionsInGeneral) {
  expect_broken_by("extensions-once",
                   [](auto& c) { c.extensions.push_back(c.extensions.front()); });
}

TEST_F(CertificateRules, SayNothingOfWhatCannotBeRead) {
  const auto broken = with(setting({oids::extended_key_usage, false, Bytes{0x30, 0x05}}));
  EXPECT_THROW(holds("any-purpose-not-critical", broken), Inconclusive);
  EXPECT_THROW(holds("no-such-rule", with({})), std::logic_error);
}

}  // namespace
}  // namespace inquest
