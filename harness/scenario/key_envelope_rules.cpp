#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "harness/scenario/key_rules.h"
#include "harness/scenario/payload.h"
#include "reference/codec/ber.h"
#include "reference/codec/media_type.h"
#include "reference/codec/oids.h"
#include "reference/pki/name.h"
#include "reference/pki/public_key.h"
#include "reference/pki/second_reader.h"

namespace inquest {
namespace {

const EnvelopedData& envelope_of(const KeyDelivery& delivery) {
  if (!delivery.envelope)
    throw Inconclusive("the key's part holds no EnvelopedData: " + delivery.envelope_error);
  return *delivery.envelope;
}

const RecipientInfo& recipient_of(const KeyDelivery& delivery) {
  const auto& recipients = envelope_of(delivery).recipients;
  if (recipients.empty()) throw Inconclusive("the EnvelopedData has no recipient");
  return recipients.front();
}

const Bytes& content_of(const KeyDelivery& delivery) {
  envelope_of(delivery);
  if (!delivery.content)
    throw Inconclusive("the EnvelopedData cannot be opened: " + delivery.open_error);
  return *delivery.content;
}

const SignedData& signed_data_of(const KeyDelivery& delivery) {
  content_of(delivery);
  if (!delivery.signed_data)
    throw Inconclusive("what is encrypted is no SignedData: " + delivery.signed_error);
  return *delivery.signed_data;
}

const Certificate* recipient_certificate(const KeyDelivery& delivery) {
  const auto* secret = std::get_if<PrivateKey>(&delivery.asked.secret);
  return secret && secret->certificate ? &*secret->certificate : nullptr;
}

/// The serialNumber of a certificate, whole element.
Bytes serial_of(const Certificate& certificate) {
  const auto tree = decode_der(certificate.der());
  if (!tree) throw Inconclusive("the recipient's certificate is no DER");
  const auto& contents = (*tree)[0];
  return encode(contents[contents[0].tag() == context(0) ? 1 : 0]);
}

// -- the part and the envelope --

RuleFinding check_media_type(const KeyDelivery& delivery) {
  const auto* type = delivery.part.headers.find("Content-Type");
  const auto media = type ? decode_media_type(*type) : Result<MediaType>(ParseError{});
  const auto* smime = media ? media->parameter("smime-type") : nullptr;
  return kept_if(smime != nullptr && is_media_type(*type, media_types::pkcs7_mime) &&
                     *smime == "server-generated-key",
                 type ? *type : "no Content-Type");
}

RuleFinding check_encrypted(const KeyDelivery& delivery) {
  if (delivery.envelope) return kept("an EnvelopedData");
  if (delivery.octets && !openssl_private_key_info_defect(*delivery.octets))
    return broken("the private key itself, in the clear");
  if (!delivery.octets)
    return broken("the part is " + std::string(name_of(form_of(delivery.part.body))));
  if (!openssl_enveloped_data_defect(*delivery.octets))
    throw Inconclusive("readers disagree on the EnvelopedData: " + delivery.envelope_error);
  return broken(delivery.envelope_error);
}

RuleFinding check_content_info(const KeyDelivery& delivery) {
  if (delivery.envelope) return kept("a ContentInfo");
  if (!delivery.octets) throw Inconclusive("the key's part has no readable octets");
  const auto wrapped = encode(
      sequence({oid(oids::cms_enveloped_data), explicit_tag(0, Element::raw(*delivery.octets))}));
  if (decode_enveloped_data(wrapped)) return broken("an EnvelopedData without a ContentInfo");
  throw Inconclusive("there is no EnvelopedData to look at");
}

/// RFC 5652 6.1, but for the rare cases of other certificates and CRLs in originatorInfo.
RuleFinding check_envelope_version(const KeyDelivery& delivery) {
  const auto& envelope = envelope_of(delivery);
  if (envelope.authenticated)
    return kept_if(envelope.version == 0,
                   fmt::format("{} of an AuthEnvelopedData", envelope.version));
  if (envelope.originator_info) return told("there is originatorInfo, which decides as well");
  const bool others =
      std::any_of(envelope.recipients.begin(), envelope.recipients.end(),
                  [](const RecipientInfo& each) { return each.management == "other"; });
  const bool zeros = std::all_of(envelope.recipients.begin(), envelope.recipients.end(),
                                 [](const RecipientInfo& each) { return each.version == 0; });
  const int wanted = others ? 3 : zeros && !envelope.unprotected_attributes ? 0 : 2;
  return kept_if(envelope.version == wanted,
                 fmt::format("{} where {} belongs", envelope.version, wanted));
}

RuleFinding check_recipients(const KeyDelivery& delivery) {
  const auto count = envelope_of(delivery).recipients.size();
  return kept_if(count > 0, fmt::format("{}", count));
}

RuleFinding check_content_type(const KeyDelivery& delivery) {
  const auto& type = envelope_of(delivery).content_type;
  const auto whole = [&] {
    return delivery.content && decode_signed_data(*delivery.content).has_value();
  };
  if (type == oids::cms_signed_data)
    return whole() ? told("id-signedData, around a whole ContentInfo") : kept("id-signedData");
  // A ContentInfo is data as well, as "openssl cms -encrypt" has it.
  if (type == oids::cms_data && whole()) return told("id-data, around a whole ContentInfo");
  return broken(type);
}

// -- for whom, and how --

const char* management_for(const std::string& protection) {
  if (protection == "shared-key") return "kekri";
  return protection == "key-transport" ? "ktri" : "kari";
}

RuleFinding check_management(const KeyDelivery& delivery) {
  const auto& recipients = envelope_of(delivery).recipients;
  if (recipients.empty()) throw Inconclusive("the EnvelopedData has no recipient");
  const std::string wanted = management_for(delivery.asked.protection);
  return kept_if(std::any_of(recipients.begin(), recipients.end(),
                             [&](const RecipientInfo& each) { return each.management == wanted; }),
                 recipients.front().management + " where " + wanted + " belongs");
}

RuleFinding check_recipient_version(const KeyDelivery& delivery) {
  const auto& recipient = recipient_of(delivery);
  const int wanted = recipient.management == "kekri"     ? 4
                     : recipient.management == "kari"    ? 3
                     : !recipient.key_identifier.empty() ? 2
                                                         : 0;
  if (recipient.management == "other") return told("a recipient of another kind");
  return kept_if(
      recipient.version == wanted,
      fmt::format("{} of a {}, where {} belongs", recipient.version, recipient.management, wanted));
}

RuleFinding check_recipient_name(const KeyDelivery& delivery) {
  const auto& recipient = recipient_of(delivery);
  if (recipient.issuer_and_serial.empty())
    return kept_if(recipient.key_identifier == delivery.asked.identifier, "a key identifier");
  const auto* certificate = recipient_certificate(delivery);
  if (certificate == nullptr) throw Inconclusive("there is no certificate to compare with");
  const auto serial = decode_der(recipient.issuer_and_serial);
  if (!serial || serial->children().size() != 2)
    throw Inconclusive("issuer and serial number cannot be read");
  const bool same = same_name(encode((*serial)[0]), certificate->issuer()) &&
                    encode((*serial)[1]) == serial_of(*certificate);
  return kept_if(same, "issuer and serial number");
}

RuleFinding check_algorithm(const KeyDelivery& delivery) {
  const auto& recipient = recipient_of(delivery);
  const auto& listed = delivery.asked.capabilities;
  const auto names = [&](const std::string& id) {
    return std::find(listed.begin(), listed.end(), id) != listed.end();
  };
  // A kari names the agreement, and in its parameters the wrap: either may be what was listed.
  const bool there =
      names(recipient.key_algorithm) || (!recipient.key_wrap.empty() && names(recipient.key_wrap));
  return kept_if(there, recipient.key_wrap.empty()
                            ? recipient.key_algorithm
                            : recipient.key_algorithm + " with " + recipient.key_wrap);
}

/// Bits of security of a content encryption algorithm; nothing for one that is not known here.
std::optional<int> strength_of(const std::string& algorithm) {
  static const std::map<std::string, int> bits{
      {"2.16.840.1.101.3.4.1.2", 128},  {"2.16.840.1.101.3.4.1.6", 128},
      {"2.16.840.1.101.3.4.1.22", 192}, {"2.16.840.1.101.3.4.1.26", 192},
      {"2.16.840.1.101.3.4.1.42", 256}, {"2.16.840.1.101.3.4.1.46", 256},
      {"1.2.840.113549.3.7", 112},      {"1.3.14.3.2.7", 56}};
  const auto found = bits.find(algorithm);
  return found == bits.end() ? std::nullopt : std::optional(found->second);
}

/// The same of a recipient's key (NIST SP 800-57 part 1, 5.6.1.1).
int strength_of_key(BytesView public_key) {
  const auto facts = public_key_facts(public_key);
  if (!facts) throw Inconclusive("the strength of the recipient's key cannot be told");
  if (facts->kind == "rsa")
    return facts->bits >= 15360 ? 256 : facts->bits >= 7680 ? 192 : facts->bits >= 3072 ? 128 : 112;
  return facts->bits >= 512 ? 256 : facts->bits >= 384 ? 192 : 128;
}

RuleFinding check_strength(const KeyDelivery& delivery) {
  const auto& algorithm = envelope_of(delivery).content_algorithm;
  const auto have = strength_of(algorithm);
  if (!have) return told("content encryption by " + algorithm);
  const auto* secret = std::get_if<PrivateKey>(&delivery.asked.secret);
  if (secret == nullptr) return told("a shared key, of whose strength nothing is said");
  const int wanted = strength_of_key(secret->key.public_key());
  return kept_if(*have >= wanted,
                 fmt::format("{} bits, where the recipient's key has {}", *have, wanted));
}

RuleFinding check_opening(const KeyDelivery& delivery) {
  envelope_of(delivery);
  return kept_if(delivery.content.has_value(), delivery.content ? "it opens" : delivery.open_error);
}

// -- what is inside --

RuleFinding check_signed(const KeyDelivery& delivery) {
  content_of(delivery);
  return kept_if(delivery.signed_data.has_value(),
                 delivery.signed_data ? "a SignedData" : delivery.signed_error);
}

RuleFinding check_signers(const KeyDelivery& delivery) {
  const auto count = signed_data_of(delivery).signers.size();
  return kept_if(count > 0, fmt::format("{} signers", count));
}

const SignerInfo& signer_of(const KeyDelivery& delivery) {
  const auto& signers = signed_data_of(delivery).signers;
  if (signers.empty()) throw Inconclusive("the SignedData has no signer");
  return signers.front();
}

/// The certificates that a signature may be verified by: those that came along.
RuleFinding check_signature(const KeyDelivery& delivery) {
  const auto& data = signed_data_of(delivery);
  const auto& signer = signer_of(delivery);
  if (!signer.certificate) return told("the signer's certificate is not among those that came");
  const auto defect = signature_defect(data, signer);
  return kept_if(!defect, defect.value_or("it verifies"));
}

/// The values of a signed attribute, or nothing when it is not there.
std::optional<std::vector<Element>> signed_attribute(const SignerInfo& signer,
                                                     std::string_view type) {
  const auto tree = signer.signed_attributes ? decode_der(*signer.signed_attributes)
                                             : Result<Element>(ParseError{});
  if (!tree) return std::nullopt;
  for (const auto& each : tree->children())
    if (each.children().size() == 2 &&
        dotted_oid(each.children()[0].contents()).value_or("") == type)
      return each.children()[1].children();
  return std::nullopt;
}

RuleFinding check_signed_type(const KeyDelivery& delivery) {
  const auto& data = signed_data_of(delivery);
  const auto values = signed_attribute(signer_of(delivery), oids::content_type);
  if (!values || values->size() != 1) throw Inconclusive("there is no one content-type attribute");
  const auto type = dotted_oid(values->front().contents()).value_or("no OID");
  return kept_if(type == data.content_type, type + ", where the content is " + data.content_type);
}

RuleFinding check_signed_version(const KeyDelivery& delivery) {
  const auto& data = signed_data_of(delivery);
  const bool by_identifier = std::any_of(
      data.signers.begin(), data.signers.end(),
      [](const SignerInfo& each) { return std::holds_alternative<Bytes>(each.identity); });
  const int wanted = data.content_type != oids::cms_data || by_identifier ? 3 : 1;
  // 4 and 5 are for attribute certificates and other kinds of certificates.
  return kept_if(data.version == wanted || data.version > 3,
                 fmt::format("{} where {} belongs", data.version, wanted));
}

RuleFinding check_attributes(const KeyDelivery& delivery) {
  const auto& signer = signer_of(delivery);
  if (signed_data_of(delivery).content_type == oids::cms_data)
    return told("content of the type id-data needs none");
  return kept_if(signer.signed_attributes.has_value(), signer.signed_attributes ? "there" : "none");
}

RuleFinding check_digest(const KeyDelivery& delivery) {
  const auto& signer = signer_of(delivery);
  if (!signer.signed_attributes) throw Inconclusive("there are no signed attributes");
  for (const auto* type : {oids::content_type, oids::message_digest})
    if (!signed_attribute(signer, type)) return broken(fmt::format("without {}", type));
  return kept("content-type and message-digest");
}

RuleFinding check_package_type(const KeyDelivery& delivery) {
  const auto& type = signed_data_of(delivery).content_type;
  return kept_if(type == oids::key_package, type);
}

const Bytes& signed_content(const KeyDelivery& delivery) {
  const auto& content = signed_data_of(delivery).content;
  if (!content) throw Inconclusive("the SignedData has no content");
  return *content;
}

RuleFinding check_package(const KeyDelivery& delivery) {
  const auto tree = decode_der(signed_content(delivery));
  if (!tree) throw Inconclusive("the signed content is no DER: " + tree.error().text());
  return kept_if(tree->tag() == Tag::sequence && !tree->children().empty(),
                 fmt::format("a list of {}", tree->children().size()));
}

RuleFinding check_package_der(const KeyDelivery& delivery) {
  const auto& content = signed_content(delivery);
  const auto tree = decode_der(content);
  if (!tree && !der_of_ber(content))
    throw Inconclusive("the signed content is neither DER nor BER");
  return kept_if(tree.has_value(), tree ? "DER" : "BER: byte " + tree.error().text());
}

RuleFinding check_package_is_signed(const KeyDelivery& delivery) {
  const auto& content = signed_content(delivery);
  if (!openssl_private_key_info_defect(content))
    return broken("a PrivateKeyInfo, without an AsymmetricKeyPackage around it");
  if (decode_key_package(content)) return kept("an AsymmetricKeyPackage");
  throw Inconclusive("the signed content is neither a key nor a package");
}

}  // namespace

const std::vector<Rule<KeyDelivery>>& key_envelope_rules() {
  static const std::vector<Rule<KeyDelivery>> rules{
      {"media-type", "the media type of the key's part",
       "application/pkcs7-mime; smime-type=server-generated-key", check_media_type},
      {"encrypted", "how the key came", "in an EnvelopedData", check_encrypted},
      {"content-info", "what is around the EnvelopedData", "a ContentInfo", check_content_info},
      {"version", "the version of the EnvelopedData", "as RFC 5652 6.1 assigns it",
       check_envelope_version},
      {"recipients", "how many recipients there are", "at least 1", check_recipients},
      {"content-type", "the type of what is encrypted", "id-signedData", check_content_type},
      {"management", "how the content's key is managed", "as the key that was named wants it",
       check_management},
      {"recipient-version", "the version of the RecipientInfo", "as RFC 5652 6.2 says",
       check_recipient_version},
      {"recipient-name", "who the recipient is", "whom the request named", check_recipient_name},
      {"algorithm", "the algorithm that encrypts the content's key", "one of SMIMECapabilities",
       check_algorithm},
      {"strength", "the strength of the content's encryption", "that of the recipient's key",
       check_strength},
      {"opens", "the EnvelopedData, with the key that was named", "it opens", check_opening},
      {"signed", "what is encrypted", "a SignedData", check_signed},
      {"signers", "who signed the key", "at least one signer", check_signers},
      {"signature", "the signature over the key", "it verifies", check_signature},
      {"signed-type", "the content type that is signed", "that of the content", check_signed_type},
      {"signed-version", "the version of the SignedData", "as RFC 5652 5.1 assigns it",
       check_signed_version},
      {"attributes", "the signed attributes", "there", check_attributes},
      {"digest", "the signed attributes", "content-type and message-digest", check_digest},
      {"package-type", "the type of the signed content", "id-ct-KP-aKeyPackage",
       check_package_type},
      {"package", "the key package", "at least one key", check_package},
      {"package-der", "the encoding of the key package", "DER", check_package_der},
      {"package-signed", "what is signed", "an AsymmetricKeyPackage", check_package_is_signed},
  };
  return rules;
}

}  // namespace inquest
