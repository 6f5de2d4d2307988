#include <pybind11/stl.h>

#include "bindings/python/bind/module.h"
#include "reference/codec/base64.h"
#include "reference/codec/certs_only.h"
#include "reference/codec/pkcs10.h"
#include "reference/codec/tree_text.h"
#include "reference/pki/csr.h"
#include "reference/pki/name.h"

namespace py = pybind11;

namespace inquest {
namespace {

py::list byte_list(const std::vector<Bytes>& items) {
  py::list list;
  for (const auto& item : items) list.append(to_python(item));
  return list;
}

void bind_request(py::module_& module) {
  py::class_<CertificationRequest>(module, "CertificationRequest",
                                   "A PKCS#10 certification request (RFC 2986 4).")
      .def_static(
          "decode",
          [](const py::bytes& der) {
            return value_or_raise(decode_certification_request(from_python(der)));
          },
          py::arg("der"), "Reads strict DER. Raises ParseError with the octet's offset.")
      .def(
          "encode",
          [](const CertificationRequest& request) { return to_python(encode(encode(request))); },
          "The request as DER.")
      .def_property_readonly(
          "version", [](const CertificationRequest& request) { return request.info.version; })
      .def_property_readonly(
          "subject",
          [](const CertificationRequest& request) { return name_text(request.info.subject); },
          "The subject as text (RFC 4514).")
      .def_property_readonly(
          "subject_der",
          [](const CertificationRequest& request) { return to_python(request.info.subject); })
      .def_property_readonly(
          "public_key_der",
          [](const CertificationRequest& request) { return to_python(request.info.public_key); },
          "SubjectPublicKeyInfo, DER.")
      .def_property_readonly(
          "attributes",
          [](const CertificationRequest& request) {
            py::dict attributes;
            for (const auto& attribute : request.info.attributes)
              attributes[py::str(attribute.type)] = byte_list(attribute.values);
            return attributes;
          },
          "Attribute values (DER) by dotted object identifier.")
      .def_property_readonly(
          "signature",
          [](const CertificationRequest& request) { return to_python(request.signature); })
      .def("proves_possession", &proves_possession,
           "Whether the signature verifies under the request's own key (RFC 7030 3.4).");
}

void bind_certs_only(py::module_& module) {
  py::class_<CertsOnly>(
      module, "CertsOnly",
      "A certs-only Simple PKI Response (RFC 5272 4.1): SignedData without signers.")
      .def(py::init([](const std::vector<py::bytes>& certificates) {
             CertsOnly certs;
             for (const auto& der : certificates) certs.certificates.push_back(from_python(der));
             return certs;
           }),
           py::arg("certificates"))
      .def_static(
          "decode",
          [](const py::bytes& der) { return value_or_raise(decode_certs_only(from_python(der))); },
          py::arg("der"), "Reads a SignedData with DER lengths. Raises ParseError.")
      .def("encode", [](const CertsOnly& certs) { return to_python(encode(encode(certs))); })
      .def_property_readonly("certificates",
                             [](const CertsOnly& certs) { return byte_list(certs.certificates); })
      .def_property_readonly("crls", [](const CertsOnly& certs) { return byte_list(certs.crls); })
      .def_property_readonly("signers",
                             [](const CertsOnly& certs) { return byte_list(certs.signers); })
      .def_property_readonly("defect", &certs_only_defect,
                             "Why this is no certs-only response, or None.");
}

}  // namespace

void bind_codec(py::module_& module) {
  module.def(
      "encode_base64",
      [](const py::bytes& data, const std::string& layout) {
        return encode_base64(from_python(data), base64_layout(layout));
      },
      py::arg("data"), py::arg("layout") = "single-line",
      "Base64 (RFC 4648 4). layout: single-line, lf-64 or crlf-76.");
  module.def(
      "decode_base64",
      [](const std::string& text, bool strict) {
        return to_python(value_or_raise(strict ? decode_base64_strict(text) : decode_base64(text)));
      },
      py::arg("text"), py::arg("strict") = false,
      "White space is skipped (RFC 8951 3.1) unless strict. Raises ParseError.");
  module.def(
      "tree_text", [](const py::bytes& der) { return tree_text(from_python(der)); }, py::arg("der"),
      "One line for each element: offset, length, tag, value.");
  bind_request(module);
  bind_certs_only(module);
}

}  // namespace inquest
