#include "reference/faults/catalogue.h"
#include "reference/protocol/credential_moments.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>

#include "reference/codec/cmc_controls.h"
#include "reference/codec/oids.h"
#include "reference/codec/tls_hello.h"
#include "reference/faults/conversation_for_tests.h"
#include "reference/pki/authority.h"
#include "reference/pki/csr.h"
#include "reference/pki/name.h"
#include "reference/pki/signed_data.h"
#include "reference/protocol/csr_attributes_operation.h"
#include "reference/protocol/full_cmc.h"
#include "reference/protocol/server_key.h"
#include "reference/protocol/shared_secret_proof.h"

namespace inquest {
namespace {

/// Whether a fault is committed where the conversation below does not come by.
bool is_below_http(const Fault& fault) {
  const std::string_view moment = fault.moment;
  return moment == moments::server_tls.name || moment == moments::server_certificate.name ||
         moment == moments::listening.name || moment == moments::outgoing_record.name ||
         moment == moments::received_bytes.name || moment == moments::received_records.name;
}

/// Whether a client's fault is in what it makes; what it decides is tested beside it.
bool is_of_making(const Fault& fault) {
  for (const auto name :
       {moments::request_info.name, moments::request_signature.name,
        moments::certification_request.name, moments::request_der.name, moments::cmc_request.name,
        moments::signed_cmc_request.name, moments::request_body.name, moments::request.name,
        moments::request_delivery.name})
    if (fault.moment == name) return true;
  return false;
}

/// A request as it leaves a client who commits this fault.
Bytes sent_by(const std::string& fault, const std::string& method = "POST") {
  HttpOptions options;
  options.host = "est.example";
  options.credentials = BasicCredentials{"est", "pw"};
  const auto deviations = fault.empty() ? Deviations() : deviations_of({fault});
  auto request = method == "POST"
                     ? enroll_request(Operation::simpleenroll, bytes_of("csr"), options, deviations)
                     : cacerts_request(options, deviations);
  request.method = method;
  return deviations.at(moments::request_delivery, Delivery{.bytes = encode(request)}).bytes;
}

/// What a server's faults of reading are about: all that clients do wrong, and oddities that have
/// no name.
std::vector<Bytes> all_that_arrives() {
  std::vector<Bytes> arrivals{sent_by("", "HEAD")};
  for (const auto& fault : fault_catalogue().all()) {
    if (fault.moment != moments::request.name && fault.moment != moments::request_delivery.name)
      continue;
    arrivals.push_back(sent_by(fault.id));
    arrivals.push_back(sent_by(fault.id, "GET"));
  }
  for (const auto* text :
       {"INQUEST / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nExpect: 100-continue\r\n\r\n",
        "GET / HTTP/1.1\r\nConnection: CLOSE\r\n\r\n", "GET /a",
        "GET / HTTP/1.1\r\nConnection: close\r\n\r\nGET /b HTTP/1.1\r\n\r\n"})
    arrivals.push_back(bytes_of(text));
  return arrivals;
}

TEST(Faults, OfReadingChangeWhatArrives) {
  const auto arrivals = all_that_arrives();
  for (const auto& fault : fault_catalogue().all()) {
    if (fault.moment != moments::received_bytes.name) continue;
    const auto deviations = deviations_of({fault.id});
    EXPECT_TRUE(std::any_of(arrivals.begin(), arrivals.end(), [&](const Bytes& arrival) {
      return deviations.at(moments::received_bytes, arrival) != arrival;
    })) << fault.id;
    const auto honest = sent_by("");
    EXPECT_EQ(deviations.at(moments::received_bytes, honest), honest) << fault.id;
  }
}

TEST(Faults, OfAServersCertificateChangeIt) {
  CertificateTemplate honest;
  honest.not_before = 1'000'000'000;
  honest.not_after = 2'000'000'000;
  honest.extensions = {extensions::subject_alt_name({"DNS:a.example"}),
                       extensions::key_usage({"digitalSignature"}),
                       extensions::extended_key_usage({oids::server_auth})};
  const auto outline = [](const CertificateTemplate& contents) {
    auto text = fmt::format("{} {} {}", contents.version, contents.not_before, contents.not_after);
    for (const auto& each : contents.extensions) text += text_of(each.value);
    return text;
  };
  for (const auto& fault : fault_catalogue().all()) {
    if (fault.moment != moments::server_certificate.name) continue;
    const auto spoiled = deviations_of({fault.id}).at(moments::server_certificate, honest);
    EXPECT_NE(outline(spoiled), outline(honest)) << fault.id;
  }
}

TEST(Faults, OfAServerChangeWhatItSays) {
  const Conversation conversation;
  EXPECT_FALSE(conversation.shows({}));
  for (const auto& fault : fault_catalogue().all()) {
    if (fault.role != Role::server || is_below_http(fault)) continue;
    EXPECT_TRUE(conversation.shows(deviations_of({fault.id}))) << fault.id;
  }
}

TEST(Faults, OfWhatTlsReadsChangeAClientHelloInAnOldRecord) {
  auto record = encode(ClientHello{.version = 0x0303, .suites = {0x1301}, .server_name = ""});
  record[2] = 0;
  for (const auto& fault : fault_catalogue().all())
    if (fault.moment == moments::received_records.name) {
      EXPECT_NE(deviations_of({fault.id}).at(moments::received_records, record), record)
          << fault.id;
    }
}

TEST(Faults, OfRecordsChangeAnAlert) {
  const Bytes alert{21, 3, 3, 0, 2, 2, 47};
  for (const auto& fault : fault_catalogue().all())
    if (fault.moment == moments::outgoing_record.name) {
      EXPECT_NE(deviations_of({fault.id}).at(moments::outgoing_record, alert), alert) << fault.id;
    }
}

std::string outline_of(const std::map<std::string, std::string>& users) {
  std::string text;
  for (const auto& [user, password] : users) text += user + ":" + password + " ";
  return text;
}

TEST(Faults, OfTlsChangeItsSettings) {
  const auto outline = [](const TlsSettings& tls) {
    return std::to_string(static_cast<int>(tls.lowest)) + tls.cipher_list +
           std::to_string(static_cast<int>(tls.highest)) + std::to_string(tls.session_resumption) +
           std::to_string(tls.request_client_certificate) +
           std::to_string(tls.identity ? tls.identity->intermediates.size() : 0) +
           outline_of(tls.srp_users);
  };
  const auto authority = Authority::in_memory({}, 1'800'000'000);
  TlsSettings honest;
  honest.srp_users = {{"user", "password"}};
  honest.identity = TlsIdentity{authority->root_key(), authority->root(), authority->chain()};
  for (const auto& fault : fault_catalogue().all()) {
    if (fault.moment != moments::server_tls.name) continue;
    const auto spoiled = deviations_of({fault.id}).at(moments::server_tls, honest);
    EXPECT_NE(outline(spoiled), outline(honest)) << fault.id;
  }
}

/// What a client sends, by a key that signs the same way every time.
class ClientFaults : public testing::Test {
 protected:
  Bytes csr(const Deviations& deviations) const {
    RequestContents contents;
    contents.subject = encode_name("CN=a,O=Example");
    contents.extensions = {extensions::subject_alt_name({"DNS:a.example", "DNS:b.example"}),
                           extensions::subject_key_identifier(key.public_key())};
    contents.attributes = {{oids::cmc_pop_link_witness_v2, {encode(octet_string({1}))}}};
    return make_request(contents, key, deviations);
  }
  Bytes request(const Deviations& deviations) const {
    HttpOptions options;
    options.host = "est.example";
    options.credentials = BasicCredentials{"est", "pw"};
    const auto request =
        enroll_request(Operation::simpleenroll, csr(deviations), options, deviations);
    auto bytes = deviations.at(moments::request_delivery, Delivery{.bytes = encode(request)}).bytes;
    // And what is asked for beside an enrolment, with a label.
    options.label = "lab";
    for (const auto& each :
         {cacerts_request(options, deviations), csr_attributes_request(options, deviations),
          enroll_request(Operation::simplereenroll, csr(deviations), options, deviations),
          server_key_request(csr(deviations), options, deviations),
          full_cmc_request(bytes_of("message"), options, deviations)})
      append(bytes, encode(each));
    append(bytes, encode(encode(cmc_request(deviations))));
    append(bytes, encode(encode(deviations.at(moments::signed_cmc_request, signed_message()))));
    return bytes;
  }
  /// With every control that a fault may look for.
  static PkiData cmc_request(const Deviations& deviations) {
    PkiData message;
    CertRequestMessage crmf;
    crmf.request.wanted.subject = encode_name("CN=a");
    crmf.request_der = encode(encode(crmf.request));
    crmf.proof = PossessionSignature{std::nullopt, encode(sequence({oid(oids::sha256)})), {}};
    message.requests = {crmf};
    message.controls = {transaction_id_control(2, Bytes{1}),
                        octets_control(3, oids::cmc_identity_proof, Bytes{2}),
                        octets_control(4, oids::cmc_pop_link_random, Bytes{3}),
                        witness_control(5, oids::cmc_identity_proof_v2,
                                        prove_secret(bytes_of("secret"), bytes_of("requests")))};
    return deviations.at(moments::cmc_request, message);
  }
  CertsOnly signed_message() const {
    return sign_data(oids::pki_data, encode(encode(cmc_request({}))),
                     CmsSigner{key, Bytes{1, 2, 3}});
  }
  const Key key = Key::generate(KeyKind("ed25519"));
};

TEST_F(ClientFaults, ChangeTheRequest) {
  const auto honest = request({});
  EXPECT_EQ(honest, request({}));
  for (const auto& fault : fault_catalogue().all())
    if (fault.role == Role::client && is_of_making(fault)) {
      EXPECT_NE(request(deviations_of({fault.id})), honest) << fault.id;
    }
}

TEST_F(ClientFaults, ThatAreLegalLeaveACsrThatCanBeReadAndVerified) {
  for (const auto& fault : fault_catalogue().all()) {
    if (fault.role != Role::client || !fault.breaks.empty() || !is_of_making(fault)) continue;
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
  const std::regex requirement("RFC\\d{4}-[A-Z\\d.]+-\\d\\d|peer-stays-alive");
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
