#include <string>

#include "reference/codec/oids.h"
#include "reference/codec/pkcs10.h"
#include "reference/faults/catalogue.h"
#include "reference/faults/csr_edits.h"
#include "reference/pki/certificate.h"

namespace inquest {
namespace {

using csr_edits::asking_for;
using csr_edits::with_attribute;
using csr_edits::with_extension_request;

}  // namespace

void add_csr_attribute_faults(FaultCatalogue& add) {
  add(moments::request_info,
      {.id = "csr-asks-name-constraints",
       .role = Role::client,
       .breaks = "",
       .story = "legal: the CSR asks for nameConstraints, which are for CAs"},
      asking_for({Extension{"2.5.29.30", true,
                            encode(sequence({Element(
                                context(0), std::vector<Element>{sequence({Element(
                                                context(2, false), bytes_of("example"))})})}))}}));

  add(moments::request_info,
      {.id = "csr-asks-path-length",
       .role = Role::client,
       .breaks = "",
       .story = "legal: the CSR asks for a path length, without being a CA"},
      asking_for({extensions::basic_constraints(false, 3)}));

  add(moments::request_info,
      {.id = "csr-asks-time-stamping",
       .role = Role::client,
       .breaks = "",
       .story = "legal: the CSR asks for the purpose of a time stamping authority alone"},
      asking_for({extensions::extended_key_usage({"1.3.6.1.5.5.7.3.8"})}));

  add(moments::request_info,
      {.id = "csr-asks-critical-any-purpose",
       .role = Role::client,
       .breaks = "",
       .story = "legal: the CSR asks for a critical anyExtendedKeyUsage"},
      [](Element& info) {
        auto any = extensions::extended_key_usage({"2.5.29.37.0"});
        any.critical = true;
        asking_for({any})(info);
      });

  add(moments::request_info,
      {.id = "csr-asks-no-key-usage",
       .role = Role::client,
       .breaks = "",
       .story = "legal: the CSR asks for a keyUsage without a bit"},
      asking_for({extensions::key_usage({})}));

  add(moments::request_info,
      {.id = "csr-asks-foreign-key-identifier",
       .role = Role::client,
       .breaks = "",
       .story = "legal: the CSR asks for a subjectKeyIdentifier that is not its key's"},
      asking_for(
          {Extension{oids::subject_key_identifier, true, encode(octet_string(Bytes(20, 7)))}}));

  add(moments::request_info,
      {.id = "csr-asks-huge-extension",
       .role = Role::client,
       .breaks = "",
       .story = "legal: the CSR asks for an extension of 16 kilobytes"},
      asking_for(
          {Extension{"1.3.6.1.4.1.99999.5", false, encode(octet_string(Bytes(16000, 0x55)))}}));

  add(moments::request_info,
      {.id = "csr-asks-by-another-attribute",
       .role = Role::client,
       .breaks = "",
       .story = "legal: extensions are asked for by the attribute that Microsoft uses"},
      with_attribute(
          "1.3.6.1.4.1.311.2.1.14",
          {encode(std::vector<Extension>{extensions::key_usage({"digitalSignature"})})}));

  add(moments::request_info,
      {.id = "csr-asks-extension-twice",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "the CSR asks for one extension twice"},
      with_extension_request(encode(std::vector<Extension>{
          extensions::key_usage({"digitalSignature"}), extensions::key_usage({"keyAgreement"})})));

  add(moments::request_info,
      {.id = "csr-extension-request-empty",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "extensions are asked for, and none is named"},
      with_extension_request(sequence({})));

  add(moments::request_info,
      {.id = "csr-extension-request-unreadable",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "what is asked for as extensions is a number"},
      with_extension_request(integer(5)));

  add(moments::request_info,
      {.id = "csr-extension-request-twice",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "there are two attributes that ask for extensions"},
      [](Element& info) {
        for (const auto* use : {"digitalSignature", "keyAgreement"})
          with_attribute(oids::extension_request,
                         {encode(std::vector<Extension>{extensions::key_usage({use})})})(info);
      });

  add(moments::request_info,
      {.id = "csr-extension-request-of-two-values",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "the attribute that asks for extensions has two values"},
      [](Element& info) {
        with_attribute(
            oids::extension_request,
            {encode(std::vector<Extension>{extensions::key_usage({"digitalSignature"})}),
             encode(std::vector<Extension>{extensions::key_usage({"keyAgreement"})})})(info);
      });

  add(moments::request_info,
      {.id = "csr-many-attributes",
       .role = Role::client,
       .breaks = "",
       .story = "legal: there are 200 attributes that nobody knows"},
      [](Element& info) {
        for (int i = 0; i < 200; ++i)
          with_attribute("1.3.6.1.4.1.99999.6." + std::to_string(i), {integer(i)})(info);
      });

  add(moments::request_info,
      {.id = "csr-attribute-nested-deeply",
       .role = Role::client,
       .breaks = "",
       .story = "legal: the value of an attribute has a thousand levels"},
      [](Element& info) {
        auto value = encode(sequence({}));
        for (int i = 0; i < 1000; ++i) value = encode(sequence({Element::raw(value)}));
        with_attribute("1.3.6.1.4.1.99999.7", {Element::raw(value)})(info);
      });

  add(moments::request_info,
      {.id = "csr-unstructured-name",
       .role = Role::client,
       .breaks = "",
       .story = "legal: there is an unstructuredName, which network devices send"},
      with_attribute("1.2.840.113549.1.9.2", {printable_string("inquest device")}));

  add(moments::request_info,
      {.id = "csr-attribute-without-values",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "an attribute has no value"},
      with_attribute("1.3.6.1.4.1.99999.8", {}));

  add(moments::request_info,
      {.id = "csr-challenge-password-empty",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "the challenge password has no character"},
      with_attribute(oids::challenge_password, {printable_string("")}));

  add(moments::request_info,
      {.id = "csr-challenge-password-very-long",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "the challenge password has 5000 characters, of 255 at most"},
      with_attribute(oids::challenge_password, {printable_string(std::string(5000, 'x'))}));

  add(moments::request_info,
      {.id = "csr-challenge-password-is-a-number",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "the challenge password is an INTEGER"},
      with_attribute(oids::challenge_password, {integer(42)}));

  add(moments::request_info,
      {.id = "csr-challenge-password-of-two-values",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "the challenge password has two values"},
      with_attribute(oids::challenge_password, {printable_string("a"), printable_string("b")}));

  add(moments::request_info,
      {.id = "csr-challenge-password-twice",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "there are two challenge passwords"},
      [](Element& info) {
        for (const auto* text : {"a", "b"})
          with_attribute(oids::challenge_password, {printable_string(text)})(info);
      });
}

}  // namespace inquest
