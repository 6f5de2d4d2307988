#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>

#include "reference/codec/certs_only.h"
#include "reference/codec/cmc_controls.h"
#include "reference/codec/cmc_status.h"
#include "reference/codec/csr_template.h"
#include "reference/codec/multipart.h"
#include "reference/codec/oids.h"
#include "reference/faults/catalogue.h"
#include "reference/pki/authority.h"
#include "reference/pki/name.h"
#include "reference/protocol/client.h"
#include "reference/protocol/digest.h"

namespace {

using namespace inquest;

using Save =
    std::function<void(const std::string& target, const std::string& name, const Bytes& bytes)>;

void save_csr_attributes(const Save& save) {
  const Attribute curve{oids::ec_public_key, {encode(oid("1.3.132.0.34"))}};
  const CsrAttributes attributes{{oids::challenge_password, curve, Attribute{"2.999", {}},
                                  extension_request({{oids::key_usage, true, {3, 2, 7, 0x80}}})}};
  RequestInfoTemplate info;
  info.subject = {{{oids::common_name, std::nullopt}}, {{"2.5.4.11", encode(utf8_string("x"))}}};
  info.public_key = {encode(sequence({oid(oids::rsa_encryption), null()})), Bytes{1, 2}};
  info.attributes = {extension_request_template(
      {{oids::extended_key_usage, false, std::nullopt}, {oids::key_usage, true, Bytes{3, 1, 0}}})};
  save("csr_attributes", "with-everything", encode(encode(attributes)));
  save("csr_attributes", "template", encode(encode(CsrAttributes{{csr_template_attribute(info)}})));
  save("csr_attributes", "empty", encode(encode(CsrAttributes{})));
}

void save_multipart(const Save& save) {
  Multipart body;
  body.parts = {{{{"Content-Type", "application/pkcs8"}}, bytes_of("MAA=\r\n")}, {{}, {}}};
  save("multipart", "correct", encode(body, "b"));
  body.preamble = bytes_of("before");
  body.epilogue = bytes_of("after");
  save("multipart", "with-everything", encode(body, "b"));
  save("multipart", "bare-line-feeds", bytes_of("--b \nA: 1\n 2\n\nx\n--b--"));
  save("multipart", "content-type", bytes_of(multipart_mixed("a b")));
}

void save_cmc(const Save& save, const Bytes& request) {
  const AlgorithmIdentifier sha256{"2.16.840.1.101.3.4.2.1", std::nullopt};
  CertRequestMessage crmf;
  crmf.request = {7, {}, {}};
  crmf.request.wanted.subject = Bytes{0x30, 0x00};
  crmf.request.wanted.public_key = Bytes{0x30, 0x00};
  crmf.request.wanted.extensions = {{oids::key_usage, true, {3, 2, 7, 0x80}}};
  crmf.request_der = encode(encode(crmf.request));
  crmf.proof = PossessionSignature{std::nullopt, encode(encode(sha256)), {1, 2}};
  auto later = crmf;
  later.proof = PossessionOfKeyForEncipherment{challenge_response_follows()};
  PkiData data;
  data.controls = {transaction_id_control(1, Bytes{0x80}),
                   octets_control(2, oids::cmc_sender_nonce, {1, 2, 3}),
                   identification_control(3, "device-1"),
                   witness_control(4, oids::cmc_identity_proof_v2, {sha256, sha256, {1}})};
  data.requests = {TaggedCertificationRequest{5, *decode_certification_request(request)}, crmf,
                   later, CmcOther{6, "2.999", encode(null())}};
  data.contents = {{8, Bytes{0x30, 0x00}}};
  data.others = {{9, "2.999", encode(null())}};
  save("cmc", "request-with-everything", encode(encode(data)));
  save("cmc", "request-empty", encode(encode(PkiData{})));

  PkiResponse response;
  response.controls = {
      status_control(1, {CmcStatus::failed,
                         {BodyPartId{5}, BodyPartPath{1, 5}},
                         bytes_of("no"),
                         CmcFailure::bad_identity}),
      status_control(2, {CmcStatus::pending, {BodyPartId{7}}, {}, CmcPending{{1}, 1'800'000'000}}),
      status_control(
          3,
          {CmcStatus::failed, {BodyPartId{7}}, {}, CmcExtendedFailure{"2.999", encode(null())}})};
  save("cmc", "response-with-everything", encode(encode(response)));
}

void save_challenges(const Save& save) {
  save("challenges", "digest",
       bytes_of(digest_challenge(DigestAlgorithm::sha256, "a realm", "bm9uY2U=", true)));
  save("challenges", "several",
       bytes_of(
           "Basic realm=\"a \\\"realm\\\"\", charset=\"UTF-8\", Negotiate dG9rZW4=, Digest realm = "
           "x, nonce=y , qop=\"auth-int, auth\", algorithm=MD5-sess"));
  save("challenges", "credentials",
       bytes_of("Digest username=\"est\", realm=\"realm\", nonce=\"n\", uri=\"/.well-known/est/"
                "simpleenroll\", response=\"00\", algorithm=SHA-256, qop=auth, nc=00000001, "
                "cnonce=\"c\""));
  save("challenges", "basic", bytes_of("Basic ZXN0OnBhc3N3b3Jk"));
}

}  // namespace

/// Writes seeds for every target into DIRECTORY/NAME: correct values by our encoders, and one for
/// each fault that spoils a CSR.
int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: make_seeds DIRECTORY\n";
    return 2;
  }
  const auto save = [&](const std::string& target, const std::string& name, const Bytes& bytes) {
    const auto folder = std::filesystem::path(argv[1]) / target;
    std::filesystem::create_directories(folder);
    std::ofstream(folder / name, std::ios::binary) << text_of(bytes);
  };
  const auto key = Key::generate(KeyKind("ec-p256"));
  RequestContents contents;
  contents.subject = encode_name("CN=device-1,O=Example");
  contents.extensions = {extensions::subject_alt_name({"DNS:a.example", "IP:127.0.0.1"})};
  const auto request = make_request(contents, key, {});
  save("certification_request", "correct", request);
  for (const auto& fault : fault_catalogue().all())
    if (fault.role == Role::client && fault.id.starts_with("csr-"))
      save("certification_request", fault.id,
           make_request(contents, key, deviations_of({fault.id})));

  const auto authority = Authority::in_memory({}, 1'800'000'000);
  CertsOnly certs;
  certs.certificates = {authority->issuing().der(), authority->root().der()};
  save("certs_only", "correct", encode(encode(certs)));
  certs.content = Bytes{1, 2, 3};
  certs.crls = {Bytes{0x30, 0x00}};
  certs.signers = {Bytes{0x30, 0x00}};
  save("certs_only", "with-everything", encode(encode(certs)));
  save("certs_only", "empty", encode(encode(CertsOnly{})));

  save_csr_attributes(save);
  save_multipart(save);
  save_cmc(save, request);
  save_challenges(save);
  return 0;
}
