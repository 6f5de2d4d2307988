#include "reference/codec/oids.h"
#include "reference/faults/catalogue.h"
#include "reference/pki/key_package.h"
#include "reference/pki/name.h"

namespace inquest {
namespace {

constexpr auto aes128_cbc = "2.16.840.1.101.3.4.1.2";
constexpr auto aes128_wrap = "2.16.840.1.101.3.4.1.5";
constexpr auto des_cbc = "1.3.14.3.2.7";

bool names_shared_key(const KeyEncryption& encryption) {
  return encryption.request->attribute(oids::decrypt_key_id) != nullptr;
}
bool names_certified_key(const KeyEncryption& encryption) {
  return encryption.request->attribute(oids::asymmetric_decrypt_key_id) != nullptr;
}
bool is_for(const KeyEncryption& encryption, std::string_view kind_of_key) {
  const auto* certified =
      encryption.recipient ? std::get_if<CertifiedKey>(&*encryption.recipient) : nullptr;
  if (certified == nullptr) return false;
  // The algorithm of a SubjectPublicKeyInfo stands in its first field.
  const auto key = decode_der(certified->certificate.public_key());
  return key && (*key)[0][0].contents() == oid(kind_of_key).contents();
}

/// A certificate that nobody asked for, and what it may be used for.
Certificate certificate_for(BytesView public_key, const std::vector<std::string>& usage,
                            const Key& issuer) {
  CertificateTemplate contents;
  contents.subject = encode_name("CN=somebody");
  contents.public_key = copy_of(public_key);
  contents.not_after = 4102444800;
  contents.extensions = {extensions::subject_key_identifier(public_key),
                         extensions::key_usage(usage)};
  return *Certificate::decode(issue_certificate(contents, contents.subject, issuer));
}

Recipient somebody_else() {
  const auto key = Key::generate(KeyKind("ec-p256"));
  return CertifiedKey{certificate_for(key.public_key(), {"keyAgreement"}, key), true};
}

// -- the SignedData --

/// Signed in the right way by a key made for it, or, by `edit`, with other signed attributes.
void sign_anew(CertsOnly& data, std::string_view type, const Bytes& content,
               const std::function<void(Element& attributes)>& edit = {}) {
  const auto key = Key::generate(KeyKind("ec-p256"));
  const auto own = certificate_for(key.public_key(), {"digitalSignature"}, key);
  data = sign_data(type, content, CmsSigner{key, own});
  if (!edit) return;
  auto signer = *decode_der(data.signers.front());
  auto attributes = signer[3];
  attributes.retag(Tag::set);
  edit(attributes);
  signer[5] = octet_string(key.sign(attributes.children().empty() ? content : encode(attributes)));
  attributes.retag(context(0));
  signer[3] = attributes;
  if (attributes.children().empty()) signer.remove(3);
  data.signers = {encode(signer)};
}

bool is_attribute(const Element& attribute, std::string_view type) {
  return attribute[0].contents() == oid(type).contents();
}

void add_faults_of_the_signature(FaultCatalogue& add) {
  add(moments::signed_key,
      {.id = "signed-key-by-nobody",
       .role = Role::server,
       .breaks = "RFC7030-4.4.2-07",
       .story = "the SignedData around an encrypted key has no signer"},
      [](CertsOnly& data) { data.signers.clear(); });

  add(moments::signed_key,
      {.id = "signed-key-signature-flipped-bit",
       .role = Role::server,
       .breaks = "RFC5652-5.6-01",
       .story = "one bit of the signature over an encrypted key is wrong"},
      [](CertsOnly& data) { data.signers.front().back() ^= 1U; });

  add(moments::signed_key,
      {.id = "signed-key-of-another-type",
       .role = Role::server,
       .breaks = "RFC5652-5.6-02",
       .story = "the signed content-type is id-data where the content is a key package"},
      [](CertsOnly& data) {
        sign_anew(data, oids::key_package, *data.content, [](Element& attributes) {
          for (std::size_t i = 0; i < attributes.children().size(); ++i)
            if (is_attribute(attributes[i], oids::content_type))
              attributes[i][1][0] = oid(oids::cms_data);
        });
      });

  add(moments::signed_key,
      {.id = "signed-key-version-1",
       .role = Role::server,
       .breaks = "RFC5652-5.1-01",
       .story = "the SignedData around a key package is of version 1"},
      [](CertsOnly& data) { data.version = 1; });

  add(moments::signed_key,
      {.id = "signed-key-without-attributes",
       .role = Role::server,
       .breaks = "RFC5652-5.3-01",
       .story = "a key package is signed without signed attributes"},
      [](CertsOnly& data) {
        sign_anew(data, oids::key_package, *data.content, [](Element& attributes) {
          attributes = Element(Tag::set, std::vector<Element>{});
        });
      });

  add(moments::signed_key,
      {.id = "signed-key-without-digest",
       .role = Role::server,
       .breaks = "RFC5652-5.3-02",
       .story = "the signed attributes lack the message digest"},
      [](CertsOnly& data) {
        sign_anew(data, oids::key_package, *data.content, [](Element& attributes) {
          for (std::size_t i = attributes.children().size(); i-- > 0;)
            if (is_attribute(attributes[i], oids::message_digest)) attributes.remove(i);
        });
      });

  add(moments::signed_key,
      {.id = "signed-key-as-data",
       .role = Role::server,
       .breaks = "RFC5958-2-03",
       .story = "the signed key package is said to be id-data"},
      [](CertsOnly& data) { sign_anew(data, oids::cms_data, Bytes(*data.content)); });

  add(moments::signed_key,
      {.id = "signed-key-package-empty",
       .role = Role::server,
       .breaks = "RFC5958-2-04",
       .story = "the signed key package holds no key"},
      [](CertsOnly& data) { sign_anew(data, oids::key_package, encode(sequence({}))); });

  add(moments::signed_key,
      {.id = "signed-key-package-in-ber",
       .role = Role::server,
       .breaks = "RFC5958-2-01",
       .story = "the signed key package has an indefinite length, which is BER"},
      [](CertsOnly& data) {
        auto package = *decode_der(*data.content);
        package.write_length_indefinite();
        sign_anew(data, oids::key_package, encode(package));
      });

  add(moments::signed_key,
      {.id = "signed-key-without-package",
       .role = Role::server,
       .breaks = "RFC5958-4-01",
       .story = "what is signed is the PrivateKeyInfo, without the AsymmetricKeyPackage around it"},
      [](CertsOnly& data) {
        const auto package = decode_key_package(*data.content);
        if (package) sign_anew(data, oids::key_package, package->front());
      });

  add(moments::content_to_envelop,
      {.id = "enveloped-key-not-signed",
       .role = Role::server,
       .breaks = "RFC7030-4.4.2-06",
       .story = "the key package is encrypted without a SignedData around it"},
      [](ContentToEnvelop& inside) {
        const auto tree = decode_der(inside.content);
        if (!tree) return;
        // SignedData { version, digestAlgorithms, encapContentInfo { eContentType, [0] eContent } }
        inside = {oids::key_package, (*tree)[2][1][0].contents()};
      });

  add(moments::content_to_envelop,
      {.id = "enveloped-key-as-data",
       .role = Role::server,
       .breaks = "RFC5652-6.1-03",
       .story = "a SignedData is encrypted and said to be id-data"},
      [](ContentToEnvelop& inside) { inside.type = oids::cms_data; });
}

// -- the EnvelopedData --

/// Edits the first RecipientInfo where it is of that kind; `at` counts within it.
std::function<void(Element&)> recipient(Tag tag, const std::function<void(Element&)>& edit) {
  return [tag, edit](Element& tree) {
    // ContentInfo { contentType, [0] EnvelopedData { version, recipientInfos SET, ... } }
    auto& first = tree[1][0][1][0];
    if (first.tag() == tag) edit(first);
  };
}
constexpr Tag ktri = Tag::sequence;
constexpr Tag kari = context(1);
constexpr Tag kekri = context(2);

void flip_last_bit(Element& octets) {
  auto contents = octets.contents();
  contents.back() ^= 1U;
  octets.replace_contents(contents);
}

void add_faults_of_recipients(FaultCatalogue& add) {
  add(moments::enveloped_key,
      {.id = "enveloped-key-kekri-version-2",
       .role = Role::server,
       .breaks = "RFC7030-4.4.2-11",
       .story = "the version of a kekri is 2"},
      recipient(kekri, [](Element& info) { info[0] = integer(2); }));

  add(moments::enveloped_key,
      {.id = "enveloped-key-kekri-version-0",
       .role = Role::server,
       .breaks = "RFC5652-6.2.3-01",
       .story = "the version of a kekri is 0"},
      recipient(kekri, [](Element& info) { info[0] = integer(0); }));

  add(moments::enveloped_key,
      {.id = "enveloped-key-kekri-of-another-name",
       .role = Role::server,
       .breaks = "RFC7030-4.4.2-12",
       .story = "the kekid is not the identifier that the request named"},
      recipient(kekri, [](Element& info) { flip_last_bit(info[1][0]); }));

  add(moments::enveloped_key,
      {.id = "enveloped-key-ktri-of-another-name",
       .role = Role::server,
       .breaks = "RFC7030-4.4.2-17",
       .story = "the rid of a ktri is not the identifier that the request named"},
      recipient(ktri, [](Element& info) { flip_last_bit(info[1]); }));

  add(moments::enveloped_key,
      {.id = "enveloped-key-ktri-version-0",
       .role = Role::server,
       .breaks = "RFC7030-4.4.2-18",
       .story = "the version of a ktri with a key identifier is 0"},
      recipient(ktri, [](Element& info) { info[0] = integer(0); }));

  add(moments::enveloped_key,
      {.id = "enveloped-key-ktri-version-3",
       .role = Role::server,
       .breaks = "RFC5652-6.2.1-01",
       .story = "the version of a ktri is 3"},
      recipient(ktri, [](Element& info) { info[0] = integer(3); }));

  add(moments::enveloped_key,
      {.id = "enveloped-key-kari-version-2",
       .role = Role::server,
       .breaks = "RFC7030-4.4.2-23",
       .story = "the version of a kari is 2"},
      recipient(kari, [](Element& info) { info[0] = integer(2); }));

  add(moments::enveloped_key,
      {.id = "enveloped-key-kari-version-0",
       .role = Role::server,
       .breaks = "RFC5652-6.2.2-01",
       .story = "the version of a kari is 0"},
      recipient(kari, [](Element& info) { info[0] = integer(0); }));

  add(moments::enveloped_key,
      {.id = "enveloped-key-kari-of-another-name",
       .role = Role::server,
       .breaks = "RFC7030-4.4.2-25",
       .story = "the recipient of a kari is not the identifier that the request named"},
      recipient(kari, [](Element& info) {
        // recipientEncryptedKeys SEQUENCE OF { rKeyId [0] { subjectKeyIdentifier }, ... }
        flip_last_bit(info[info.children().size() - 1][0][0][0]);
      }));

  add(moments::enveloped_key,
      {.id = "enveloped-key-by-des",
       .role = Role::server,
       .breaks = "RFC7030-4.4.2-15",
       .story = "the content is said to be encrypted by DES, whatever the recipient's key"},
      [](Element& tree) { tree[1][0][tree[1][0].children().size() - 1][1][0] = oid(des_cbc); });

  add(moments::enveloped_key,
      {.id = "enveloped-key-version-4",
       .role = Role::server,
       .breaks = "RFC5652-6.1-01",
       .story = "the version of the EnvelopedData is 4"},
      [](Element& tree) { tree[1][0][0] = integer(4); });

  add(moments::enveloped_key,
      {.id = "enveloped-key-padded-wrongly",
       .role = Role::server,
       .breaks = "RFC5652-6.3-01",
       .story = "the last octet of the padding is wrong"},
      [](Element& tree) {
        // EncryptedContentInfo { contentType, contentEncryptionAlgorithm, [0] encryptedContent }:
        // in CBC, a bit of one block of it is the same bit of the next block of the content.
        auto& encrypted = tree[1][0][tree[1][0].children().size() - 1][2];
        auto octets = encrypted.contents();
        if (octets.size() > 16) octets[octets.size() - 17] ^= 1U;
        encrypted.replace_contents(octets);
      });

  add(moments::enveloped_key,
      {.id = "enveloped-key-for-nobody",
       .role = Role::server,
       .breaks = "RFC5652-6.1-02",
       .story = "the EnvelopedData has no recipient"},
      [](Element& tree) { tree[1][0][1] = Element(Tag::set, std::vector<Element>{}); });

  add(moments::enveloped_key,
      {.id = "enveloped-key-without-content-info",
       .role = Role::server,
       .breaks = "RFC5652-3-01",
       .story = "the EnvelopedData has no ContentInfo around it"},
      [](Element& tree) { tree = Element(tree[1][0]); });
}

// -- for whom --

void add_faults_of_encryption(FaultCatalogue& add) {
  add(moments::key_encryption,
      {.id = "key-in-the-clear",
       .role = Role::server,
       .breaks = "RFC7030-4.4.2-08",
       .story = "a key is delivered in the clear, whatever the request says"},
      [](KeyEncryption& encryption) {
        encryption.recipient.reset();
        encryption.refusal.reset();
      });

  add(moments::key_encryption,
      {.id = "key-in-the-clear-where-the-shared-key-is-unknown",
       .role = Role::server,
       .breaks = "RFC7030-4.4.1.1-02",
       .story = "a key is delivered in the clear where the request names an unknown shared key"},
      [](KeyEncryption& encryption) {
        if (names_shared_key(encryption) && !encryption.recipient) encryption.refusal.reset();
      });

  add(moments::key_encryption,
      {.id = "key-in-the-clear-where-the-recipient-is-unknown",
       .role = Role::server,
       .breaks = "RFC7030-4.4.1.2-03",
       .story = "a key is delivered in the clear where the request names an unknown public key"},
      [](KeyEncryption& encryption) {
        if (names_certified_key(encryption) && !encryption.recipient) encryption.refusal.reset();
      });

  add(moments::key_encryption,
      {.id = "key-for-a-recipient-that-nobody-named",
       .role = Role::server,
       .breaks = "RFC7030-4.4.1.2-03",
       .story = "where the request names an unknown public key, another one is used"},
      [](KeyEncryption& encryption) {
        if (!names_certified_key(encryption) || encryption.recipient) return;
        encryption.refusal.reset();
        encryption.recipient = somebody_else();
      });

  add(moments::key_encryption,
      {.id = "key-for-a-certificate-of-signatures",
       .role = Role::server,
       .breaks = "RFC7030-4.4.1.2-04",
       .story = "a key is encrypted for a certificate that is meant for signatures alone"},
      [](KeyEncryption& encryption) {
        if (!is_for(encryption, oids::rsa_encryption) || !encryption.refusal) return;
        encryption.refusal.reset();
        const auto key = std::get<CertifiedKey>(*encryption.recipient).certificate.public_key();
        encryption.recipient = CertifiedKey{
            certificate_for(key, {"keyEncipherment"}, Key::generate(KeyKind("ec-p256"))), true};
      });

  add(moments::key_encryption,
      {.id = "key-by-whatever-wrap-there-is",
       .role = Role::server,
       .breaks = "RFC7030-4.4.2-13",
       .story = "a shared key wraps by its own algorithm, whatever SMIMECapabilities say"},
      [](KeyEncryption& encryption) {
        const bool shared =
            encryption.recipient && std::holds_alternative<SharedKey>(*encryption.recipient);
        if (!shared) return;
        encryption.refusal.reset();
        encryption.capabilities = {aes128_cbc};
      });

  add(moments::key_encryption,
      {.id = "key-by-oaep-always",
       .role = Role::server,
       .breaks = "RFC7030-4.4.2-19",
       .story = "RSA encrypts with OAEP, whatever SMIMECapabilities say"},
      [](KeyEncryption& encryption) {
        std::erase(encryption.capabilities, oids::rsa_encryption);
        encryption.capabilities.emplace_back(oids::rsaes_oaep);
      });

  add(moments::key_encryption,
      {.id = "key-by-agreement-and-aes-128-always",
       .role = Role::server,
       .breaks = "RFC7030-4.4.2-24",
       .story = "keys that were agreed on wrap by AES-128, whatever SMIMECapabilities say"},
      [](KeyEncryption& encryption) {
        if (is_for(encryption, oids::ec_public_key))
          encryption.capabilities.insert(encryption.capabilities.begin(), aes128_wrap);
      });

  add(moments::key_encryption,
      {.id = "key-by-agreement-in-aes-128-always",
       .role = Role::server,
       .breaks = "RFC7030-4.4.2-21",
       .story = "content is encrypted by AES-128, however strong the key that was agreed on"},
      [](KeyEncryption& encryption) {
        if (is_for(encryption, oids::ec_public_key))
          encryption.capabilities.insert(encryption.capabilities.begin(), aes128_cbc);
      });

  add(moments::key_encryption,
      {.id = "key-refused-for-unknown-capabilities",
       .role = Role::server,
       .breaks = "RFC5751-2.5.2-03",
       .story = "a request is refused for a capability that the server does not know"},
      [](KeyEncryption& encryption) {
        for (const auto& each : encryption.capabilities)
          if (!each.starts_with("2.16.840.1.101.3.4.1.") && each != oids::rsa_encryption &&
              each != oids::rsaes_oaep)
            encryption.refusal = Refusal{400, "An unknown algorithm.\n", {}};
      });

  add(moments::key_encryption,
      {.id = "key-by-another-shared-key",
       .role = Role::server,
       .breaks = "RFC7030-4.4.2-09",
       .story = "a key is encrypted by octets that are not those of the shared key"},
      [](KeyEncryption& encryption) {
        if (!encryption.recipient) return;
        if (auto* shared = std::get_if<SharedKey>(&*encryption.recipient)) shared->key.back() ^= 1U;
      });

  add(moments::key_encryption,
      {.id = "key-by-agreement-where-a-shared-key-is-named",
       .role = Role::server,
       .breaks = "RFC7030-4.4.2-10",
       .story = "where the request names a shared key, a public key is used"},
      [](KeyEncryption& encryption) {
        if (encryption.recipient && std::holds_alternative<SharedKey>(*encryption.recipient))
          encryption.recipient = somebody_else();
      });

  add(moments::key_encryption,
      {.id = "key-by-shared-key-where-transport-is-named",
       .role = Role::server,
       .breaks = "RFC7030-4.4.2-16",
       .story = "where the request names a key for transport, a shared key is used"},
      [](KeyEncryption& encryption) {
        if (is_for(encryption, oids::rsa_encryption))
          encryption.recipient = SharedKey{bytes_of("ours"), Bytes(32, 1)};
      });

  add(moments::key_encryption,
      {.id = "key-by-shared-key-where-agreement-is-named",
       .role = Role::server,
       .breaks = "RFC7030-4.4.2-22",
       .story = "where the request names a key for agreement, a shared key is used"},
      [](KeyEncryption& encryption) {
        if (is_for(encryption, oids::ec_public_key))
          encryption.recipient = SharedKey{bytes_of("ours"), Bytes(32, 1)};
      });
}

}  // namespace

void add_key_envelope_faults(FaultCatalogue& add) {
  add_faults_of_encryption(add);
  add_faults_of_recipients(add);
  add_faults_of_the_signature(add);
}

}  // namespace inquest
