#include <openssl/err.h>
#include <openssl/sha.h>

#include <algorithm>
#include <stdexcept>

#include "reference/codec/cursor.h"
#include "reference/codec/der.h"
#include "reference/codec/nearest.h"
#include "reference/codec/oids.h"
#include "reference/pki/certificate.h"
#include "reference/pki/memory_bio.h"

namespace inquest::extensions {
namespace {

/// RFC 5280 4.2.1.2 method (1): SHA-1 of the subjectPublicKey bits.
Bytes key_identifier(BytesView public_key) {
  const auto bits = read(public_key, [](Cursor& in) {
    auto fields = in.sequence("SubjectPublicKeyInfo");
    fields.element("algorithm");
    return copy_of(fields.bit_string("subjectPublicKey"));
  });
  // A key that cannot be read is a fault's doing: its octets as a whole serve as well.
  const auto& hashed = bits ? *bits : copy_of(public_key);
  Bytes digest(SHA_DIGEST_LENGTH);
  SHA1(hashed.data(), hashed.size(), digest.data());
  return digest;
}

Element general_name(const std::string& name) {
  const auto colon = name.find(':');
  const auto kind = name.substr(0, colon);
  const auto value = colon == std::string::npos ? "" : name.substr(colon + 1);
  if (kind == "DNS") return {context(2, false), bytes_of(value)};
  if (kind == "email") return {context(1, false), bytes_of(value)};
  if (kind == "URI") return {context(6, false), bytes_of(value)};
  if (kind == "IP") {
    const std::unique_ptr<ASN1_OCTET_STRING, OpensslDeleter<ASN1_OCTET_STRING_free>> address(
        a2i_IPADDRESS(value.c_str()));
    ERR_clear_error();
    if (!address) throw std::invalid_argument("'" + value + "' is no IP address");
    return {context(7, false), Bytes(address->data, address->data + address->length)};
  }
  throw std::invalid_argument(unknown_word("kind of name", kind, {"DNS", "IP", "email", "URI"}));
}

}  // namespace

Extension basic_constraints(bool ca, std::optional<int> path_length) {
  std::vector<Element> fields;
  if (ca) fields.push_back(boolean(true));
  if (path_length) fields.push_back(integer(*path_length));
  return {oids::basic_constraints, true, encode(sequence(std::move(fields)))};
}

Extension key_usage(const std::vector<std::string>& bits) {
  static const std::vector<std::string> names{
      "digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment", "keyAgreement",
      "keyCertSign",      "cRLSign",        "encipherOnly",    "decipherOnly"};
  std::uint16_t value = 0;
  std::size_t last = 0;
  for (const auto& bit : bits) {
    const auto found = std::find(names.begin(), names.end(), bit);
    if (found == names.end()) throw std::invalid_argument(unknown_word("key usage", bit, names));
    const auto index = static_cast<std::size_t>(found - names.begin());
    value = static_cast<std::uint16_t>(value | 0x8000U >> index);
    last = std::max(last, index);
  }
  // X.690 11.2.2: a named bit list ends with its last one bit.
  Bytes contents{static_cast<std::uint8_t>(bits.empty() ? 0 : 7 - last % 8)};
  if (!bits.empty()) contents.push_back(static_cast<std::uint8_t>(value >> 8U));
  if (last > 7) contents.push_back(static_cast<std::uint8_t>(value));
  // RFC5280-4.2.1.3-02, RFC5280-4.2.1.3-03
  return {oids::key_usage, true, encode(Element(Tag::bit_string, std::move(contents)))};
}

Extension extended_key_usage(const std::vector<std::string>& purposes) {
  std::vector<Element> list;
  for (const auto& purpose : purposes) list.push_back(oid(purpose));
  return {oids::extended_key_usage, false, encode(sequence(std::move(list)))};
}

Extension subject_alt_name(const std::vector<std::string>& names, bool critical) {
  std::vector<Element> list;
  for (const auto& name : names) list.push_back(general_name(name));
  return {oids::subject_alt_name, critical, encode(sequence(std::move(list)))};
}

// RFC5280-4.2.1.2-05
Extension subject_key_identifier(BytesView public_key) {
  return {oids::subject_key_identifier, false, encode(octet_string(key_identifier(public_key)))};
}

// RFC5280-4.2.1.1-02
Extension authority_key_identifier(BytesView issuer_public_key) {
  return {oids::authority_key_identifier, false,
          encode(sequence({Element(context(0, false), key_identifier(issuer_public_key))}))};
}

}  // namespace inquest::extensions
