#include <fmt/format.h>

#include "harness/scenario/key_rules.h"
#include "harness/scenario/payload.h"
#include "reference/codec/cursor.h"
#include "reference/codec/media_type.h"
#include "reference/codec/oids.h"
#include "reference/pki/second_reader.h"

namespace inquest {
namespace {

const Bytes& key_octets(const KeyDelivery& delivery) {
  if (delivery.key) return *delivery.key;
  throw Inconclusive("there is no private key to look at: " + delivery.envelope_error +
                     delivery.open_error + delivery.signed_error);
}

Key key_of(const KeyDelivery& delivery) {
  auto key = decode_private_key(key_octets(delivery));
  if (!key) throw Inconclusive("the private key cannot be read: " + key.error().text());
  return *std::move(key);
}

const Certificate& certificate_of(const KeyDelivery& delivery) {
  if (!delivery.certificate) throw Inconclusive("there is no certificate beside the key");
  return *delivery.certificate;
}

/// OneAsymmetricKey as far as its outside goes.
struct PrivateKeyInfo {
  std::int64_t version = 0;
  std::string algorithm;
  Bytes key;
  bool has_public_key = false;
};

PrivateKeyInfo outside_of(const KeyDelivery& delivery) {
  const auto info = read(key_octets(delivery), [](Cursor& in) {
    auto fields = in.sequence("OneAsymmetricKey");
    PrivateKeyInfo outside;
    outside.version = fields.integer("version");
    outside.algorithm = fields.sequence("privateKeyAlgorithm").oid("algorithm");
    outside.key = copy_of(fields.octet_string("privateKey"));
    if (fields.peek() == context(0)) fields.element("attributes");
    if (fields.peek() == context(1, false)) {
      fields.element("publicKey");
      outside.has_public_key = true;
    }
    fields.end();
    return outside;
  });
  if (!info) throw Inconclusive("the OneAsymmetricKey cannot be read: " + info.error().text());
  return *info;
}

RuleFinding check_media_type(const KeyDelivery& delivery) {
  const auto* type = delivery.part.headers.find("Content-Type");
  return kept_if(type != nullptr && is_media_type(*type, media_types::pkcs8),
                 type ? *type : "no Content-Type");
}

RuleFinding check_base64(const KeyDelivery& delivery) {
  const auto form = form_of(delivery.part.body);
  return kept_if(form == BodyForm::base64, std::string(name_of(form)));
}

RuleFinding check_readable(const KeyDelivery& delivery) {
  if (!delivery.octets)
    return broken("the part is " + std::string(name_of(form_of(delivery.part.body))));
  if (delivery.envelope) throw Inconclusive("the key is encrypted");
  const auto ours = decode_private_key(*delivery.octets);
  const auto theirs = openssl_private_key_info_defect(*delivery.octets);
  if (ours) return kept("a PrivateKeyInfo");
  // What OpenSSL reads and we do not is BER, or a kind of key that we have not.
  if (!theirs) throw Inconclusive("readers disagree on the private key: " + ours.error().text());
  return broken(ours.error().reason + "; " + *theirs);
}

RuleFinding check_der(const KeyDelivery& delivery) {
  const auto& octets = key_octets(delivery);
  const auto tree = decode_der(octets);
  if (tree) return kept("DER");
  if (openssl_private_key_info_defect(octets))
    throw Inconclusive("no reader can make sense of the private key: " + tree.error().text());
  return broken("not DER at byte " + tree.error().text());
}

RuleFinding check_version(const KeyDelivery& delivery) {
  const auto outside = outside_of(delivery);
  const auto actual = fmt::format("{} {} a publicKey",
                                  outside.version == 0   ? "v1"
                                  : outside.version == 1 ? "v2"
                                                         : "another version",
                                  outside.has_public_key ? "with" : "without");
  return kept_if(outside.version == (outside.has_public_key ? 1 : 0), actual);
}

RuleFinding check_algorithm(const KeyDelivery& delivery) {
  const auto outside = outside_of(delivery);
  const auto certified = decode_der(certificate_of(delivery).public_key());
  if (!certified) throw Inconclusive("the public key of the certificate is no DER");
  const auto wanted = dotted_oid((*certified)[0][0].contents()).value_or("");
  return kept_if(outside.algorithm == wanted,
                 outside.algorithm + ", where the certificate has " + wanted);
}

RuleFinding check_private_value(const KeyDelivery& delivery) {
  const auto outside = outside_of(delivery);
  const auto inner = decode_der(outside.key);
  const auto fields = inner && inner->tag() == Tag::sequence ? inner->children().size() : 0;
  if (outside.algorithm == oids::rsa_encryption)
    return kept_if(fields >= 9, fmt::format("a SEQUENCE of {}", fields));
  if (outside.algorithm == oids::ec_public_key)
    return kept_if(fields >= 2 && (*inner)[1].tag() == Tag::octet_string,
                   fields >= 2 ? "an ECPrivateKey" : "no ECPrivateKey");
  return told("a key of the kind " + outside.algorithm);
}

RuleFinding check_fit(const KeyDelivery& delivery) {
  const auto key = key_of(delivery);
  const bool fits = key.public_key() == certificate_of(delivery).public_key();
  return kept_if(fits, fits ? "they belong together" : "the certificate is for another key");
}

RuleFinding check_novelty(const KeyDelivery& delivery) {
  if (certificate_of(delivery).public_key() == delivery.key_of_request)
    return broken("the certificate is for the key of the request");
  return kept_if(key_of(delivery).public_key() != delivery.key_of_request, "a key of the server's");
}

}  // namespace

const std::vector<Rule<KeyDelivery>>& private_key_rules() {
  static const std::vector<Rule<KeyDelivery>> rules{
      {"media-type", "the media type of the key's part", "application/pkcs8", check_media_type},
      {"base64", "the form of the key's part", "base64", check_base64},
      {"readable", "the key in its part", "a PrivateKeyInfo", check_readable},
      {"der", "the encoding of the private key", "DER", check_der},
      {"version", "the version of the private key", "v1, or v2 with a publicKey", check_version},
      {"algorithm", "privateKeyAlgorithm", "that of the certificate's key", check_algorithm},
      {"private-value", "what privateKey holds", "what its algorithm says", check_private_value},
      {"fits-certificate", "key and certificate", "they belong together", check_fit},
      {"is-new", "whose key it is", "one that the server made, whatever key the request has",
       check_novelty},
  };
  return rules;
}

}  // namespace inquest
