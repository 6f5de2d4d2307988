#pragma once
#include <optional>
#include <string>
#include <vector>

#include "reference/codec/attribute.h"
#include "reference/codec/csr_attributes.h"
#include "reference/codec/result.h"

/// The template of a certification request that a server may send among the CSR attributes (RFC
/// 9908 3.4 and appendix A). Where a value is absent, the client is expected to find one.
namespace inquest {

/// SingleAttributeTemplate ::= SEQUENCE { type OBJECT IDENTIFIER, value ANY OPTIONAL }
struct NameAttributeTemplate {
  std::string type;            ///< dotted
  std::optional<Bytes> value;  ///< a whole element
  friend bool operator==(const NameAttributeTemplate&, const NameAttributeTemplate&) = default;
};
/// RDNSequenceTemplate ::= SEQUENCE OF SET SIZE (1..MAX) OF SingleAttributeTemplate
using NameTemplate = std::vector<std::vector<NameAttributeTemplate>>;

/// SubjectPublicKeyInfoTemplate ::= SEQUENCE {
///   algorithm AlgorithmIdentifier, subjectPublicKey BIT STRING OPTIONAL }
struct PublicKeyTemplate {
  Bytes algorithm;           ///< an AlgorithmIdentifier, whole element
  std::optional<Bytes> key;  ///< the bits; present only to show the size of an RSA key
  friend bool operator==(const PublicKeyTemplate&, const PublicKeyTemplate&) = default;
};

/// ExtensionTemplate ::= SEQUENCE {
///   extnID OBJECT IDENTIFIER, critical BOOLEAN DEFAULT FALSE, extnValue OCTET STRING OPTIONAL }
struct ExtensionTemplate {
  std::string id;  ///< dotted
  bool critical = false;
  std::optional<Bytes> value;  ///< the contents of extnValue
  friend bool operator==(const ExtensionTemplate&, const ExtensionTemplate&) = default;
};

/// CertificationRequestInfoTemplate ::= SEQUENCE {
///   version INTEGER { v1(0) }, subject NameTemplate OPTIONAL,
///   subjectPKInfo [0] SubjectPublicKeyInfoTemplate OPTIONAL, attributes [1] Attributes }
struct RequestInfoTemplate {
  std::int64_t version = 0;
  std::optional<NameTemplate> subject;
  std::optional<PublicKeyTemplate> public_key;
  std::vector<Attribute> attributes;
  friend bool operator==(const RequestInfoTemplate&, const RequestInfoTemplate&) = default;
};

Element encode(const RequestInfoTemplate& info);
Result<RequestInfoTemplate> decode_request_info_template(BytesView input);

/// The member of CsrAttributes that carries `info`.
Attribute csr_template_attribute(const RequestInfoTemplate& info);
/// The template among `attributes`, or none. Errors: two of them, other than one value, and those
/// of decode_request_info_template; offsets count within the value.
Result<std::optional<RequestInfoTemplate>> csr_template(const CsrAttributes& attributes);

/// The attribute of a template that asks for extensions whose values the client may have to find.
Attribute extension_request_template(const std::vector<ExtensionTemplate>& extensions);
/// What the one attribute extensionRequest or extensionReqTemplate of `info` asks for; nothing
/// without one. Errors: two of them, other than one value, an empty value. A value that is one
/// ExtensionTemplate, as the text of RFC 9908 3.4 says, reads as the list of it that the module
/// has.
Result<std::vector<ExtensionTemplate>> requested_extensions(const RequestInfoTemplate& info);

}  // namespace inquest
