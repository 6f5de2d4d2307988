#include "reference/pki/key_package.h"

#include <openssl/err.h>

#include "reference/codec/ber.h"
#include "reference/codec/cursor.h"
#include "reference/codec/oids.h"
#include "reference/pki/openssl.h"

namespace inquest {
namespace {

/// OneAsymmetricKey ::= SEQUENCE { version, privateKeyAlgorithm, privateKey, attributes [0]
/// OPTIONAL, publicKey [1] OPTIONAL }   RFC 5958 2
Result<Bytes> without_public_key(BytesView der) {
  return read(der, [](Cursor& in) {
    auto fields = in.sequence("OneAsymmetricKey");
    const auto version = fields.integer("version");
    if (version != 0 && version != 1)
      fields.fail("version", std::to_string(version) + " where 0 or 1 was expected");
    std::vector<Element> kept{integer(0)};
    kept.push_back(Element::raw(copy_of(fields.element("privateKeyAlgorithm", Tag::sequence))));
    kept.push_back(octet_string(copy_of(fields.octet_string("privateKey"))));
    // Attributes say nothing of the key that OpenSSL wants to know.
    if (fields.peek() == context(0)) fields.element("attributes");
    if (fields.peek() == context(1, false)) fields.element("publicKey");
    fields.end();
    return encode(sequence(std::move(kept)));
  });
}

Bytes content_info(const Bytes& signed_data) {
  return encode(sequence({oid(oids::cms_signed_data), explicit_tag(0, Element::raw(signed_data))}));
}

ParseError within(std::string_view layer, const ParseError& error) {
  return {error.offset, std::string(layer) + ": " + error.reason};
}

}  // namespace

// RFC5958-7.1-01
Result<Key> decode_private_key(BytesView der) {
  const auto plain = without_public_key(der);
  if (!plain) return plain.error();
  const unsigned char* at = plain->data();
  const std::unique_ptr<PKCS8_PRIV_KEY_INFO, OpensslDeleter<PKCS8_PRIV_KEY_INFO_free>> info(
      d2i_PKCS8_PRIV_KEY_INFO(nullptr, &at, static_cast<long>(plain->size())));
  PkeyPtr key(info ? EVP_PKCS82PKEY(info.get()) : nullptr);
  ERR_clear_error();
  if (!key) return ParseError{0, "OneAsymmetricKey: OpenSSL reads no private key here"};
  auto read = Key::from_native(std::move(key));
  if (!read) return ParseError{0, "OneAsymmetricKey: a key of a kind that cannot sign"};
  return *std::move(read);
}

// RFC5958-2-01, RFC5958-2-04, RFC5958-2-05, RFC5958-2-06, RFC5958-2-07: one key, in DER, as OpenSSL
// writes it: version v1, algorithm, key.
Bytes encode_key_package(const Key& key) {
  return encode(sequence({Element::raw(key.to_pkcs8())}));
}

Result<std::vector<Bytes>> decode_key_package(BytesView der) {
  return read(der, [](Cursor& in) {
    auto members = in.sequence("AsymmetricKeyPackage");
    std::vector<Bytes> keys;
    do keys.push_back(copy_of(members.element("OneAsymmetricKey", Tag::sequence)));
    while (members.more());
    return keys;
  });
}

Bytes protect_key(const Key& key, const CmsSigner& generator, const Recipient& recipient,
                  const Capabilities& capabilities) {
  // RFC5958-2-03, RFC5958-4-01, RFC7030-4.4.2-08, RFC5652-6.1-03: the package is signed, and the
  // SignedData is inside.
  return envelop(oids::cms_signed_data,
                 bare_signed_data(sign_data(oids::key_package, encode_key_package(key), generator)),
                 recipient, capabilities);
}

Bytes bare_signed_data(const CertsOnly& signed_key) { return encode(encode(signed_key)[1][0]); }

Result<SignedData> decode_enveloped_signed_data(const Bytes& content) {
  auto bare = decode_signed_data(content_info(content));
  if (bare) return bare;
  auto whole = decode_signed_data(content);
  return whole ? whole : bare;
}

Result<ProtectedKey> open_protected_key(BytesView input,
                                        const std::variant<SharedKey, PrivateKey>& secret) {
  auto envelope = decode_enveloped_data(input);
  if (!envelope) return within("EnvelopedData", envelope.error());
  const auto content = open_envelope(input, secret);
  if (!content) return within("EnvelopedData", content.error());
  // OpenSSL takes BER, and the reader of SignedData with it.
  auto signed_key = decode_enveloped_signed_data(*content);
  if (!signed_key) return within("the encrypted content", signed_key.error());
  if (signed_key->content_type != oids::key_package)
    return ParseError{0, "SignedData holds " + signed_key->content_type +
                             " where id-ct-KP-aKeyPackage was expected"};
  if (!signed_key->content) return ParseError{0, "SignedData has no content"};
  // RFC5958-2-02: in BER as well, as all that is around it.
  const auto package = der_of_ber(*signed_key->content);
  if (!package) return within("eContent", package.error());
  auto keys = decode_key_package(*package);
  if (!keys) return within("eContent", keys.error());
  return ProtectedKey{*std::move(envelope), *std::move(signed_key), *std::move(keys)};
}

}  // namespace inquest
