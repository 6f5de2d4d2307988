#include "reference/codec/base64.h"
#include "reference/codec/csr_template.h"
#include "reference/codec/oids.h"
#include "reference/faults/catalogue.h"

namespace inquest {
namespace {

constexpr auto ecdsa_with_sha256 = "1.2.840.10045.4.3.2";
constexpr auto prime256v1 = "1.2.840.10045.3.1.7";
constexpr auto secp384r1 = "1.3.132.0.34";

Bytes some_extension() { return encode(encode(Extension{"2.5.29.37", false, {0x30, 0x00}})); }

void ask(CsrAttributes& wanted, Attribute attribute) {
  wanted.members.emplace_back(std::move(attribute));
}

void drop(CsrAttributes& wanted, std::string_view type) {
  std::erase_if(wanted.members, [&](const CsrAttributes::Member& member) {
    const auto* attribute = std::get_if<Attribute>(&member);
    return (attribute != nullptr ? attribute->type : std::get<std::string>(member)) == type;
  });
}

/// In place of what asks for extensions, one attribute with these values.
void ask_for_extensions(CsrAttributes& wanted, std::vector<Bytes> values) {
  drop(wanted, oids::extension_request);
  ask(wanted, {oids::extension_request, std::move(values)});
}

/// The same without a template, beside which the list counts less.
void ask_for_key(CsrAttributes& wanted, std::string_view type, std::vector<Bytes> values) {
  drop(wanted, oids::request_info_template);
  drop(wanted, oids::ec_public_key);
  ask(wanted, {std::string(type), std::move(values)});
}

void add_faults_of_the_answer(FaultCatalogue& add) {
  add(moments::csr_attributes_response,
      {.id = "csrattrs-status-201",
       .role = Role::server,
       .breaks = "RFC8951-4-01",
       .story = "the CSR attributes come under 201 Created"},
      [](HttpResponse& response) { response.status = 201; });

  add(moments::csr_attributes_response,
      {.id = "csrattrs-none-is-400",
       .role = Role::server,
       .breaks = "RFC8951-4-02",
       .story = "that there are no CSR attributes is said by 400"},
      [](HttpResponse& response) {
        response = {};
        response.status = 400;
        response.headers = {{"Content-Type", "text/plain"}};
        response.body = bytes_of("There are no attributes.\n");
      });

  add(moments::csr_attributes_response,
      {.id = "csrattrs-media-type-pkcs7-mime",
       .role = Role::server,
       .breaks = "RFC8951-4-04",
       .story = "the CSR attributes bear application/pkcs7-mime"},
      [](HttpResponse& response) {
        response.headers.set("Content-Type", "application/pkcs7-mime");
      });

  add(moments::csr_attributes_response,
      {.id = "csrattrs-media-type-octet-stream",
       .role = Role::server,
       .breaks = "RFC7030-3.2.4-09",
       .story = "the CSR attributes bear application/octet-stream"},
      [](HttpResponse& response) {
        response.headers.set("Content-Type", "application/octet-stream");
      });

  add(moments::csr_attributes_response,
      {.id = "csrattrs-media-type-csrattr",
       .role = Role::server,
       .breaks = "RFC8951-4-04",
       .story = "the CSR attributes bear application/csrattr, which RFC 7030 says once"},
      [](HttpResponse& response) { response.headers.set("Content-Type", "application/csrattr"); });

  add(moments::csr_attributes_response,
      {.id = "csrattrs-content-type-missing",
       .role = Role::server,
       .breaks = "RFC8951-4-04",
       .story = "the CSR attributes come without Content-Type"},
      [](HttpResponse& response) { response.headers.remove("Content-Type"); });

  add(moments::csr_attributes_response,
      {.id = "csrattrs-raw-der",
       .role = Role::server,
       .breaks = "RFC8951-4-05",
       .story = "the CSR attributes come as DER and not as base64"},
      [](HttpResponse& response) {
        if (auto der = decode_base64(text_of(response.body))) response.body = *std::move(der);
      });

  add(moments::csr_attributes_response,
      {.id = "csrattrs-in-armour",
       .role = Role::server,
       .breaks = "RFC8951-4-05",
       .story = "the CSR attributes come in PEM armour"},
      [](HttpResponse& response) {
        response.body =
            bytes_of("-----BEGIN CSR ATTRIBUTES-----\n" + std::string(text_of(response.body)) +
                     "-----END CSR ATTRIBUTES-----\n");
      });

  add(moments::csr_attributes_response,
      {.id = "csrattrs-with-mime-head",
       .role = Role::server,
       .breaks = "RFC8951-4-17",
       .story = "a head of MIME stands before the base64, within the body"},
      [](HttpResponse& response) {
        response.body = bytes_of("Content-Type: application/csrattrs\r\n\r\n" +
                                 std::string(text_of(response.body)));
      });

  add(moments::csr_attributes_response,
      {.id = "csrattrs-empty-body",
       .role = Role::server,
       .breaks = "RFC8951-4-06",
       .story = "200 without a body says that there are no CSR attributes"},
      [](HttpResponse& response) { response.body.clear(); });

  add(moments::csr_attributes_response,
      {.id = "csrattrs-status-404",
       .role = Role::server,
       .breaks = "",
       .story = "legal: there are no CSR attributes, which 404 says"},
      [](HttpResponse& response) {
        response = {};
        response.status = 404;
      });

  add(moments::method,
      {.id = "csrattrs-by-post-alone",
       .role = Role::server,
       .breaks = "RFC7030-4.5.1-01",
       .story = "/csrattrs is refused to GET"},
      [](MethodJudgement& judged) {
        if (judged.operation != Operation::csrattrs) return;
        judged.refusal.reset();
        if (judged.method != "POST")
          judged.refusal = Refusal{405, "Only by POST.\n", {{"Allow", "POST"}}};
      });

  add(moments::admission,
      {.id = "csrattrs-wants-authentication",
       .role = Role::server,
       .breaks = "RFC7030-4.5-03",
       .story = "/csrattrs is refused to a client without credentials"},
      [](Admission& admission) {
        if (admission.operation == Operation::csrattrs &&
            admission.request->headers.find("Authorization") == nullptr)
          admission.refusal = Refusal{
              401, "Credentials are wanted.\n", {{"WWW-Authenticate", "Basic realm=\"x\""}}};
      });
}

void add_faults_of_the_encoding(FaultCatalogue& add) {
  add(moments::csr_attributes_tree,
      {.id = "csrattrs-is-a-set",
       .role = Role::server,
       .breaks = "RFC8951-4-06",
       .story = "the CSR attributes are a SET and not a SEQUENCE"},
      [](Element& tree) { tree.retag(Tag::set); });

  add(moments::csr_attributes_tree,
      {.id = "csrattrs-alone",
       .role = Role::server,
       .breaks = "RFC8951-4-06",
       .story = "one OID stands alone, without the SEQUENCE around it"},
      [](Element& tree) { tree = oid(oids::challenge_password); });

  add(moments::csr_attributes_tree,
      {.id = "csrattrs-name-in-place-of-oid",
       .role = Role::server,
       .breaks = "RFC8951-4-11",
       .story = "a member is the name of an attribute, as text"},
      [](Element& tree) { tree.add(utf8_string("challengePassword")); });

  add(moments::csr_attributes_tree,
      {.id = "csrattrs-truncated",
       .role = Role::server,
       .breaks = "RFC9908-3.2-01",
       .story = "the CSR attributes claim two bytes more than there are"},
      [](Element& tree) { tree.lie_about_length(+2); });

  add(moments::csr_attributes_tree,
      {.id = "csrattrs-indefinite-length",
       .role = Role::server,
       .breaks = "RFC8951-4-16",
       .story = "the length of the CSR attributes is indefinite, which is BER"},
      [](Element& tree) { tree.write_length_indefinite(); });

  add(moments::csr_attributes_tree,
      {.id = "csrattrs-length-not-minimal",
       .role = Role::server,
       .breaks = "RFC8951-4-16",
       .story = "the length of the CSR attributes has a zero octet in front, which is BER"},
      [](Element& tree) { tree.write_length_long(1); });

  add(moments::csr_attributes_tree,
      {.id = "csrattrs-value-without-set",
       .role = Role::server,
       .breaks = "RFC9908-3.2-02",
       .story = "the value of an attribute stands beside its type, without the SET around it"},
      [](Element& tree) {
        tree.add(sequence({oid(oids::ec_public_key), oid(prime256v1)}));
      });

  add(moments::csr_attributes_tree,
      {.id = "csrattrs-attribute-without-values",
       .role = Role::server,
       .breaks = "RFC9908-3.2-02",
       .story = "an attribute has a type, and no set of values"},
      [](Element& tree) { tree.add(sequence({oid(oids::challenge_password)})); });
}

void add_faults_of_extensions(FaultCatalogue& add) {
  add(moments::csr_attributes,
      {.id = "csrattrs-bare-extension-oid",
       .role = Role::server,
       .breaks = "RFC8951-4-15",
       .story = "subjectAltName is asked for by its OID alone, outside of an extensionRequest"},
      [](CsrAttributes& wanted) { wanted.members.emplace_back(oids::subject_alt_name); });

  add(moments::csr_attributes,
      {.id = "csrattrs-extension-as-attribute",
       .role = Role::server,
       .breaks = "RFC9908-3.2-03",
       .story = "an extension is asked for by an attribute whose type is that of the extension"},
      [](CsrAttributes& wanted) {
        ask(wanted, {oids::subject_alt_name, {encode(sequence({ia5_string("a.example")}))}});
      });

  add(moments::csr_attributes,
      {.id = "csrattrs-two-extension-requests",
       .role = Role::server,
       .breaks = "RFC9908-3.2-04",
       .story = "there are two extensionRequest attributes"},
      [](CsrAttributes& wanted) {
        const auto value = encode(sequence({Element::raw(some_extension())}));
        ask_for_extensions(wanted, {value});
        ask(wanted, {oids::extension_request, {value}});
      });

  add(moments::csr_attributes,
      {.id = "csrattrs-extension-request-of-two-values",
       .role = Role::server,
       .breaks = "RFC9908-3.2-05",
       .story = "each extension is a value of its own in extensionRequest"},
      [](CsrAttributes& wanted) {
        const Extension alternative{"2.5.29.17", false, {0x30, 0x03, 0x82, 0x01, 'a'}};
        ask_for_extensions(wanted, {encode(sequence({Element::raw(some_extension())})),
                                    encode(sequence({encode(alternative)}))});
      });

  add(moments::csr_attributes,
      {.id = "csrattrs-extension-request-without-value",
       .role = Role::server,
       .breaks = "RFC9908-3.2-05",
       .story = "extensionRequest has no value"},
      [](CsrAttributes& wanted) { ask_for_extensions(wanted, {}); });

  add(moments::csr_attributes,
      {.id = "csrattrs-extension-request-of-a-text",
       .role = Role::server,
       .breaks = "RFC9908-3.2-06",
       .story = "the value of extensionRequest is a text"},
      [](CsrAttributes& wanted) {
        ask_for_extensions(wanted, {encode(utf8_string("subjectAltName"))});
      });

  add(moments::csr_attributes,
      {.id = "csrattrs-extension-without-its-list",
       .role = Role::server,
       .breaks = "RFC9908-3.2-06",
       .story = "the value of extensionRequest is one Extension, without the Extensions around it"},
      [](CsrAttributes& wanted) { ask_for_extensions(wanted, {some_extension()}); });

  add(moments::csr_attributes,
      {.id = "csrattrs-extensions-empty",
       .role = Role::server,
       .breaks = "RFC9908-3.2-07",
       .story = "the Extensions of extensionRequest are empty"},
      [](CsrAttributes& wanted) { ask_for_extensions(wanted, {encode(sequence({}))}); });

  add(moments::csr_attributes,
      {.id = "csrattrs-extension-without-value",
       .role = Role::server,
       .breaks = "RFC9908-3.2-08",
       .story = "an Extension has no extnValue, for the client to find one"},
      [](CsrAttributes& wanted) {
        ask_for_extensions(wanted, {encode(sequence({sequence({oid(oids::subject_alt_name)})}))});
      });

  add(moments::csr_attributes,
      {.id = "csrattrs-extension-value-a-text",
       .role = Role::server,
       .breaks = "RFC9908-3.2-08",
       .story = "an extnValue holds the text of its value, and not its DER"},
      [](CsrAttributes& wanted) {
        const Extension text{oids::subject_alt_name, false, bytes_of("DNS:a.example")};
        ask_for_extensions(wanted, {encode(sequence({encode(text)}))});
      });

  add(moments::csr_attributes,
      {.id = "csrattrs-extension-twice",
       .role = Role::server,
       .breaks = "RFC9908-3.2-09",
       .story = "the Extensions of extensionRequest have an extnID twice"},
      [](CsrAttributes& wanted) {
        const auto one = Element::raw(encode(
            encode(Extension{oids::subject_alt_name, false, {0x30, 0x03, 0x82, 0x01, 'a'}})));
        ask_for_extensions(wanted, {encode(sequence({one, one}))});
      });
}

void add_faults_of_keys(FaultCatalogue& add) {
  add(moments::csr_attributes,
      {.id = "csrattrs-key-as-bare-oid",
       .role = Role::server,
       .breaks = "RFC8951-4-14",
       .story = "a kind of key is asked for by its OID alone"},
      [](CsrAttributes& wanted) {
        drop(wanted, oids::ec_public_key);
        wanted.members.emplace_back(oids::ec_public_key);
      });

  add(moments::csr_attributes,
      {.id = "csrattrs-signature-as-attribute",
       .role = Role::server,
       .breaks = "RFC8951-4-13",
       .story = "a signature scheme is asked for by an attribute"},
      [](CsrAttributes& wanted) {
        drop(wanted, ecdsa_with_sha256);
        ask(wanted, {ecdsa_with_sha256, {encode(null())}});
      });

  add(moments::csr_attributes,
      {.id = "csrattrs-two-kinds-of-key",
       .role = Role::server,
       .breaks = "RFC9908-3.2-10",
       .story = "two attributes ask for kinds of key, a curve each"},
      [](CsrAttributes& wanted) {
        ask_for_key(wanted, oids::ec_public_key, {encode(oid(prime256v1))});
        ask(wanted, {oids::ec_public_key, {encode(oid(secp384r1))}});
      });

  add(moments::csr_attributes,
      {.id = "csrattrs-curve-as-text",
       .role = Role::server,
       .breaks = "RFC9908-3.2-12",
       .story = "the curve of a kind of key is its name, as text"},
      [](CsrAttributes& wanted) {
        ask_for_key(wanted, oids::ec_public_key, {encode(utf8_string("secp384r1"))});
      });

  add(moments::csr_attributes,
      {.id = "csrattrs-size-as-text",
       .role = Role::server,
       .breaks = "RFC9908-3.2-12",
       .story = "the size of an RSA key is a text"},
      [](CsrAttributes& wanted) {
        ask_for_key(wanted, oids::rsa_encryption, {encode(utf8_string("4096"))});
      });

  add(moments::csr_attributes,
      {.id = "csrattrs-key-without-values",
       .role = Role::server,
       .breaks = "",
       .story = "legal: a kind of key is asked for without parameters"},
      [](CsrAttributes& wanted) { ask_for_key(wanted, oids::ec_public_key, {}); });

  add(moments::csr_attributes,
      {.id = "csrattrs-without-challenge-password",
       .role = Role::server,
       .breaks = "RFC8951-4-10",
       .story = "challengePassword is not asked for, whether it is required or not"},
      [](CsrAttributes& wanted) {
        drop(wanted, oids::challenge_password);
        ask(wanted, {"1.3.6.1.1.1.1.22", {}});  // that some attribute is there
      });

  add(moments::csr_attributes,
      {.id = "csrattrs-says-nothing-of-linking",
       .role = Role::server,
       .breaks = "RFC7030-3.5-02",
       .story = "no attribute that links is asked for, whether it is required or not"},
      [](CsrAttributes& wanted) {
        drop(wanted, oids::challenge_password);
        drop(wanted, oids::est_identity_linking);
        ask(wanted, {"1.3.6.1.1.1.1.22", {}});
      });

  add(moments::csr_attributes,
      {.id = "csrattrs-asks-for-a-key-alone",
       .role = Role::server,
       .breaks = "RFC7894-4-01",
       .story = "a kind of key is asked for, and nothing that a use of RFC 7894 requires"},
      [](CsrAttributes& wanted) {
        std::erase_if(wanted.members, [](const auto& member) {
          const auto* attribute = std::get_if<Attribute>(&member);
          return attribute == nullptr || attribute->type != oids::ec_public_key;
        });
      });
}

}  // namespace

void add_csr_attributes_faults(FaultCatalogue& add) {
  add_faults_of_the_answer(add);
  add_faults_of_the_encoding(add);
  add_faults_of_extensions(add);
  add_faults_of_keys(add);
}

}  // namespace inquest
