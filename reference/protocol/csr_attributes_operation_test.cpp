#include "reference/protocol/csr_attributes_operation.h"

#include "reference/codec/csr_template.h"
#include "reference/codec/oids.h"
#include "reference/pki/public_key.h"
#include "reference/protocol/exchange_for_tests.h"
#include "reference/protocol/request_plan.h"

namespace inquest {
namespace {

class CsrAttributesOperation : public ServerForTests {
 protected:
  HttpResponse asked() { return ask(csr_attributes_request(without_password(), {})); }
  CsrAttributes accepted() {
    const auto accepted = accept_csr_attributes(asked());
    if (const auto* problem = std::get_if<NotAccepted>(&accepted))
      throw std::runtime_error(problem->reason);
    return std::get<CsrAttributes>(accepted);
  }
  static RequestPlan plan(const CsrAttributes& wanted, const RequestContents& contents) {
    auto made = plan_request(wanted, contents);
    if (!made) throw std::runtime_error(made.error().text());
    return *made;
  }
  static Attribute curve(const char* id) { return {oids::ec_public_key, {encode(oid(id))}}; }
};

TEST_F(CsrAttributesOperation, HasNothingToAskForUnlessTold) {
  EXPECT_EQ(asked().status, 204);
  EXPECT_TRUE(accepted().members.empty());
}

TEST_F(CsrAttributesOperation, AsksForWhatThePolicySays) {
  policy.csr_attributes.members = {curve("1.3.132.0.34"), std::string("1.2.840.10045.4.3.3")};
  const auto response = asked();
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(*response.headers.find("Content-Type"), "application/csrattrs");
  EXPECT_TRUE(accepted().names(oids::ec_public_key));
  EXPECT_EQ(plan(accepted(), named("CN=one")).key, KeyKind("ec-p384"));
}

TEST_F(CsrAttributesOperation, AsksForLinkingWhereThatIsRequired) {
  EXPECT_FALSE(plan(accepted(), {}).link);
  policy.linking = Linking::required;
  EXPECT_TRUE(accepted().names(oids::challenge_password));
  EXPECT_TRUE(plan(accepted(), {}).link);
  EXPECT_TRUE(plan(accepted(), {}).link_by_new_name);
}

TEST_F(CsrAttributesOperation, IsObeyedInExtensionsAndKeySize) {
  const auto usage = extensions::key_usage({"digitalSignature"});
  policy.csr_attributes.members = {extension_request({usage}),
                                   Attribute{oids::rsa_encryption, {encode(integer(3072))}}};
  const auto made = plan(accepted(), named("CN=one"));
  ASSERT_EQ(made.contents.extensions.size(), 1U);
  EXPECT_EQ(made.contents.extensions[0], usage);
  EXPECT_EQ(made.key, KeyKind("rsa-3072"));
  EXPECT_TRUE(made.unmet.empty());
}

TEST_F(CsrAttributesOperation, IsObeyedAsATemplate) {
  RequestInfoTemplate wanted;
  wanted.subject = NameTemplate{{{oids::common_name, std::nullopt}},
                                {{"2.5.4.11", encode(utf8_string("myDept"))}}};
  wanted.public_key = PublicKeyTemplate{
      encode(sequence({oid(oids::ec_public_key), oid("1.2.840.10045.3.1.7")})), std::nullopt};
  wanted.attributes = {
      extension_request_template({{oids::subject_alt_name, true, std::nullopt},
                                  {oids::extended_key_usage, false, std::nullopt}})};
  policy.csr_attributes.members = {csr_template_attribute(wanted), curve("1.3.132.0.34")};
  auto own = named("CN=one,O=ignored");
  own.extensions = {extensions::subject_alt_name({"DNS:one.example"})};
  const auto made = plan(accepted(), own);
  EXPECT_EQ(name_text(made.contents.subject), "OU=myDept,CN=one");
  EXPECT_EQ(made.key, KeyKind("ec-p256")) << "the template alone counts";
  ASSERT_EQ(made.contents.extensions.size(), 1U);
  EXPECT_TRUE(made.contents.extensions[0].critical);
  ASSERT_EQ(made.unmet.size(), 1U);
  EXPECT_NE(made.unmet[0].find(oids::extended_key_usage), std::string::npos);
}

TEST_F(CsrAttributesOperation, IsObeyedInNamesThatItLeavesEmpty) {
  const Element no_address{context(7, false), Bytes{}};
  RequestInfoTemplate info;
  info.attributes = {extension_request_template(
      {ExtensionTemplate{oids::subject_alt_name, false, encode(sequence({no_address}))}})};
  policy.csr_attributes.members = {csr_template_attribute(info)};
  auto own = named("CN=one");
  EXPECT_EQ(plan(accepted(), own).unmet.size(), 1U);
  own.extensions = {extensions::subject_alt_name({"DNS:one.example", "IP:10.0.0.1"})};
  const auto made = plan(accepted(), own);
  EXPECT_TRUE(made.unmet.empty());
  EXPECT_EQ(made.contents.extensions.at(0), extensions::subject_alt_name({"IP:10.0.0.1"}));
}

TEST_F(CsrAttributesOperation, TellsWhatCannotBeHad) {
  EXPECT_EQ(plan({{curve("1.3.132.0.10")}}, {}).unmet.size(), 1U);
  EXPECT_TRUE(plan({{std::string("1.2.3.4"), Attribute{"1.2.3.5", {}}}}, {}).unmet.empty());
}

TEST_F(CsrAttributesOperation, RefusesAnswersThatAreNone) {
  HttpResponse response;
  response.headers = {{"Content-Type", "application/csrattrs"}};
  response.body = bytes_of("MAA=");
  EXPECT_TRUE(std::holds_alternative<CsrAttributes>(accept_csr_attributes(response)));
  response.body = bytes_of("MAAA");
  EXPECT_TRUE(std::holds_alternative<NotAccepted>(accept_csr_attributes(response)));
  response.headers.set("Content-Type", "text/plain");
  EXPECT_TRUE(std::holds_alternative<NotAccepted>(accept_csr_attributes(response)));
}

}  // namespace
}  // namespace inquest
