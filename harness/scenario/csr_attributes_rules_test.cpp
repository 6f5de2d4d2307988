#include "harness/scenario/csr_attributes_rules.h"

#include <gtest/gtest.h>

#include "reference/codec/csr_template.h"
#include "reference/codec/oids.h"
#include "reference/faults/catalogue.h"

namespace inquest {
namespace {

using State = RuleFinding::State;

const Rule<AttributesReading>& rule(const std::vector<Rule<AttributesReading>>& rules,
                                    const std::string& name) {
  return *std::find_if(rules.begin(), rules.end(),
                       [&](const auto& each) { return std::string(each.name) == name; });
}

CsrAttributes ordinary() {
  CsrAttributes list;
  const Extension usage{oids::key_usage, true, {0x03, 0x02, 0x07, 0x80}};
  RequestInfoTemplate info;
  info.subject = NameTemplate{{{oids::common_name, {}}}};
  info.public_key = PublicKeyTemplate{
      encode(sequence({oid(oids::ec_public_key), oid("1.2.840.10045.3.1.7")})), {}};
  info.attributes = {extension_request_template({{oids::extended_key_usage, false, {}}})};
  list.members = {
      oids::challenge_password, "1.2.840.10045.4.3.2",
      Attribute{oids::ec_public_key, {encode(oid("1.2.840.10045.3.1.7"))}},
      Attribute{oids::extension_request, {encode(encode(std::vector<Extension>{usage}))}},
      csr_template_attribute(info)};
  return list;
}

/// The same list with a fault of the catalogue, as it goes out.
AttributesReading spoiled(const std::string& fault) {
  const auto deviations = deviations_of({fault});
  const auto list = deviations.at(moments::csr_attributes, ordinary());
  return read_attributes(
      encode(deviations.at(moments::csr_attributes_tree, *decode_der(encode(encode(list))))));
}

TEST(CsrAttributesRules, AreKeptByAnOrdinaryList) {
  const auto reading = read_attributes(encode(encode(ordinary())));
  for (const auto& each : csr_attributes_rules())
    EXPECT_EQ(each.check(reading).state, State::kept) << each.name;
  for (const auto& each : csr_template_rules()) {
    const auto finding = each.check(reading);
    // No RSA key is asked for.
    const bool about_rsa = std::string(each.name) == "placeholder";
    EXPECT_EQ(finding.state, about_rsa ? State::told : State::kept)
        << each.name << ": " << finding.actual;
  }
}

TEST(CsrAttributesRules, AreToldWhereThereAreNone) {
  const auto none = read_attributes(encode(sequence({})));
  EXPECT_FALSE(none.octets) << "an empty list says the same as 204";
  for (const auto& each : csr_attributes_rules()) {
    const std::string name(each.name);
    const bool wanted = name == "challenge-password" || name == "linking-attribute";
    EXPECT_EQ(each.check(none).state, wanted ? State::broken : State::told) << each.name;
  }
  for (const auto& each : csr_template_rules())
    EXPECT_EQ(each.check(none).state, State::told) << each.name;
}

TEST(CsrAttributesRules, AreBrokenByTheirFaults) {
  const std::pair<const char*, const char*> broken[] = {
      {"csrattrs-is-a-set", "structure"},
      {"csrattrs-name-in-place-of-oid", "structure"},
      {"csrattrs-value-without-set", "structure"},
      {"csrattrs-attribute-without-values", "structure"},
      {"csrattrs-truncated", "structure"},
      {"csrattrs-indefinite-length", "der"},
      {"csrattrs-length-not-minimal", "der"},
      {"csrattrs-bare-extension-oid", "bare-extensions"},
      {"csrattrs-extension-as-attribute", "extension-type"},
      {"csrattrs-two-extension-requests", "one-extension-request"},
      {"csrattrs-extension-request-of-two-values", "one-value"},
      {"csrattrs-extension-request-without-value", "one-value"},
      {"csrattrs-extension-request-of-a-text", "extensions"},
      {"csrattrs-extension-without-its-list", "extensions"},
      {"csrattrs-extensions-empty", "extensions-not-empty"},
      {"csrattrs-extension-without-value", "extension-fields"},
      {"csrattrs-extension-value-a-text", "extension-fields"},
      {"csrattrs-extension-twice", "extension-once"},
      {"csrattrs-key-as-bare-oid", "key-as-attribute"},
      {"csrattrs-signature-as-attribute", "signature-as-oid"},
      {"csrattrs-two-kinds-of-key", "one-key"},
      {"csrattrs-curve-as-text", "key-parameters"},
      {"csrattrs-size-as-text", "key-parameters"},
      {"csrattrs-without-challenge-password", "challenge-password"},
      {"csrattrs-says-nothing-of-linking", "linking-attribute"},
      {"csr-template-under-another-oid", "template-oid"},
  };
  for (const auto& [fault, name] : broken)
    EXPECT_EQ(rule(csr_attributes_rules(), name).check(spoiled(fault)).state, State::broken)
        << fault;
}

TEST(CsrAttributesRules, OfTemplatesAreBrokenByTheirFaults) {
  const std::pair<const char*, const char*> broken[] = {
      {"csr-template-is-a-request", "shape"},
      {"csr-template-version-2", "version"},
      {"csr-template-subject-empty", "subject"},
      {"csr-template-name-empty-text", "empty-values"},
      {"csr-template-name-of-nothing", "names"},
      {"csr-template-name-of-two-values", "names"},
      {"csr-template-key-without-algorithm", "algorithm"},
      {"csr-template-size-as-number", "placeholder"},
      {"csr-template-key-of-no-size", "no-placeholder"},
      {"csr-template-extensions-complete", "extension-attribute"},
      {"csr-template-extension-value-a-text", "extension-fields"},
      {"csr-template-two-extension-templates", "one-extension-template"},
      {"csr-template-both-extension-attributes", "not-both"},
      {"csr-template-extension-template-of-two-values", "extension-values"},
      {"csr-template-extension-template-of-oids", "extension-value-type"},
      {"csr-template-extension-template-as-printed", "extension-template-oid"},
  };
  for (const auto& [fault, name] : broken)
    EXPECT_EQ(rule(csr_template_rules(), name).check(spoiled(fault)).state, State::broken) << fault;
}

TEST(CsrAttributesRules, TakeEveryReadingThatTheTextsAllow) {
  // The example of RFC 7030 4.5.2 has an OID as the value of extensionRequest.
  CsrAttributes older;
  older.members = {Attribute{oids::extension_request, {encode(oid("1.3.6.1.1.1.1.22"))}}};
  const auto& extensions = rule(csr_attributes_rules(), "extensions");
  EXPECT_EQ(extensions.check(read_attributes(encode(encode(older)))).state, State::told);
  // RFC 9908 3.2 lets the values of a kind of key be an empty set.
  const auto bare = spoiled("csrattrs-key-without-values");
  for (const auto* name : {"structure", "der", "one-key"})
    EXPECT_EQ(rule(csr_attributes_rules(), name).check(bare).state, State::kept) << name;
  // Several kinds of key in the list count less beside a template.
  auto several = ordinary();
  several.members.emplace_back(Attribute{oids::rsa_encryption, {}});
  const auto beside = read_attributes(encode(encode(several)));
  EXPECT_EQ(rule(csr_attributes_rules(), "one-key").check(beside).state, State::told);
  // The text of RFC 9908 3.4 wants one ExtensionTemplate as the value, its module a list of them.
  auto single = ordinary();
  RequestInfoTemplate info;
  info.attributes = {
      {oids::extension_request_template, {encode(sequence({oid(oids::subject_alt_name)}))}}};
  single.members.back() = csr_template_attribute(info);
  const auto alone = read_attributes(encode(encode(single)));
  for (const auto* name : {"extension-attribute", "extension-fields", "extension-value-type"})
    EXPECT_EQ(rule(csr_template_rules(), name).check(alone).state, State::kept) << name;
}

}  // namespace
}  // namespace inquest
