#include <algorithm>

#include "reference/codec/oids.h"
#include "reference/faults/catalogue.h"
#include "reference/pki/name.h"
#include "reference/pki/signed_data.h"

namespace inquest {
namespace {

/// A self-signed certificate, by which somebody else than the CA signs.
CmsSigner somebody_else(const std::string& subject, const std::vector<std::string>& purposes) {
  const auto key = Key::generate(KeyKind("ec-p256"));
  CertificateTemplate contents;
  contents.subject = encode_name(subject);
  contents.public_key = key.public_key();
  contents.not_after = 4102444800;  // 2100
  contents.extensions = {extensions::subject_key_identifier(contents.public_key),
                         extensions::key_usage({"digitalSignature"})};
  if (!purposes.empty()) contents.extensions.push_back(extensions::extended_key_usage(purposes));
  return {key, *Certificate::decode(issue_certificate(contents, contents.subject, key))};
}

/// Signs the PKIResponse once more, and carries what was issued along.
void sign_as(CertsOnly& answer, const CmsSigner& signer) {
  if (!answer.content) return;
  auto again = sign_data(answer.content_type, *answer.content, signer,
                         {std::get<Certificate>(signer.identity)});
  const auto& former = answer.certificates;
  if (!former.empty())  // the first is the former signer's
    again.certificates.insert(again.certificates.end(), former.begin() + 1, former.end());
  answer = std::move(again);
}

}  // namespace

void add_cmc_signer_faults(FaultCatalogue& add) {
  add(moments::signed_cmc_response,
      {.id = "cmc-answer-signed-by-a-stranger",
       .role = Role::server,
       .breaks = "RFC6402-2.10-01",
       .story = "a certificate that is neither the CA's nor for CMC signs the answer"},
      [](CertsOnly& answer) {
        static const auto stranger = somebody_else("CN=some server", {oids::server_auth});
        sign_as(answer, stranger);
      });

  add(moments::signed_cmc_response,
      {.id = "cmc-answer-signed-under-another-name",
       .role = Role::server,
       .breaks = "RFC6402-2.10-02",
       .story = "the certificate with id-kp-cmcCA that signs the answer has another name than the "
                "CA"},
      [](CertsOnly& answer) {
        static const auto other = somebody_else("CN=signer of answers", {oids::cmc_ca});
        sign_as(answer, other);
      });

  add(moments::signed_cmc_response,
      {.id = "cmc-answer-without-intermediates",
       .role = Role::server,
       .breaks = "RFC5272-4.2-02",
       .story = "the certificates that lead from the issued one to its root are left out"},
      [](CertsOnly& answer) {
        std::erase_if(answer.certificates, [](const Bytes& each) {
          const auto certificate = Certificate::decode(each);
          return certificate && certificate->is_ca();
        });
      });
}

}  // namespace inquest
