#include "reference/faults/catalogue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

#include "reference/codec/oids.h"
#include "reference/faults/conversation_for_tests.h"
#include "reference/pki/csr.h"
#include "reference/pki/name.h"

namespace inquest {
namespace {

TEST(Faults, OfAServerChangeWhatItSays) {
  const Conversation conversation;
  const auto honest = conversation.with({});
  EXPECT_EQ(honest, conversation.with({}));
  for (const auto& fault : fault_catalogue().all()) {
    if (fault.role != Role::server || fault.moment == moments::server_tls.name) continue;
    EXPECT_NE(conversation.with(deviations_of({fault.id})), honest) << fault.id;
  }
}

TEST(Faults, OfTlsChangeItsSettings) {
  const auto outline = [](const TlsSettings& tls) {
    return std::to_string(static_cast<int>(tls.lowest)) + tls.cipher_list +
           std::to_string(static_cast<int>(tls.highest)) + std::to_string(tls.session_resumption) +
           std::to_string(tls.request_client_certificate);
  };
  for (const auto& fault : fault_catalogue().all()) {
    if (fault.moment != moments::server_tls.name) continue;
    const auto spoiled = deviations_of({fault.id}).at(moments::server_tls, TlsSettings{});
    EXPECT_NE(outline(spoiled), outline(TlsSettings{})) << fault.id;
  }
}

/// What a client sends, by a key that signs the same way every time.
class ClientFaults : public testing::Test {
 protected:
  Bytes csr(const Deviations& deviations) const {
    RequestContents contents;
    contents.subject = encode_name("CN=a,O=Example");
    return make_request(contents, key, deviations);
  }
  Bytes request(const Deviations& deviations) const {
    HttpOptions options;
    options.host = "est.example";
    return encode(enroll_request(Operation::simpleenroll, csr(deviations), options, deviations));
  }
  const Key key = Key::generate(KeyKind("ed25519"));
};

TEST_F(ClientFaults, ChangeTheRequest) {
  const auto honest = request({});
  EXPECT_EQ(honest, request({}));
  for (const auto& fault : fault_catalogue().all())
    if (fault.role == Role::client) {
      EXPECT_NE(request(deviations_of({fault.id})), honest) << fault.id;
    }
}

TEST_F(ClientFaults, ThatAreLegalLeaveACsrThatCanBeReadAndVerified) {
  for (const auto& fault : fault_catalogue().all()) {
    if (fault.role != Role::client || !fault.breaks.empty()) continue;
    const auto decoded = decode_certification_request(csr(deviations_of({fault.id})));
    ASSERT_TRUE(decoded) << fault.id << " " << decoded.error().text();
    EXPECT_TRUE(proves_possession(*decoded)) << fault.id;
    EXPECT_TRUE(requested_extensions(decoded->info)) << fault.id;
  }
}

TEST_F(ClientFaults, OfTheSignatureLeaveACsrThatCanBeRead) {
  for (const auto& fault : fault_catalogue().all()) {
    if (fault.breaks != "RFC7030-4.2.1-03") continue;
    const auto decoded = decode_certification_request(csr(deviations_of({fault.id})));
    ASSERT_TRUE(decoded) << fault.id << " " << decoded.error().text();
    EXPECT_FALSE(proves_possession(*decoded)) << fault.id;
  }
}

TEST_F(ClientFaults, ThatSpellASubjectOtherwiseLeaveTheSameName) {
  for (const auto* id : {"csr-subject-in-printable-strings", "csr-subject-in-capitals"}) {
    const auto decoded = decode_certification_request(csr(deviations_of({id})));
    ASSERT_TRUE(decoded) << id;
    EXPECT_NE(decoded->info.subject, encode_name("CN=a,O=Example")) << id;
    EXPECT_TRUE(same_name(decoded->info.subject, encode_name("CN=a,O=Example"))) << id;
  }
}

TEST(Faults, HaveIdsAndStoriesThatPeopleCanRead) {
  const std::regex id("[a-z0-9]+([-.][a-z0-9]+)+");
  const std::regex requirement("RFC\\d{4}-[\\d.]+-\\d\\d");
  for (const auto& fault : fault_catalogue().all()) {
    EXPECT_TRUE(std::regex_match(fault.id, id)) << fault.id;
    EXPECT_THAT(fault.story, testing::Not(testing::EndsWith("."))) << fault.id;
    EXPECT_GT(fault.story.size(), 10U) << fault.id;
    EXPECT_EQ(fault.breaks.empty(), fault.story.starts_with("legal: ")) << fault.id;
    if (!fault.breaks.empty()) {
      EXPECT_TRUE(std::regex_match(fault.breaks, requirement)) << fault.id;
    }
  }
}

TEST(Faults, AreThereOnceEach) {
  FaultCatalogue twice;
  add_tls_faults(twice);
  EXPECT_THROW(add_tls_faults(twice), std::logic_error);
}

TEST(Faults, AnUnknownOneIsRefusedWithTheNearest) {
  try {
    deviations_of({"csr-truncatd"});
    FAIL();
  } catch (const std::invalid_argument& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("did you mean 'csr-truncated'"));
  }
}

}  // namespace
}  // namespace inquest
