#include <algorithm>

#include "reference/codec/base64.h"
#include "reference/faults/catalogue.h"

namespace inquest {

void add_encoding_faults(FaultCatalogue& add) {
  add(moments::certs_only,
      {.id = "certs-only-empty",
       .role = Role::server,
       .breaks = "RFC7030-4.1.3-03",
       .story = "the SignedData holds no certificate"},
      [](CertsOnly& certs) { certs.certificates.clear(); });

  add(moments::certs_only,
      {.id = "certs-only-with-content",
       .role = Role::server,
       .breaks = "RFC7030-4.1.3-03",
       .story = "the SignedData has content"},
      [](CertsOnly& certs) {
        certs.content = Bytes{1, 2, 3};
      });

  add(moments::certs_only,
      {.id = "certs-only-with-signer",
       .role = Role::server,
       .breaks = "RFC7030-4.1.3-03",
       .story = "the SignedData has a signer"},
      [](CertsOnly& certs) {
        const auto algorithm = sequence({oid("2.16.840.1.101.3.4.2.1")});
        certs.signers = {
            encode(sequence({integer(3), Element(context(0, false), Bytes(20, 7)), algorithm,
                             sequence({oid("1.2.840.10045.4.3.2")}), octet_string({1, 2, 3})}))};
      });

  add(moments::certs_only_der,
      {.id = "certs-only-truncated",
       .role = Role::server,
       .breaks = "RFC7030-4.1.3-03",
       .story = "the SignedData is cut off after two thirds"},
      [](Bytes& der) { der.resize(der.size() * 2 / 3); });

  add(moments::certs_only_der,
      {.id = "certs-only-trailing-garbage",
       .role = Role::server,
       .breaks = "RFC7030-4.1.3-03",
       .story = "octets follow the SignedData"},
      [](Bytes& der) {
        der.insert(der.end(), {0xde, 0xad});
      });

  add(moments::certs_only_tree,
      {.id = "certs-only-indefinite-length",
       .role = Role::server,
       .breaks = "RFC8951-3-02",
       .story = "the ContentInfo has indefinite length, which is BER"},
      [](Element& tree) { tree.write_length_indefinite(); });

  add(moments::certs_only_tree,
      {.id = "certs-only-length-not-minimal",
       .role = Role::server,
       .breaks = "RFC8951-3-02",
       .story = "the length of the SignedData has a leading zero"},
      [](Element& tree) { tree[1].write_length_long(1); });

  add(moments::any_response,
      {.id = "body-raw-der",
       .role = Role::server,
       .breaks = "RFC8951-3-01",
       .story = "answers are DER and not base64"},
      [](HttpResponse& response) {
        if (response.status != 200) return;
        if (auto der = decode_base64(text_of(response.body))) response.body = *std::move(der);
      });

  add(moments::response_body,
      {.id = "body-pem-armour",
       .role = Role::server,
       .breaks = "RFC8951-3-01",
       .story = "answers have PEM armour"},
      [](EncodedBody& body) {
        body.text = "-----BEGIN PKCS7-----\n" + body.text + "\n-----END PKCS7-----\n";
      });

  add(moments::response_body,
      {.id = "body-base64url",
       .role = Role::server,
       .breaks = "RFC8951-3-01",
       .story = "answers are base64url, without padding"},
      [](EncodedBody& body) {
        std::erase(body.text, '=');
        std::replace(body.text.begin(), body.text.end(), '+', '-');
        std::replace(body.text.begin(), body.text.end(), '/', '_');
        body.text += "-_";
      });

  add(moments::response_body,
      {.id = "body-without-padding",
       .role = Role::server,
       .breaks = "RFC8951-3-01",
       .story = "answers lack the padding of base64, and a character where there was none"},
      [](EncodedBody& body) {
        const auto der = decode_base64(body.text);
        body.text = encode_base64(*der);
        if (!body.text.ends_with('=')) body.text.pop_back();
        while (body.text.ends_with('=')) body.text.pop_back();
      });

  add(moments::response_body,
      {.id = "body-base64-twice",
       .role = Role::server,
       .breaks = "RFC8951-3-01",
       .story = "answers are base64 of base64"},
      [](EncodedBody& body) { body.text = encode_base64(bytes_of(body.text)); });

  add(moments::response_body,
      {.id = "body-single-line",
       .role = Role::server,
       .breaks = "",
       .story = "legal: answers are base64 on one line"},
      [](EncodedBody& body) { body.text = encode_base64(*decode_base64(body.text)); });

  add(moments::response_body,
      {.id = "body-with-white-space",
       .role = Role::server,
       .breaks = "",
       .story = "legal: answers have blanks, tabs and empty lines in their base64"},
      [](EncodedBody& body) {
        const auto text = encode_base64(*decode_base64(body.text));
        body.text = "\r\n ";
        for (std::size_t at = 0; at < text.size(); at += 37)
          body.text += text.substr(at, 37) + (at % 2 == 0 ? " \t" : "\n\n");
      });

  add(moments::any_response,
      {.id = "body-called-binary",
       .role = Role::server,
       .breaks = "",
       .story = "legal: Content-Transfer-Encoding says binary, and is to be ignored"},
      [](HttpResponse& response) { response.headers.set("Content-Transfer-Encoding", "binary"); });

  add(moments::response_body,
      {.id = "body-json",
       .role = Role::server,
       .breaks = "RFC8951-3-01",
       .story = "answers are JSON around the base64"},
      [](EncodedBody& body) { body.text = "{\"pkcs7\": \"" + body.text.substr(0, 64) + "\"}"; });

  add(moments::response_body,
      {.id = "body-empty",
       .role = Role::server,
       .breaks = "RFC8951-3-01",
       .story = "answers are empty"},
      [](EncodedBody& body) { body.text.clear(); });

  add(moments::certs_only,
      {.id = "certs-only-version-3",
       .role = Role::server,
       .breaks = "RFC5652-5.1-01",
       .story = "the SignedData says version 3"},
      [](CertsOnly& certs) { certs.version = 3; });

  add(moments::certs_only,
      {.id = "certs-only-of-another-type",
       .role = Role::server,
       .breaks = "RFC5652-5.2-01",
       .story = "the content type is that of a PKIData"},
      [](CertsOnly& certs) { certs.content_type = "1.3.6.1.5.5.7.12.2"; });

  add(moments::response_body,
      {.id = "body-html",
       .role = Role::server,
       .breaks = "RFC8951-3-01",
       .story = "answers are HTML around the base64"},
      [](EncodedBody& body) {
        body.text = "<html><body><pre>" + body.text + "</pre></body></html>";
      });

  add(moments::response_body,
      {.id = "body-with-byte-order-mark",
       .role = Role::server,
       .breaks = "RFC8951-3-01",
       .story = "a byte order mark stands before the base64 of answers"},
      [](EncodedBody& body) { body.text.insert(0, "\xef\xbb\xbf"); });

  add(moments::response_body,
      {.id = "body-with-armour-of-a-certificate",
       .role = Role::server,
       .breaks = "RFC8951-3-01",
       .story = "answers are PEM that calls the SignedData a certificate"},
      [](EncodedBody& body) {
        body.text = "-----BEGIN CERTIFICATE-----\n" + body.text + "\n-----END CERTIFICATE-----\n";
      });
}

}  // namespace inquest
