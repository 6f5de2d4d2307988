#include <algorithm>

#include "reference/codec/media_type.h"
#include "reference/codec/oids.h"
#include "reference/codec/smime_capabilities.h"
#include "reference/faults/catalogue.h"
#include "reference/pki/key_package.h"
#include "reference/protocol/client_moments.h"

namespace inquest {
namespace {

bool names_key(const Attribute& attribute) {
  return attribute.type == oids::decrypt_key_id ||
         attribute.type == oids::asymmetric_decrypt_key_id;
}

bool names_capabilities(const Attribute& attribute) {
  return attribute.type == oids::smime_capabilities;
}

void change_attribute(RequestContents& contents, const char* type,
                      const std::function<void(Attribute&)>& change) {
  for (auto& each : contents.attributes)
    if (each.type == type) {
      change(each);
      return;
    }
}

/// The identifier as text, where octets should be.
void write_as_text(Attribute& attribute) {
  for (auto& value : attribute.values)
    if (const auto octets = decode_der(value))
      value = encode(Element(Tag::utf8_string, octets->contents()));
}

void add_faults_of_asking(FaultCatalogue& add) {
  add(moments::protection_asked,
      {.id = "client-asks-for-no-protection-of-key",
       .role = Role::client,
       .breaks = "RFC7030-4.4.1-08",
       .story = "the key is not asked for in encryption beyond TLS, although there is a secret"},
      [](RequestContents& contents) {
        std::erase_if(contents.attributes, [](const Attribute& each) {
          return names_key(each) || names_capabilities(each);
        });
      });

  add(moments::protection_asked,
      {.id = "client-does-not-name-key-to-encrypt-with",
       .role = Role::client,
       .breaks = "RFC7030-4.4.1-05",
       .story = "the request tells what the client can decrypt, and not with which key"},
      [](RequestContents& contents) { std::erase_if(contents.attributes, names_key); });

  add(moments::protection_asked,
      {.id = "client-tells-no-capabilities",
       .role = Role::client,
       .breaks = "RFC7030-4.4.1-07",
       .story = "a request for an encrypted key has no SMIMECapabilities"},
      [](RequestContents& contents) { std::erase_if(contents.attributes, names_capabilities); });

  add(moments::protection_asked,
      {.id = "client-names-shared-key-as-certificate",
       .role = Role::client,
       .breaks = "RFC7030-4.4.1.1-01",
       .story = "a shared key is named by AsymmetricDecryptKeyIdentifier"},
      [](RequestContents& contents) {
        change_attribute(contents, oids::decrypt_key_id, [](Attribute& attribute) {
          attribute.type = oids::asymmetric_decrypt_key_id;
        });
      });

  add(moments::protection_asked,
      {.id = "client-names-certificate-as-shared-key",
       .role = Role::client,
       .breaks = "RFC7030-4.4.1.2-01",
       .story = "a certificate's key is named by DecryptKeyIdentifier"},
      [](RequestContents& contents) {
        change_attribute(contents, oids::asymmetric_decrypt_key_id,
                         [](Attribute& attribute) { attribute.type = oids::decrypt_key_id; });
      });

  add(moments::protection_asked,
      {.id = "client-writes-shared-key-identifier-as-text",
       .role = Role::client,
       .breaks = "RFC4108-2.2.5-01",
       .story = "the value of DecryptKeyIdentifier is a UTF8String"},
      [](RequestContents& contents) {
        change_attribute(contents, oids::decrypt_key_id, write_as_text);
      });

  add(moments::protection_asked,
      {.id = "client-writes-key-identifier-as-text",
       .role = Role::client,
       .breaks = "RFC7030-4.4.1.2-02",
       .story = "the value of AsymmetricDecryptKeyIdentifier is a UTF8String"},
      [](RequestContents& contents) {
        change_attribute(contents, oids::asymmetric_decrypt_key_id, write_as_text);
      });

  add(moments::protection_asked,
      {.id = "client-wraps-key-identifier-twice",
       .role = Role::client,
       .breaks = "RFC8951-A-01",
       .story = "AsymmetricDecryptKeyIdentifier is a SEQUENCE around its octets"},
      [](RequestContents& contents) {
        change_attribute(contents, oids::asymmetric_decrypt_key_id, [](Attribute& attribute) {
          for (auto& value : attribute.values) value = encode(sequence({Element::raw(value)}));
        });
      });

  add(moments::protection_asked,
      {.id = "client-names-key-by-another-attribute",
       .role = Role::client,
       .breaks = "RFC8951-A-02",
       .story = "AsymmetricDecryptKeyIdentifier has an identifier that nobody registered"},
      [](RequestContents& contents) {
        change_attribute(contents, oids::asymmetric_decrypt_key_id,
                         [](Attribute& attribute) { attribute.type = "1.2.840.113549.1.9.54"; });
      });

  add(moments::protection_asked,
      {.id = "client-tells-capabilities-twice",
       .role = Role::client,
       .breaks = "RFC5751-2.5.2-01",
       .story = "SMIMECapabilities has two values"},
      [](RequestContents& contents) {
        change_attribute(contents, oids::smime_capabilities, [](Attribute& attribute) {
          if (!attribute.values.empty()) attribute.values.push_back(encode(sequence({})));
        });
      });

  add(moments::protection_asked,
      {.id = "client-tells-capabilities-with-null",
       .role = Role::client,
       .breaks = "RFC5751-2.5.2-02",
       .story = "each of the SMIMECapabilities has NULL for parameters"},
      [](RequestContents& contents) {
        change_attribute(contents, oids::smime_capabilities, [](Attribute& attribute) {
          for (auto& value : attribute.values) {
            const auto list = decode_der(value);
            if (!list) continue;
            std::vector<Element> members;
            for (const auto& each : list->children())
              if (!each.children().empty())
                members.push_back(sequence({each.children().front(), null()}));
            value = encode(sequence(std::move(members)));
          }
        });
      });
}

void add_faults_of_taking(FaultCatalogue& add) {
  add(moments::key_protection,
      {.id = "client-takes-key-in-the-clear",
       .role = Role::client,
       .breaks = "RFC7030-6-12",
       .story = "a key counts that came without the encryption that was asked for"},
      [](KeyProtectionJudgement& came) { came.problem.reset(); });

  add(moments::key_signature,
      {.id = "client-takes-key-of-unknown-maker",
       .role = Role::client,
       .breaks = "",
       .story = "legal: the signature around an encrypted key is not verified"},
      [](KeySignatureJudgement& signature) { signature.problem.reset(); });

  add(moments::received_parts,
      {.id = "client-knows-no-preamble",
       .role = Role::client,
       .breaks = "RFC7030-A.4-01",
       .story = "an answer with a preamble before its parts is refused"},
      [](ReceivedParts& received) {
        if (received.parts && !received.parts->preamble.empty())
          received.parts = ParseError{0, "a preamble"};
      });

  add(moments::received_parts,
      {.id = "client-knows-no-epilogue",
       .role = Role::client,
       .breaks = "RFC7030-A.4-02",
       .story = "an answer with an epilogue behind its parts is refused"},
      [](ReceivedParts& received) {
        if (received.parts && !received.parts->epilogue.empty())
          received.parts = ParseError{0, "an epilogue"};
      });

  add(moments::key_signature,
      {.id = "client-knows-no-ber-in-key-packages",
       .role = Role::client,
       .breaks = "RFC5958-2-02",
       .story = "an encrypted key is refused whose package is BER and not DER"},
      [](KeySignatureJudgement& judgement) {
        const auto& package = judgement.signed_key->content;
        if (package && !decode_key_package(*package))
          judgement.problem =
              NotAccepted{NotAccepted::Why::malformed, "the key package is no DER", std::nullopt};
      });

  add(moments::received_parts,
      {.id = "client-knows-multipart-mixed-alone",
       .role = Role::client,
       .breaks = "",
       .story = "legal: an answer whose subtype of multipart is not mixed is refused, as RFC 7030 "
                "4.4.2 has servers send that alone"},
      [](ReceivedParts& received) {
        const auto* type = received.response->headers.find("Content-Type");
        if (type != nullptr && !is_media_type(*type, media_types::multipart_mixed))
          received.parts = ParseError{0, "no multipart/mixed"};
      });

  add(moments::received_parts,
      {.id = "client-takes-preamble-for-a-part",
       .role = Role::client,
       .breaks = "RFC2046-5.1.1-07",
       .story = "what stands before the first boundary counts as a part"},
      [](ReceivedParts& received) {
        if (!received.parts || received.parts->preamble.empty()) return;
        auto parts = *received.parts;
        parts.parts.insert(parts.parts.begin(), BodyPart{{}, parts.preamble});
        received.parts = std::move(parts);
      });
}

}  // namespace

void add_client_key_faults(FaultCatalogue& add) {
  add_faults_of_asking(add);
  add_faults_of_taking(add);

  add(moments::key_opening,
      {.id = "client-opens-no-encrypted-key",
       .role = Role::client,
       .breaks = "RFC7030-4.4.1-08",
       .story = "a key that came encrypted as it was asked for is refused"},
      [](KeyOpening& in) {
        in.problem = NotAccepted{NotAccepted::Why::malformed, "nothing here opens keys", {}};
      });

  add(moments::received_parts,
      {.id = "client-expects-the-key-first",
       .role = Role::client,
       .breaks = "RFC7030-3.1-01",
       .story = "of the two parts the first must be the key"},
      [](ReceivedParts& in) {
        if (!in.parts || in.parts->parts.empty()) return;
        const auto* type = in.parts->parts.front().headers.find("Content-Type");
        if (type == nullptr || type->find("certs-only") != std::string::npos)
          in.parts = ParseError{0, "the first part is no key"};
      });
}

}  // namespace inquest
